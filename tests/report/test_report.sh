#!/bin/sh
# SPDX-License-Identifier: ISC
# What dredge report writes, and what it says to bad input: test_report.sh DREDGE
set -u
dredge=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
prompts=/usr/share/sounds/alsa
[ -e $prompts/Front_Left.wav ] || { echo "no spoken prompts: scripts/setup demo installs them"; exit 77; }
. "$(dirname "$0")/../tool_common.sh"
check() { # WHAT COMMAND...
    what=$1
    shift
    "$@" >out 2>err && ok || bad "$what"
}
expect() { # STATUS WORDS COMMAND...
    status=$1
    words=$2
    shift 2
    "$@" >out 2>err
    got=$?
    [ $got = "$status" ] && grep -q -- "$words" err && ok || bad "$*: status $got, or not '$words'"
}

: >err
python3 "$here/make_sweep.py" "$dredge" sweep $prompts/Front_Left.wav $prompts/Rear_Right.wav || exit 1

check "a page" "$dredge" report sweep
check "the default place" test -s sweep/report/index.html
check "another place" "$dredge" report sweep -o page --listen 1
check "one set of losses with sound" sh -c '[ "$(ls -S page/groups | wc -l)" = 6 ] &&
    [ "$(find page/groups -size +50k | wc -l)" = 1 ]'
check "no sound" "$dredge" report sweep -o silent --listen 0
check "small without sound" sh -c '[ "$(du -sk silent | cut -f1)" -lt 300 ]'
check "nothing comes from elsewhere" sh -c '! grep -oE "(src|href)=.https?:" page/index.html'
check "repeats" sh -c 'SOURCE_DATE_EPOCH=0 "$0" report sweep -o one && SOURCE_DATE_EPOCH=0 "$0" report sweep -o two &&
    diff -r one two && grep -q 1970-01-01 one/index.html' "$dredge"
check "the figures" python3 - page/index.html <<'PY'
import json, re, sys
text = open(sys.argv[1], encoding="utf-8").read()
data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)[1])
rows = [json.loads(line) for line in open("sweep/results.jsonl")]
f = data["figures"]
assert f["metrics"][0]["name"] == "plcmos" and f["reference"] == 0 and f["baseline"] == 3
names = [c["name"] for c in data["configurations"]]
mean = lambda c: (lambda v: sum(v) / len(v))([r["plcmos"] for r in rows if r["config"] == c and not r["error"]])
for i, name in enumerate(names):
    score = f["scores"][0][i]
    assert abs(score["mean"][0] - mean(name)) < 1e-3, name
    assert abs(score["gap"][0] - (mean("lossless") - mean(name))) < 1e-3, name
    assert score["mean"][1] <= score["mean"][0] <= score["mean"][2] and score["mean"][3] == 2
    share = (mean("lossless") - mean(name)) / (mean("lossless") - mean("neural-plc"))
    assert abs(score["share"][0] - share) < 1e-3, name
assert any("broken" in p and "24 cells" in p for p in data["problems"]), data["problems"]
assert data["failed"] == 24
PY

sed '5s/"plcmos": [0-9.]*/"plcmos": null/; 8s/"align_error": 0/"align_error": -3/; 9s/"error": null/"error": "no room"/' \
    sweep/results.jsonl >changed.jsonl
cp -r sweep changed && cp changed.jsonl changed/results.jsonl
check "problems" "$dredge" report changed -o changed/page --listen 0
for words in "Zero fill: no PLCMOS for 1 of 6 cells" "Alignment: 1 of 72 cells" "the worst by 3 (Front_Left" \
    "seed 3: no room"; do
    check "says '$words'" grep -qF "$words" changed/page/index.html
done

check "a listening test" "$dredge" report sweep --webmushra lab --listen 2
check "what trials and conditions stand for" sh -c 'grep -q "^C2,.zero-fill.$" lab/configs/dredge-conditions.csv &&
    [ "$(wc -l <lab/configs/dredge-trials.csv)" = 3 ]'
check "no page besides" sh -c '! grep -q index.html out'
check "webMUSHRA's format" python3 - lab <<'PY'
import pathlib, sys, wave
try:
    import yaml
except ImportError:
    sys.exit(0)
lab = pathlib.Path(sys.argv[1])
test = yaml.safe_load((lab / "configs/dredge.yaml").read_text(encoding="utf-8"))
assert test["testId"] == "dredge" and test["remoteService"] == "service/write.php"
assert test["bufferSize"] in (256, 512, 1024, 2048, 4096, 8192, 16384)
first, trials, last = test["pages"]
assert first["type"] == "generic" and first["id"] and first["content"]
assert last["type"] == "finish" and last["writeResults"] is True
assert trials[0] == "random" and len(trials) == 3
for page in trials[1:]:
    assert page["type"] == "mushra" and page["id"] and page["strict"] is True
    assert page["createAnchor35"] is False and len(page["stimuli"]) == 8 # Zero fill is the anchor
    lengths = set()
    for path in [page["reference"], *page["stimuli"].values()]:
        with wave.open(str(lab / path)) as file:
            assert file.getsampwidth() == 2
            lengths.add((file.getframerate(), file.getnframes()))
    assert len(lengths) == 1, lengths
PY

expect 2 "expected the folder of a sweep" "$dredge" report
expect 2 "listen: expected a number" "$dredge" report sweep --listen many
expect 2 "second one" "$dredge" report sweep other
expect 1 "nowhere/sweep.json: can't be read" "$dredge" report nowhere
mkdir empty
expect 1 "empty/sweep.json: can't be read" "$dredge" report empty
broken() { # NAME: a copy without sound
    rm -rf "$1" && mkdir "$1" && cp sweep/sweep.json sweep/results.jsonl "$1"
}
broken plan && echo '{"version": "1",' >plan/sweep.json
expect 1 "plan/sweep.json:" "$dredge" report plan
broken list && echo '{"inputs": []}' >list/sweep.json
expect 1 "list/sweep.json: expected a list 'configurations'" "$dredge" report list
broken row && sed -i '3s/.$//' row/results.jsonl
expect 1 "row/results.jsonl:3: expected a JSON object" "$dredge" report row
broken word && sed -i '2s/.*/7/' word/results.jsonl
expect 1 "word/results.jsonl:2: expected a JSON object" "$dredge" report word
broken name && sed -i '4s/"config": "[^"]*"/"config": "sung"/' name/results.jsonl
expect 1 "name/results.jsonl:4: names a configuration" "$dredge" report name
broken id && sed -i '1s/"id": "/"id": "..\//' id/results.jsonl
expect 1 "id/results.jsonl:1: expected an id" "$dredge" report id
broken none && : >none/results.jsonl
expect 1 "none/results.jsonl: holds no cells" "$dredge" report none
broken gone && rm gone/results.jsonl
expect 1 "gone/results.jsonl: No such file" "$dredge" report gone
broken quiet
expect 0 "quiet/wav: no losses whose sound is complete" "$dredge" report quiet
expect 1 "quiet/wav: no losses" "$dredge" report quiet --webmushra lab2
cp -r sweep records && echo 'frame,sound' >records/records/Front_Left_dred_heavy.csv
expect 0 "Front_Left_dred_heavy.csv:1: expected records" "$dredge" report records
echo file >taken
expect 1 "taken: can't be made" "$dredge" report sweep -o taken
expect 1 "nowhere/page: can't be made" "$dredge" report sweep -o nowhere/page

echo "$passed passed, $failed failed"
[ $failed = 0 ]
