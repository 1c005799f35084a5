#!/bin/sh
# SPDX-License-Identifier: ISC
# jalv_window.sh BUILD-DIRECTORY [SPEECH.wav...]
#
# The plugin's window in jalv.gtk3, on a display of our own: it is drawn, it moves, a key in it turns a
# control that is heard, jalv's menu saves the state, and what is loaded again, there and in jalv
# with its prompt, is the same. So is a preset that is given at the start.
set -u
. "$(dirname "$0")/common.sh"
jalv_program=jalv.gtk3
need_jack
need xdotool xdotool
need import imagemagick
join_speech "$@"
export HOME="$tmp" XDG_CONFIG_HOME="$tmp" GSETTINGS_BACKEND=memory
start_display
start_jack 256 -S

wait_for() { # what, command...
    what=$1
    shift
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32; do
        "$@" >"$tmp/found" 2>/dev/null && [ -s "$tmp/found" ] && return
        kill -0 "$jalv" 2>/dev/null || break
        sleep 0.25
    done
    fail "$what: $(tail -n 3 "$tmp/jalv.log")"
}

picture() { # name: of the screen
    import -window root "$tmp/$1.png" || fail "no picture of the screen"
}

save_state() { # folder
    xdotool windowfocus "$window" key ctrl+s
    wait_for "jalv's dialog for saving" xdotool search --onlyvisible --name '^Save State$'
    sleep 0.5
    xdotool windowfocus "$(head -n 1 "$tmp/found")" key ctrl+l
    xdotool type --delay 20 "$1"
    sleep 0.3
    xdotool key Return
    wait_for "jalv saves nothing to $1" find "$1" -name state.ttl -size +0
    sleep 0.3
}

controls() { # state: its controls, "symbol" value
    tr -s "\n\t" "  " <"$1/state.ttl" | grep -o 'lv2:symbol "[a-z0-9_]*" *; *pset:value [0-9.]*' |
        awk '{ print $2, $NF + 0 }' | sort
}

# The window, and a key in it ------------------------------------------------------------------

start_jalv urn:dredge:mono loss_model=1 loss=100 a_concealment=0
wait_for "no window" xdotool search --onlyvisible --class '^jalv.gtk3$'
wait_for "no window of the plugin" xdotool search --onlyvisible --class '^dredge$'
inner=$(head -n 1 "$tmp/found")
# The one that jalv has its menu in, above the plugin's
window=$(xdotool search --onlyvisible --name '^Dredge( - .*)?$' | grep -v "^$inner\$" | head -n 1)
[ "$window" ] || fail "jalv's own window is not found"
cell load
sleep 1
picture first
sleep 1
picture second
colours=$(identify -format %k "$tmp/second.png")
[ "$colours" -ge 40 ] || fail "the window has only $colours colours"
! cmp -s "$tmp/first.png" "$tmp/second.png" || fail "the window stands still"
say "the window has $colours colours, and moves"
cell window

: >"$tmp/play.log"
"$tools/jack_play" -i "$speech" -o "$tmp/out.wav" -I plugin:in -O plugin:out >"$tmp/play.log" 2>&1 &
play=$!
pids="$play $pids"
while ! grep -qs rolling "$tmp/play.log"; do sleep 0.1; done
sleep 1
xdotool windowfocus "$inner" key 1
wait $play || fail "$(cat "$tmp/play.log")"
length=$("$tools/compare_wav" "$speech" "$speech" | sed 's/.* of \([0-9]*\).*/\1/')
late=$((20472 + 256))
"$tools/find_silence" "$tmp/out.wav" 24000 | grep -q '^0 ' || fail "it is not silent while all is lost"
"$tools/join_wav" --from 144000 "$tmp/dry.wav" "$speech"
result=$("$tools/compare_wav" --offset $((144000 + late)) --length $((length - 144000 - late)) "$tmp/dry.wav" \
    "$tmp/out.wav") || fail "the key for the dry sound is not heard: $result"
say "the key for the dry sound: $result"
cell play automate

# Its state --------------------------------------------------------------------------------------

if ! jalv.gtk3 --help | grep -q -- --load; then # 1.10
    skip "this jalv.gtk3 has another command line and other dialogs, which no test types into yet"
