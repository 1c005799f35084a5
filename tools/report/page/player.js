// SPDX-License-Identifier: ISC

const FADE = 0.01; // s
const SEAM = 0.005; // s: how long a loop fades out at its end, and in at its start
const LEAD = 0.02; // s: a time so far ahead is not past before all sounds are told to start then

// Several sounds of one length that run at the same time; one of them is heard.
class Player {
    // `buffers` may have holes. Works in an OfflineAudioContext too.
    constructor(context, buffers) {
        this.context = context;
        this.buffers = buffers;
        this.duration = Math.max(...buffers.map(b => b ? b.duration : 0));
        this.master = context.createGain();
        this.master.connect(context.destination);
        this.levels = buffers.map(() => 1);
        this.audible = buffers.findIndex(b => b);
        this.loop = null;
        this.at = 0; // Where it stands, or started
        this.run = null;
        this.onend = null;
    }

    get playing() {
        return this.run !== null;
    }

    position(when = this.context.currentTime) {
        if (!this.run) {
            return this.at;
        }
        const to = this.at + Math.max(0, when - this.run.began);
        if (this.loop && to >= this.loop.to) {
            return this.loop.from + (to - this.loop.from) % (this.loop.to - this.loop.from);
        }
        return Math.min(to, this.duration);
    }

    // The nearest whole sample: between two of them browsers would interpolate.
    whole(time) {
        return Math.round(time * this.context.sampleRate) / this.context.sampleRate;
    }

    // The next time at which all sounds can start together.
    soon() {
        const offline = this.context instanceof OfflineAudioContext; // Time stands still there
        return this.whole(this.context.currentTime + (offline ? 0 : LEAD));
    }

    // With `fadeIn`, as the other half of a crossfade.
    start(when = this.soon(), fadeIn = false) {
        this.halt(when);
        this.at = this.whole(this.at);
        if (this.at >= this.duration - 0.005 || (this.loop && (this.at < this.loop.from || this.at >= this.loop.to))) {
            this.at = this.loop ? this.loop.from : 0;
        }
        const bus = this.context.createGain();
        if (fadeIn) {
            bus.gain.setValueAtTime(0, when);
            bus.gain.linearRampToValueAtTime(1, when + FADE);
        }
        bus.connect(this.master);
        const seam = this.loop && this.seam(bus, when);
        const voices = this.buffers.map((buffer, i) => buffer && this.voice(buffer, i, seam ? seam.gain : bus, when));
        this.run = {began: when, bus, seam, voices};
        const longest = voices.find(v => v && v.source.buffer.duration === this.duration);
        const run = this.run;
        longest.source.onended = () => {
            if (this.run === run) {
                this.run = null;
                this.at = 0;
                bus.disconnect();
                if (this.onend) {
                    this.onend();
                }
            }
        };
    }

    // A gain that runs along with the loop and hides the jump from its end to its start.
    seam(bus, when) {
        const {from, to} = this.loop, rate = this.context.sampleRate;
        const shape = new AudioBuffer({length: Math.max(1, Math.round((to - from) * rate)), sampleRate: rate});
        const values = shape.getChannelData(0).fill(1);
        const fade = Math.min(Math.round(SEAM * rate), values.length >> 1);
        for (let i = 0; i < fade; ++i) {
            values[i] = values[values.length - 1 - i] = (i + 0.5) / fade;
        }
        const source = new AudioBufferSourceNode(this.context, {buffer: shape, loop: true});
        const gain = new GainNode(this.context, {gain: 0});
        source.connect(gain.gain);
        source.start(when, this.at - from);
        gain.connect(bus);
        return {source, gain};
    }

    voice(buffer, i, bus, when) {
        const source = this.context.createBufferSource();
        const gain = this.context.createGain();
        const level = i === this.audible ? this.levels[i] : 0;
        source.buffer = buffer;
        if (this.loop) {
            source.loop = true;
            source.loopStart = this.loop.from;
            source.loopEnd = this.loop.to;
        }
        gain.gain.setValueAtTime(level, when);
        source.connect(gain).connect(bus);
        source.start(when, this.at);
        return {source, gain, from: level, to: level, since: when - FADE};
    }

    // Stop, and stay where it is.
    halt(when = this.context.currentTime) {
        if (!this.run) {
            return;
        }
        this.at = this.position(when);
        const {bus, seam, voices} = this.run;
        this.run = null;
        bus.gain.setValueAtTime(1, when);
        bus.gain.linearRampToValueAtTime(0, when + FADE);
        [seam, ...voices].forEach(v => v && v.source.stop(when + FADE));
    }

    seek(to) {
        const playing = this.playing, when = this.soon();
        this.halt(when);
        this.at = Math.min(Math.max(0, to), this.duration);
        if (playing) {
            this.start(when, true);
        }
    }

    // Hear another one from now on, with a crossfade.
    hear(index) {
        this.audible = index;
        this.settle();
    }

    setLevels(levels) {
        this.levels = levels;
        this.settle();
    }

    settle() {
        const now = this.context.currentTime;
        (this.run ? this.run.voices : []).forEach((v, i) => {
            const level = i === this.audible ? this.levels[i] : 0;
            if (!v || v.to === level) {
                return;
            }
            const done = Math.min(1, Math.max(0, (now - v.since) / FADE));
            v.from += (v.to - v.from) * done;
            v.to = level;
            v.since = now;
            v.gain.gain.cancelScheduledValues(now);
            v.gain.gain.setValueAtTime(v.from, now);
            v.gain.gain.linearRampToValueAtTime(level, now + FADE);
        });
    }

    // {from, to} in seconds, or null; goes to `at` if that is given.
    setLoop(loop, at) {
        const playing = this.playing, when = this.soon();
        this.halt(when);
        this.at = at ?? this.at;
        this.loop = loop && {from: this.whole(loop.from), to: this.whole(loop.to)};
        if (playing) {
            this.start(when, true);
        }
    }

    setVolume(volume) {
        this.master.gain.setTargetAtTime(volume, this.context.currentTime, 0.01);
    }

    close() {
        this.onend = null;
        this.halt();
        setTimeout(() => this.master.disconnect(), 100);
    }
}
