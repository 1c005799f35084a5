#!/bin/sh
# SPDX-License-Identifier: ISC
# What the tool says to bad input, and what it leaves behind: test_tool.sh DREDGE
set -u
dredge=$(realpath "$1")
. "$(dirname "$0")/tool_common.sh"

# expect STATUS WORDS COMMAND...: the status, the words on stderr, and no output file
expect() {
    status=$1
    words=$2
    shift 2
    rm -f out.wav out.csv out.png out.svg
    "$@" >out 2>err
    got=$?
    if [ $got != "$status" ]; then
        bad "$*: status $got instead of $status"
    elif ! grep -q -- "$words" err; then
        bad "$*: does not say '$words'"
    elif [ -e out.wav ] || [ -e out.wav.part ] || [ -e out.csv ] || [ -e out.csv.part ] ||
        [ -e out.png ] || [ -e out.png.part ] || [ -e out.svg ] || [ -e out.svg.part ]; then
        bad "$*: left a file behind"
    else
        ok
    fi
}

# A second of a 16-bit mono file: header and samples
wav() { # rate channels bytes-promised bytes-there
    python3 - "$@" <<'PY'
import struct, sys
rate, channels, promised, there = map(int, sys.argv[1:])
block = 2 * channels
sys.stdout.buffer.write(
    b"RIFF" + struct.pack("<I", 36 + promised) + b"WAVEfmt "
    + struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * block, block, 16)
    + b"data" + struct.pack("<I", promised)
    + bytes((i * 7919 >> 5) & 255 if i % 2 == 0 else (i >> 6) % 8 for i in range(there)))
PY
}
wav 48000 1 96000 96000 >in.wav
wav 48000 1 96000 50000 >short.wav
wav 48000 1 0 0 >empty.wav
wav 4000 1 8000 8000 >slow.wav
wav 384000 1 768000 768000 >fast.wav
wav 48000 6 96000 96000 >six.wav
wav 48000 1 0 96000 >endless.wav
echo "not sound" >text.wav
printf '0\n1\nlost\n' >broken.txt
: >empty.txt
mkdir directory.wav

expect 1 "nowhere.wav" "$dredge" render nowhere.wav out.wav
expect 2 "expected KEY=VALUE, found 'dred'" "$dredge" live --b dred
expect 2 "each lane has for itself, found 'frame'" "$dredge" live --b frame=10
expect 2 "redundancy: expected one of" "$dredge" live --b redundancy=much
expect 2 "seconds: expected a number" "$dredge" live --seconds soon
expect 1 "nowhere.txt" "$dredge" live --trace nowhere.txt
expect 1 "text.wav.*expected a sound file" "$dredge" render text.wav out.wav
expect 1 "short.wav: truncated" "$dredge" render short.wav out.wav
expect 1 "empty.wav: holds no sound" "$dredge" render empty.wav out.wav
expect 1 "slow.wav.*8000 to 192000" "$dredge" render slow.wav out.wav
expect 1 "six.wav: has 6 channels; expected --channels up to 6, found 7" \
    "$dredge" render --channels 7 six.wav out.wav
expect 2 "channels: expected one number or two, as in 1,2, found '1,2,3'" \
    "$dredge" render --channels 1,2,3 six.wav out.wav
expect 2 "channels: expected one number or two" "$dredge" render --channels 0 six.wav out.wav
expect 1 "expected '-', the standard output, once only" \
    "$dredge" render --records - in.wav -
expect 1 "six.wav: has 6 channels" "$dredge" render six.wav out.wav
expect 1 "directory.wav" "$dredge" render directory.wav out.wav
expect 1 "nowhere/out.wav: can't be written" "$dredge" render in.wav nowhere/out.wav
expect 1 "nowhere/out.csv: can't be written" "$dredge" render --records nowhere/out.csv in.wav out.wav
expect 1 "broken.txt:3: expected 0 (received) or 1 (lost).*'lost'" \
    "$dredge" render --trace broken.txt in.wav out.wav
