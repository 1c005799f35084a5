// SPDX-License-Identifier: ISC

// What the listening part holds at the moment.
const listening = {group: null, content: null, player: null, sounds: null, tracks: null, mode: null, picked: 0, match: true, volume: 1, loop: false, loopBefore: false, moments: [], moment: null, context: null};
const soundName = index => index === 0 ? "Original" : configurations[index - 1].label;
const modes = [];

function groupTitle(number) {
    const g = data.groups[number];
    const many = new Set(data.groups.map(one => one.seed)).size > 1;
    return `${data.inputs[g.input].label} · ${data.networks[g.network].label}${many ? ` · seed ${g.seed}` : ""}${g.lost === null ? "" : ` · ${digits(g.lost, 1)} % lost`}`;
}

const heardGroups = () => data.groups.map((g, i) => i).filter(i => data.groups[i].heard);

async function openGroup(number) {
    if (listening.opening === number) {
        return;
    }
    listening.opening = number;
    const content = await loadGroup(number);
    const sounds = data.groups[number].heard ? await soundsOf(content) : null;
    if (listening.opening !== number) {
        return; // Another one was chosen meanwhile
    }
    closePlayer();
    Object.assign(listening, {group: number, content, sounds, opening: null});
    byId("group").value = number;
    const frames = content.rows.map(row => row ? row.sources.length * row.frame / 1000 : 0);
    const duration = sounds ? Math.max(...sounds.buffers.map(b => b ? b.duration : 0)) : Math.max(...frames);
    listening.tracks.show(content, duration);
    if (!sounds || !sounds.buffers[listening.picked]) {
        listening.picked = sounds ? sounds.buffers.findIndex(b => b) : 0;
    }
    listening.tracks.setBuffer(sounds && sounds.buffers[listening.picked]);
    pick(listening.picked);
    leaveMoment();
    openMoments();
    showOriginal(false);
    refresh();
}

// What was sent is not known of a capture: there is no original, and without a reference no MUSHRA.
function showOriginal(blind) {
    const known = Boolean(listening.sounds && listening.sounds.buffers[0]);
    const rated = known || figures.reference >= 0;
    byId("original").hidden = blind || !known;
    byId("modes").querySelectorAll("button").forEach((button, i) => {
        button.hidden = modes[i] === mushra && !rated;
    });
    if (!rated && listening.mode === mushra) {
        setMode(explore);
    }
}

function closePlayer() {
    if (listening.player) {
        listening.player.close();
        listening.player = null;
    }
}

// Browsers let a page make sound only after the first key or click.
function player() {
    if (!listening.player && listening.sounds) {
        const {rate, buffers} = listening.sounds;
        if (!listening.context || listening.context.sampleRate !== rate) {
            listening.context = new AudioContext({sampleRate: rate});
        }
        listening.context.resume();
        listening.player = new Player(listening.context, buffers);
        listening.player.audible = listening.picked;
        listening.player.setLoop(loopOfPlayer(), listening.tracks.time || 0);
        listening.player.setVolume(listening.volume);
        listening.player.onend = refresh;
        setLevels();
    }
    return listening.player;
}

function setLevels() {
    if (listening.player) {
        const {loudness} = listening.sounds;
        listening.player.setLevels(listening.match ? matchingLevels(loudness) : loudness.map(() => 1));
    }
}

// Hear one of the sounds.
function pick(index) {
    if (listening.sounds && !listening.sounds.buffers[index]) {
        return;
    }
    listening.picked = index;
    if (listening.player) {
        listening.player.hear(index);
    }
    if (!listening.mode || !listening.mode.blind) {
        listening.tracks.setBuffer(listening.sounds && listening.sounds.buffers[index]);
        listening.tracks.setPicked(index, i => Boolean(listening.sounds && listening.sounds.buffers[i]));
        byId("original").setAttribute("aria-pressed", String(index === 0));
    }
}

function togglePlay() {
    const p = player();
    if (p) {
        if (p.playing) {
            p.halt();
        } else {
            p.start();
        }
        refresh();
    }
}

