#!/bin/sh
# SPDX-License-Identifier: ISC
# Sweeps from end to end: test_sweep.sh DREDGE DOCS
set -u
dredge=$(realpath "$1")
docs=$(realpath "$2")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
passed=0
failed=0
skipped=0

ok() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    echo "FAILED: $*"
}
check() { # WHAT COMMAND...
    what=$1
    shift
    "$@" && ok || bad "$what"
}
same() { check "$1" cmp -s "$2" "$3"; }
hold() { check "$1" grep -q -- "$2" "$3"; }

prompts=/usr/share/sounds/alsa
if [ ! -r $prompts/Front_Center.wav ]; then
    echo "no $prompts/*.wav; scripts/setup demo installs them"
    exit 77
fi
mkdir speech traces
cp $prompts/Front_Center.wav $prompts/Rear_Left.wav speech/
python3 - <<'PY'
for name, period, lost in ("one", 5, 1), ("three", 9, 3):
    with open(f"traces/{name}.txt", "w") as file:
        file.writelines(f"{int(i % period >= period - lost)}\n" for i in range(300))
PY
cat >plan.yaml <<'PLAN'
inputs: [speech/*.wav]
common: {bandwidth: wb, complexity: 2}
configurations:
  lossless: {reference: true, redundancy: none}
  classic: {redundancy: none, concealment: classic}
  neural: {redundancy: none}
  dred: {label: "DRED, 200 ms", redundancy: dred, playout: 200}
networks:
  recorded: {trace: traces/*.txt}
  random: {loss-model: random, loss: 20}
seeds: [1, 7-8]
output: {wav: on, records: on}
PLAN

# All that is wrong is said at once, with line and key, and nothing is run.
cat >wrong.yaml <<'PLAN'
inputs:
  - speech/*.wav
  - nowhere/*.wav
configurations:
  a: {bitrate: 5}
  b:
    redundancy: fec
    colour: green
    playout: 100
    playout: 200
  c: {adaptive: on, playout: 50, playout-min: 60}
networks:
  x: {trace: nowhere.txt}
  y: {loss: 101, seed: 3}
seeds: [1, two]
output: {wav: perhaps, scorer: {command: [./nowhere]}}
extra: 1
PLAN
"$dredge" sweep wrong.yaml wrong >out 2>err
check "status of a wrong plan" [ $? = 2 ]
for words in "wrong.yaml:3: inputs: expected a sound file.*nowhere/\*.wav" \
    "wrong.yaml:5: configurations/a/bitrate: expected a number from 6 to 128, found '5'" \
    "wrong.yaml:7: configurations/b/redundancy: expected one of none, red.*'fec'" \
    "wrong.yaml:8: configurations/b: no option 'colour'" \
    "wrong.yaml:10: configurations/b: 'playout' stands here twice" \
    "wrong.yaml:11: configurations/c: playout-min: expected at most" \
    "wrong.yaml:13: networks/x: trace: expected a file" \
    "wrong.yaml:14: networks/y/loss: expected a number from 0 to 100" \
    "wrong.yaml:14: networks/y: no option 'seed' here" \
    "wrong.yaml:15: seeds: expected whole numbers.*'two'" \
    "wrong.yaml:16: output/wav: expected on, off, or how many sets" \
    "wrong.yaml:16: output/scorer/command: .*nowhere: No such file" \
    "wrong.yaml:16: output/scorer: expected both" \
    "wrong.yaml:17: plan: no section 'extra'"; do
    hold "a wrong plan: $words" "$words" err
done
hold "the number of problems" "14 problems; nothing was run" err
check "a wrong plan made a folder" [ ! -e wrong ]
printf 'inputs: [\n' >broken.yaml
"$dredge" sweep broken.yaml wrong 2>err
hold "no YAML" "broken.yaml:[0-9]*: no YAML" err
: >empty.yaml
"$dredge" sweep empty.yaml wrong 2>err
hold "an empty plan" "empty.yaml:1: plan: expected keys" err
"$dredge" sweep nowhere.yaml wrong 2>err
hold "a plan that is not there" "nowhere.yaml: No such file" err

# A plan's way through, with any number of threads.
"$dredge" sweep --check plan.yaml >out
hold "--check" "^cells  *32, in 4 coded sounds" out
"$dredge" sweep --quiet --threads 1 plan.yaml one 2>err
check "a sweep" [ $? = 0 ]
"$dredge" sweep --quiet --threads 4 plan.yaml four 2>err
same "threads: results.csv" one/results.csv four/results.csv
same "threads: results.jsonl" one/results.jsonl four/results.jsonl
same "threads: sweep.json" one/sweep.json four/sweep.json
check "threads: all files" diff -r one four
check "rows" [ "$(wc -l <one/results.csv)" = 41 ]
hold "header" "^id,input,config,network,seed,seconds,frames,lost,lost_pct,dropped,late,recovered,concealed,recovered_pct,by_red,by_lbrr,by_dred,kbps,kbps_primary,kbps_lbrr,kbps_dred,kbps_red,kbps_headers,playout_ms,align_error,level_db,lsd_db,estoi,plcmos,error$" one/results.csv
check "the originals" [ "$(ls one/wav/*.reference.wav | wc -l)" = 2 ]
python3 - one <<'PY' && ok || bad "the tables say different things"
import csv, json, sys
folder = sys.argv[1]
index = json.load(open(folder + "/sweep.json"))
rows = list(csv.DictReader(open(folder + "/results.csv")))
lines = [json.loads(line) for line in open(folder + "/results.jsonl")]
assert index["columns"] == list(rows[0]) and len(rows) == len(lines) == 40
for row, line in zip(rows, lines):
    assert list(row) == list(line)
    for key, value in line.items():
        assert row[key] == "" if value is None else str(value) == row[key] or \
            float(value) == float(row[key]), (key, value, row[key])
    assert abs(float(row["align_error"])) <= 12, row
by = lambda config: [float(r["estoi"]) for r in rows if r["config"] == config]
mean = lambda x: sum(x) / len(x)
assert mean(by("lossless")) > mean(by("dred")) > mean(by("neural")) > 0.3
assert all(r["lost"] == "0" for r in rows if r["config"] == "lossless")
PY

# A cell is what a render gives.
id=$(awk -F, '$2 == "Front_Center" && $3 == "dred" && $4 == "random" && $5 == 7 { print $1 }' one/results.csv)
"$dredge" render --quiet --align --format s16 --redundancy dred --bandwidth wb --complexity 2 \
    --playout 200 --loss-model random --loss 20 --seed 7 --records r.csv \
    speech/Front_Center.wav r.wav
same "a cell's sound" r.wav "one/wav/$id.wav"
same "a cell's records" r.csv "one/records/$id.csv"

# Sounds and records of some sets of losses, each of another input and network than the last.
sed 's/^output.*/output: {wav: 3, records: 1}/' plan.yaml >some.yaml
"$dredge" sweep --quiet some.yaml some
cut -d, -f2- one/results.csv >all.csv
cut -d, -f2- some/results.csv >rest.csv
same "some sounds: results.csv" all.csv rest.csv
check "some sounds" [ "$(ls some/wav/*.reference.wav | wc -l)" = 2 ]
python3 - <<'PY' && ok || bad "another choice of sounds"
import csv, os
kept = {"wav": {}, "records": {}}
for row in csv.DictReader(open("some/results.csv")):
    for folder, sets in kept.items():
        end = {"wav": ".wav", "records": ".csv"}[folder]
        if os.path.exists(f"some/{folder}/{row['id']}{end}") and row["config"] != "lossless":
            sets.setdefault((row["input"], row["network"], row["seed"]), []).append(row["config"])
front, rear = "Front_Center", "Rear_Left"
assert set(kept["wav"]) == {(front, "recorded-one", "1"), (rear, "recorded-three", "1"),
                            (front, "random", "1")}, kept
assert set(kept["records"]) == {(front, "recorded-one", "1")}, kept
assert all(len(configs) == 3 for sets in kept.values() for configs in sets.values()), kept
PY

# Killed in the middle, several times, and taken up again.
for pause in 0.3 0.6 0.9; do
    "$dredge" sweep --quiet --threads 2 plan.yaml killed 2>/dev/null &
    sleep $pause
    kill -9 $! 2>/dev/null
    wait $! 2>/dev/null
done
"$dredge" sweep --quiet plan.yaml killed
same "after kill -9: results.csv" one/results.csv killed/results.csv
same "after kill -9: results.jsonl" one/results.jsonl killed/results.jsonl
# What stands is not done again; what was damaged is.
ls --full-time one/cells >before
"$dredge" sweep --quiet plan.yaml one
ls --full-time one/cells >after
same "a finished sweep works again" before after
cp one/results.csv expected.csv
: >"one/cells/$id.json"
rm "one/wav/$id.wav"
"$dredge" sweep --quiet plan.yaml one
same "a damaged cell" expected.csv one/results.csv

# The same plan as people write it, with anchors and merge keys.
cat >anchors.yaml <<'PLAN'
x-codec: &codec {bandwidth: wb, complexity: 9}
x-none: &none
  redundancy: none
  concealment: silence
inputs: [speech/*.wav]
common:
  <<: *codec
  complexity: 2
configurations:
  lossless: {<<: *none, reference: true, concealment: neural}
  classic: &classic {<<: [{concealment: classic}, *none]}
  neural: {<<: *classic, concealment: neural}
  dred: {label: "DRED, 200 ms", redundancy: dred, playout: 200}
networks:
  recorded: {trace: traces/*.txt}
  random: &random {loss-model: random, loss: 20}
seeds: [1, 7-8]
output: {wav: on, records: on}
PLAN
"$dredge" sweep --quiet anchors.yaml anchors 2>err
same "anchors and merge keys" one/results.csv anchors/results.csv
sed 's/<<: \*codec/<<: 7/' anchors.yaml >wrong.yaml
"$dredge" sweep wrong.yaml wrong 2>err
check "a merge of a number" [ $? = 2 ]
hold "a merge of a number" "wrong.yaml:7: <<: expected a mapping, or a list of some" err

# Parts on other machines, and joined.
"$dredge" sweep plan.yaml parts --jobs 3 >jobs
check "job lines" [ "$(wc -l <jobs)" = 3 ]
hold "job lines" "sweep plan.yaml parts --part 2/3$" jobs
"$dredge" sweep --quiet plan.yaml parts --part 2/3
"$dredge" sweep plan.yaml parts --merge 2>err
check "an incomplete merge" [ $? = 1 ]
hold "an incomplete merge" "rows are still missing" err
check "an incomplete merge wrote a table" [ ! -e parts/results.csv ]
"$dredge" sweep --quiet plan.yaml other --part 1/3
"$dredge" sweep --quiet plan.yaml third --part 3/3
"$dredge" sweep --quiet plan.yaml parts --merge other third
same "merged: results.csv" one/results.csv parts/results.csv
check "merged: sounds" diff -r one/wav parts/wav
check "merged: records" diff -r one/records parts/records
if parallel --version 2>/dev/null | grep -q GNU; then
    "$dredge" sweep "plan.yaml" "in parallel" --jobs | parallel -j 2 2>err
    "$dredge" sweep --quiet plan.yaml "in parallel" --merge
    same "GNU Parallel" one/results.csv "in parallel/results.csv"
else
    echo "GNU Parallel is not installed (scripts/setup check): its test is skipped"
    skipped=$((skipped + 1))
fi

# A broken input fails its own cells.
echo "no sound" >speech/broken.wav
"$dredge" sweep --quiet plan.yaml broken 2>err
check "status with a broken input" [ $? = 0 ]
hold "a broken input" "warning: speech/broken.wav: .*expected a sound file" err
check "its rows" [ "$(grep -c ',broken,.*expected a sound file' broken/results.csv)" = 20 ]
grep -v ',broken,' broken/results.csv >rest.csv
same "the others' rows" one/results.csv rest.csv
rm speech/broken.wav

# A scorer of one's own.
cat >scorer <<'SCORER'
#!/bin/sh
for file in "$@"; do
    [ "$(od -An -t u4 -j 24 -N 4 "$file" | tr -d ' ')" = 16000 ] && echo "$file,$(wc -c <"$file")"
done
SCORER
chmod +x scorer
sed 's/^output.*/output: {scorer: {column: size, command: [.\/scorer], rate: 16000}}/' plan.yaml >scored.yaml
"$dredge" sweep --quiet scored.yaml scored 2>err
check "a scorer" [ $? = 0 ]
hold "its column" ",error,size$" scored/results.csv
check "its scores" [ "$(grep -c ',[0-9]\{5,\}\.00000$' scored/results.csv)" = 40 ]
check "its files are gone" [ -z "$(ls scored/scoring)" ]
sed 's/^output.*/output: {scorer: {column: none, command: ["false"]}}/' plan.yaml >scored.yaml
"$dredge" sweep --quiet scored.yaml scored 2>err
check "a scorer that fails" [ $? = 1 ]
hold "a scorer that fails" "false: the scorer failed" err

# The documents' examples are plans.
mkdir example && cp -r speech traces example/
sed -n '/^```yaml$/,/^```$/p' "$docs/sweep.md" | grep -v '^```' >example/plan.yaml
"$dredge" sweep --check example/plan.yaml >out 2>err && ok || {
    bad "the example in sweep.md"
    cat err
}
cp "$docs/published.yaml" example/
"$dredge" sweep --check example/published.yaml >out 2>err && ok || bad "published.yaml"

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