expect 1 "empty.txt: holds no packets" "$dredge" render --trace empty.txt in.wav out.wav
expect 1 "nowhere.txt" "$dredge" render --trace nowhere.txt in.wav out.wav
expect 1 "expected --trace FILE" "$dredge" render --loss-model trace in.wav out.wav
expect 2 "loss: expected a number from 0 to 100, found '101'" "$dredge" render --loss 101 in.wav out.wav
expect 2 "loss: expected a number" "$dredge" render --loss nan in.wav out.wav
expect 2 "playout: expected a whole number" "$dredge" render --playout 33.3 in.wav out.wav
expect 2 "redundancy: expected one of none, red, lbrr, dred, lbrr+dred, found 'fec'" \
    "$dredge" render --redundancy fec in.wav out.wav
expect 2 "expected two files" "$dredge" render in.wav
expect 2 "third one" "$dredge" render in.wav out.wav more.wav
expect 2 "no command 'sing'" "$dredge" sing
mkfifo pipe.wav
expect 1 "pipe.wav: can't be written: not a regular file" "$dredge" render in.wav pipe.wav
expect 1 "directory.wav: can't be written" "$dredge" render in.wav directory.wav

expect 2 "bitrate: expected a number from 6 to 128, found '5'" "$dredge" plan --bitrate 5
expect 2 "depth: expected a number from 0 to 1040" "$dredge" plan --depth 1041
expect 2 "redundancy: expected one of none, red, lbrr, dred, lbrr+dred, found 'fec'" \
    "$dredge" plan --redundancy fec
expect 2 "budget: expected one of layered, single" "$dredge" plan --budget double
expect 2 "frame: expected one of 2.5, 5, 10, 20, 40, 60" "$dredge" plan --frame 30
expect 2 "picture: expected FILE.svg or FILE.png, found 'out.gif'" "$dredge" plan --picture out.gif
expect 2 "expected options only, found 'out.csv'" "$dredge" plan out.csv
expect 2 "--depth: of no use" "$dredge" plan --table out.csv --depth 500
expect 1 "nowhere/out.csv: can't be written" "$dredge" plan --table nowhere/out.csv
expect 1 "nowhere/out.svg: can't be written" "$dredge" plan --picture nowhere/out.svg
expect 1 "directory.wav: can't be written" "$dredge" plan --table directory.wav
mkdir out.png.part && "$dredge" plan --picture out.png 2>err
[ $? = 1 ] && [ ! -e out.png ] && ok || bad "an unwritable picture"
rmdir out.png.part
(
    ulimit -f 8 # Blocks of 512 or 1024 bytes; the files are larger
    trap '' XFSZ
    for name in out.csv out.png out.svg; do
        option=--picture
        [ $name = out.csv ] && option=--table
        "$dredge" plan $option $name 2>>err
        [ $? = 1 ] && grep -q "$name: can't be written" err || exit 1
        [ ! -e $name ] && [ ! -e $name.part ] || exit 1
    done
) && ok || bad "a full disk"

# A failed render leaves the old output alone.
echo old >kept.wav
"$dredge" render --trace broken.txt in.wav kept.wav 2>err
[ "$(cat kept.wav)" = old ] && ok || bad "an old output was touched"

# And good input works: every format, aligned to the sample.
for args in "" "--mode stereo" "--format float" "--format s24" "--redundancy red --depth 100" \
    "--frame 60 --redundancy dred --bitrate 48" "--bandwidth fb --vbr off --dtx on"; do
    # shellcheck disable=SC2086
    if "$dredge" render --align $args --records out.csv in.wav out.wav >out 2>err &&
        [ "$(head -1 out.csv | cut -d, -f1-4)" = frame,lost,arrival_ms,source ] &&
        grep -q "^packets" out; then
        ok
    else
        bad "render $args"
    fi
