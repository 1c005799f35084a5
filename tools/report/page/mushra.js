// SPDX-License-Identifier: ISC

// ITU-R BS.1534: rate several versions against the reference, which is among them.
const mushra = {
    name: "MUSHRA",
    blind: false,
    listener: "",

    enter(panel) {
        this.panel = panel;
        if (!listening.sounds) {
            panel.replaceChildren(make("p", {}, "Choose a clip with sound first."));
            return;
        }
        const count = heardGroups().length;
        panel.replaceChildren(
            make("h3", {}, "How good is each version?"),
            make("p", {}, `${plural(count, "page")}, one for each set of losses with sound. Each shows all configurations, a hidden reference and a low anchor in random order; rate them from 0 to 100 against the open reference.`),
            make("div", {class: "controls"},
                make("label", {}, "Listener ", make("input", {type: "text", id: "mushra-listener", value: this.listener, maxlength: 80})),
                make("button", {class: "main", id: "mushra-start", onclick: () => this.start()}, "Start")));
    },

    start() {
        this.listener = byId("mushra-listener").value.trim();
        this.began = new Date();
        this.pages = shuffle(heardGroups());
        this.ratings = [];
        this.turn();
    },

    async turn() {
        setBlind(this, false);
        const number = this.pages[this.ratings.length];
        if (listening.group !== number) {
            await openGroup(number);
        }
        await this.addAnchor();
        const zero = configurations.filter(c => /concealment[= ]silence/.test(c.options)).map(c => c.index + 1);
        const list = listening.sounds.buffers.map((b, i) => i).filter(i => listening.sounds.buffers[i] && i !== this.reference);
        this.conditions = shuffle([this.reference, ...list.filter(i => i !== this.anchor || !zero.length)]);
        this.scores = this.conditions.map(() => null);
        this.heard = new Set();
        this.since = performance.now();
        this.keys = {r: () => this.hear(-1)};
        this.conditions.forEach((c, i) => {
            this.keys[(i + 1) % 10] = i < 10 ? () => this.hear(i) : null;
        });
        setBlind(this, true);
        this.show();
    },

    // The sounds get one more at the end, once.
    async addAnchor() {
        const {buffers, loudness} = listening.sounds;
        this.reference = buffers[0] ? 0 : Math.max(1, figures.reference + 1);
        this.anchor = configurations.length + 1;
        if (!buffers[this.anchor]) {
            buffers[this.anchor] = await anchorOf(buffers[this.reference]);
            loudness[this.anchor] = loudness[this.reference];
            closePlayer();
        }
    },

    show() {
        const row = i => {
            const output = make("output", {}, "–");
            const slider = make("input", {
                type: "range", min: 0, max: 100, step: 1, value: 50, class: "untouched", "data-rate": i, "aria-label": `Rating of version ${i + 1}`, "aria-valuetext": "not rated",
                oninput: event => {
                    this.scores[i] = Number(event.target.value);
                    output.textContent = event.target.value;
                    event.target.classList.remove("untouched");
                    event.target.setAttribute("aria-valuetext", event.target.value);
                    this.check();
                },
            });
            return make("div", {class: "rating"}, make("button", {"data-hear": i, "aria-pressed": "false", onclick: () => this.hear(i)}, i < 10 ? make("kbd", {}, (i + 1) % 10) : "", ` Version ${i + 1}`), slider, output);
        };
        this.panel.replaceChildren(
            make("h3", {}, `Page ${this.ratings.length + 1} of ${this.pages.length}`),
            make("div", {class: "controls"}, make("button", {"data-hear": -1, "aria-pressed": "false", onclick: () => this.hear(-1)}, make("kbd", {}, "R"), " Reference")),
            make("div", {class: "rating quiet", "aria-hidden": "true"}, make("span", {}), make("span", {class: "words"}, ["bad", "poor", "fair", "good", "excellent"].map(w => make("span", {}, w))), make("span", {})),
            ...this.conditions.map((c, i) => row(i)),
            make("div", {class: "controls"}, make("button", {class: "main", id: "mushra-next", disabled: true, onclick: () => this.next()}, "Next"), make("button", {onclick: () => this.leave()}, "Give up")),
            make("p", {class: "quiet"}, "Hear and rate every version. One of them is the reference: rate that 100."));
    },

    hear(i) {
        pick(i < 0 ? this.reference : this.conditions[i]);
        this.heard.add(i);
        if (!player().playing) {
            togglePlay();
        }
        this.panel.querySelectorAll("[data-hear]").forEach(b => b.setAttribute("aria-pressed", String(Number(b.dataset.hear) === i)));
        this.check();
    },

    check() {
        byId("mushra-next").disabled = this.scores.includes(null) || this.conditions.some((c, i) => !this.heard.has(i));
    },

    next() {
        const g = data.groups[listening.group];
        const name = c => c === this.reference ? "reference" : c === this.anchor ? "anchor35" : configurations[c - 1].name;
        this.ratings.push({
            trial: `${data.inputs[g.input].name}/${data.networks[g.network].name}/${g.seed}`, seconds: Math.round(performance.now() - this.since) / 1000,
            scores: this.conditions.map((c, i) => ({stimulus: name(c), score: this.scores[i]})),
        });
        if (this.ratings.length < this.pages.length) {
            this.turn();
        } else {
            this.finish();
        }
    },

    stop() {
        if (listening.player) {
            listening.player.halt();
        }
        this.keys = null;
        setBlind(this, false);
        pick(0);
        refresh();
    },

    leave() {
        this.stop();
        this.enter(this.panel);
    },

    finish() {
        this.stop();
        const result = {test: "mushra", began: this.began.toISOString(), listener: this.listener, level_match: listening.match, ratings: this.ratings};
        const missed = this.ratings.filter(r => r.scores.some(s => s.stimulus === "reference" && s.score < 90)).length;
        this.panel.replaceChildren(
            make("h3", {}, "Thank you"),
            make("p", {}, missed ? `The hidden reference got less than 90 on ${missed} of ${plural(this.ratings.length, "page")}; BS.1534 leaves out listeners with more than 15 % of such pages.` : "The hidden reference got 90 or more on every page."),
            make("div", {class: "controls"},
                make("button", {onclick: () => save("mushra.csv", "text/csv", this.table(result))}, "Save CSV"),
                make("button", {onclick: () => save("mushra.json", "application/json", JSON.stringify(result, null, 1))}, "Save JSON"),
                make("button", {onclick: () => this.enter(this.panel)}, "New test")));
    },

    // The columns of webMUSHRA's own results.
    table(result) {
        const head = ["session_test_id", "listener", "trial_id", "rating_stimulus", "rating_score", "rating_time", "rating_comment"];
        return csv([head, ...result.ratings.flatMap(r => r.scores.map(s => ["dredge", result.listener, r.trial, s.stimulus, s.score, Math.round(r.seconds * 1000), ""]))]);
    },
};