function seek(time) {
    if (listening.player) {
        listening.player.seek(time);
    }
    listening.tracks.setCursor(time);
}

// The marked region, else the whole if looping is on.
function loopOfPlayer() {
    return listening.tracks.loop || (listening.loop ? {from: 0, to: listening.tracks.duration} : null);
}

// `moment` says which one is that region, from whose start it plays then.
function setLoop(region, moment = null) {
    listening.tracks.setLoop(region);
    if (region) {
        listening.loop = byId("loop").checked = true;
    }
    if (listening.player) {
        listening.player.setLoop(loopOfPlayer(), moment === null ? undefined : region.from);
    }
    listening.moment = moment;
    showMoment();
}

function refresh() {
    const p = listening.player, playing = Boolean(p && p.playing);
    byId("play").textContent = playing ? "Pause" : "Play";
    byId("play").disabled = !listening.sounds;
    listening.tracks.setCursor(p ? p.position() : listening.tracks.time || 0, playing);
    if (playing) {
        requestAnimationFrame(refresh);
    }
}

function transport() {
    const zoomBy = factor => () => listening.tracks.zoom(factor, listening.tracks.time || 0);
    return make("div", {class: "controls"},
        make("button", {id: "play", class: "main", onclick: togglePlay}, "Play"),
        make("button", {id: "original", "aria-pressed": "false", onclick: () => pick(0)}, make("kbd", {}, "0"), " Original"),
        make("label", {}, make("input", {type: "checkbox", id: "loop", onchange: event => {
            listening.loop = event.target.checked;
            setLoop(null);
        }}), " Loop"),
        make("label", {title: "Play all at the loudness of the quietest (ITU-R BS.1770)"}, make("input", {type: "checkbox", id: "match", checked: true, onchange: event => {
            listening.match = event.target.checked;
            setLevels();
        }}), " Level match"),
        make("label", {}, "Volume ", make("input", {type: "range", id: "volume", min: 0, max: 1, step: 0.01, value: 1, oninput: event => {
            listening.volume = Number(event.target.value) ** 2;
            if (listening.player) {
                listening.player.setVolume(listening.volume);
            }
        }})),
        make("span", {class: "zoom"}, make("button", {onclick: zoomBy(0.5), "aria-label": "Zoom in", title: "Zoom in"}, "+"), " ", make("button", {onclick: zoomBy(2), "aria-label": "Zoom out", title: "Zoom out"}, "−"), " ",
            make("button", {onclick: () => listening.tracks.zoom(1e9, 0)}, "Whole")));
}

// Where the space bar plays; other buttons it presses. Enter presses them all.
function playsOnSpace(element) {
    return !/^(BUTTON|SUMMARY|A)$/.test(element.tagName) && element.type !== "checkbox" || element.closest(".track, [data-hear]") || element.id === "play" || element.id === "original";
}

// Keys work all over the page, but not in the fields that need them.
function onKey(event) {
    const type = event.target.type;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || listening.group === null || type === "text" || type === "number" || event.target.tagName === "SELECT") {
        return;
    }
    const key = event.key.toLowerCase();
    const step = event.shiftKey ? 0.1 : 1;
    const usual = {
        " ": () => playsOnSpace(event.target) ? togglePlay() : false,
        arrowleft: () => type !== "range" && seek(Math.max(0, listening.tracks.time - step)),
        arrowright: () => type !== "range" && seek(Math.min(listening.tracks.duration, listening.tracks.time + step)),
        l: () => listening.moment === null ? byId("loop").click() : leaveMoment(),
        escape: leaveMoment,
        n: () => stepMoment(1),
        p: () => stepMoment(-1),
        "+": () => listening.tracks.zoom(0.5, listening.tracks.time || 0),
        "-": () => listening.tracks.zoom(2, listening.tracks.time || 0),
    };
    const own = listening.mode && listening.mode.keys && listening.mode.keys[key];
    const act = own || usual[key] || (!(listening.mode && listening.mode.blind) && /^[0-9]$/.test(key) && (() => Number(key) <= configurations.length && pick(Number(key))));
    if (act && act() !== false) {
        event.preventDefault();
    }
}

