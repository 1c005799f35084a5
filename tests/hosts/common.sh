# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# What the host tests share. Each is called as TEST BUILD-DIRECTORY [SPEECH.wav...].

build=$1
shift
tools=$build/tests/hosts
# shellcheck disable=SC2034 # The tests use it
dredge=$build/dredge

say() { echo "$(basename "$0" .sh): $*"; }
skip() { say "SKIP: $*"; exit 77; }
fail() { say "FAIL: $*" >&2; exit 1; }

need() { # program package
    command -v "$1" >/dev/null || skip "there is no $1 (Debian's package $2)"
}

tmp=$(mktemp -d)
pids=
clean_up() {
    for pid in $pids; do kill "$pid" 2>/dev/null; done
    wait
    if [ -n "${KEEP:-}" ]; then say "files left in $tmp"; else rm -rf "$tmp"; fi
}
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

# Nothing but our own bundles: hosts try to open whatever stands beside them.
export LV2_PATH="$tmp/lv2"
mkdir "$LV2_PATH"
ln -s "$build"/dredge.lv2 "$build"/dredge-*.lv2 "$tools/probes.lv2" "$LV2_PATH"

# Real speech in one file, $speech: what the caller gave, or the prompts of alsa-utils.
join_speech() {
    [ $# -gt 0 ] || set -- /usr/share/sounds/alsa/*_[CL]*.wav
    [ -f "$1" ] || skip "there is no speech to play (Debian's package alsa-utils has some)"
    speech=$tmp/speech.wav
    "$tools/join_wav" "$speech" "$@" || fail "can't read the speech"
}

# JACK ------------------------------------------------------------------------------------------

need_jack() {
    need jackd jackd2
    need jalv jalv
}

start_jack() { # period [option...]: a server of our own, without sound card
    period=$1
    shift
    export JACK_NO_START_SERVER=1 JACK_DEFAULT_SERVER="dredge-$$-$period"
    jackd -n "$JACK_DEFAULT_SERVER" -R "$@" -d dummy -r 48000 -p "$period" >"$tmp/jackd.log" 2>&1 &
    jackd=$!
    pids=$jackd
    "$tools/jack_play" || fail "jackd does not start: $(tail -n 3 "$tmp/jackd.log")"
}

start_jalv() { # uri [symbol=value...]; type commands to descriptor 9; what it says comes by lines
    uri=$1
    shift
    for setting; do
        shift
        set -- "$@" -c "$setting"
    done
    [ -p "$tmp/prompt" ] || mkfifo "$tmp/prompt"
    exec 9<>"$tmp/prompt" # Held open: jalv leaves when its input ends
    stdbuf -oL jalv -n plugin -x "$@" "$uri" <"$tmp/prompt" >"$tmp/jalv.log" 2>&1 9>&- &
    jalv=$!
    pids="$jalv $jackd"
}

# A crash at the end is a crash as well.
stop_jalv() {
    status=0
    kill "$jalv" 2>/dev/null
    wait "$jalv" || status=$?
    pids=$jackd
    exec 9>&-
    case $status in
    0 | 143) ;;
    *) fail "jalv ended with status $status: $(tail -n 3 "$tmp/jalv.log")" ;;
    esac
}

stop_jack() {
    kill "$jackd"
    wait "$jackd" || true
    pids=
}
