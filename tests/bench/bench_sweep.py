# SPDX-License-Identifier: ISC
"""A sweep against opus_demo cell by cell, on the same cores and with the same outputs; then a
single render of a minute against opus_demo.

bench_sweep.py DREDGE OPUS_DEMO [CLIPS [TRACES]]
"""
import array
import concurrent.futures
import glob
import os
import resource
import subprocess
import sys
import tempfile
import time
import wave

CONFIGURATIONS = [  # name, options of a plan, kb/s, arguments of opus_demo
    ("lossless", "reference: on, redundancy: none", 24, "-dec_complexity 5"),
    ("classic", "redundancy: none, concealment: classic", 24, "-dec_complexity 0"),
    ("neural", "redundancy: none", 24, "-dec_complexity 5"),
    ("lbrr", "redundancy: lbrr", 40, "-dec_complexity 5 -inbandfec -loss 25"),
    ("dred-40", "redundancy: dred", 40, "-dec_complexity 5 -dred 100 -loss 25"),
    ("dred-56", "redundancy: dred", 56, "-dec_complexity 5 -dred 100 -loss 25"),
    ("both-56", "redundancy: lbrr+dred", 56,
     "-dec_complexity 5 -inbandfec -dred 100 -loss 25"),
    ("both-72", "redundancy: lbrr+dred", 72,
     "-dec_complexity 5 -inbandfec -dred 100 -loss 25"),
]


def make_clips(count):
    """Spoken prompts, joined in another order for each clip."""
    prompts = []
    for path in sorted(glob.glob("/usr/share/sounds/alsa/[FRS]*.wav")):
        with wave.open(path) as file:
            prompts.append(file.readframes(file.getnframes()))
    if not prompts:
        print("no spoken prompts; scripts/setup demo installs them")
        sys.exit(77)
    for i in range(count):
        turned = prompts[i % len(prompts):] + prompts[:i % len(prompts)]
        sound = array.array("h", b"".join(turned))
        sound = array.array("h", (x * (100 - i) // 100 for x in sound))
        with wave.open(f"clip{i}.wav", "wb") as file:
            file.setparams((1, 2, 48000, 0, "NONE", ""))
            file.writeframes(sound.tobytes())
        with open(f"clip{i}.raw", "wb") as file:
            file.write(sound.tobytes())
    return len(sound) // 960


def make_traces(dredge, count, packets):
    for i in range(count):
        subprocess.run([dredge, "trace", "make", "--loss-model", "neural", "--loss",
                        str(5 + 5 * i), "--seed", str(i + 1), "--packets", str(packets),
                        "made.txt"], check=True)
        rows = open("made.txt").read().split()
        # opus_demo can conceal neither the head nor the tail.
        rows = [row if 5 <= k < packets - 20 else "0" for k, row in enumerate(rows)]
        with open(f"trace{i}.txt", "w") as file:
            file.write("\n".join(rows) + "\n")
    with open("none.txt", "w") as file:
        file.write("0\n" * packets)


def measure(work):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return time.monotonic() - start, busy


def compare_renders(dredge, opus_demo):
    """The least of ten processor times of each, in turn."""
    sound = open("clip0.raw", "rb").read() * 5
    with open("minute.raw", "wb") as file:
        file.write(sound)
    with wave.open("minute.wav", "wb") as file:
        file.setparams((1, 2, 48000, 0, "NONE", ""))
        file.writeframes(sound)
    with open("minute.txt", "w") as file:
        file.write(open("trace0.txt").read() * 5)
    name, _, kbps, arguments = CONFIGURATIONS[-1]
    demo = [opus_demo, "voip", "48000", "1", str(kbps * 1000), "-complexity", "9", "-bandwidth",
            "WB", *arguments.split(), "-lossfile", "minute.txt", "minute.raw", "demo.raw"]
    render = [dredge, "render", "--quiet", "--reference", "--align", "--bandwidth", "wb",
              "--budget", "single", "--bitrate", str(kbps), "--redundancy",
              "lbrr+dred", "--format", "s16", "--trace", "minute.txt", "minute.wav", "render.wav"]
    times = {"opus_demo": [], "render": []}
    for _ in range(10):
        for what, command in (("opus_demo", demo), ("render", render)):
            times[what].append(measure(lambda: subprocess.run(
                command, check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL))[1])
    print(f"a minute of {name}: opus_demo {min(times['opus_demo']):.2f} s, render "
          f"{min(times['render']):.2f} s, ratio "
          f"{min(times['opus_demo']) / min(times['render']):.2f}")


def main():
    dredge, opus_demo = (os.path.realpath(path) for path in sys.argv[1:3])
    clips = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    traces = int(sys.argv[4]) if len(sys.argv) > 4 else 10
    cores = os.cpu_count()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        packets = make_clips(clips)
        make_traces(dredge, traces, packets + 10)
        with open("plan.yaml", "w") as file:
            file.write("inputs: clip*.wav\n"
                       "common: {bandwidth: wb, budget: single, playout: 1500, opus-demo: on}\n"
                       "networks: {calls: {trace: 'trace*.txt'}}\n"
                       "output: {wav: on, scores: off}\nconfigurations:\n")
            for name, options, kbps, _ in CONFIGURATIONS:
                file.write(f"  {name}: {{{options}, bitrate: {kbps}}}\n")

        cells = [(c, clip, trace) for clip in range(clips) for c in CONFIGURATIONS
                 for trace in range(traces)]

        def demo(cell):
            (name, _, kbps, arguments), clip, trace = cell
            losses = "none.txt" if name == "lossless" else f"trace{trace}.txt"
            subprocess.run([opus_demo, "voip", "48000", "1", str(kbps * 1000), "-complexity", "9",
                            "-bandwidth", "WB", *arguments.split(), "-lossfile", losses,
                            f"clip{clip}.raw", f"{name}-{clip}-{trace}.raw"], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def all_demos():
            with concurrent.futures.ThreadPoolExecutor(cores) as pool:
                list(pool.map(demo, cells))

        def sweep():
            subprocess.run([dredge, "sweep", "--quiet", "plan.yaml", "out"], check=True)

        ours, ours_busy = measure(sweep)
        theirs, theirs_busy = measure(all_demos)

        same = 0
        rows = [line.split(",") for line in open("out/results.csv")][1:]
        for row in rows:
            clip, trace = row[1][len("clip"):], row[3][len("calls-trace"):]
            heard = open(f"out/wav/{row[0]}.wav", "rb").read()[44:]
            same += heard == open(f"{row[2]}-{clip}-{trace}.raw", "rb").read()
        compare_renders(dredge, opus_demo)

    print(f"{len(cells)} cells: {len(CONFIGURATIONS)} configurations x {traces} traces x "
          f"{clips} clips of {packets * 0.02:.1f} s, {cores} cores; {same} outputs are equal")
    print(f"{'':10} {'elapsed':>9} {'processor':>10}")
    print(f"{'opus_demo':10} {theirs:7.1f} s {theirs_busy:8.1f} s")
    print(f"{'sweep':10} {ours:7.1f} s {ours_busy:8.1f} s")
    print(f"{'ratio':10} {theirs / ours:9.2f} {theirs_busy / ours_busy:10.2f}")
    sys.exit(same != len(cells))


main()
