#!/bin/sh
# SPDX-License-Identifier: ISC
# Our packets in other programs: test_foreign.sh DREDGE COMPARE_WAV
#
# Wireshark finds nothing malformed, and as many losses as there are; GStreamer and opusdec hear what our own
# receiver does, to 80 dB below full scale. Each where it is installed.
set -u
dredge=$(realpath "$1")
compare=$(realpath "$2")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
speech=/usr/share/sounds/alsa/Front_Center.wav
[ -f $speech ] || { echo "there is no speech (Debian's package alsa-utils has some)"; exit 77; }
ran=
failed=0
bad() { echo "FAILED: $*"; failed=1; }

if command -v tshark >/dev/null; then
    ran="$ran tshark"
    for redundancy in red lbrr+dred; do
        for file in p.pcap p.pcapng; do
            "$dredge" render -q --loss 20 --redundancy $redundancy --playout 400 --records r.csv --packets $file \
                --packets-arrived $speech o.wav 2>/dev/null || bad "render $redundancy $file"
            tshark -r $file -d udp.port==5004,rtp -Y _ws.malformed 2>/dev/null | grep -q . &&
                bad "malformed: $redundancy $file"
            found=$(tshark -r $file -d udp.port==5004,rtp -q -z rtp,streams 2>/dev/null |
                sed -n 's/.*0x44524447 *[^ ]* *\([0-9]*\) *\([0-9]*\) (.*/\1 \2/p')
            tshark -r $file -d udp.port==5004,rtp -T fields -e rtp.seq 2>/dev/null | sort -n >seen
            wanted=$(awk 'NR == 1 { first = $1 } { last = $1 } END { print NR, last - first + 1 - NR }' seen)
            [ "$found" = "$wanted" ] || bad "$redundancy $file: tshark has '$found' packets and losses, expected '$wanted'"
            # Records end with the sound, packets when it has been heard.
            awk -F, 'NR == 1 { for (i = 1; i <= NF; ++i) if ($i == "lost") k = i; next } !$k { print $1 }' r.csv >sent
            [ -s sent ] && head -n "$(wc -l <sent)" seen | cmp -s - sent || bad "$redundancy $file: other packets are there"
        done
    done
fi

"$dredge" render -q --loss 0 --redundancy none --packets p.pcap $speech o.wav
"$dredge" receive -q p.pcap ours.wav
if command -v gst-launch-1.0 >/dev/null && gst-inspect-1.0 pcapparse >/dev/null 2>&1 &&
    gst-inspect-1.0 rtpopusdepay >/dev/null 2>&1; then
    ran="$ran GStreamer"
    timeout 60 gst-launch-1.0 -q filesrc location=p.pcap ! \
        pcapparse caps=application/x-rtp,media=audio,clock-rate=48000,encoding-name=OPUS,payload=111 ! \
        rtpopusdepay ! opusdec ! audioconvert ! audio/x-raw,format=S16LE,channels=1 ! wavenc ! \
        filesink location=theirs.wav >gst.log 2>&1 || bad "GStreamer: $(cat gst.log)"
    "$compare" --tolerance -80 ours.wav theirs.wav || bad "GStreamer hears something else"
fi

if command -v opusdec >/dev/null; then
    ran="$ran opusdec"
    "$dredge" render -q --loss 0 --redundancy none --packets p.opus $speech o.wav
    "$dredge" receive -q p.opus ours.wav
    opusdec --quiet --no-dither --force-wav p.opus theirs.wav >/dev/null 2>&1 || bad "opusdec"
    "$compare" --tolerance -80 ours.wav theirs.wav || bad "opusdec hears something else"
fi
[ -n "$ran" ] || { echo "none of tshark, GStreamer and opusdec is installed"; exit 77; }
echo "with$ran"
exit $failed
