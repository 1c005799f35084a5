#!/bin/sh
# SPDX-License-Identifier: ISC
# ardour_live.sh BUILD-DIRECTORY [SPEECH.wav...]
#
# What else is done to a plugin in Ardour, without its window:
#
# 1. A control that follows automation: all is lost and silence conceals it, until three seconds
#    into the song the dry sound is heard, in an export.
# 2. Switched off, it gives the dry sound, in its place.
# 3. The transport rolls; the engine's period and its rate become others with the session loaded:
#    the plugin goes on each time.
set -u
. "$(dirname "$0")/common.sh"
need_ardour
join_speech "$@"
session=$tmp/session
here=$(cd "$(dirname "$0")" && pwd)

call() { # mode argument...
    call_mode=$1
    shift
    timeout 120 stdbuf -oL "$tmp/$lua" "$here/ardour_live.lua" "$call_mode" "$session" test "$@" \
        >"$tmp/lua.log" 2>&1 || fail "$lua $call_mode: status $?: $(tail -n 5 "$tmp/lua.log")"
    grep -q DONE "$tmp/lua.log" || fail "$lua $call_mode: $(tail -n 5 "$tmp/lua.log")"
}

export_session() {
    timeout 120 "$tmp/$export" -b float -o "$tmp/out.wav" "$session" test >"$tmp/export.log" 2>&1 ||
        fail "$export: $(tail -n 5 "$tmp/export.log")"
}

timeout 120 stdbuf -oL "$tmp/$lua" "$here/ardour_session.lua" make "$session" test \
    'Published: Neural PLC or DRED' 'Monitor=2' 'B On=1' 'Loss Model=1' 'Loss=100' 'B Concealment=0' \
    >"$tmp/lua.log" 2>&1 || fail "$lua: $(tail -n 5 "$tmp/lua.log")"
cell load
length=$("$tools/compare_wav" "$speech" "$speech" | sed 's/.* of \([0-9]*\).*/\1/')
python3 "$here/ardour_region.py" "$session" test "$speech" "$length" || fail "no region"

# 1. Automation ----------------------------------------------------------------------------------

turn=3
from=$(((turn * 2 + 1) * 24000)) # Half a second later
call automate Monitor 2@0 2@2.99 0@$turn # Straight lines between the points
export_session
# Ardour may be one latency, 20472 samples, ahead of the song.
"$tools/find_silence" "$tmp/out.wav" $((turn * 48000 - 22000)) >"$tmp/silence" || fail "it is not silent before"
[ "$(cut -d' ' -f1 "$tmp/silence")" = 0 ] || fail "the silence begins late: $(cat "$tmp/silence")"
"$tools/join_wav" --from $from "$tmp/dry.wav" "$speech"
result=$("$tools/compare_wav" --tolerance -120 --offset $from "$tmp/dry.wav" "$tmp/out.wav") ||
    fail "the automated control does not turn: $result"
say "$export: automated: silent, then dry: $result"
cell automate
call clear Monitor

# 2. Switched off --------------------------------------------------------------------------------

call enable 0
export_session
result=$("$tools/compare_wav" --tolerance -120 --length $((length - 4)) "$speech" "$tmp/out.wav") ||
    fail "switched off it is not dry: $result"
say "$export: switched off: $result"
cell bypass
call enable 1

# 3. The engine ----------------------------------------------------------------------------------

# At 20 ms a packet there are 150 in 3 s; machines under load run Ardour slower than that.
call engine 256 44100
rolled=$(sed -n 's/^ROLLED \([0-9]*\) .*/\1/p' "$tmp/lua.log")
many=$(sed -n 's/^ROLLED [0-9]* //p' "$tmp/lua.log")
if [ "${rolled:-0}" -lt 20000 ] || [ "$many" -lt 50 ]; then
    fail "it does not roll: $(cat "$tmp/lua.log")"
fi
cell play
many=$(sed -n "s/^PERIOD 256 //p" "$tmp/lua.log")
[ "${many:-0}" -gt 50 ] || fail "it stops at another period: $(grep ^PERIOD "$tmp/lua.log")"
say "$lua: at another period $many packets in 3 s"
cell buffer
# The session keeps its rate, and Ardour resamples at its ports.
many=$(sed -n "s/^RATE [0-9]* //p" "$tmp/lua.log")
[ "${many:-0}" -gt 50 ] || fail "it stops at another rate: $(grep ^RATE "$tmp/lua.log")"
say "$lua: with the engine at 44100 Hz, the session at $(sed -n 's/^RATE \([0-9]*\) .*/\1/p' "$tmp/lua.log")," \
    "$many packets in 3 s"
cell rate
