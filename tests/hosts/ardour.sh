#!/bin/sh
# SPDX-License-Identifier: ISC
# ardour.sh BUILD-DIRECTORY [SPEECH.wav...]
#
# The plugin in a session of Ardour's, without its window.
#
# 1. It is accepted on an audio track, although it takes MIDI too. The controls, a preset with its
#    loss trace, and a blind test under way are the same after saving and loading.
# 2. Lane B, not locked to the timeline: in an export the track with the plugin is aligned with a
#    dry one, and is what `dredge render` gives with lane B's settings, losses included. Packets
#    are counted from the start of the plugin, and before the session starts Ardour runs its
#    plugins for some seconds. The clock on the dry track tells how long, but for whole seconds.
# 3. Locked to the timeline: the song's position alone decides which packets are lost, and where
#    they begin. With silence as concealment, render and export must be perfectly silent in the
#    same places.
# 4. Each export of a locked session is the same to the bit ($EXPORTS of them, 3 if not set), for
#    all that Ardour runs its plugins for another time before each.
set -u
. "$(dirname "$0")/common.sh"

need_ardour
join_speech "$@"
session=$tmp/session
packet=1920 # Samples

here=$(cd "$(dirname "$0")" && pwd)
run_lua() { # log argument...
    log=$1
    shift
    timeout 120 stdbuf -oL "$tmp/$lua" "$here/ardour_session.lua" "$@" >"$tmp/$log" 2>&1 ||
        fail "$lua $1: status $?: $(tail -n 5 "$tmp/$log")"
    grep -q LATENCY "$tmp/$log" || fail "$lua $1: $(tail -n 5 "$tmp/$log")"
}

meter() { # log track label
    sed -n "s/^METER $2 $3=//p" "$tmp/$1"
}

# 1. Saving and loading -------------------------------------------------------------------------

# Few are left at their defaults, lest something be lost unseen.
run_lua make.log make "$session" test 'Published: Neural PLC or DRED' \
    'Monitor=2' 'Trials=7' 'Frame Duration=40' 'Bandwidth=3' 'Complexity=7' 'VBR=0' \
    'A Redundancy=1' 'A Concealment=0' 'A Bitrate=32' 'A Budget=1' 'A Depth=80' \
    'A Expected Loss=15' 'B On=1' 'B Redundancy=3' 'B Concealment=1' 'B Bitrate=44' \
    'B Budget=1' 'B Depth=900' 'B Expected Loss=30' \
    'Loss Model=2' 'Loss=25' 'Mean Burst=3' 'Loss in Bad State=95' 'Loss in Good State=2' \
    'Seed=7' 'Lock to Timeline=0' 'Drop Duration=70' 'Playout Delay=120' 'Helper Thread=0'
run_lua show.log show "$session" test
for log in make show; do
    grep -E '^(CONTROL|LATENCY)' "$tmp/$log.log" | sort >"$tmp/$log.txt"
done
changes=$(diff "$tmp/make.txt" "$tmp/show.txt") || fail "not the same after loading: $changes"
say "$lua: the $(grep -c CONTROL "$tmp/show.txt") controls are the same after saving and loading"
cell load save reload

for control in 'B Redundancy=3' 'Loss Model=5' 'Bandwidth=3' 'Playout Delay=1000' 'B On=1'; do
    grep -q "^CONTROL Preset $control\$" "$tmp/show.txt" || fail "the preset did not set $control"
done
grep -qs difficult.txt "$session"/plugins/*/state*/state.ttl || fail "the preset's trace is not saved"
for log in make show; do # Without its trace the preset loses nothing
    [ "$(meter $log.log Preset 'Packets Lost')" -gt 0 ] ||
        fail "$log: none of the preset's $(meter $log.log Preset Packets) packets was lost"
done
say "$lua: the preset lost $(meter show.log Preset 'Packets Lost') of" \
    "$(meter show.log Preset Packets) packets by its trace after loading"
cell presets

grep -qs 'running 7: said=AB key=' "$session"/plugins/*/state*/state.ttl ||
    fail "the blind test is not saved"
for log in make show; do
    [ "$(meter $log.log Link 'Test State') $(meter $log.log Link Trial)" = '1 3' ] ||
        fail "$log: the blind test is in state $(meter $log.log Link 'Test State')," \
            "trial $(meter $log.log Link Trial)"
done
say "$lua: the blind test goes on with its third trial"

# 2. Lane B, packets counted from the start of the plugin -------------------------------------------

