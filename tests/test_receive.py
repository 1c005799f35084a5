#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What render sends, receive plays: test_receive.py DREDGE

Sample by sample, through captures; and captures made of other captures: with frames that change
their length, beginnings, silence that was not sent, packets that are cut, and no Opus at all.
"""

import array
import csv
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile

dredge = pathlib.Path(sys.argv[1]).resolve()
folder = pathlib.Path(tempfile.mkdtemp())
RATE = 48000
PLAYOUT = 200
failures = 0


def check(good, what):
    global failures
    if not good:
        failures += 1
        print("FAILED:", what)


def run(*arguments, fails=False):
    done = subprocess.run([str(dredge), *map(str, arguments)], cwd=folder, text=True, capture_output=True)
    check((done.returncode != 0) == fails, f"{arguments}: status {done.returncode}: {done.stderr}")
    return done.stdout + done.stderr


def write_wav(name, channels, seconds=2):
    draw = random.Random(1)
    low = [0.0] * channels
    samples = array.array("h")
    for i in range(int(RATE * seconds)):
        loud = i % 24000 < 16000 and i < RATE * seconds * 0.8  # Bursts, and a pause at the end
        for c in range(channels):
            low[c] = 0.98 * low[c] + (draw.uniform(-1, 1) if loud else 0)
            samples.append(max(-32000, min(32000, int(low[c] * 1500))))
    data = samples.tobytes()
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, channels,
                       RATE, RATE * 2 * channels, 2 * channels, 16, b"data", len(data))
    (folder / name).write_bytes(head + data)


def read_wav(name):
    data = (folder / name).read_bytes()
    at = data.index(b"fmt ")
    channels, = struct.unpack("<H", data[at + 10:at + 12])
    at = data.index(b"data", at)
    samples = array.array("f")
    samples.frombytes(data[at + 8:at + 8 + struct.unpack("<I", data[at + 4:at + 8])[0] // 4 * 4])
    return samples, channels


def same(rendered, received, silent, what):
    """The render begins with silence, and may end before or after."""
    one, channels = read_wav(rendered)
    other, found = read_wav(received)
    check(found == channels, f"{what}: channels")
    one = one[silent * channels:]
    length = min(len(one), len(other))
    check(length > 16000, f"{what}: too short: {length}")
    check(one[:length] == other[:length], f"{what}: other sound")


def fastest(records):
    with open(folder / records) as file:
        return min(float(row["arrival_ms"]) - 20 * (int(row["frame"]) + 1)
                   for row in csv.DictReader(file) if row["lost"] == "0")


def render(*options, source="mono.wav", packets="p.pcapng"):
    run("render", "-q", "--format", "float", "--playout", PLAYOUT, *options, "--packets", packets, source,
        "rendered.wav")


def receive(*options, packets="p.pcapng", fails=False):
    return run("receive", "--format", "float", "--playout", PLAYOUT, *options, packets, "received.wav",
               fails=fails)


def round_trip(frame, *options, source="mono.wav", receiver=(), suffix="pcapng"):
    name = f"p.{suffix}"
    render("--frame", frame, "--packets-arrived", *options, *receiver, source=source, packets=name)
    receive(*receiver, packets=name)
    same("rendered.wav", "received.wav", int(frame * 48) + PLAYOUT * 48, f"{frame} {options}")


write_wav("mono.wav", 1)
write_wav("stereo.wav", 2)
lossy = ("--loss", "20")
for redundancy in ("none", "red", "lbrr", "dred", "lbrr+dred"):
    round_trip(20, *lossy, "--redundancy", redundancy)
for frame in (2.5, 5, 10, 40, 60):
    round_trip(frame, *lossy, "--redundancy", "lbrr+dred" if frame > 5 else "red")
for application in ("voip", "audio", "lowdelay"):
    round_trip(10, *lossy, "--application", application, "--redundancy", "none")
round_trip(20, *lossy, "--redundancy", "lbrr", source="stereo.wav", suffix="pcap")
round_trip(20, *lossy, "--redundancy", "red", source="stereo.wav", suffix="rtpdump")
round_trip(20, "--loss", "0", "--dtx", "on", "--redundancy", "none")
round_trip(20, *lossy, receiver=("--concealment", "classic"))
round_trip(20, *lossy, "--redundancy", "dred", receiver=("--reference",))

# With delays: the receiver knows the fastest packet's only if it is told.
render("--frame", 20, "--loss", 10, "--jitter", 40, "--records", "r.csv", "--packets-arrived")
receive("--delay", fastest("r.csv"), packets="p.pcapng")
same("rendered.wav", "received.wav", 960 + PLAYOUT * 48, "jitter")

# All that was sent, and the losses on top.
render("--frame", 20, *lossy, "--jitter", 30, "--redundancy", "lbrr+dred")
receive(*lossy, "--jitter", 30)
same("rendered.wav", "received.wav", 960 + PLAYOUT * 48, "losses on top")

# Ogg Opus: less what comes before the sound.
render("--loss", 0, "--redundancy", "lbrr", packets="p.opus")
receive(packets="p.opus")
same("rendered.wav", "received.wav", 960 + PLAYOUT * 48 + 312, "Ogg Opus")
run("render", "-q", "--packets", "p.opus", "--packets-arrived", "mono.wav", "o.wav", fails=True)
run("render", "-q", "--packets", "p.opus", "--redundancy", "red", "mono.wav", "o.wav", fails=True)
run("render", "-q", "--packets", "p.txt", "mono.wav", "o.wav", fails=True)


# Captures made of captures --------------------------------------------------------------------

def read_pcap(name):
    data = (folder / name).read_bytes()
    at, packets = 24, []
    while at < len(data):
        s, ns, size, _ = struct.unpack("<IIII", data[at:at + 16])
        packets.append([s * 10 ** 9 + ns, data[at + 16 + 28:at + 16 + size]])
        at += 16 + size
    return packets


def rtp(packet, sequence, timestamp, ssrc=1, kind=111):
    return struct.pack(">BBHII", 0x80, kind, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc) + packet[12:]


def write_pcap(name, packets, snap=65535):
    out = struct.pack("<IHHIIII", 0xA1B23C4D, 2, 4, 0, 0, snap, 101)
    for ns, data in packets:
        udp = struct.pack(">HHHH", 5004, 5004, 8 + len(data), 0) + data
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, b"\x7f\0\0\1",
                         b"\x7f\0\0\1") + udp
        out += struct.pack("<IIII", ns // 10 ** 9, ns % 10 ** 9, min(snap, len(ip)), len(ip)) + ip[:snap]
    (folder / name).write_bytes(out)


def of(frame, *options, source="mono.wav"):
    render("--frame", frame, "--loss", 0, *options, source=source, packets="x.pcap")
    return [data for _, data in read_pcap("x.pcap")]


def play_out(packets, sequence=65500, timestamp=4294900000, ssrc=1, start=0):
    """(frame, packet) one after the other, with numbers that wrap around."""
    result, at = [], 0
    for frame, packet in packets:
        result.append([start + int((at + frame) / 48e-6), rtp(packet, sequence, timestamp + at, ssrc)])
        sequence += 1
        at += frame
    return result


def summary(name, *options):
    text = receive(*options, packets=name)
    return text, read_wav("received.wav")


short, usual, long = of(2.5, "--redundancy", "none"), of(20), of(60)
mixed = ([(120, p) for p in short[:160]] + [(960, p) for p in usual[20:50]] +
         [(2880, p) for p in long[17:27]] + [(960, p) for p in usual[80:90]])
write_pcap("mixed.pcap", play_out(mixed))
text, (sound, channels) = summary("mixed.pcap")
check("3 changes of the frame duration" in text, f"changes: {text}")
check(" lost 0 " in text and len(sound) == sum(frame for frame, _ in mixed), f"mixed: {text}")

# 120 ms as six frames of 20 ms in a packet are the same frames.
celt = of(20, "--application", "lowdelay", "--redundancy", "none")
joined = []
for i in range(0, 18, 6):
    frames = [p[13:] for p in celt[i:i + 6]]
    sizes = b"".join(bytes([len(f)]) if len(f) < 252 else
                     bytes([252 + (len(f) & 3), (len(f) - 252) // 4]) for f in frames[:-1])
    joined.append((5760, celt[i][:12] + bytes([celt[i][12] & 0xFC | 3, 0x80 | 6]) + sizes + b"".join(frames)))
write_pcap("apart.pcap", play_out([(960, p) for p in celt[:18]]))
write_pcap("joined.pcap", play_out(joined))
_, (apart, _) = summary("apart.pcap")
text, (together, _) = summary("joined.pcap")
check(apart == together, f"120 ms: {text}")

# A beginning with other numbers: nothing lost, and nothing of the old one in the new one.
first = play_out([(960, p) for p in usual[:30]])
again = play_out([(960, p) for p in usual[:30]], 20009, 77, start=first[-1][0])
write_pcap("again.pcap", first + again)
text, (sound, _) = summary("again.pcap")
check("1 beginnings" in text and " lost 0 " in text, f"again: {text}")
check(len(sound) == 2 * 30 * 960, f"again: {len(sound)} samples")
check(sound[:30 * 960] == sound[30 * 960:], "a beginning remembers what was before")

# Another SSRC that follows between the same ports is the same call; not if one is asked for.
other = play_out([(960, p) for p in usual[:20]], 20009, 77, ssrc=2, start=first[-1][0])
write_pcap("follows.pcap", first + other)
_, (sound, _) = summary("follows.pcap")
check(len(sound) == 50 * 960, f"follows: {len(sound)} samples")
_, (sound, _) = summary("follows.pcap", "--ssrc", "2")
check(len(sound) == 20 * 960, f"ssrc: {len(sound)} samples")
check("0x00000002" in run("receive", "--list", "follows.pcap"), "list")
receive("--ssrc", "3", packets="follows.pcap", fails=True)

# A stray packet, a duplicate, a clock set by a day: no harm.
strange = first[:10] + [[first[9][0], rtp(usual[0], 30000, 5)]] + [first[9]] + first[10:]
write_pcap("strange.pcap", strange)
text, (sound, _) = summary("strange.pcap")
check("1 duplicates" in text and "1 out of sequence" in text and len(sound) == 30 * 960, f"strange: {text}")
set_clock = first[:15] + [[ns + 86400 * 10 ** 9, data] for ns, data in first[15:]]
write_pcap("clock.pcap", set_clock)
text, (sound, _) = summary("clock.pcap")
check(len(sound) == 30 * 960 and " lost 0 " in text, f"clock: {text}")

# The first packet of a call with RED has no copy, and a payload type of its own.
red = of(20, "--redundancy", "red", "--depth", "20")
plain = of(20, "--redundancy", "none")
both = play_out([(960, plain[20])] + [(960, p) for p in red[21:60]])
both[1:] = [[ns, data[:1] + b"\x3f" + data[2:]] for ns, data in both[1:]]
write_pcap("both.pcap", both)
check("63 RED 111 Opus" in run("receive", "--list", "both.pcap"), "Opus taken for RED")
write_pcap("plain.pcap", play_out([(960, p) for p in plain[20:60]]))
_, (one, _) = summary("both.pcap")
_, (other, _) = summary("plain.pcap")
check(one == other, "RED with Opus before it: other sound")

# A sweep receives a capture with each configuration: what receive plays, less the encoder's look-ahead.
render("--frame", 20, *lossy, "--redundancy", "lbrr+dred", "--packets-arrived", packets="call.pcapng")
(folder / "plan.yaml").write_text("""inputs: call.pcapng
configurations:
  heard: {playout: 60, concealment: classic}
  could: {playout: 200}
