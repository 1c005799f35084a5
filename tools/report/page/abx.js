// SPDX-License-Identifier: ISC

// One of 0 ... n-1, by chance.
function chance(n) {
    const limit = 2 ** 32 - 2 ** 32 % n;
    let drawn = limit;
    while (drawn >= limit) {
        drawn = crypto.getRandomValues(new Uint32Array(1))[0];
    }
    return drawn % n;
}

function shuffle(list) {
    for (let i = list.length - 1; i > 0; --i) {
        const k = chance(i + 1);
        [list[i], list[k]] = [list[k], list[i]];
    }
    return list;
}

// How likely `right` or more of n answers are by guessing.
function guessing(right, n) {
    let sum = 0, ways = 1;
    for (let k = 0; k <= n; ++k) {
        sum += k >= right ? ways : 0;
        ways = ways * (n - k) / (k + 1);
    }
    return sum / 2 ** n;
}

// Is X the same as A or as B? The number of trials is set before, the result hidden until the
// last one.
const abx = {
    name: "ABX",
    blind: false,
    trials: [],
    planned: 16,
    a: null,
    b: null,

    enter(panel) {
        this.panel = panel;
        const choices = listening.sounds ? listening.sounds.buffers.map((b, i) => i).filter(i => listening.sounds.buffers[i]) : [];
        const select = (id, chosen) => make("select", {id}, choices.map(i => make("option", {value: i, selected: i === chosen}, soundName(i))));
        if (choices.length < 2) {
            panel.replaceChildren(make("p", {}, "Choose a clip with sound first."));
            return;
        }
        const last = choices[choices.length - 1];
        panel.replaceChildren(
            make("h3", {}, "Can you hear the difference?"),
            make("p", {}, "X is A or B, drawn anew for each trial. Say which, as often as you set here; you learn the result after the last trial."),
            make("div", {class: "controls"},
                make("label", {}, "A ", select("abx-a", this.a ?? choices[0])), make("label", {}, "B ", select("abx-b", this.b ?? last)),
                make("label", {}, "Trials ", make("input", {type: "number", id: "abx-n", min: 5, max: 100, value: this.planned})),
                make("button", {class: "main", id: "abx-start", onclick: () => this.start()}, "Start")),
            make("p", {class: "quiet", role: "alert", id: "abx-note"}));
    },

    start() {
        this.a = Number(byId("abx-a").value);
        this.b = Number(byId("abx-b").value);
        this.planned = Number(byId("abx-n").value);
        if (this.a === this.b || !(this.planned >= 5 && this.planned <= 100) || this.planned % 1) {
            byId("abx-note").textContent = this.a === this.b ? "A and B are the same." : "Choose 5 to 100 trials.";
            return;
        }
        this.trials = [];
        this.began = new Date();
        this.keys = {a: () => this.hear("a"), b: () => this.hear("b"), x: () => this.hear("x"), 1: () => this.answer("a"), 2: () => this.answer("b")};
        setBlind(this, true);
        this.next();
    },

    next() {
        this.x = chance(2) ? "b" : "a";
        this.heard = new Set();
        this.since = performance.now();
        const button = (key, what) => make("button", {"data-hear": key, "aria-pressed": "false", onclick: () => this.hear(key)}, make("kbd", {}, what), ` Hear ${what}`);
        const answer = (key, number, what) => make("button", {"data-answer": key, disabled: true, onclick: () => this.answer(key)}, make("kbd", {}, number), ` X is ${what}`);
        this.panel.replaceChildren(
            make("h3", {}, `Trial ${this.trials.length + 1} of ${this.planned}`),
            make("div", {class: "controls"}, button("a", "A"), button("b", "B"), button("x", "X")),
            make("div", {class: "controls"}, answer("a", 1, "A"), answer("b", 2, "B"), make("button", {onclick: () => this.leave()}, "Give up")),
            make("p", {class: "quiet"}, "Hear A, B and X before you answer."));
        this.hear("a", true);
    },

    hear(key, silent) {
        const same = key === "x" ? this.x : key;
        pick(same === "a" ? this.a : this.b);
        if (!silent) {
            this.heard.add(key);
            if (!player().playing) {
                togglePlay();
            }
        }
        this.panel.querySelectorAll("[data-hear]").forEach(b => b.setAttribute("aria-pressed", String(!silent && b.dataset.hear === key)));
        this.panel.querySelectorAll("[data-answer]").forEach(b => {
            b.disabled = this.heard.size < 3;
        });
    },

    answer(key) {
        if (this.heard.size < 3) {
            return;
        }
        this.trials.push({x: this.x, answer: key, right: key === this.x, seconds: Math.round(performance.now() - this.since) / 1000});
        if (this.trials.length < this.planned) {
            this.next();
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
        refresh();
    },

    leave() {
        this.stop();
        this.enter(this.panel);
    },

    finish() {
        this.stop();
        const result = this.result();
        this.panel.replaceChildren(
            make("h3", {}, `${result.right} of ${plural(this.planned, "answer")} right`),
            make("p", {id: "abx-result"}, `By guessing, as many or more would be right with a probability of ${result.p < 0.001 ? "less than 0.001" : digits(result.p, 3)} (one-sided binomial test): ` +
                (result.p <= 0.05 ? `you hear a difference between ${result.a} and ${result.b} here.` : "this does not show that you hear a difference.")),
            make("div", {class: "controls"},
                make("button", {onclick: () => save("abx.csv", "text/csv", this.table(result))}, "Save CSV"),
                make("button", {onclick: () => save("abx.json", "application/json", JSON.stringify(result, null, 1))}, "Save JSON"),
                make("button", {onclick: () => this.enter(this.panel)}, "New test")));
    },

    result() {
        const g = data.groups[listening.group];
        const right = this.trials.filter(t => t.right).length;
        return {
            test: "abx", began: this.began.toISOString(), input: data.inputs[g.input].name, network: data.networks[g.network].name, seed: g.seed,
            a: soundName(this.a), b: soundName(this.b), level_match: listening.match, loop: listening.tracks.loop,
            planned: this.planned, right, p: guessing(right, this.planned), trials: this.trials,
        };
    },

    table(result) {
        const head = ["began", "input", "network", "seed", "a", "b", "trial", "x", "answer", "right", "seconds"];
        return csv([head, ...result.trials.map((t, i) => [result.began, result.input, result.network, result.seed, result.a, result.b, i + 1, t.x, t.answer, Number(t.right), t.seconds])]);
    },
};