fi
save_state "$tmp/one"
stop_jalv
controls "$tmp/one" >"$tmp/one.txt"
for control in '"loss_model" 1' '"loss" 100' '"a_concealment" 0' '"monitor" 0'; do
    grep -q "^$control\$" "$tmp/one.txt" || fail "$control is not saved: $(cat "$tmp/one.txt")"
done
cell save

start_jalv_with() { # option: in jalv.gtk3, without settings
    pids=$jackd
    "$jalv_program" --jack-name=plugin -x "$1" urn:dredge:mono >"$tmp/jalv.log" 2>&1 &
    jalv=$!
    pids="$jalv $jackd"
    wait_for "no window after loading" xdotool search --onlyvisible --class '^dredge$'
    inner=$(head -n 1 "$tmp/found")
    window=$(xdotool search --onlyvisible --name '^Dredge( - .*)?$' | grep -v "^$inner\$" | head -n 1)
    sleep 1
}
start_jalv_with "--load=$tmp/one"
save_state "$tmp/two"
stop_jalv
controls "$tmp/two" >"$tmp/two.txt"
changes=$(diff "$tmp/one.txt" "$tmp/two.txt") || fail "not the same after loading: $changes"
say "the $(wc -l <"$tmp/two.txt") controls are the same after saving and loading"
cell reload

# The same state in jalv with its prompt, which shows what it has
if command -v jalv >/dev/null; then
    mkfifo "$tmp/typed"
    exec 8<>"$tmp/typed"
    stdbuf -oL jalv -n plugin -x -l "$tmp/one" <"$tmp/typed" >"$tmp/jalv.log" 2>&1 8>&- &
    jalv=$!
    pids="$jalv $jackd"
    sleep 1
    echo controls >&8
    wait_for "jalv does not answer" grep '^drop_ms = ' "$tmp/jalv.log"
    stop_jalv
    exec 8>&-
    sed -n 's/^\(> \)*\([a-z0-9_]*\) = \(-*[0-9.]*\)$/"\2" \3/p' "$tmp/jalv.log" |
        awk '{ print $1, $2 + 0 }' | sort -u >"$tmp/prompt.txt"
    # Ports for the host alone are not shown, and properties are.
    wrong=$(grep -v '"freewheel"' "$tmp/one.txt" | comm -23 - "$tmp/prompt.txt")
    if [ -z "$wrong" ]; then
        say "jalv at its prompt has the same"
        CELLS=${CELLS:+$CELLS.console} cell reload
    else
        # jalv 1.10 shows the values of other controls.
        say "jalv at its prompt tells other values:" "$wrong"
    fi
fi

# A preset
"$jalv_program" --jack-name=plugin -x "--preset=urn:dredge:mono:preset:published-lbrr" urn:dredge:mono \
    >"$tmp/jalv.log" 2>&1 &
jalv=$!
pids="$jalv $jackd"
sleep 2
if ! kill -0 $jalv 2>/dev/null; then
    wait $jalv
    # 1.6.8 does, in its own title, before there is a plugin
    skip "jalv.gtk3 ends with status $? when it is given a preset: $(tail -n 1 "$tmp/jalv.log")"
fi
kill $jalv
wait $jalv
start_jalv_with "--preset=urn:dredge:mono:preset:published-lbrr"
save_state "$tmp/three"
stop_jalv
controls "$tmp/three" >"$tmp/three.txt"
cat "$build"/dredge-*.lv2/presets.ttl | awk '
    /^</ { ours = /^<urn:dredge:mono:preset:published-lbrr>/ }
    ours && match($0, /lv2:symbol "[a-z0-9_]*" ; pset:value [0-9.]*/) {
        split(substr($0, RSTART, RLENGTH), part, /[" ]/)
        print "\"" part[3] "\"", part[7] + 0
    }' | sort >"$tmp/wanted.txt"
[ "$(wc -l <"$tmp/wanted.txt")" -gt 10 ] || fail "the preset is not found in the bundles"
missing=$(comm -23 "$tmp/wanted.txt" "$tmp/three.txt")
[ -z "$missing" ] || fail "the preset did not set" "$missing"
say "the preset sets its $(wc -l <"$tmp/wanted.txt") controls"
cell presets
stop_jack
