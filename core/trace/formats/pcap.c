// SPDX-License-Identifier: ISC
// A packet capture, written: RTP over UDP over IPv4, without a link layer.
#include "trace/formats/formats.h"

#include "trace/rtp.h"

#include <math.h>
#include <stdlib.h>

enum {
    LINKTYPE_RAW = 101,
    IP_HEADER = 20,
    UDP_HEADER = 8,
    PROTOCOL_UDP = 17,
    SNAPSHOT = 65535,
    PORT = 5004,
    HEADERS = IP_HEADER + UDP_HEADER,
    SIZE = HEADERS + DREDGE_RTP_WRITTEN,
};

static void put_le(FILE* const to, const uint64_t value, const int bytes)
{
    for (int i = 0; i < bytes; ++i) {
        putc((int)(value >> 8 * i & 0xff), to);
    }
}

static void set_be16(uint8_t* const bytes, const unsigned value)
{
    bytes[0] = (uint8_t)(value >> 8);
    bytes[1] = (uint8_t)value;
}

static void compose(uint8_t bytes[const HEADERS])
{
    static const uint8_t localhost[] = {127, 0, 0, 1};
    bytes[0] = 0x45; // Version 4, header of 5 words
    set_be16(bytes + 2, SIZE);
    bytes[8] = 64; // Time to live
    bytes[9] = PROTOCOL_UDP;
    for (int i = 0; i < 4; ++i) {
        bytes[12 + i] = bytes[16 + i] = localhost[i];
    }
    unsigned sum = 0;
    for (int i = 0; i < IP_HEADER; i += 2) {
        sum += (unsigned)bytes[i] << 8 | bytes[i + 1];
    }
    set_be16(bytes + 10, ~(sum % 0xffff) & 0xffff);
    set_be16(bytes + IP_HEADER, PORT);
    set_be16(bytes + IP_HEADER + 2, PORT);
    set_be16(bytes + IP_HEADER + 4, SIZE - IP_HEADER);
    // The checksum of UDP stays 0: none.
}

bool dredge_pcap_write(const DredgeTrace* const trace, const DredgeTraceFormat format,
                       const double interval, FILE* const to)
{
    (void)format;
    DredgeRtpSent* sent = NULL;
    const size_t count = dredge_rtp_arrange(trace, interval, &sent);
    if (!sent) {
        return false;
    }
    put_le(to, 0xa1b23c4d, 4); // Times in ns
    put_le(to, 2, 2);          // Version 2.4
    put_le(to, 4, 2);
    put_le(to, 0, 8);
    put_le(to, SNAPSHOT, 4);
    put_le(to, LINKTYPE_RAW, 4);
    uint8_t headers[HEADERS] = {0};
    compose(headers);
    for (size_t i = 0; i < count; ++i) {
        const uint64_t ns = (uint64_t)llround(sent[i].arrival * 1e6);
        uint8_t packet[DREDGE_RTP_WRITTEN];
        dredge_rtp_compose(sent[i].index, interval, packet);
        put_le(to, ns / 1000000000, 4);
        put_le(to, ns % 1000000000, 4);
        put_le(to, SIZE, 4);
        put_le(to, SIZE, 4);
        fwrite(headers, 1, sizeof(headers), to);
        fwrite(packet, 1, sizeof(packet), to);
    }
    free(sent);
    return true;
}
