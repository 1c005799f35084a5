#!/bin/sh
# SPDX-License-Identifier: ISC
# pipewire.sh BUILD-DIRECTORY [SPEECH.wav...]
#
# The virtual loudspeaker and the virtual microphone in a PipeWire of our own, with WirePlumber.
# A sink and a source without hardware stand for the sound card. With "monitor" at dry, what comes
# out is what went in, later by the plugin's latency; as shipped, the link is heard.
set -u
. "$(dirname "$0")/common.sh"
need pipewire pipewire-bin
need wireplumber wireplumber
need dbus-run-session dbus-daemon
need pw-link pipewire-bin
find /usr/lib* -name libpipewire-module-filter-chain.so 2>/dev/null | grep -q . ||
    skip "this PipeWire has no filter-chain (Debian's package libpipewire-0.3-modules)"
join_speech "$@"
source=$(cd "$(dirname "$0")/../../pipewire" && pwd)

export XDG_RUNTIME_DIR="$tmp/run" XDG_CONFIG_HOME="$tmp/config" XDG_STATE_HOME="$tmp/state"
export PIPEWIRE_RUNTIME_DIR="$tmp/run" HOME="$tmp"
unset PIPEWIRE_REMOTE DBUS_SESSION_BUS_ADDRESS
mkdir -m 700 "$tmp/run"
parts=$tmp/config/pipewire/pipewire.conf.d
mkdir -p "$parts"
# Periods of one size: with each change the rest of the graph moves against the plugin.
cat >"$parts/10-card.conf" <<'END'
context.properties = {
  default.clock.quantum = 1024 default.clock.min-quantum = 1024 default.clock.max-quantum = 1024
}
context.objects = [
  { factory = adapter args = { factory.name = support.null-audio-sink node.name = card
    media.class = Audio/Sink audio.position = [ MONO ] object.linger = true
    priority.session = 1000 } }
  { factory = adapter args = { factory.name = support.null-audio-sink node.name = mic
    media.class = Audio/Source/Virtual audio.position = [ MONO ] object.linger = true
    priority.session = 2000 } }
]
END

# Within a D-Bus session: play the speech to one port, and record two others.
cat >"$tmp/session.sh" <<'END'
to=$1 dry=$2 wet=$3 out=$4
pipewire >"$tmp/pipewire.log" 2>&1 &
pids=$!
trap 'kill $pids 2>/dev/null; wait' EXIT
tries=0
until [ -S "$XDG_RUNTIME_DIR/pipewire-0" ]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || exit 3
    sleep 0.1
done
wireplumber >"$tmp/wireplumber.log" 2>&1 &
pids="$! $pids"
join() { # output input, as soon as both are there
    tries=0
    until pw-link "$1" "$2" 2>"$tmp/link.log" || grep -q exists "$tmp/link.log"; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || { echo "no link from $1 to $2"; exit 4; }
        sleep 0.1
    done
}
tries=0
until pw-link -l | grep -q dredge_loudspeaker.out && pw-link -l | grep -q dredge_microphone.in; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { echo "WirePlumber links nothing: $(pw-link -lio)"; exit 5; }
    sleep 0.1
done
pw-record --target 0 -P '{ node.name = recorder }' --channels 2 --rate 48000 --format f32 \
    "$out" >"$tmp/record.log" 2>&1 &
record=$!
pids="$record $pids"
join "$dry" recorder:input_FL
join "$wet" recorder:input_FR
sleep 0.5
pw-play --target 0 -P '{ node.name = player }' "$speech" >"$tmp/play.log" 2>&1 &
play=$!
pids="$play $pids"
join player:output_MONO "$to"
wait $play
sleep 0.6
kill -INT $record
wait $record
exit 0
END
export tmp speech

run() { # what comes out; how to change the shipped file; port to play to; dry; wet
    for part in loudspeaker microphone; do
        sed "$2" "$source/dredge-$part.conf" >"$parts/50-dredge-$part.conf"
    done
    dbus-run-session -- sh "$tmp/session.sh" "$3" "$4" "$5" "$tmp/$1.wav" >"$tmp/$1.log" 2>&1 ||
        fail "$1: $(cat "$tmp/$1.log"; tail -n 3 "$tmp/pipewire.log" "$tmp/wireplumber.log")"
    [ -s "$tmp/$1.wav" ] || fail "$1: nothing was recorded: $(cat "$tmp/record.log")"
}

# The plugin's latency at 100 ms of playout delay is 6072 samples. Either path may be a period of
# 1024 later than the other, by the order in which PipeWire runs the graph.
least=5048
most=7096
for name in loudspeaker microphone; do
    if [ $name = loudspeaker ]; then
        ports="dredge_loudspeaker:playback_MONO dredge_loudspeaker:monitor_MONO card:monitor_MONO"
    else
        ports="mic:input_MONO mic:capture_MONO dredge_microphone:capture_MONO"
    fi
    # shellcheck disable=SC2086 # Three ports
    run dry-$name 's/"monitor" = 1/"monitor" = 0/' $ports
    result=$("$tools/compare_wav" --channel 2 --tolerance -120 --offset $(((least + most) / 2)) \
        --offset-search $(((most - least) / 2)) "$tmp/dry-$name.wav" "$tmp/dry-$name.wav") ||
        fail "$name: dry sound is not what went in: $result"
    say "$name, dry: $result"
    # shellcheck disable=SC2086
    run link-$name '' $ports
    "$tools/compare_wav" --channel 2 --tolerance -120 --offset $(((least + most) / 2)) \
        --offset-search $(((most - least) / 2)) "$tmp/link-$name.wav" "$tmp/link-$name.wav" \
        >"$tmp/wet.log" && fail "$name: the link is not heard"
    say "$name, link: $(cat "$tmp/wet.log")"
done
say PASS
