#!/bin/sh
# SPDX-License-Identifier: ISC
# jalv_live.sh BUILD-DIRECTORY [SPEECH.wav...]
#
# What a person does to the plugin in jalv while it plays, on a synchronous jackd: switches it off,
# turns a control, makes JACK's period another one, lets JACK run as fast as it can. JALV=jalv.gtk3
# makes it that program, which has no prompt: what is typed there is set at its start, or left out.
#
# The dry sound must be there to the bit, one latency late, as soon as the plugin is off or dry is
# heard, and nothing but silence before: all is lost, and silence conceals it.
set -u
. "$(dirname "$0")/common.sh"
need_jack
join_speech "$@"
case $jalv_program in
*gtk3) start_display ;;
esac
lost="loss_model=1 loss=100 a_concealment=0"
length=$("$tools/compare_wav" "$speech" "$speech" | sed 's/.* of \([0-9]*\).*/\1/')
second=48000

play() { # option...: $latency
    "$tools/jack_play" -i "$speech" -o "$tmp/out.wav" -I plugin:in -O plugin:out "$@" >"$tmp/play.log" 2>&1 ||
        fail "$(cat "$tmp/play.log" "$tmp/jalv.log")"
    grep -q 'non_finite=0 ' "$tmp/play.log" || fail "numbers that are none: $(cat "$tmp/play.log")"
}

same() { # what, from, to, offset: the dry sound between two samples of it
    "$tools/join_wav" --from "$2" "$tmp/dry.wav" "$speech"
    result=$("$tools/compare_wav" --offset $(($2 + $4)) --length $(($3 - $2)) "$tmp/dry.wav" "$tmp/out.wav") ||
        fail "$1: not the dry sound: $result"
    say "$1: $result"
}

silent() { # what, until: nothing is heard up to that sample
    "$tools/find_silence" "$tmp/out.wav" "$2" >"$tmp/silence" || fail "$1: it is not silent before"
    [ "$(cut -d' ' -f1 "$tmp/silence")" = 0 ] || fail "$1: the silence begins late: $(cat "$tmp/silence")"
}

type_later() { # command: a second after the sound begins
    while ! grep -qs rolling "$tmp/play.log"; do sleep 0.1; done
    sleep 1
    echo "$1" >&9
}

start_jack 256 -S
latency=20472 # At the defaults

# Off from the start, at a period that changes, then as fast as JACK can.
# shellcheck disable=SC2086 # Several settings
start_jalv urn:dredge:mono $lost enabled=0
play -b 1024
changed=$(sed -n 's/^changed=\([0-9]*\)$/\1/p' "$tmp/play.log")
[ "${changed:-0}" -gt $((length / 2)) ] || fail "the period did not change: $(cat "$tmp/play.log")"
cell load play bypass
same "before the period changes" $second $((changed - 2 * second)) $((latency + 256))
same "at another period" $((changed + 1024)) $((length - 1024 - latency)) $((latency + 1024))
cell buffer
play -F
same "freewheeling" 0 $((length - 1024 - latency)) $((latency + 1024))
cell freewheel
stop_jalv
stop_jack

case $jalv_program in
*gtk3) exit ;;
esac

# Turned while it plays
for command in 'enabled 0' 'monitor 0'; do
    start_jack 256 -S
    # shellcheck disable=SC2086
    start_jalv urn:dredge:mono $lost enabled=1 monitor=1
    : >"$tmp/play.log"
    type_later "set $command" &
    typist=$!
    pids="$typist $pids"
    play
    wait $typist
    silent "$command" $((second / 2))
    same "$command" $((3 * second)) $((length - 256 - latency)) $((latency + 256))
    stop_jalv
    stop_jack
    case $command in
    enabled*) cell bypass ;;
    *) cell automate ;;
    esac
done
