// SPDX-License-Identifier: ISC

const DECODER_DELAY = 0.0065; // s: frames start so much before their sound in an aligned file
const sources = [
    {letter: "r", name: "received", colour: "--received"},
    {letter: "R", name: "RED", colour: "--red"},
    {letter: "l", name: "LBRR", colour: "--lbrr"},
    {letter: "d", name: "DRED", colour: "--dred"},
    {letter: "n", name: "neural PLC", colour: "--neural"},
    {letter: "c", name: "classic PLC", colour: "--classic"},
    {letter: "s", name: "silence", colour: "--silence"},
];
const unknownSource = {name: "unknown", colour: "--quiet"};
const sourceOf = letter => sources.find(s => s.letter === letter) || unknownSource;

// The waveform and a row of packets for each configuration, over the same time.
class Tracks {
    // `on`: {seek(s), loop({from, to} or null), pick(index)}; index 0 is the original.
    constructor(place, on) {
        this.on = on;
        this.cursor = make("div", {class: "cursor"});
        this.region = make("div", {class: "region", hidden: true});
        this.mark = make("div", {class: "moment", hidden: true});
        this.wave = this.track("Waveform", "wave");
        this.wave.canvas.setAttribute("role", "slider");
        this.wave.canvas.setAttribute("tabindex", "0");
        this.wave.canvas.setAttribute("aria-label", "Position");
        this.rows = configurations.map(c => this.track(c.label, "packets", c.index));
        this.ruler = this.track("", "ruler");
        this.over = make("div", {class: "over"}, this.region, this.mark, this.cursor);
        this.body = make("div", {class: "tracks"}, this.wave.element, ...this.rows.map(r => r.element), this.ruler.element, this.over);
        this.hint = make("p", {class: "quiet", role: "status"});
        this.key = make("p", {class: "sources quiet"}, sources.map(s => make("span", {}, make("i", {style: `background:var(${s.colour})`}), s.name)),
            make("span", {}, "× lost, or late"));
        this.sent = make("div", {});
        this.packets = make("details", {class: "sent"}, make("summary", {}, "Packets of the first 4 s: sent, lost, played"), this.sent);
        place.replaceChildren(this.body, this.key, this.hint, this.packets);
        this.view = {from: 0, to: 1};
        this.listenToPointer();
        new ResizeObserver(() => this.paint()).observe(this.body);
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
    }

    track(name, kind, index) {
        const canvas = make("canvas", {class: kind});
        const label = index === undefined
            ? make("span", {class: "label"}, name)
            : make("button", {class: "label", "aria-pressed": "false", title: name, onclick: () => this.on.pick(index + 1)}, index < 9 ? make("kbd", {}, index + 1) : "", " ", name);
        return {element: make("div", {class: "track"}, label, canvas), canvas, label};
    }

    // `content` as from loadGroup(); `buffer` what the waveform shows, or null.
    show(content, duration) {
        this.content = content;
        this.duration = duration;
        this.buffer = null;
        this.peak = 0;
        this.view = {from: 0, to: duration};
        this.rows.forEach((row, i) => {
            row.data = content.rows[i];
            row.element.hidden = !content.rows[i] && !content.sounds[i];
        });
        this.wave.element.hidden = !content.sounds.some(s => s);
        this.sent.replaceChildren(...configurations.filter(c => content.packets[c.index]).map(c => make("figure", {},
            make("figcaption", {}, c.label),
            make("img", {alt: `Packets of ${c.label}: bytes by layer, losses, and what each frame was played from`, src: `data:image/svg+xml,${encodeURIComponent(content.packets[c.index])}`}))));
        this.packets.hidden = !this.sent.childElementCount;
        this.paint();
    }

    // All waveforms of a group are drawn to the scale of the first one.
    setBuffer(buffer) {
        this.buffer = buffer;
        if (buffer && !this.peak) {
            this.peak = buffer.getChannelData(0).reduce((most, x) => Math.max(most, Math.abs(x)), 0.01);
        }
        this.paintWave();
    }

