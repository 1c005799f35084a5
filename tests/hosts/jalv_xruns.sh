#!/bin/sh
# SPDX-License-Identifier: ISC
# jalv_xruns.sh BUILD-DIRECTORY [SPEECH.wav...]
#
# Dredge in jalv must not make more xruns than a plain gain does, at any period: with bursty loss,
# 1 s of DRED and neural concealment, in jackd's usual, asynchronous mode.
#
# Machines have xruns of their own, virtual ones many. So the two run by turns, and Dredge fails
# only by more than $few above a gain that had none at all, three times. More than that above a gain
# that had some says nothing: the test is then skipped, with the numbers.
set -u
. "$(dirname "$0")/common.sh"
need_jack
join_speech "$@"
few=3
link="loss_model=2 loss=20 burst=4 bandwidth=3 a_redundancy=3 a_depth=1000 a_bitrate=44 playout=400"

measure() { # uri [symbol=value...]: $xruns, $load, $waits
    start_jack "$p"
    start_jalv "$@"
    "$tools/jack_play" -i "$speech" -o "$tmp/out.wav" -I plugin:in -O plugin:out >"$tmp/play.log" 2>&1 ||
        fail "period $p: $1: $(cat "$tmp/play.log" "$tmp/jalv.log")"
    echo monitors >&9
    sleep 0.3
    stop_jalv
    stop_jack
    xruns=$(sed -n 's/.*xruns=\([0-9]*\).*/\1/p' "$tmp/play.log")
    load=$(sed -n 's/.*load=\([0-9]*\).*/\1/p' "$tmp/play.log")
    # Not told by jalv 1.10
    waits=$(sed -n 's/.*waits = \([0-9]*\).*/\1/p' "$tmp/jalv.log")
    grep -q 'non_finite=0 ' "$tmp/play.log" || fail "period $p: $1: $(cat "$tmp/play.log")"
}

unclear=
for p in 64 128 256 1024; do
    noise=0
    for _ in 1 2 3; do
        measure urn:dredge:test:gain
        gain=$xruns
        noise=$((noise + gain))
        gain_load=$load
        # shellcheck disable=SC2086 # Several settings
        measure urn:dredge:mono $link
        say "period $p: xruns $gain with gain, $xruns with dredge;" \
            "JACK's load $gain_load %, $load %; ${waits:-unknown} waits for the helper"
        [ "$xruns" -gt $((gain + few)) ] || continue 2
    done
    [ $noise -gt 0 ] || fail "period $p: xruns that a plain gain does not have"
    unclear="$unclear $p"
done
[ -z "$unclear" ] || skip "too many xruns without Dredge to tell, at a period of$unclear"
