#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Make the seeds of the fuzzers of packets, anatomy, plugin and plans: make_other_seeds.py OPUS_DEMO SPEECH.wav SEEDS

Packets are those of opus_demo; atoms have the numbers of fuzz_plugin.c for URIDs.
"""

import pathlib
import struct
import subprocess
import sys
import tempfile
import wave

opus_demo, speech, seeds = sys.argv[1:]
seeds = pathlib.Path(seeds)
FRAMES = {120: 0, 240: 1, 480: 2, 960: 3, 1920: 4, 2880: 5}


def write(target, name, data):
    folder = seeds / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


# Packets -------------------------------------------------------------------------------------

def encode(application, bitrate, frame, *options, channels=1):
    with wave.open(speech) as file:
        assert file.getframerate() == 48000 and file.getnchannels() == 1
        sound = file.readframes(48000 * 2)
    if channels == 2:
        sound = b"".join(sound[i:i + 2] * 2 for i in range(0, len(sound), 2))
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "in.raw").write_bytes(sound)
        subprocess.run([opus_demo, "-e", application, "48000", str(channels), str(bitrate),
                        "-framesize", f"{frame / 48:g}", *options, f"{folder}/in.raw", f"{folder}/out.bit"],
                       check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        bits = (pathlib.Path(folder) / "out.bit").read_bytes()
    packets = []
    while bits:
        size, = struct.unpack(">I", bits[:4])
        packets.append(bits[8:8 + size])
        bits = bits[8 + size:]
    return packets


def stream(kind, frame, packets, lost=()):
    """As fuzz_packets.c reads them."""
    out = bytes([kind, FRAMES[frame], 20])  # 60 ms of playout delay
    for i, packet in enumerate(packets):
        packet = packet[:400]
        out += bytes([3 if i in lost else 1]) + struct.pack(">H", len(packet)) + packet
    return out


dred = encode("voip", 32000, 960, "-loss", "20", "-dred", "40")
lbrr = encode("voip", 24000, 960, "-loss", "20", "-inbandfec")
celt = encode("audio", 64000, 480, channels=2)
low = encode("restricted-lowdelay", 32000, 120)
long = encode("voip", 16000, 2880)
write("packets", "dred", stream(4 * 2, 960, dred[40:50], lost=(3, 4, 5)))
write("packets", "lbrr", stream(4 * 1, 960, lbrr[40:52], lost=(3, 7)))
write("packets", "reference", stream(2 + 4 * 2, 960, dred[40:50], lost=(3, 4, 5)))
write("packets", "adaptive", stream(128 + 4 * 2, 960, dred[40:50], lost=(3, 4, 5)))
write("packets", "stereo", stream(1, 480, celt[40:48], lost=(2,)))
write("packets", "short", stream(4, 120, low[100:120], lost=(4, 5, 6)))
write("packets", "long", stream(4, 2880, long[8:14], lost=(2,)))
for name, packet in {"dred": dred[45], "lbrr": lbrr[45], "celt": celt[45], "low": low[100],
                     "long": long[9], "two": b"\x01" + bytes(20), "code3": b"\x03\x42\x05" + bytes(40),
                     "padded": b"\xfb\xc1\xff\x02" + bytes(300)}.items():
    write("anatomy", name, packet)


def red(blocks):
    head = b"".join(struct.pack(">BHB", 0xEF, offset << 2 | len(data) >> 8, len(data) & 255)
                    for offset, data in blocks[:-1])
    return head + b"\x6f" + b"".join(data for _, data in blocks)


write("anatomy", "red", red([(1920, lbrr[43]), (960, lbrr[44]), (0, lbrr[45])]))

# Atoms ---------------------------------------------------------------------------------------

NAMES = ["Object", "Blank", "Resource", "Sequence", "Path", "String", "URID", "Int", "Long", "Float",
         "Double", "MidiEvent", "Set", "Get", "property", "value", "Position", "frame", "speed",
         "trace", "watch", "view", "abx"]
URID = {name: i + 1 for i, name in enumerate(NAMES)}


def atom(kind, body):
    return struct.pack("<II", len(body), URID[kind]) + body


def pad(data):
    return data + bytes(-len(data) % 8)


def thing(kind, **properties):
    body = struct.pack("<II", 0, URID[kind])
    for key, value in properties.items():
        body += struct.pack("<II", URID[key], 0) + pad(value)
    return atom("Object", body)


def events(*atoms):
    return bytes(8) + b"".join(struct.pack("<q", 5 * i) + pad(a) for i, a in enumerate(atoms))


def urid(name):
    return atom("URID", struct.pack("<I", URID[name]))


def ports(control, midi=b"", state=None):
    """One run, as fuzz_plugin.c reads it."""
    out = b"\0" if state is None else b"\1" + struct.pack(">H", len(state)) + state
    return out + struct.pack(">H", len(control)) + control + struct.pack(">H", len(midi)) + midi + b"\1"


def text(data, path):
    return bytes([1 | (8 if path else 0)]) + struct.pack(">H", len(data)) + data


ABX = (b"12:00 trials 10 answered 2 A+ B-\n")
SET = thing("Set", property=urid("trace"), value=atom("Path", b"/no/such/trace.txt\0"))
write("plugin", "set", ports(events(SET)))
write("plugin", "get", ports(events(thing("Get"), thing("Get", property=urid("trace")))))
write("plugin", "watch", ports(events(thing("Set", property=urid("watch"), value=atom("Int", struct.pack("<i", 2))))) * 3)
write("plugin", "time", ports(events(thing("Position", frame=atom("Long", struct.pack("<q", 48000)),
                                           speed=atom("Float", struct.pack("<f", 1.0))))) * 2)
write("plugin", "notes", ports(events(), events(*[atom("MidiEvent", bytes([0x90, 60, 100]))] * 5)))
write("plugin", "state", ports(events(), state=text(b"/no/such/trace.txt\0", True) + text(ABX + b"\0", False)))
write("plugin", "lies", ports(events(SET)[:40] + struct.pack("<I", 0xFFFFFFF0) + events(SET)[44:]))

# Plans ---------------------------------------------------------------------------------------

write("plan", "small.yaml", """inputs: [a.wav, b.wav]
common: {bitrate: 24, playout: 100}
configurations:
  none: {label: "None", redundancy: none}
  dred: {redundancy: dred, depth: 500, frame: 20}
networks:
  random: {loss-model: random, loss: 5}
  calls: {label: "Calls", trace: "*.txt"}
seeds: [1-3, 7]
output: {wav: 1, records: 6, plcmos: none.onnx}
""")
write("plan", "anchors.yaml", """x-base: &base {a: 1, b: [x, y]}
inputs: &in ["*.wav"]
configurations:
  one: {<<: *base, bitrate: 6}
  two: {<<: [*base, {depth: 3}], frame: 2.5}
networks: {n: {loss: 100}}
""")
