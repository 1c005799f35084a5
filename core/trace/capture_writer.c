// SPDX-License-Identifier: ISC
#include "trace/capture_writer.h"

#include "trace/rtp_header.h"

enum {
    LINKTYPE_RAW = 101,
    SNAPSHOT = 65535,
    DUMP_PACKET = 8, // Bytes before a packet in an rtpdump
    BLOCK = 32,      // ... and around one in a pcapng
    LOCALHOST = 0x7f000001,
};

static void put_le(FILE* const to, const uint64_t value, const int bytes)
{
    for (int i = 0; i < bytes; ++i) {
        putc((int)(value >> 8 * i & 0xff), to);
    }
}

static void put_be(FILE* const to, const uint64_t value, const int bytes)
{
    for (int i = bytes - 1; i >= 0; --i) {
        putc((int)(value >> 8 * i & 0xff), to);
    }
}

static void begin_pcap(FILE* const to)
{
    put_le(to, 0xa1b23c4d, 4); // Times in ns
    put_le(to, 2, 2);          // Version 2.4
    put_le(to, 4, 2);
    put_le(to, 0, 8);
    put_le(to, SNAPSHOT, 4);
    put_le(to, LINKTYPE_RAW, 4);
}

// A section, and an interface.
static void begin_pcapng(FILE* const to)
{
    put_le(to, 0x0a0d0d0a, 4);
    put_le(to, 28, 4);
    put_le(to, 0x1a2b3c4d, 4);
    put_le(to, 1, 4); // Version 1.0
    put_le(to, UINT64_MAX, 8);
    put_le(to, 28, 4);
    put_le(to, 1, 4);
    put_le(to, 32, 4);
    put_le(to, LINKTYPE_RAW, 4);
    put_le(to, SNAPSHOT, 4);
    put_le(to, 9, 2); // if_tsresol: 10^-9 s
    put_le(to, 1, 2);
    put_le(to, 9, 4);
    put_le(to, 0, 4); // End of options
    put_le(to, 32, 4);
}

// A line of text, and a header.
static void begin_rtpdump(FILE* const to)
{
    fprintf(to, "#!rtpplay1.0 127.0.0.1/%d\n", DREDGE_RTP_PORT);
    put_be(to, 0, 8); // Start: not known
    put_be(to, LOCALHOST, 4);
    put_be(to, DREDGE_RTP_PORT, 2);
    put_be(to, 0, 2);
}

void dredge_capture_begin(const DredgeCaptureFormat format, FILE* const to)
{
    switch (format) {
    case DREDGE_CAPTURE_PCAP:
        begin_pcap(to);
        break;
    case DREDGE_CAPTURE_PCAPNG:
        begin_pcapng(to);
        break;
    case DREDGE_CAPTURE_RTPDUMP:
        begin_rtpdump(to);
        break;
    }
}

static void put_datagram(const uint8_t* const rtp, const size_t size, FILE* const to)
{
    uint8_t headers[DREDGE_UDP_HEADERS];
    dredge_udp_headers_write(size, headers);
    fwrite(headers, 1, sizeof(headers), to);
    fwrite(rtp, 1, size, to);
}

void dredge_capture_put(const DredgeCaptureFormat format, const uint64_t ns,
                        const uint8_t* const rtp, const size_t size, FILE* const to)
{
    const size_t all = DREDGE_UDP_HEADERS + size;
    const size_t block = BLOCK + (all + 3) / 4 * 4;
    switch (format) {
    case DREDGE_CAPTURE_PCAP:
        put_le(to, ns / 1000000000, 4);
        put_le(to, ns % 1000000000, 4);
        put_le(to, all, 4);
        put_le(to, all, 4);
        put_datagram(rtp, size, to);
        break;
    case DREDGE_CAPTURE_PCAPNG:
        put_le(to, 6, 4); // An enhanced packet block
        put_le(to, block, 4);
        put_le(to, 0, 4);
        put_le(to, ns >> 32, 4);
        put_le(to, ns & UINT32_MAX, 4);
        put_le(to, all, 4);
        put_le(to, all, 4);
        put_datagram(rtp, size, to);
        put_le(to, 0, (int)(block - BLOCK - all));
        put_le(to, block, 4);
        break;
    case DREDGE_CAPTURE_RTPDUMP:
        put_be(to, DUMP_PACKET + size, 2);
        put_be(to, size, 2);
        put_be(to, (ns + 500000) / 1000000, 4);
        fwrite(rtp, 1, size, to);
        break;
    }
}
