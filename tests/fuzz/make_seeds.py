#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Make the fuzzer's seeds, which are test data too: make_seeds.py DREDGE DIRECTORY

Captures (*.pcap*) all hold the same stream of 12 packets, of which 3, 7 and 8 are lost, 5 comes
after 6 and 9 comes twice; and other packets to be left out.
"""

import gzip
import struct
import subprocess
import sys

dredge, directory = sys.argv[1:]
STREAM = 0x01020304
FIRST = 65530  # The sequence number wraps around.


def rtp(sequence, timestamp, ssrc=STREAM, extra=False):
    first = 0x80
    tail = b""
    body = b"\xf8\xff\xfe"
    if extra:  # One contributing source, an extension of one word, padding
        first |= 0x20 | 0x10 | 1
        tail = struct.pack(">IHHI", 7, 0xBEDE, 1, 0)
        body += b"\0\0\3"
    head = struct.pack(">BBHII", first, 111, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    return head + tail + body


def stream():
    """(ms, payload) in the order of arrival."""
    packets = []
    for i in range(12):
        if i in (3, 7, 8):
            continue
        late = {5: 25, 10: 7}.get(i, 0)
        packet = rtp(FIRST + i, 960 * i - 3000, extra=i == 2)
        packets.append((20 * i + late, packet))
        if i == 9:
            packets.append((20 * i + 1, packet))
    packets.append((31, rtp(5, 0, ssrc=9)))
    packets.append((51, rtp(6, 960, ssrc=9)))
    packets.append((55, bytes([0x81, 200, 0, 1]) + bytes(12)))  # RTCP
    packets.append((57, b"\x12\x34\x01\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1"))  # DNS
    return sorted(packets, key=lambda p: p[0])


def udp(payload, port=5004):
    return struct.pack(">HHHH", 40000, port, 8 + len(payload), 0) + payload


def ipv4(payload, protocol=17, fragment=0):
    return struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(payload), 0, fragment, 64, protocol, 0,
                       0x7F000001, 0x7F000001) + payload


def ipv6(payload):
    hops = bytes([17, 0, 1, 4, 0, 0, 0, 0])  # A hop-by-hop header
    return struct.pack(">IHBB", 6 << 28, len(payload) + 8, 0, 64) + bytes(32) + hops + payload


def ethernet(packet, kind=0x0800, tags=0):
    tag = b"".join(struct.pack(">HH", 0x88A8 if i + 1 < tags else 0x8100, 5) for i in range(tags))
    return bytes(12) + tag + struct.pack(">H", kind) + packet


def frames(wrap):
    for ms, payload in stream():
        yield ms, wrap(ipv4(udp(payload)))
    yield 300, wrap(ipv4(bytes(20), protocol=6))
    yield 300, wrap(ipv4(udp(rtp(1, 2)), fragment=100))


def pcap(link, packets, order="<", nano=False):
    magic, unit = (0xA1B23C4D, 1000000) if nano else (0xA1B2C3D4, 1000)
    out = struct.pack(order + "IHHIIII", magic, 2, 4, 0, 0, 65535, link)
    for ms, data in packets:
        out += struct.pack(order + "IIII", 1700000000 + ms // 1000, ms % 1000 * unit, len(data),
                           len(data) + 2) + data
    return out


def pcapng(link, packets):
    def block(kind, body):
        body += bytes(-len(body) % 4)
        size = struct.pack("<I", 12 + len(body))
        return struct.pack("<I", kind) + size + body + size

    out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    out += block(1, struct.pack("<HHI", link, 0, 65535))
    for ms, data in packets:
        us = 1700000000000000 + ms * 1000
        out += block(6, struct.pack("<IIIII", 0, us >> 32, us & 0xFFFFFFFF, len(data),
                                    len(data)) + data)
    return out


def write(name, data):
    with open(f"{directory}/{name}", "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


write("ethernet.pcap", pcap(1, frames(ethernet)))
write("vlan.pcap", pcap(1, frames(lambda p: ethernet(p, tags=2)), order=">"))
write("ipv6.pcap", pcap(1, [(ms, ethernet(ipv6(udp(p)), 0x86DD)) for ms, p in stream()]))
write("cooked.pcap", pcap(113, frames(lambda p: bytes(14) + b"\x08\0" + p)))
write("cooked2.pcap", pcap(276, frames(lambda p: b"\x08\0" + bytes(18) + p)))
write("null.pcap", pcap(0, frames(lambda p: struct.pack("<I", 2) + p)))
write("loop.pcap", pcap(108, frames(lambda p: struct.pack(">I", 2) + p)))
write("raw.pcap", pcap(101, frames(lambda p: p), nano=True))
write("ethernet.pcapng", pcapng(1, frames(ethernet)))

write("lines.txt", "# a comment\n0\n1\n0 0\n1.0\n0e0\n")
write("string.txt", "0010 110\n0\n")
write("opus-demo.txt", "0 -3 0 2\n7\n")
write("arrivals.txt", "1000\n1021\nlost\n1065\n1060 # early\n-1\n1125.5\n")
write("plc-challenge.txt", "0.000000000000000000e+00\n1.000000000000000000e+00\n" * 3)
write("records.csv", "frame,lost,arrival_ms,source\r\n0,0,20.000,received\r\n1,1,,dred\r\n"
      "2,0,71.5,received\r\n3,0,80,received\r\n")
write("tryopus.csv", "frame,size_bytes,lost,status\n0,60,0,OK\n1,61,1,DRED\n2,60,0,OK\n")
write("tshark.txt", "".join(f"{(FIRST + i) & 0xFFFF}\t{0.02 * i + 0.003 * (i % 3):.9f}\n"
                            for i in range(12) if i not in (3, 7, 8)))
write("tshark.csv", "rtp.ssrc,rtp.timestamp,rtp.seq,frame.time_relative\n" + "".join(
    f"0x01020304,{960 * i},{FIRST + i & 0xFFFF},{0.02 * i:.9f}\n" for i in range(9) if i != 4))
write("sheet.csv", "\ufeff\"Packet\";\"Is_Lost\";\"Arrival\"\r\n\"1\";\"0\";\"20,5\"\r\n2;1;\r\n"
      "3;0;\"61,25\"\r\n")
write("lines.txt.gz", gzip.compress(b"0\n1\n0\n0\n" * 50, mtime=0))
write("big-endian.g192", struct.pack(">6H", *[0x6B21, 0x6B20, 0x6B21, 0x6B21, 0x6B20, 0x6B21]))
write("frames.g192", struct.pack("<9H", 0x6B21, 2, 0x7F, 0x81, 0x6B20, 1, 0x81, 0x6B21, 0))
write("damaged.rtp", b"#!rtpplay1.0 1.2.3.4/5\n" + bytes(16) + b"\0\x30\0\x28\0\0\0\1")

for name, kind in (("made.g192", "g192"), ("made.byte", "ep-byte"), ("made.bit", "ep-bit"),
                   ("made.rtp", "rtpdump"), ("made.pcap", "pcap"), ("made.csv", "records")):
    source = f"{directory}/arrivals.txt"
    if name == "made.pcap":  # The stream of all captures
        source = f"{directory}/ethernet.pcap"
    subprocess.run([dredge, "trace", "convert", "--quiet", "--to", kind, source,
                    f"{directory}/{name}"], check=True, stderr=subprocess.DEVNULL)
