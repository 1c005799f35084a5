#!/bin/sh
# SPDX-License-Identifier: ISC
# dredge trace on good and bad input: test_trace_tool.sh DREDGE SEEDS
set -u
dredge=$(realpath "$1")
seeds=$(realpath "$2")
. "$(dirname "$0")/tool_common.sh"
: >err

# expect STATUS WORDS ARGUMENT...: the status, the words on stderr, and no output file
expect() {
    status=$1
    words=$2
    shift 2
    rm -f out
    "$dredge" "$@" >printed 2>err
    got=$?
    if [ $got != "$status" ]; then
        bad "$*: status $got instead of $status"
    elif ! grep -q -- "$words" err; then
        bad "$*: does not say '$words'"
    elif [ -e out ] || [ -e out.part ]; then
        bad "$*: left a file behind"
    else
        ok
    fi
}

# says WORDS ARGUMENT...: good, and the words on stdout
says() {
    words=$1
    shift
    "$dredge" "$@" >printed 2>err && grep -q -- "$words" printed && ok ||
        bad "$*: does not say '$words'"
}

# losses FILE OPTION...: the trace as one string
losses() {
    file=$1
    shift
    "$dredge" trace convert --quiet --to string "$@" "$file" - 2>err
}

formats="lines string lines-0-lost string-0-lost plc-challenge opus-demo g192 ep-byte ep-bit
    arrivals rtpdump pcap records"

# What is told about a trace
says "format  *lines: .*1 = lost (recognised)" trace info "$seeds/lines.txt"
says "format  *string: " trace info "$seeds/string.txt"
says "format  *plc-challenge: .*(as told)" trace info --from plc-challenge "$seeds/plc-challenge.txt"
says "format  *opus-demo: .*(as told)" trace info --format opus-demo "$seeds/opus-demo.txt"
says "packets  *5, lost 3 (60.00 %)" trace info --from opus-demo "$seeds/opus-demo.txt"
says "format  *g192: " trace info "$seeds/big-endian.g192"
says "note  *big-endian" trace info "$seeds/big-endian.g192"
says "packets  *3, lost 1" trace info "$seeds/frames.g192"
says "format  *ep-byte: " trace info "$seeds/made.byte"
says "format  *ep-bit: .*(as told)" trace info --from ep-bit "$seeds/made.bit"
says "format  *arrivals: " trace info "$seeds/arrivals.txt"
says "format  *records: " trace info "$seeds/records.csv"
says "lost 1 (33.33 %)" trace info "$seeds/tryopus.csv"
says "format  *rtpdump: " trace info "$seeds/made.rtp"
says "format  *pcap: " trace info "$seeds/ethernet.pcapng"
says "SSRC 0x01020304, payload type 111; clock 48000 Hz by the arrivals; duplicates: 1; packets of other streams: 2" \
    trace info "$seeds/ethernet.pcap"
says "delay .*max: 25.0 ms" trace info "$seeds/ethernet.pcap"
says "reordered  *1 (11.1 %)" trace info "$seeds/ethernet.pcap"
says "bursts  *2, mean 1.50 packets, longest 2" trace info "$seeds/ethernet.pcap"
says "BurstR  *1.12" trace info "$seeds/ethernet.pcap"
says "^ *3-4  *0  *3 ####" trace info "$seeds/ethernet.pcap"
says "file  *-" trace info - <"$seeds/lines.txt"
"$dredge" trace info "$seeds/lines.txt" nowhere "$seeds/string.txt" >printed 2>err
[ $? = 1 ] && [ "$(grep -c ^packets printed)" = 2 ] && ok || bad "info of a missing file"

