#!/bin/sh
# SPDX-License-Identifier: ISC
# lv2-torture finds each fault that was planted, and nothing in a plugin without any:
# test_torture.sh LV2-TORTURE FAULTY.SO [SANITIZED]
set -eu
tool=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
bundle=$folder/faulty.lv2
mkdir "$bundle"
cp "$2" "$bundle/faulty.so"

faults="none input blocks connect controls splits reset subnormal recover repeat allocation cycles leak"
echo '@prefix lv2: <http://lv2plug.in/ns/lv2core#> . @prefix doap: <http://usefulinc.com/ns/doap#> .' >"$bundle/manifest.ttl"
for fault in $faults; do
    cat >>"$bundle/manifest.ttl" <<TTL
<urn:dredge:faulty:$fault> a lv2:Plugin ; lv2:binary <faulty.so> ; doap:name "$fault" ;
  lv2:port [ a lv2:AudioPort, lv2:InputPort ; lv2:index 0 ; lv2:symbol "in" ; lv2:name "In" ] ,
    [ a lv2:AudioPort, lv2:OutputPort ; lv2:index 1 ; lv2:symbol "out" ; lv2:name "Out" ] ,
    [ a lv2:ControlPort, lv2:InputPort ; lv2:index 2 ; lv2:symbol "gain" ; lv2:name "Gain" ;
      lv2:default 1 ; lv2:minimum 0 ; lv2:maximum 2 ] .
TTL
done

run() { # URI's end, arguments...
    uri=urn:dredge:faulty:$1
    shift
    "$tool" --bundle "$bundle" --seconds 0.5 --settle 0.5 "$@" "$uri" 2>&1
}

# Infinite gain of a finite sample is no fault of it.
run none --require all --without absurd || { echo "found something in a plugin without a fault"; exit 1; }
for fault in $faults; do
    case $fault in
    none) continue ;;
    allocation) [ "${3:-}" != sanitized ] || continue ;;
    leak) [ "${3:-}" != sanitized ] || continue ;;
    esac
    out=$(run "$fault" --require all --only "$fault") && { echo "$out"; echo "did not find the fault in '$fault'"; exit 1; }
    echo "$out" | grep -q "^  $fault  *fail" || { echo "$out"; echo "no word about '$fault'"; exit 1; }
done

out=$(run controls --only controls) && exit 1
echo "$out" | grep -q 'SIGABRT while running after gain = ' || { echo "$out"; exit 1; }
[ "$(run splits --only splits --seed 7)" = "$(run splits --only splits --seed 7)" ] || { echo "not the same again"; exit 1; }
run none --only nonsense >/dev/null && exit 1
"$tool" --bundle "$folder/nowhere.lv2" urn:nowhere >/dev/null 2>&1 && exit 1
"$tool" --list | grep -q '^crowd ' || exit 1