done
# Pipes, and headers that tell no length
sound() { tail -c +45 "$1"; } # What follows the header of 44 bytes
same() { # WHAT FILE FILE: the same sound
    sound "$2" >one && sound "$3" >other && [ -s one ] && cmp -s one other && ok || bad "$1"
}
"$dredge" render -q in.wav plain.wav 2>err
"$dredge" render in.wav - 2>err | cat >out.wav
same "render to a pipe" plain.wav out.wav
grep -q ^packets err && ok || bad "the summary of a render to a pipe"
[ "$(od -An -tx1 -j 40 -N 4 out.wav | tr -d ' ')" = ffffffff ] && ok || bad "a header of a pipe"
"$dredge" render -q in.wav - >out.wav 2>err && cmp -s plain.wav out.wav && ok || bad "render to stdout"
cat in.wav | "$dredge" render -q - out.wav 2>err
same "render from a pipe" plain.wav out.wav
"$dredge" render -q in.wav - 2>err | "$dredge" render -q - - 2>>err | cat >twice.wav
"$dredge" render -q plain.wav out.wav 2>>err
same "a chain" twice.wav out.wav
"$dredge" render -q endless.wav out.wav 2>err
same "a header without a length" plain.wav out.wav
grep -q "warning: endless.wav: the header promises no sound; all that follows" err && ok ||
    bad "no warning about a header without a length"
cat endless.wav | "$dredge" render -q - out.wav 2>err
same "a pipe without a length" plain.wav out.wav
{ head -c 40 in.wav && printf '\0\0\0\0LIST\4\0\0\0INFO'; } >listed.wav
expect 1 "listed.wav: holds no sound" "$dredge" render listed.wav out.wav
"$dredge" render -q --records - in.wav out.wav 2>err | head -1 | grep -q ^frame,lost && ok ||
    bad "records to a pipe"
"$dredge" plan --table - 2>err | head -1 | grep -q ^bitrate_kbps && ok || bad "a table to a pipe"
"$dredge" plan --table - >out.csv 2>err && [ "$(wc -l <out.csv)" = 6111 ] && ok || bad "a table to stdout"
rm -f ./-
# Nothing comes before the pipe's other end has had it: a live source works.
{ head -c 48044 in.wav; sleep 1; tail -c +48045 in.wav; } | "$dredge" render -q --playout 20 - - 2>err |
    (head -c 20000 >/dev/null && date +%s%N >first && cat >/dev/null && date +%s%N >last)
[ $(($(cat last) - $(cat first))) -gt 500000000 ] && ok || bad "a live source is not passed on"

# Many channels, and faster than any codec
wav 48000 2 96000 96000 >two.wav
"$dredge" render -q --channels 2,1 two.wav out.wav 2>err
"$dredge" render -q --channels 2 two.wav second.wav 2>>err
"$dredge" render -q --channels 1 two.wav first.wav 2>>err
[ "$(wc -c <out.wav)" -gt $((2 * $(wc -c <second.wav) - 100)) ] && ! cmp -s first.wav second.wav && ok ||
    bad "choice of channels"
for args in "--channels 5,6" "--channels 3" "--mode mono"; do
    # shellcheck disable=SC2086
    "$dredge" render -q $args six.wav out.wav 2>err && ok || bad "six channels, $args"
done
"$dredge" render -q --align fast.wav out.wav 2>err && ok || bad "384 kHz"
grep -q "warning: fast.wav: 384000 Hz, resampled to 192000 Hz" err &&
    [ "$(wc -c <out.wav)" = $((768000 / 2 + 44)) ] && ok || bad "the length at 384 kHz"

# A signal leaves nothing behind, and shows in the status.
for signal in INT TERM HUP; do
    rm -f out.wav out.csv
    python3 - $signal "$dredge" <<'PY' && ok || bad "SIG$signal"
