// SPDX-License-Identifier: ISC

const FADE = 0.01; // s

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

    position() {
        if (!this.run) {
            return this.at;
        }
        const to = this.at + Math.max(0, this.context.currentTime - this.run.began);
        if (this.loop && to >= this.loop.to) {
            return this.loop.from + (to - this.loop.from) % (this.loop.to - this.loop.from);
        }
        return Math.min(to, this.duration);
    }

    start() {
        this.halt();
        if (this.at >= this.duration - 0.005 || (this.loop && (this.at < this.loop.from || this.at >= this.loop.to))) {
            this.at = this.loop ? this.loop.from : 0;
        }
        const now = this.context.currentTime;
        const bus = this.context.createGain();
        bus.connect(this.master);
        const voices = this.buffers.map((buffer, i) => buffer && this.voice(buffer, i, bus, now));
        this.run = {began: now, bus, voices};
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

    voice(buffer, i, bus, now) {
        const source = this.context.createBufferSource();
        const gain = this.context.createGain();
        const level = i === this.audible ? this.levels[i] : 0;
        source.buffer = buffer;
        if (this.loop) {
            source.loop = true;
            source.loopStart = this.loop.from;
            source.loopEnd = this.loop.to;
        }
        gain.gain.setValueAtTime(level, now);
        source.connect(gain).connect(bus);
        source.start(now, this.at);
        return {source, gain, from: level, to: level, since: now - FADE};
    }

    // Stop, and stay where it is.
    halt() {
        if (!this.run) {
            return;
        }
        this.at = this.position();
        const {bus, voices} = this.run;
        const now = this.context.currentTime;
        this.run = null;
        bus.gain.setValueAtTime(1, now);
        bus.gain.linearRampToValueAtTime(0, now + FADE);
        voices.forEach(v => v && v.source.stop(now + FADE));
    }

    seek(to) {
        const playing = this.playing;
        this.halt();
        this.at = Math.min(Math.max(0, to), this.duration);
        if (playing) {
            this.start();
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

    // {from, to} in seconds, or null.
    setLoop(loop) {
        const at = this.position(), playing = this.playing;
        this.halt();
        this.at = at;
        this.loop = loop;
        if (playing) {
            this.start();
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
