// SPDX-License-Identifier: ISC

// Lost moments: where some recovery played what was not a packet of its own.
const NEAR = 100; // ms: holes nearer than that are one moment
const AROUND = 0.3; // s: what is heard before and after a moment

// A row's runs of frames that were not received, in ms of frames.
function holesOf({frame, sources: letters}) {
    return [...letters.matchAll(/[^r]+/g)].map(run => ({from: run.index * frame, to: (run.index + run[0].length) * frame}));
}

// The moments of all rows together, in order, as {from, to, loop} in s of the sound.
function momentsOf(rows, duration) {
    const runs = [];
    for (const hole of rows.flatMap(row => row ? holesOf(row) : []).sort((a, b) => a.from - b.from)) {
        const last = runs[runs.length - 1];
        if (last && hole.from - last.to < NEAR) {
            last.to = Math.max(last.to, hole.to);
        } else {
            runs.push(hole);
        }
    }
    const inSound = time => Math.min(duration, Math.max(0, time));
    const played = ms => inSound(ms / 1000 - DECODER_DELAY);
    return runs.map(run => ({from: played(run.from), to: played(run.to)})).filter(({from, to}) => to > from)
        .map(({from, to}) => ({from, to, loop: {from: inSound(from - AROUND), to: inSound(to + AROUND)}}));
}

// Find the moments of the group that was opened, and draw their buttons if there are records.
function openMoments() {
    const {content, tracks} = listening;
    const known = content.rows.some(row => row);
    listening.moments = known ? momentsOf(content.rows, tracks.duration) : [];
    const none = !listening.moments.length;
    const step = (id, key, by, what) => make("button", {id, disabled: none, title: `Loop over the ${what} (${key})`, onclick: () => stepMoment(by)}, make("kbd", {}, key), ` ${what[0].toUpperCase()}${what.slice(1)}`);
    byId("moments").replaceChildren(...known ? [
        step("moment-previous", "P", -1, "previous lost moment"), step("moment-next", "N", 1, "next lost moment"),
        make("button", {id: "moment-leave", title: "Leave the loop and play on (L or Escape)", onclick: leaveMoment}, make("kbd", {}, "L"), " ", make("kbd", {}, "Esc"), " Leave the loop"),
        make("span", {id: "moment-words", class: "quiet", role: "status"}),
    ] : []);
    showMoment();
}

// Tell and mark the moment that is looped.
function showMoment() {
    const {moments, moment} = listening;
    const now = moment === null ? null : moments[moment];
    listening.tracks.setMoment(now);
    if (byId("moment-words")) {
        byId("moment-leave").disabled = !now;
        byId("moment-words").textContent = now
            ? `moment ${moment + 1} of ${moments.length}, ${digits(now.from, 2)}–${digits(now.to, 2)} s`
            : moments.length ? plural(moments.length, "lost moment") : "no lost moments";
    }
}

// Loop over the next moment or the one before, from where the cursor is; the ends meet.
function stepMoment(by) {
    const {moments, moment, tracks} = listening;
    if (!moments.length) {
        return false;
    }
    const time = tracks.time || 0;
    const next = moment !== null ? moment + by
        : by > 0 ? moments.filter(m => m.from < time).length : moments.filter(m => m.to <= time).length - 1;
    const index = (next + moments.length) % moments.length;
    const {loop} = moments[index];
    if (moment === null) {
        listening.loopBefore = listening.loop;
    }
    setLoop(loop, index);
    tracks.reveal(loop);
    tracks.setCursor(loop.from);
    if (player() && !player().playing) {
        togglePlay();
    }
    return true;
}

// End a loop and play on; after a moment, the whole is looped again if it was before.
function leaveMoment() {
    if (listening.moment !== null) {
        listening.loop = byId("loop").checked = listening.loopBefore;
    }
    setLoop(null);
}