    // In a blind test the rows would tell what is what.
    setBlind(blind) {
        this.rows.forEach((row, i) => {
            row.element.hidden = blind || (!this.content.rows[i] && !this.content.sounds[i]);
        });
        this.key.hidden = this.hint.hidden = blind;
        this.packets.hidden = blind || !this.sent.childElementCount;
        this.paint();
    }

    setPicked(index, canPlay) {
        this.rows.forEach((row, i) => {
            row.label.setAttribute("aria-pressed", String(i + 1 === index));
            row.label.disabled = !canPlay(i + 1);
        });
    }

    // Make the shown range shorter or longer, around a point that stays where it is.
    zoom(factor, around) {
        const {from, to} = this.view;
        const length = Math.min(this.duration, Math.max(0.2, (to - from) * factor));
        const share = (around - from) / (to - from);
        this.scroll(around - share * length, length);
    }

    scroll(from, length) {
        const start = Math.min(Math.max(0, from), this.duration - length);
        this.view = {from: start, to: start + length};
        this.paint();
    }

    place(time) {
        return (time - this.view.from) / (this.view.to - this.view.from) * 100;
    }

    setCursor(time, playing) {
        const {from, to} = this.view;
        if (playing && (time > to || time < from) && to - from < this.duration) {
            this.scroll(time, to - from);
        }
        this.time = time;
        const at = this.place(time);
        this.cursor.style.left = `${at}%`;
        this.cursor.hidden = at < 0 || at > 100;
        this.wave.canvas.setAttribute("aria-valuenow", time.toFixed(2));
        this.wave.canvas.setAttribute("aria-valuemax", this.duration.toFixed(2));
    }

    // Scroll to a range that is not in view.
    reveal({from, to}) {
        const {view} = this, length = view.to - view.from;
        if (from < view.from || to > view.to) {
            this.scroll(to - from < length ? (from + to - length) / 2 : from, length);
        }
    }

    setLoop(loop) {
        this.loop = loop;
        this.stretch(this.region, loop);
    }

    // Mark {from, to} as what was lost, or nothing.
    setMoment(moment) {
        this.moment = moment;
        this.stretch(this.mark, moment);
    }

    // Lay an element over a range, as far as that is in view.
    stretch(element, range) {
        element.hidden = !range || range.to <= this.view.from || range.from >= this.view.to;
        if (!element.hidden) {
            element.style.left = `${Math.max(0, this.place(range.from))}%`;
            element.style.right = `${100 - Math.min(100, this.place(range.to))}%`;
        }
    }

    paint() {
        if (!this.content) {
            return;
        }
        this.paintWave();
        this.rows.filter(row => !row.element.hidden).forEach(row => this.paintRow(row));
        this.paintRuler();
        this.setLoop(this.loop);
        this.setMoment(this.moment);
        this.setCursor(this.time || 0);
    }

    // A canvas with sharp pixels, empty.
    blank({canvas}) {
        const ratio = devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
        const pen = canvas.getContext("2d");
        pen.scale(ratio, ratio);
        return {pen, width, height, x: time => this.place(time) / 100 * width, colour: name => getComputedStyle(canvas).getPropertyValue(name)};
    }

    paintWave() {
        const {pen, width, height, colour} = this.blank(this.wave);
        if (!this.buffer || !width) {
            return;
        }
        const samples = this.buffer.getChannelData(0), rate = this.buffer.sampleRate;
        const step = (this.view.to - this.view.from) * rate / width;
        pen.fillStyle = colour("--wave");
        for (let x = 0; x < width; ++x) {
            const from = Math.floor(this.view.from * rate + x * step);
            const to = Math.min(samples.length, Math.max(from + 1, Math.floor(from + step)));
            let low = 0, high = 0;
            for (let i = from; i < to; ++i) {
                low = Math.min(low, samples[i]);
                high = Math.max(high, samples[i]);
            }
            const middle = height / 2, scale = middle * 0.95 / this.peak;
            pen.fillRect(x, middle - high * scale, 1, Math.max(1, (high - low) * scale));
        }
    }