// A mode is {name, blind, keys, enter(panel)}.
function setMode(mode) {
    listening.mode = mode;
    byId("modes").querySelectorAll("button").forEach((button, i) => button.setAttribute("aria-selected", String(modes[i] === mode)));
    listening.tracks.setBlind(Boolean(mode.blind));
    showOriginal(Boolean(mode.blind));
    byId("group").disabled = false;
    pick(listening.picked);
    mode.enter(byId("panel"));
}

function setBlind(mode, blind) {
    mode.blind = blind;
    showOriginal(blind);
    byId("group").disabled = blind;
    byId("modes").querySelectorAll("button").forEach(button => {
        button.disabled = blind;
    });
    if (blind) {
        // The waveform of the original tells nothing about what is heard.
        listening.tracks.setBuffer(listening.sounds.buffers.find(b => b));
    }
    listening.tracks.setBlind(blind);
    pick(listening.picked);
}

const explore = {
    name: "Explore",
    enter(panel) {
        const keys = [["Space", "play, pause"], ["0–9", "switch"], ["← →", "1 s, with shift 0.1 s"], ["L", "loop"], ["+ −", "zoom"], ["Esc", "clear the loop"]];
        panel.replaceChildren(make("p", {class: "quiet keys"}, "Click: go there. Drag: loop that. ", keys.flatMap(([key, what]) => [make("kbd", {}, key), ` ${what}  `])));
    },
};

function startListening() {
    const usable = data.groups.map((g, i) => i).filter(i => data.groups[i].heard || data.groups[i].records);
    const heard = heardGroups();
    const total = data.groups.filter(g => g.lost !== null).length;
    byId("listen-note").textContent = !usable.length
        ? "The sweep kept neither sound nor records, so there is nothing to show here."
        : !heard.length ? "Timelines only: the sweep kept no complete sound, or none was asked for."
            : heard.length < total ? `Sound of ${heard.length} of ${plural(total, "set")} of losses is here (report --listen N takes in more).` : "";
    if (!usable.length) {
        return;
    }
    byId("listen-body").hidden = false;
    const option = i => make("option", {value: i}, groupTitle(i));
    const others = usable.filter(i => !data.groups[i].heard);
    byId("group-controls").append(make("label", {}, "Clip and losses ", make("select", {id: "group", onchange: event => open(Number(event.target.value))},
        heard.length ? make("optgroup", {label: "With sound"}, heard.map(option)) : null,
        others.length ? make("optgroup", {label: "Timelines only"}, others.map(option)) : null)));
    const open = number => openGroup(number).catch(error => {
        byId("panel").replaceChildren(make("p", {class: "problem", role: "alert"}, error.message));
    });
    const tracksPlace = make("div", {});
    byId("stage").append(transport(), make("div", {id: "moments", class: "controls", role: "group", "aria-label": "Lost moments"}), tracksPlace);
    listening.tracks = new Tracks(tracksPlace, {seek, loop: setLoop, pick});
    modes.push(explore, ...(heard.length ? [abx, mushra] : []));
    byId("modes").append(...modes.map(mode => make("button", {role: "tab", "aria-selected": "false", onclick: () => setMode(mode)}, mode.name)));
    document.addEventListener("keydown", onKey);
    document.addEventListener("keyup", event => {
        if (event.key === " " && event.target.tagName === "BUTTON" && playsOnSpace(event.target)) {
            event.preventDefault(); // Firefox presses buttons then
        }
    });
    // Begin where there is something to hear.
    const distance = i => Math.abs((data.groups[i].lost ?? 0) - 20);
    const start = (heard.length ? heard : usable).reduce((best, i) => distance(i) < distance(best) ? i : best);
    open(start).then(() => setMode(explore));
}