length=$("$tools/compare_wav" "$speech" "$speech" | sed 's/.* of \([0-9]*\).*/\1/')
python3 "$here/ardour_region.py" "$session" test "$speech" "$length" || fail "no region"

export_session() { # out: $strike, the first sample that is not dry on the dry track
    timeout 120 "$tmp/$export" -b float -o "$1" "$session" test >"$tmp/export.log" 2>&1 ||
        fail "$export: $(tail -n 5 "$tmp/export.log")"
    # Ardour 8 and 9 add a sample or two.
    more=$(($("$tools/compare_wav" "$1" "$1" | sed 's/.* of \([0-9]*\).*/\1/') - length))
    [ $more -ge 0 ] && [ $more -le 2 ] ||
        fail "$export: $more samples too many: $(tail -n 1 "$tmp/export.log")"

    # The dry sound must be where it was, but for the strikes of the clock.
    dry=$("$tools/compare_wav" --channel 2 --tolerance -120 "$speech" "$1")
    strike=$(echo "$dry" | sed 's/.*, \([0-9]*\) samples agree.*/\1/')
    [ "$strike" -lt 48000 ] || fail "the clock does not strike: $dry"
    "$tools/join_wav" --from $((strike + 1)) "$tmp/dry.wav" "$speech"
    dry=$("$tools/compare_wav" --channel 2 --tolerance -120 --offset $((strike + 1)) \
        --length 47999 "$tmp/dry.wav" "$1") || fail "the dry track is not in its place: $dry"
}

render() { # in out option...
    in=$1
    out=$2
    shift 2
    "$dredge" render --format float --frame 40 --bandwidth wb --complexity 7 --vbr off \
        --budget single --redundancy dred --bitrate 44 --depth 900 --expected 30 \
        --loss-model ge --loss 25 --burst 3 --loss-in-bad 95 --loss-in-good 2 --seed 7 \
        --playout 120 "$@" "$in" "$out" >"$tmp/render.log" || fail "dredge render failed"
}

latency=$(sed -n 's/^LATENCY //p' "$tmp/show.txt")
export_session "$tmp/out.wav"
for second in 1 2 3 4 5 none; do
    [ $second != none ] || fail "the export is not what dredge render gives: $result"
    silence=$((second * 48000 - strike - latency))
    "$tools/join_wav" --from -$silence "$tmp/in.wav" "$speech"
    render "$tmp/in.wav" "$tmp/ref.wav" --concealment classic
    "$tools/join_wav" --from $((silence + latency)) "$tmp/start.wav" "$tmp/ref.wav"
    result=$("$tools/compare_wav" --tolerance -120 "$tmp/start.wav" "$tmp/out.wav") && break
done
say "$export: lane B: $result; $silence silent samples before"
say "latency $latency; $(grep '^recovered' "$tmp/render.log")"
cell export

# 3. Locked to the timeline ---------------------------------------------------------------------

run_lua lock.log set "$session" test 'Lock to Timeline=1' 'B Redundancy=0' 'B Concealment=0'
export_session "$tmp/out.wav"
# Ardour 7.3 tells the position that is heard, which is one latency behind what the plugin gets.
places=
for ahead in $latency 0; do
    "$tools/join_wav" --from "$ahead" "$tmp/in.wav" "$speech"
    render "$tmp/in.wav" "$tmp/ref.wav" --redundancy none --concealment silence
    "$tools/join_wav" --from "$latency" "$tmp/start.wav" "$tmp/ref.wav"
    if result=$("$tools/compare_wav" --silence --offset "$ahead" "$tmp/start.wav" \
        "$tmp/out.wav"); then
        say "$export: locked: $result; the song as told is $ahead behind"
        places=known
        break
    fi
done
[ "$places" ] || fail "the song's packets are not those that dredge render loses: $result"

# 4. One export after the other -------------------------------------------------------------------

run_lua dred.log set "$session" test 'B Redundancy=4' 'B Concealment=2' 'Jitter=15' \
    'Adaptive Playout=1'
strikes=
for pass in $(seq "${EXPORTS:-3}"); do
    export_session "$tmp/out.wav"
    strikes="$strikes $strike"
    if [ "$pass" = 1 ]; then
        mv "$tmp/out.wav" "$tmp/first.wav"
    else
        result=$("$tools/compare_wav" --tolerance -200 "$tmp/first.wav" "$tmp/out.wav") ||
            fail "$export: export $pass is another one: $result"
    fi
done
say "$export: ${EXPORTS:-3} exports: $result; the clock struck at$strikes"
cell freewheel
