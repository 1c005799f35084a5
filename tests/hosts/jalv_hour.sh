#!/bin/sh
# SPDX-License-Identifier: ISC
# jalv_hour.sh BUILD-DIRECTORY [SPEECH.wav...]
#
# Dredge for an hour in jalv, live, with its knobs turned; at the same time, under a JACK server of its
# own, a plain gain. PLAY_SECONDS=60 makes it a minute, PERIOD=64 another period than 128.
# Dredge must not make more xruns than the gain, nor take more memory at the end than after the
# first tenth.
set -u
. "$(dirname "$0")/common.sh"
need_jack
join_speech "$@"
seconds=${PLAY_SECONDS:-3600}

knobs="loss 0 20 40 60;loss_model 0 1 2 3 4 5;a_redundancy 0 1 2 3 4;b_redundancy 0 1 2 3 4;b_on 0 1
monitor 0 1 2 4 5;level_match 0 1;a_bitrate 12 24 64;a_depth 100 500 1000;jitter 0 20;frame 10 20 60
playout 100 400;adaptive 0 1;a_concealment 0 1 2;freeze 0 0 0 1"

turn_knob() {
    echo "$knobs" | tr ';' '\n' | shuf -n 1 | {
        read -r knob values
        # shellcheck disable=SC2086 # Several values
        echo "set $knob $(shuf -n 1 -e $values)" >&9
    }
}

memory() { # kB
    sed -n "s/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p" "/proc/$jalv/status"
}

live() { # uri: "xruns=N plays=N early=KB late=KB"
    start_jack "${PERIOD:-128}"
    start_jalv "$1"
    xruns=0 plays=0 early=
    begin=$(date +%s)
    while now=$(($(date +%s) - begin)) && [ "$now" -lt "$seconds" ]; do
        "$tools/jack_play" -i "$speech" -o "$tmp/out.wav" -I plugin:in -O plugin:out >"$tmp/play.log" 2>&1 ||
            fail "$1: $(cat "$tmp/play.log" "$tmp/jalv.log")"
        grep -q 'non_finite=0 ' "$tmp/play.log" || fail "$1: $(cat "$tmp/play.log")"
        xruns=$((xruns + $(sed -n 's/.*xruns=\([0-9]*\).*/\1/p' "$tmp/play.log")))
        plays=$((plays + 1))
        [ -n "$early" ] || [ $((now * 10)) -lt "$seconds" ] || early=$(memory)
        case $1 in *mono) turn_knob ;; esac
    done
    echo "xruns=$xruns plays=$plays early=$early late=$(memory)"
    stop_jalv
    stop_jack
}

if [ -n "${LIVE:-}" ]; then
    live "$LIVE"
    exit
fi

LIVE=urn:dredge:test:gain "$0" "$build" "$@" >"$tmp/gain" 2>&1 &
gain=$!
LIVE=urn:dredge:mono "$0" "$build" "$@" >"$tmp/dredge" 2>&1 || fail "$(cat "$tmp/dredge")"
wait $gain || fail "$(cat "$tmp/gain")"
say "gain: $(cat "$tmp/gain"); dredge: $(cat "$tmp/dredge")"
get() { sed -n "s/.*$2=\([0-9]*\).*/\1/p" "$tmp/$1"; }
# Packets and rewinds touch further pages at times.
[ "$(get dredge late)" -le $(($(get dredge early) + 4096)) ] || fail "memory has grown"
# Both have those of the machine, which differ by chance: by more than three times the root of their sum they
# seldom do.
more=$(($(get dredge xruns) - $(get gain xruns)))
[ $more -le 0 ] || [ $((more * more)) -le $((9 * ($(get dredge xruns) + $(get gain xruns)))) ] ||
    fail "more xruns with dredge than with a gain beside it"