import os, signal, subprocess, sys, time
number = getattr(signal, "SIG" + sys.argv[1])
signal.signal(signal.SIGHUP, signal.SIG_DFL)
source = subprocess.Popen(["cat", "in.wav", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
render = subprocess.Popen([sys.argv[2], "render", "-q", "--records", "out.csv", "-", "out.wav"],
                          stdin=source.stdout, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
for _ in range(100):
    if os.path.exists("out.wav.part") and os.path.exists("out.csv.part"):
        break
    time.sleep(0.05)
else:
    sys.exit("no part was begun")
render.send_signal(number)
status = render.wait(10)
source.kill()
left = [name for name in os.listdir() if name.startswith("out.")]
assert status == -number and not left, (status, left)
PY
done

# What a plan says, and its map.
: >err
says() { # WORDS OPTION...
    words=$1
    shift
    "$dredge" plan "$@" >out 2>err && grep -q -- "$words" out && ok || bad "plan $*: not '$words'"
}
says "^Reach  *1015 ms"
says "1015 ms at the most" --depth 1040
says "^Reach  *340 ms" --redundancy red
says "sends no DRED" --budget single
says "does not pay for it" --budget single --redundancy dred --bitrate 40 --depth 10
says "cheapest single encoder for 1015 ms" --budget single --bitrate 72
says "^Reach  *1015 ms" --budget single --bitrate 100
says "^headers  *5.3 kb/s" --frame 60
says "^primary  *24.0 kb/s  *21.4 kb/s  *17.3 to 23.9" --redundancy none
"$dredge" plan --table out.csv --picture out.svg 2>err &&
    [ "$(head -1 out.csv)" = bitrate_kbps,expected_loss,fec,chunks,reach_ms,dred_kbps ] &&
    [ "$(wc -l <out.csv)" = 6111 ] && grep -q '<svg' out.svg && ok || bad "the map"
"$dredge" plan --frame 60 --picture out.png 2>err &&
    [ "$(head -c 4 out.png | tail -c 3)" = PNG ] && ok || bad "the picture"
"$dredge" plan --help | grep -q -- --picture && ok || bad "help of plan"
"$dredge" --help | grep -q plan && ok || bad "plan in the help"
"$dredge" --help | grep -q render && "$dredge" render --help | grep -q -- --concealment && ok || bad help
"$dredge" --version | grep -q '^dredge [0-9]' && ok || bad version
for command in render plan sweep report "trace info" "trace make" trace completion; do
    # shellcheck disable=SC2086
    "$dredge" $command --version | grep -q '^dredge [0-9]' && ok || bad "version of $command"
done
"$dredge" render -v in.wav out.wav >out 2>err
for words in "dredge: version [0-9]" "dredge: libopus 1" "instructions: ." "redundancy=2 .*frame=20" \
    "losses: ge, seed 1, expected 20.00 %" "verdict: "; do
    grep -q -- "$words" err && ok || bad "verbose: $words"
done

# Completion, by the shells that are here
"$dredge" completion bash >completion.bash
cat >complete.bash <<'BASH'
source ./completion.bash
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_dredge
echo "${COMPREPLY[*]}"
BASH
completes() { # EXPECTED WORD...
    expected=$1
    shift
    [ "$(bash complete.bash dredge "$@" 2>err)" = "$expected" ] && ok || bad "completion of $*"
}
completes "info convert make" trace ""
completes "--bandwidth" render --ban
completes "auto nb mb wb swb fb" render --bandwidth ""
completes "swb" render --bandwidth = s
completes "mono stereo" render in.wav --mode ""
completes "string string-0-lost" trace convert --to st
completes "" render --loss ""
completes "slow.wav" render sl
if command -v zsh >/dev/null; then
    "$dredge" completion zsh >_dredge && zsh -n _dredge 2>err && ok || bad "completion for zsh"
fi
if command -v fish >/dev/null; then
    "$dredge" completion fish >dredge.fish
    [ "$(fish -c 'source dredge.fish; complete -C "dredge render --bandwidth s"' 2>err | cut -f1)" = swb ] &&
        ok || bad "completion for fish"
fi

echo "$passed passed, $failed failed"
[ $failed = 0 ]
