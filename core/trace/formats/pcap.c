// SPDX-License-Identifier: ISC
// A packet capture, written: RTP over UDP over IPv4, without a link layer.
#include "trace/formats/formats.h"

#include "trace/rtp.h"

#include <math.h>
#include <stdlib.h>

enum {
    LINKTYPE_RAW = 101,
    SNAPSHOT = 65535,
    SIZE = DREDGE_UDP_HEADERS + DREDGE_RTP_WRITTEN,
};

static void put_le(FILE* const to, const uint64_t value, const int bytes)
{
    for (int i = 0; i < bytes; ++i) {
        putc((int)(value >> 8 * i & 0xff), to);
    }
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
    uint8_t headers[DREDGE_UDP_HEADERS];
    dredge_udp_headers_write(DREDGE_RTP_WRITTEN, headers);
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
