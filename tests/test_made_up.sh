#!/bin/sh
# SPDX-License-Identifier: ISC
# A parameter that one entry in the table adds is in Turtle, help, plans and documents:
# test_made_up.sh TURTLE-GENERATOR TABLES DREDGE, all three with the table of made_up.py
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

holds() { # WHERE WORDS FILE
    grep -q -- "$2" "$3" || { echo "FAILED: $1: no '$2'"; failed=1; }
}

"$1" >"$dir/turtle"
"$2" >"$dir/tables"
"$3" render --help >"$dir/help"
holds "Turtle" 'lv2:symbol "a_made_up"' "$dir/turtle"
holds "Turtle" 'lv2:symbol "b_made_up"' "$dir/turtle"
holds "Turtle" 'rdfs:comment "Nothing at all"' "$dir/turtle"
holds "help" '--made-up=MS  *Nothing at all. 3-9 ms (default 5)' "$dir/help"
holds "ports.md" '| `a_made_up` | A Made Up | 3 to 9, whole | 5 | ms | Nothing at all |' "$dir/tables"
holds "dredge.1" '^.It Fl -made-up Ns = Ns Ar ms$' "$dir/tables"

cat >"$dir/plan.yaml" <<PLAN
inputs: [$dir/*.wav]
configurations: {a: {made-up: 9}, b: {made-up: 10}}
networks: {none: {loss-model: none}}
PLAN
"$3" sweep --check "$dir/plan.yaml" >"$dir/out" 2>&1 || true
holds "plan" "configurations/b/made-up: expected a number from 3 to 9, found '10'" "$dir/out"
! grep -q "configurations/a" "$dir/out" || { echo "FAILED: a good value is refused"; failed=1; }
"$3" render --made-up 2 in out >"$dir/out" 2>&1 || true
holds "command line" "--made-up: expected a number from 3 to 9, found '2'" "$dir/out"
"$3" completion bash >"$dir/out"
holds "completion" "--made-up" "$dir/out"
[ $failed = 0 ] && echo "a made-up parameter is everywhere"
exit $failed