networks: {recorded: {loss-model: none}}
output: {wav: on, records: on}
""")
run("sweep", "-q", "plan.yaml", "out")
rows = {row["config"]: row for row in csv.DictReader(open(folder / "out/results.csv"))}
check(float(rows["could"]["concealed"]) < float(rows["heard"]["concealed"]), "sweep: no difference")
for name, options in (("heard", ("--playout", "60", "--concealment", "classic")), ("could", ())):
    run("receive", "--playout", PLAYOUT, *options, "call.pcapng", "received.wav")
    one = (folder / "received.wav").read_bytes()
    other = (folder / f"out/wav/{rows[name]['id']}.wav").read_bytes()
    check(one[one.index(b"data") + 8 + 2 * 312:] == other[other.index(b"data") + 8:], f"sweep: {name}")
run("report", "out", "-o", "page")
check((folder / "page/index.html").exists(), "report")

# What can't be played, with a reason; what can, is.
data = (folder / "again.pcap").read_bytes()
(folder / "cut.pcap").write_bytes(data[:len(data) * 2 // 3 + 7])
check("damaged after packet" in receive(packets="cut.pcap"), "cut")
write_pcap("snap.pcap", first, snap=60)
check("cut short" in receive(packets="snap.pcap", fails=True), "snap")
noise = random.Random(2)
secret = play_out([(960, p[:12] + noise.randbytes(len(p) - 12)) for p in usual[:60]])
write_pcap("secret.pcap", secret)
check("SRTP" in receive(packets="secret.pcap", fails=True), "secret")
write_pcap("empty.pcap", [])
check("no RTP" in receive(packets="empty.pcap", fails=True), "empty")
(folder / "text.pcap").write_text("no capture\n")
check("text.pcap" in receive(packets="text.pcap", fails=True), "text")
check("nowhere" in receive(packets="nowhere.pcap", fails=True), "nowhere")

shutil.rmtree(folder)
print("failures:", failures)
sys.exit(failures > 0)
