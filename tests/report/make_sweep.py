# SPDX-License-Identifier: ISC
"""A small sweep to report on: make_sweep.py DREDGE OUT WAV...

Renders each WAV in seven configurations over three networks, and makes up the scores from what
was lost. One more input is broken.
"""
import collections
import concurrent.futures
import csv
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import wave

CONFIGURATIONS = [
    ("lossless", "Lossless", "--redundancy none --loss-model none"),
    ("zero-fill", "Zero fill", "--redundancy none --concealment silence"),
    ("classic-plc", "Classic PLC", "--redundancy none --concealment classic"),
    ("neural-plc", "Neural PLC", "--redundancy none --concealment neural"),
    ("lbrr", "LBRR", "--redundancy lbrr"),
    ("dred-100", "DRED, 100 ms", "--redundancy dred --depth 1000 --playout 100"),
    ("dred", "DRED", "--redundancy dred --depth 1000 --playout 400"),
    ("lbrr+dred", "LBRR + DRED", "--redundancy lbrr+dred --depth 1000"),
]
NETWORKS = [
    ("light", "Light, 3 %", "--loss 3 --burst 1.5"),
    ("bursty", "Bursty, 20 %", "--loss 20 --burst 4"),
    ("heavy", "Heavy, 40 %", "--loss 40 --burst 6"),
]
COLUMNS = """id input config network seed seconds frames lost lost_pct dropped late recovered
    concealed recovered_pct by_red by_lbrr by_dred kbps kbps_primary kbps_lbrr kbps_dred kbps_red
    kbps_headers playout_ms align_error level_db lsd_db estoi plcmos error""".split()
SEED = 3


def option(options, name, otherwise):
    words = options.split()
    return float(words[words.index(name) + 1]) if name in words else otherwise


def count(path):
    """The counts and rates of a file of records."""
    with open(path, newline="", encoding="ascii") as file:
        rows = list(csv.DictReader(file))
    sources = collections.Counter(row["source"] for row in rows)
    seconds = len(rows) * 0.02
    lost = sum(row["lost"] == "1" for row in rows)
    recovered = sum(sources[s] for s in ("red", "lbrr", "dred"))
    cell = {
        "frames": len(rows), "lost": lost, "lost_pct": 100 * lost / len(rows), "dropped": 0, "late": 0,
        "recovered": recovered, "concealed": sum(sources[s] for s in ("neural", "classic", "silence")),
        "recovered_pct": 100 * recovered / lost if lost else None,
        "by_red": sources["red"], "by_lbrr": sources["lbrr"], "by_dred": sources["dred"],
    }
    for part in ("primary", "lbrr", "dred", "red", "headers"):
        cell["kbps_" + part] = sum(float(row["bytes_" + part]) for row in rows) * 8e-3 / seconds
    cell["kbps"] = sum(cell["kbps_" + part] for part in ("primary", "lbrr", "dred", "red", "headers"))
    return cell


def score(cell, config, clip):
    harm = {"zero-fill": 6.0, "classic-plc": 4.2}.get(config, 3.6)
    concealed = cell["concealed"] / cell["frames"]
    recovered = cell["recovered"] / cell["frames"]
    wobble = (len(clip) * 7 % 5 - 2) * 0.06
    cell["plcmos"] = max(1.0, 4.3 + wobble - harm * concealed - 0.9 * recovered)
    cell["estoi"] = max(0.1, 0.97 + wobble / 10 - 0.9 * concealed - 0.15 * recovered)
    cell["lsd_db"] = 1.5 + 20 * concealed + 4 * recovered


def render(dredge, out, wav, config, network):
    clip = pathlib.Path(wav).stem
    cell = dict.fromkeys(COLUMNS)
    cell.update(id=f"{clip}_{config[0]}_{network[0]}", input=clip, config=config[0], network=network[0], seed=SEED)
    sound, records = out / "wav" / f"{cell['id']}.wav", out / "records" / f"{cell['id']}.csv"
    subprocess.run([dredge, "render", "--quiet", "--align", "--bandwidth", "wb", "--seed", str(SEED),
                    *network[2].split(), *config[2].split(), "--records", records, wav, sound], check=True)
    with wave.open(str(wav)) as file:
        cell["seconds"] = file.getnframes() / file.getframerate()
    cell.update(count(records), playout_ms=option(config[2], "--playout", 400), align_error=0, level_db=0)
    score(cell, config[0], clip)
    return cell


def main():
    dredge, out, wavs = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    for part in ("wav", "records"):
        os.makedirs(out / part, exist_ok=True)
    inputs = []
    for wav in wavs:
        clip = pathlib.Path(wav).stem
        shutil.copy(wav, out / "wav" / f"{clip}.reference.wav")
        inputs.append({"name": clip, "path": str(wav), "rate": 48000, "channels": 1, "seconds": 1.5})
    inputs.append({"name": "broken", "path": "broken.wav", "error": "truncated: <b>half</b> of it is missing"})
    jobs = [(wav, config, network) for wav in wavs for config in CONFIGURATIONS for network in NETWORKS]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        cells = list(pool.map(lambda job: render(dredge, out, *job), jobs))
    for config in CONFIGURATIONS:
        for network in NETWORKS:
            cell = dict.fromkeys(COLUMNS)
            cell.update(id=f"broken_{config[0]}_{network[0]}", input="broken", config=config[0],
                        network=network[0], seed=SEED, error="truncated")
            cells.append(cell)
    plan = {
        "version": "0.1.0",
        "plan": {"file": "small.plan", "text": "# Not a real plan </script><b>\nseeds = 3\n"},
        "inputs": inputs,
        "configurations": [{"name": n, "label": label, "options": o, "reference": n == "lossless"} for n, label, o in CONFIGURATIONS],
        "networks": [{"name": n, "label": label, "options": o} for n, label, o in NETWORKS],
        "seeds": [SEED], "columns": COLUMNS,
    }
    (out / "sweep.json").write_text(json.dumps(plan, indent=1))
    (out / "results.jsonl").write_text("".join(json.dumps(cell) + "\n" for cell in cells))


main()
