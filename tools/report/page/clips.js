// SPDX-License-Identifier: ISC

// Groups come as scripts, because a page from the file system may not fetch files.
const arrived = new Map();
const waiting = new Map();

function dredgeGroup(number, content) {
    arrived.set(number, content);
    if (waiting.has(number)) {
        waiting.get(number)(content);
    }
}

function loadGroup(number) {
    if (arrived.has(number)) {
        return Promise.resolve(arrived.get(number));
    }
    return new Promise((resolve, reject) => {
        waiting.set(number, resolve);
        document.head.append(make("script", {
            src: `groups/${number}.js`,
            onerror: () => reject(new Error(`groups/${number}.js can’t be read; it belongs next to this page`)),
        }));
    });
}

function bytesOf(base64) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; ++i) {
        bytes[i] = text.charCodeAt(i);
    }
    return bytes.buffer;
}

// To samples at the file's own rate, so that nothing is resampled.
function decode(sound) {
    const context = new OfflineAudioContext(1, 1, sound.rate);
    return context.decodeAudioData(bytesOf(sound.data));
}

// The group's sounds: the original first, then by configuration; null where there is none.
async function soundsOf(content) {
    const all = [content.original, ...content.sounds];
    return {
        rate: (all.find(sound => sound) || {rate: 48000}).rate,
        buffers: await Promise.all(all.map(sound => sound ? decode(sound) : null)),
        loudness: all.map(sound => sound ? sound.loudness : null),
    };
}

// Factors that bring all sounds to the loudness of the quietest, but by 12 dB at the most.
function matchingLevels(loudness) {
    const known = loudness.filter(x => x !== null);
    const target = Math.min(...known);
    return loudness.map(x => x === null ? 1 : 10 ** (Math.max(-12, target - x) / 20));
}

// The original without what is above 3.5 kHz: the low anchor of BS.1534.
async function anchorOf(buffer) {
    const context = new OfflineAudioContext(buffer.numberOfChannels, buffer.length, buffer.sampleRate);
    const source = context.createBufferSource();
    source.buffer = buffer;
    let last = source;
    for (const q of [0.51, 0.6, 0.9, 2.56]) { // Butterworth, eighth order
        const filter = context.createBiquadFilter();
        filter.type = "lowpass";
        filter.frequency.value = Math.min(3500, buffer.sampleRate * 0.45);
        filter.Q.value = 20 * Math.log10(q);
        last = last.connect(filter);
    }
    last.connect(context.destination);
    source.start();
    return context.startRendering();
}
