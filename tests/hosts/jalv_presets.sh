#!/bin/sh
# SPDX-License-Identifier: ISC
# jalv_presets.sh BUILD-DIRECTORY [SPEECH.wav...]
#
# Every preset of the mono plugin must load at jalv's prompt, set the controls that it says, and
# leave the others alone. One with a loss trace must lose packets: without its trace it loses none.
set -u
. "$(dirname "$0")/common.sh"
need_jack
join_speech "$@"

# The presets as the bundles have them: "URI symbol value" for each control.
cat "$build"/dredge-*.lv2/presets.ttl | awk '
    /^<urn:dredge:mono:preset:/ { uri = substr($1, 2, length($1) - 2) }
    /^<urn:dredge:stereo:/ { uri = "" }
    uri && match($0, /lv2:symbol "[a-z_]*" ; pset:value [0-9.]*/) {
        split(substr($0, RSTART, RLENGTH), part, /[" ]/)
        print uri, part[3], part[7] + 0
    }' >"$tmp/expected.txt"
uris=$(cut -d' ' -f1 "$tmp/expected.txt" | sort -u)
[ "$(echo "$uris" | wc -l)" -ge 20 ] || fail "found too few presets in the bundles: $uris"

said() { # what jalv said since the last time
    from=$((heard + 1))
    heard=$(wc -c <"$tmp/jalv.log")
    tail -c +$from "$tmp/jalv.log" | head -c $((heard - from + 1))
}

ask() { # command pattern: type it, and wait for the answer
    echo "$1" >&9
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        sleep 0.1
        tail -c +$((heard + 1)) "$tmp/jalv.log" | grep -q "$2" && return
    done
    fail "no answer to '$1': $(tail -n 3 "$tmp/jalv.log")"
}

heard=0
start_jack 256
# What no preset sets
start_jalv urn:dredge:mono threads=0 abx_trials=7
"$tools/jack_play" -i "$speech" -o "$tmp/out.wav" -I plugin:in -O plugin:out >"$tmp/play.log" 2>&1 &
pids="$! $pids"
sleep 1
ask presets 'network-satellite'
said >"$tmp/presets.txt"
for uri in $uris; do
    grep -q "$uri" "$tmp/presets.txt" || fail "jalv does not list $uri"
done

ask monitors '^packets_lost = '
# jalv 1.10 shows the values of controls at other controls' names, and none of meters.
! said | grep -q '^packets_lost = ?' || skip "$(jalv --version | head -n 1) can't tell values"

for uri in $uris; do
    echo "preset $uri" >&9
    sleep 0.1
    ask controls '^drop_ms = '
    sleep 0.1
    said | sed -n 's/^\(> \)*\([a-z_]*\) = \(-*[0-9.]*\)$/\2 \3/p' | awk '{ print $1, $2 + 0 }' |
        sort >"$tmp/controls.txt"
    grep "^$uri " "$tmp/expected.txt" | cut -d' ' -f2- >"$tmp/wanted.txt"
    printf '%s\n' 'abx_trials 7' 'threads 0' >>"$tmp/wanted.txt"
    wrong=$(sort "$tmp/wanted.txt" | comm -23 - "$tmp/controls.txt")
    [ -z "$wrong" ] || fail "$uri: these controls are not set:" "$wrong"
    ! grep -E '^error|dredge: |[Ff]ailed' "$tmp/jalv.log" || fail "$uri: jalv has something to say"
done
say "jalv sets all $(wc -l <"$tmp/wanted.txt") controls of each of $(echo "$uris" | wc -l) presets"

for preset in published-dred effect-rhythm; do
    echo "preset urn:dredge:mono:preset:$preset" >&9
    sleep 5
    ask monitors '^packets_lost = '
    sleep 0.1
    loss=$(said | sed -n 's/.*loss_now = \([0-9]*\)\..*/\1/p' | tail -n 1)
    [ "${loss:-0}" -gt 3 ] || fail "$preset: its trace loses ${loss:-no} % of the packets"
    say "$preset: $loss % lost by its trace"
done
cell presets
stop_jalv
stop_jack
