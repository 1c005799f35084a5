#!/bin/sh
# SPDX-License-Identifier: ISC
# live.sh BUILD-DIRECTORY [SPEECH.wav...]
#
# `dredge live` on a synchronous jackd must give what `dredge render` gives, to the bit, at any
# period. Packets are counted from its first block, so the render gets as much silence in front of
# the speech as passed until then. And what it says when there is no server, or no more.
set -u
. "$(dirname "$0")/common.sh"
need jackd jackd2
join_speech "$@"

link="--loss-model ge --loss 20.0123 --burst 4 --seed 7 --bandwidth wb --redundancy dred --bitrate 44
    --playout 100"

unset DISPLAY
export JACK_NO_START_SERVER=1 JACK_DEFAULT_SERVER=dredge-none
"$dredge" live >"$tmp/none.log" 2>&1 && fail "it starts without a server"
grep -q "there is no JACK server" "$tmp/none.log" || fail "no server: $(cat "$tmp/none.log")"

for p in 64 1024; do
    start_jack $p -S
    # shellcheck disable=SC2086 # Several options
    "$dredge" live -v --name link $link >"$tmp/live.log" 2>"$tmp/live.err" &
    live=$!
    pids="$live $pids"
    "$tools/jack_play" -i "$speech" -o "$tmp/out.wav" -I link:in -O link:out >"$tmp/play.log" ||
        fail "period $p: $(cat "$tmp/play.log" "$tmp/live.err")"
    kill -INT $live
    wait $live || fail "period $p: $(cat "$tmp/live.err")"
    pids=$jackd
    stop_jack

    played=$(sed -n 's/^start=\([0-9]*\) .*/\1/p' "$tmp/play.log")
    first=$(sed -n "s/.*first block at JACK's frame \([0-9]*\).*/\1/p" "$tmp/live.err")
    silence=$((played - first))
    [ $silence -gt 0 ] || fail "period $p: started at '$first', played at '$played'"
    "$tools/join_wav" --from -$silence "$tmp/in.wav" "$speech"
    # shellcheck disable=SC2086
    "$dredge" render --format float $link "$tmp/in.wav" "$tmp/ref.wav" >"$tmp/render.log" ||
        fail "dredge render failed"
    "$tools/join_wav" --from $silence "$tmp/cut.wav" "$tmp/ref.wav"
    # What jack_play records is one period late.
    result=$("$tools/compare_wav" --offset $p "$tmp/cut.wav" "$tmp/out.wav")
    equal=$?
    say "$(tail -n 1 "$tmp/play.log"); $result"
    [ $equal = 0 ] || fail "period $p: the output is not that of dredge render"
    # JACK adds it up as often as it goes round: jack_play is on both ends.
    latency=$(sed -n 's/.*latency=\([0-9]*\).*/\1/p' "$tmp/play.log")
    [ "${latency:-0}" -gt 0 ] && [ $((latency % 6072)) = 0 ] ||
        fail "period $p: '$latency' is the latency at the ports"
    grep -q "^latency     6072 samples at 48000 Hz" "$tmp/live.log" ||
        fail "period $p: the latency is not told: $(cat "$tmp/live.log")"
done

# The timeline, where somebody asks for it; and the server's end.
start_jack 256
"$dredge" live --tui --loss-model ge --loss 20 --burst 4 --redundancy lbrr --playout 400 \
    --b redundancy=lbrr+dred,depth=500 --connect >"$tmp/tui.log" 2>"$tmp/live.err" &
live=$!
sleep 2
# Another period meanwhile: it goes on.
period=256
if command -v jack_bufsize >/dev/null; then
    period=512
    jack_bufsize $period >/dev/null
fi
sleep 1
kill "$jackd"
wait "$jackd" 2>/dev/null
pids=$live
wait $live && fail "the server's end goes unnoticed"
pids=
grep -q "the JACK server has ended" "$tmp/live.err" || fail "server's end: $(cat "$tmp/live.err")"
for part in Network 'Lane A ◂' 'Lane B' × '█' DRED 'latency 426.5 ms' "period $period" xruns 'heard: A' 'lane B'; do
    grep -q "$part" "$tmp/tui.log" || fail "the timeline lacks '$part'"
done

# The window, where there can be one: the sound is the same, and whoever stops it stops it.
if command -v Xvfb >/dev/null; then
    start_jack 256
    Xvfb -displayfd 1 -screen 0 1280x800x24 -nolisten tcp >"$tmp/display" 2>/dev/null &
    xvfb=$!
    pids="$xvfb $pids"
    for i in 1 2 3 4 5 6 7 8 9 10; do
        [ -s "$tmp/display" ] && break
        sleep 0.5
    done
    for round in 1 2 3; do
        DISPLAY=:$(cat "$tmp/display") XDG_CONFIG_HOME=$tmp "$dredge" live --loss-model ge --loss 20 \
            --b redundancy=dred >"$tmp/window.log" 2>"$tmp/live.err" &
        live=$!
        pids="$live $pids"
        sleep 1.$round
        kill -TERM $live
        wait $live || fail "with a window: $(cat "$tmp/live.err")"
        grep -q "^lane B" "$tmp/window.log" || fail "no summary after the window"
    done
    stop_jack
    kill $xvfb
    wait $xvfb 2>/dev/null
    pids=
fi
say PASS
