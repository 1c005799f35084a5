#!/bin/sh
# SPDX-License-Identifier: ISC
# ardour.sh BUILD-DIRECTORY [SPEECH.wav...]
#
# The plugin in a session of Ardour's, without its window: the controls must be the same after
# saving and loading; in an export the track with the plugin must be aligned with a dry one, and
# be what `dredge render` gives, losses included.
#
# Packets are counted from the start of the plugin, and before the session starts Ardour runs its
# plugins for some seconds. How long is told by the clock on the dry track.
set -u
. "$(dirname "$0")/common.sh"

lua=
for version in '' 9 8 7 6; do
    command -v "ardour$version-lua" >/dev/null && command -v "ardour$version-export" >/dev/null &&
        lua=ardour$version-lua && export=ardour$version-export && break
done
[ "$lua" ] || skip "there is no ardour*-lua and ardour*-export (Debian's package ardour)"
join_speech "$@"
export HOME="$tmp"
export ARDOUR_FPU_FLAGS=95 # Before 8.5 Ardour corrupts its heap on machines with AVX-512
session=$tmp/session

here=$(cd "$(dirname "$0")" && pwd)
run_lua() { # log argument...
    log=$1
    shift
    timeout 120 stdbuf -oL "$lua" "$here/ardour_session.lua" "$@" >"$tmp/$log" 2>&1 ||
        fail "$lua $1: status $?: $(tail -n 5 "$tmp/$log")"
    grep -q LATENCY "$tmp/$log" || fail "$lua $1: $(tail -n 5 "$tmp/$log")"
}

# Few are left at their defaults, lest something be lost unseen.
run_lua make.log make "$session" test 'Frame Duration=40' 'Bandwidth=3' 'Complexity=7' 'VBR=0' \
    'A Redundancy=3' 'A Concealment=1' 'A Bitrate=44' 'A Depth=900' 'A Expected Loss=30' \
    'Loss Model=2' 'Loss=25' 'Mean Burst=3' 'Loss in Bad State=95' 'Loss in Good State=2' \
    'Seed=7' 'Playout Delay=120' 'Helper Thread=0'
run_lua show.log show "$session" test
for log in make show; do
    grep -E '^(CONTROL|LATENCY)' "$tmp/$log.log" | sort >"$tmp/$log.txt"
done
changes=$(diff "$tmp/make.txt" "$tmp/show.txt") || fail "not the same after loading: $changes"
say "$lua: the $(grep -c CONTROL "$tmp/show.txt") controls are the same after saving and loading"

length=$("$tools/compare_wav" "$speech" "$speech" | sed 's/.* of \([0-9]*\).*/\1/')
python3 "$here/ardour_region.py" "$session" test "$speech" "$length" || fail "no region"
timeout 120 "$export" -b float -o "$tmp/out.wav" "$session" test >"$tmp/export.log" 2>&1 ||
    # Ardour 8 aborts when its work is done: a thread of its own is cancelled in the wrong place.
    grep -q 'exception not rethrown' "$tmp/export.log" ||
    fail "$export: $(tail -n 5 "$tmp/export.log")"
[ "$("$tools/compare_wav" "$tmp/out.wav" "$tmp/out.wav" | sed 's/.* of \([0-9]*\).*/\1/')" = "$length" ] ||
    skip "$export aborts before its work is done: $(tail -n 1 "$tmp/export.log")"

# The dry sound must be where it was, until the clock strikes.
dry=$("$tools/compare_wav" --channel 2 --tolerance -120 "$speech" "$tmp/out.wav")
strike=$(echo "$dry" | sed 's/.*, \([0-9]*\) samples agree.*/\1/')
[ "$strike" -gt 4800 ] || fail "the dry track is not in its place: $dry"
"$tools/compare_wav" --channel 2 --tolerance -120 --length "$strike" "$speech" "$tmp/out.wav" \
    >/dev/null || fail "the dry track is silent: $dry"

render() { # in out
    "$dredge" render --format float --frame 40 --bandwidth wb --complexity 7 --vbr off \
        --redundancy dred --concealment classic --bitrate 44 --depth 900 --expected 30 \
        --loss-model ge --loss 25 --burst 3 --loss-in-bad 95 --loss-in-good 2 --seed 7 \
        --playout 120 "$1" "$2" >"$tmp/render.log" || fail "dredge render failed"
}

latency=$(sed -n 's/^LATENCY //p' "$tmp/show.txt")
for second in 1 2 3 4 5; do
    silence=$((second * 48000 - strike - latency))
    "$tools/join_wav" --from -$silence "$tmp/in.wav" "$speech"
    render "$tmp/in.wav" "$tmp/ref.wav"
    "$tools/join_wav" --from $((silence + latency)) "$tmp/start.wav" "$tmp/ref.wav"
    if result=$("$tools/compare_wav" --tolerance -120 "$tmp/start.wav" "$tmp/out.wav"); then
        say "$export: $result; $silence silent samples before"
        say "latency $latency; $(grep '^recovered' "$tmp/render.log")"
        exit 0
    fi
done
fail "the export is not what dredge render gives: $result"
