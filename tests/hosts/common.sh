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

# What a host was seen to do, for the table of hosts (matrix.sh): the words are its columns.
cell() {
    [ -z "${CELLS:-}" ] || printf '%s\n' "$@" >>"$CELLS"
}

need() { # program package
    command -v "$1" >/dev/null || skip "there is no $1 (Debian's package $2)"
}

tmp=$(mktemp -d)
pids=
xvfb=
clean_up() {
    for pid in $pids $xvfb; do kill "$pid" 2>/dev/null; done
    # Hosts that hang, as jalv does when its server is gone, get no more than some seconds.
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        left=
        for pid in $pids $xvfb; do kill -0 "$pid" 2>/dev/null && left="$left $pid"; done
        [ "$left" ] || break
        sleep 0.25
    done
    # shellcheck disable=SC2086 # Several
    [ -z "$left" ] || kill -9 $left 2>/dev/null
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

jalv_program=${JALV:-jalv} # Or jalv.gtk3, which needs a display

need_jack() {
    need jackd jackd2
    need "$jalv_program" jalv
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
    case $jalv_program in
    *gtk3) set -- --jack-name=plugin "$@" ;;
    *) set -- -n plugin "$@" ;;
    esac
    stdbuf -oL "$jalv_program" -x "$@" "$uri" <"$tmp/prompt" >"$tmp/jalv.log" 2>&1 9>&- &
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

# Windows -----------------------------------------------------------------------------------------

start_display() { # a display of our own, without a window manager
    need Xvfb xvfb
    : >"$tmp/display"
    Xvfb -displayfd 1 -screen 0 1600x1000x24 -nolisten tcp >"$tmp/display" 2>/dev/null &
    xvfb=$!
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ -s "$tmp/display" ] && break
        sleep 0.25
    done
    [ -s "$tmp/display" ] || fail "Xvfb does not start"
    DISPLAY=:$(cat "$tmp/display")
    export DISPLAY NO_AT_BRIDGE=1
}

# Ardour without its window -------------------------------------------------------------------------

need_ardour() { # $lua, $export
    lua=
    for version in '' 9 8 7 6; do
        command -v "ardour$version-lua" >/dev/null && command -v "ardour$version-export" >/dev/null &&
            lua=ardour$version-lua && export=ardour$version-export && break
    done
    [ "$lua" ] || skip "there is no ardour*-lua and ardour*-export (Debian's package ardour)"
    export HOME="$tmp"

    # Ardour 8 and 9 read hundreds of lists of MIDI names in a thread that is cancelled at the end,
    # where that aborts the program: so let them have data without these lists.
    mkdir "$tmp/data"
    for part in /usr/share/"${lua%-lua}"/*; do
        [ "$(basename "$part")" = patchfiles ] || ln -s "$part" "$tmp/data/"
    done
    for program in "$lua" "$export"; do
        sed "s|ARDOUR_DATA_PATH=.*|ARDOUR_DATA_PATH=$tmp/data|" "$(command -v "$program")" \
            >"$tmp/$program"
        chmod +x "$tmp/$program"
    done
    export ARDOUR_FPU_FLAGS=95 # Before 8.5 Ardour corrupts its heap on machines with AVX-512
}
