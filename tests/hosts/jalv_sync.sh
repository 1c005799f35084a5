#!/bin/sh
# SPDX-License-Identifier: ISC
# jalv_sync.sh BUILD-DIRECTORY [SPEECH.wav...]
#
# The plugin in jalv on a synchronous jackd must give, at any period, what `dredge render` gives,
# to the bit: losses, DRED, concealment and the helper thread included.
#
# Packets are counted from the start of the plugin, long before the first sound. So the playout
# delay is changed in mid-play: that starts the link afresh, at the start of a period, and shows
# as one frame and one playout delay of perfect silence. The render then gets the sound from
# that sample on.
set -u
. "$(dirname "$0")/common.sh"
need_jack
join_speech "$@"

frame=20
playout=100
link="loss_model=2 loss=20 burst=4 seed=7 frame=$frame bandwidth=3 a_redundancy=3 a_bitrate=44"

for p in 64 128 256 1024; do
    start_jack $p -S
    # shellcheck disable=SC2086 # Several settings
    start_jalv urn:dredge:mono $link playout=120
    "$tools/jack_play" -i "$speech" -o "$tmp/out.wav" -I plugin:in -O plugin:out >"$tmp/play.log" 2>&1 &
    play=$!
    pids="$play $pids"
    while kill -0 $play 2>/dev/null && ! grep -qs rolling "$tmp/play.log"; do sleep 0.1; done
    sleep 2
    echo "set playout $playout" >&9
    wait $play || fail "period $p: $(cat "$tmp/play.log" "$tmp/jalv.log")"
    stop_jalv
    stop_jack

    found=$("$tools/find_silence" "$tmp/out.wav" $(((frame + playout) * 48)) 40000) ||
        fail "period $p: the link did not start afresh"
    gap=$(((${found% *} + p - 1) / p * p))
    "$tools/join_wav" --from $((gap - p)) "$tmp/in.wav" "$speech"
    "$dredge" render --format float --loss-model ge --loss 20 --burst 4 --seed 7 --frame $frame \
        --bandwidth wb --redundancy dred --bitrate 44 --playout $playout \
        "$tmp/in.wav" "$tmp/ref.wav" >"$tmp/render.log" || fail "dredge render failed"
    result=$("$tools/compare_wav" --offset "$gap" "$tmp/ref.wav" "$tmp/out.wav")
    equal=$?
    say "$(tail -n 1 "$tmp/play.log"); $result"
    [ $equal = 0 ] || fail "period $p: jalv's output is not that of dredge render"

    # Newer versions of jalv (1.10 is one) tell JACK nothing of a plugin's latency.
    latency=$(sed -n 's/.* latency=\([0-9]*\) .*/\1/p' "$tmp/play.log")
    grep -q "^latency  *$latency samples" "$tmp/render.log" || [ "$latency" = 0 ] ||
        fail "period $p: JACK knows a latency of $latency, $(grep '^latency' "$tmp/render.log")"
done
say "$(grep '^recovered' "$tmp/render.log")"
cell load play