# The same stream, in all the ways it can be captured
for capture in "$seeds"/*.pcap "$seeds/ethernet.pcapng"; do
    [ "$(losses "$capture")" = 000100011000 ] && ok || bad "$capture"
done
[ "$(losses "$seeds/ethernet.pcap" --ssrc 9)" = 00 ] && ok || bad "another stream"
[ "$(losses "$seeds/ethernet.pcap" --ssrc 0x1020304 --port 5004)" = 000100011000 ] && ok ||
    bad "the stream by its port"
expect 1 "no packets of SSRC 0x0000000a" trace convert --ssrc 10 "$seeds/ethernet.pcap" out
expect 1 "holds no RTP among its .* packets at that port" \
    trace convert --port 5005 "$seeds/ethernet.pcap" out
says "max: 220.0 ms" trace info --clock 24000 "$seeds/ethernet.pcap"

# What a recorder that was killed left behind, compressed or not
for size in 400 401 415 416; do
    head -c $size "$seeds/ethernet.pcap" >cut.pcap
    says "packets  *[3-6]" trace info cut.pcap
    grep -q "cut.pcap: damaged after [3-9] packets, used up to there: truncated" err && ok ||
        bad "no warning about a capture of $size bytes: $(cat err)"
done
head -c 75 "$seeds/made.rtp" >cut.rtp
says "packets  *1," trace info cut.rtp
grep -q "warning: cut.rtp: cut off within a packet at byte [0-9]*, used" err && ok || bad "cut.rtp"
for name in ethernet.pcap lines.txt made.g192; do
    gzip -c "$seeds/$name" >"$name.gz"
    [ "$(losses "$name.gz")" = "$(losses "$seeds/$name")" ] && ok || bad "$name.gz"
done
"$dredge" trace make --packets 500 --to pcap long.pcap && gzip long.pcap
head -c 3000 long.pcap.gz >cut.gz
says "packets  *[1-9][0-9]*" trace info cut.gz
grep -q "warning: cut.gz: unpacked up to byte [0-9]*: cut off; damaged after" err && ok || bad "cut.gz"
says "packets  *[1-9][0-9]*" trace info - <cut.gz
mkfifo pipe
cat "$seeds/lines.txt" >pipe &
[ "$(losses pipe)" = "$(losses "$seeds/lines.txt")" ] && ok || bad "a pipe"

# Every format by its name, from and to
"$dredge" trace make --packets 800 --loss 10 --burst 3 --seed 5 made.txt 2>err && ok || bad make
[ "$(wc -l <made.txt)" = 800 ] && ok || bad "packets of make"
for format in $formats; do
    rm -f there back
    "$dredge" trace convert --to "$format" made.txt there >printed 2>err &&
        "$dredge" trace convert --from "$format" there back >>printed 2>err &&
        cmp -s made.txt back && grep -q "^there: $format, " printed && ok || bad "to and from $format"
    "$dredge" trace make --packets 800 --loss 10 --burst 3 --seed 5 --to "$format" again 2>err &&
        cmp -s there again && ok || bad "make --to $format"
done
"$dredge" trace make --packets 800 --loss 10 --burst 3 --seed 6 other.txt && ! cmp -s made.txt other.txt &&
    ok || bad "another seed"
"$dredge" trace make --packets 50 - 2>err | losses - | grep -Eq '^[01]{50}$' && ok || bad "pipes"
"$dredge" trace make --packets 8 --trace "$seeds/string.txt" --trace-format string-0-lost --to string - \
    2>err | grep -q '^11010011$' && ok || bad "make from a trace"
says "interval  *40 ms" trace info --interval 40 made.txt
"$dredge" trace make --packets 90 --interval 2.5 --to pcap fast.pcap && "$dredge" trace info fast.pcap |
    grep -q "interval  *2.5 ms" && ok || bad "an interval of 2.5 ms"

# What gets lost is told, once it does.
convert_says() { # WORDS OPTION...
    words=$1
    shift
    "$dredge" trace convert --quiet "$@" warned 2>err && grep -q -- "$words" err && ok ||
        bad "convert $*: does not say '$words'"
}
convert_says "warning: lines can't hold the delays" "$seeds/ethernet.pcap"
convert_says "warning: rtpdump can't hold fractions" --to rtpdump "$seeds/arrivals.txt"
convert_says "warning: ep-bit can't hold the length" --to ep-bit "$seeds/lines.txt"
printf '1000' >first-lost
convert_says "warning: pcap can't hold losses at the start" --to pcap first-lost
"$dredge" trace convert --to records "$seeds/ethernet.pcap" kept.csv >printed 2>err && [ ! -s err ] &&
    "$dredge" trace info kept.csv | grep -q "max: 25.0 ms" && ok || bad "delays in records"

# The link takes what the tool takes.
python3 - >in.wav <<'PY'
import struct, sys
sys.stdout.buffer.write(
    b"RIFF" + struct.pack("<I", 36 + 96000) + b"WAVEfmt "
    + struct.pack("<IHHIIHH", 16, 1, 1, 48000, 96000, 2, 16) + b"data" + struct.pack("<I", 96000)
    + bytes((i * 7919 >> 5) & 255 if i % 2 == 0 else (i >> 6) % 8 for i in range(96000)))
PY
rendered() { # OPTION...: the losses of the first 40 frames
    "$dredge" render -q --records render.csv "$@" in.wav out.wav 2>err &&
        losses render.csv | head -c 40
}
[ "$(rendered --loss 30 --burst 2 --seed 9)" = \
    "$("$dredge" trace make --packets 40 --loss 30 --burst 2 --seed 9 --to string -)" ] && ok ||
    bad "render and make lose different packets"
[ "$(rendered --trace "$seeds/ethernet.pcap")" = 0001000110000001000110000001000110000001 ] && ok ||
    bad "render of a capture"
[ "$(rendered --trace "$seeds/string.txt" --trace-format string-0-lost | head -c 8)" = 11010011 ] && ok ||
    bad "render of an inverted trace"

# Bad input
printf '0\n1\nlost\n' >broken.txt
: >empty
mkdir directory
head -c 60 "$seeds/ethernet.pcap" >cut.pcap
printf '\037\213\010\0\0\0\0\0\0\003not deflated' >bad.gz
expect 2 "trace info .*Tell what" trace
expect 2 "trace: expected info, convert or make, found 'sing'" trace sing
expect 2 "expected one file or more" trace info
expect 2 "expected two files" trace convert made.txt
expect 2 "third one" trace convert made.txt out more
expect 2 "expected a file: OUT" trace make
expect 2 "second one" trace make out more
expect 2 "to: expected one of lines, string, .*records, found 'auto'" trace convert --to auto made.txt out
expect 2 "from: expected one of auto, lines" trace convert --from wav made.txt out
expect 2 "packets: expected a number from 1 to 10000000" trace make --packets 0 out
expect 2 "interval: expected a number from 1 to 1000" trace make --interval 0 out
expect 2 "loss: expected a number from 0 to 100" trace make --loss 101 out
expect 2 "ssrc: expected a number from 0 to 0xffffffff, found '-1'" trace info --ssrc=-1 made.txt
expect 2 "ssrc: expected a number" trace info --ssrc 0x100000000 made.txt
expect 2 "port: expected a number from 1 to 65535" trace info --port 0 made.txt
expect 2 "clock: expected a number from 1000" trace info --clock 10 made.txt
expect 1 "nowhere: .*expected a loss trace" trace convert nowhere out
expect 1 "broken.txt:3: expected 0 (received) or 1 (lost) .*'lost'" trace convert broken.txt out
expect 1 "empty: holds no packets" trace convert empty out
expect 1 "standard input: holds no packets" trace convert - out <empty
expect 1 "directory: " trace convert directory out
expect 1 "cut.pcap: damaged after 0 packets, none of RTP" trace convert cut.pcap out
expect 1 "damaged.rtp: byte 39: expected a packet's size" trace convert "$seeds/damaged.rtp" out
expect 1 "bad.gz: can't be unpacked: damaged" trace convert bad.gz out
expect 1 "/dev/zero: .*larger than 256 MB\|/dev/zero: not enough memory" trace convert --from ep-bit /dev/zero out
expect 1 "nowhere/out: can't be written" trace convert made.txt nowhere/out
expect 1 "directory: can't be written: not a regular file" trace make directory
printf '1 1' >all-lost
expect 1 "pcap can't hold a trace in which all packets are lost" trace convert --to pcap all-lost out
expect 1 "expected --trace FILE" trace make --loss-model trace out
echo old >kept
"$dredge" trace convert broken.txt kept 2>err
[ "$(cat kept)" = old ] && ok || bad "an old output was touched"
(
    ulimit -f 8 # Blocks of 512 or 1024 bytes
    trap '' XFSZ
    "$dredge" trace make --packets 10000 out 2>err
    [ $? = 1 ] && grep -q "out: can't be written" err && [ ! -e out ] && [ ! -e out.part ]
) && ok || bad "a full disk"
for part in info convert make; do
    "$dredge" trace $part --help | grep -q -- --interval && ok || bad "help of $part"
done
"$dredge" trace --help | grep -q convert && "$dredge" --help | grep -q '^  trace' && ok || bad help

echo "$passed passed, $failed failed"
[ $failed = 0 ]
