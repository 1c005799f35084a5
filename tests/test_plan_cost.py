# SPDX-License-Identifier: ISC
"""What a plan says of recorded speech, against recorded speech: within 10 %.

test_plan_cost.py DREDGE FOLDER: the speech is in FOLDER/speech.
"""
import csv
import glob
import os
import re
import subprocess
import sys
import tempfile

CASES = [  # redundancy, bitrate, depth, budget, frame
    ("dred", 24, 1000, "layered", 20), ("dred", 24, 200, "layered", 10),
    ("dred", 24, 500, "layered", 60), ("lbrr", 24, 0, "layered", 20),
    ("lbrr+dred", 32, 1000, "layered", 20), ("dred", 64, 1000, "single", 20),
    ("dred", 48, 100, "layered", 5), ("none", 32, 0, "layered", 20), ("none", 24, 0, "layered", 40),
]


def planned(dredge, case):
    """kb/s by layer, and the total with headers."""
    redundancy, bitrate, depth, budget, frame = case
    text = subprocess.run([dredge, "plan", "--redundancy", redundancy, "--bitrate", str(bitrate),
                           "--depth", str(depth), "--budget", budget, "--frame", str(frame)],
                          check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = re.findall(r"^(primary|LBRR|DRED|total) +[\d.]+ kb/s +([\d.]+) kb/s +([\d.]+) to ([\d.]+)$",
                      text, re.M)
    return {name: tuple(map(float, values)) for name, *values in rows}


def main():
    dredge, speech = os.path.realpath(sys.argv[1]), os.path.join(os.path.realpath(sys.argv[2]), "speech")
    if not glob.glob(speech + "/*.wav"):
        print(f"there is no recorded speech at {speech}")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("plan.yaml", "w") as file:
            file.write(f"inputs: '{speech}/*.wav'\nnetworks: {{none: {{loss-model: none}}}}\n"
                       "output: {scores: off}\nconfigurations:\n")
            for i, (redundancy, bitrate, depth, budget, frame) in enumerate(CASES):
                file.write(f"  c{i}: {{redundancy: {redundancy}, bitrate: {bitrate}, depth: {depth}, "
                           f"budget: {budget}, frame: {frame}, mode: mono}}\n")
        subprocess.run([dredge, "sweep", "--quiet", "plan.yaml", "out"], check=True)
        rows = list(csv.DictReader(open("out/results.csv")))
    failed = 0
    for i, case in enumerate(CASES):
        own = [row for row in rows if row["config"] == f"c{i}"]
        seconds = sum(float(row["seconds"]) for row in own)
        for name, (mean, least, most) in planned(dredge, case).items():
            column = {"total": "kbps"}.get(name, "kbps_" + name.lower())
            found = sum(float(row["seconds"]) * float(row[column]) for row in own) / seconds
            within = sum(least <= float(row[column]) <= most for row in own)
            good = abs(mean / found - 1) <= 0.1 and within >= 0.9 * len(own)
            failed += not good
            print(f"{case}: {name}: {mean:.1f} planned, {found:.1f} found, {within} of {len(own)} voices "
                  f"within {least:.1f} to {most:.1f}{'' if good else ': FAILED'}")
    other = os.environ.get("OTHER_LIBOPUS")
    if failed and other:
        print(f"with libopus {other} {failed} figures of 1.6.1 do not hold")
        sys.exit(77)
    sys.exit(1 if failed else 0)


main()