    paintRow(row) {
        const {pen, height, x, colour} = this.blank(row);
        if (!row.data) {
            return;
        }
        const {frame, sources: letters, lost} = row.data;
        const length = frame / 1000, top = 11;
        const first = Math.max(0, Math.floor(this.view.from / length));
        for (let i = first; i < letters.length && i * length - DECODER_DELAY < this.view.to; ++i) {
            const left = x(i * length - DECODER_DELAY), wide = x((i + 1) * length - DECODER_DELAY) - left;
            const gap = wide > 4 ? 1 : 0;
            pen.fillStyle = colour(sourceOf(letters[i]).colour);
            pen.fillRect(left, top, wide - gap + (gap ? 0 : 0.5), height - top);
            if (lost[i] === "1" || letters[i] !== "r") {
                Tracks.cross(pen, left + (wide - gap) / 2, 5, Math.min(3.5, Math.max(0.6, wide / 2 - 0.5)), colour("--lost"));
            }
        }
    }

    static cross(pen, x, y, size, colour) {
        pen.strokeStyle = colour;
        pen.lineWidth = size > 2 ? 1.4 : 1;
        pen.beginPath();
        if (size > 1.4) {
            pen.moveTo(x - size, y - size);
            pen.lineTo(x + size, y + size);
            pen.moveTo(x - size, y + size);
            pen.lineTo(x + size, y - size);
        } else {
            pen.moveTo(x, y - 3);
            pen.lineTo(x, y + 3);
        }
        pen.stroke();
    }

    paintRuler() {
        const {pen, width, x, colour} = this.blank(this.ruler);
        const marks = ticks(this.view.from, this.view.to, Math.max(2, width / 90));
        pen.fillStyle = pen.strokeStyle = colour("--quiet");
        pen.font = "11.5px system-ui, sans-serif";
        pen.beginPath();
        for (const at of marks.list) {
            pen.moveTo(x(at), 0);
            pen.lineTo(x(at), 4);
            const text = `${at.toFixed(marks.decimals)} s`;
            const half = pen.measureText(text).width / 2;
            pen.fillText(text, Math.min(Math.max(0, x(at) - half), width - 2 * half), 16);
        }
        pen.stroke();
    }

    listenToPointer() {
        const timeAt = event => {
            const box = this.over.getBoundingClientRect();
            const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
            return this.view.from + share * (this.view.to - this.view.from);
        };
        let from = null;
        this.body.addEventListener("pointerdown", event => {
            if (event.target.tagName === "CANVAS" && event.button === 0) {
                from = {time: timeAt(event), x: event.clientX, dragged: false, loop: this.loop};
                event.target.setPointerCapture(event.pointerId);
            }
        });
        this.body.addEventListener("pointermove", event => {
            if (from && (from.dragged || Math.abs(event.clientX - from.x) > 4)) {
                const time = timeAt(event);
                from.dragged = true;
                this.setLoop({from: Math.min(time, from.time), to: Math.max(time, from.time)});
            } else if (!from && event.target.tagName === "CANVAS") {
                this.explain(event.target, timeAt(event));
            }
        });
        this.body.addEventListener("pointerup", event => {
            if (from && from.dragged && this.loop.to - this.loop.from >= 0.05) {
                this.on.loop(this.loop);
            } else if (from) {
                this.setLoop(from.loop);
                this.on.seek(timeAt(event));
            }
            from = null;
        });
        this.body.addEventListener("wheel", event => {
            if (event.ctrlKey || event.metaKey) {
                event.preventDefault();
                this.zoom(event.deltaY > 0 ? 1.25 : 0.8, timeAt(event));
            } else if (event.deltaX && this.view.to - this.view.from < this.duration) {
                event.preventDefault();
                const length = this.view.to - this.view.from;
                this.scroll(this.view.from + event.deltaX / 600 * length, length);
            }
        }, {passive: false});
    }

    // Tell what happened to the frame under the pointer.
    explain(canvas, time) {
        const row = this.rows.find(r => r.canvas === canvas);
        const frame = row && row.data ? Math.floor((time + DECODER_DELAY) * 1000 / row.data.frame) : -1;
        const letter = frame >= 0 ? row.data.sources[frame] : undefined;
        this.hint.textContent = letter
            ? `${digits(time, 2)} s, frame ${frame}: ${row.data.lost[frame] === "1" ? "packet lost, " : letter === "r" ? "" : "packet too late, "}${sourceOf(letter).name}`
            : "";
    }
}
