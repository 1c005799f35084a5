// SPDX-License-Identifier: ISC
// rtpdump of the RTP Tools: a line of text, a header, and RTP packets with their times in ms.
#include "trace/formats/formats.h"

#include "trace/rtp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FILE_HEADER = 16,  // Start, source address and port
    PACKET_HEADER = 8, // Size with this header, size on the network (0: RTCP), time in ms
    LINE_MAX_LENGTH = 256,
};

static const char magic[] = "#!rtpplay1.0 ";

static unsigned be16(const uint8_t* const bytes)
{
    return (unsigned)bytes[0] << 8 | bytes[1];
}

static bool read_packets(DredgeParser* const p, size_t at, DredgeRtpList* const list)
{
    while (at < p->size) {
        if (p->size - at < PACKET_HEADER && !list->count) {
            return dredge_parser_fail_byte(p, at, "ends within a packet; expected 8 bytes");
        }
        if (list->count &&
            (p->size - at < PACKET_HEADER || be16(p->bytes + at) > p->size - at)) {
            dredge_parser_warn(p, "cut off within a packet at byte %zu, used up to there", at);
            return true;
        }
        const uint8_t* const header = p->bytes + at;
        const size_t length = be16(header);
        const size_t full = be16(header + 2);
        if (length < PACKET_HEADER || length > p->size - at) {
            return dredge_parser_fail_byte(
                p, at,
                "expected a packet's size from 8 to the %zu bytes that are left, "
                "found %zu",
                p->size - at, length);
        }
        DredgeRtp rtp = {.arrival = (double)be16(header + 4) * 65536.0 + be16(header + 6)};
        if (full &&
            dredge_rtp_parse(header + PACKET_HEADER, length - PACKET_HEADER, full, &rtp) &&
            !dredge_rtp_list_add(list, &rtp)) {
            return dredge_parser_fail(p, "more packets than fit in memory, or than %d",
                                      DREDGE_TRACE_MAX);
        }
        at += length;
    }
    return true;
}

bool dredge_rtpdump_parse(DredgeParser* const p)
{
    const size_t look = p->size < LINE_MAX_LENGTH ? p->size : LINE_MAX_LENGTH;
    const uint8_t* const end = look ? memchr(p->bytes, '\n', look) : NULL;
    if (!end || look < strlen(magic) || memcmp(p->bytes, magic, strlen(magic)) != 0) {
        return dredge_parser_fail_line(p, 1, "expected '#!rtpplay1.0 ADDRESS/PORT'");
    }
    const size_t start = (size_t)(end - p->bytes) + 1;
    if (p->size - start < FILE_HEADER) {
        return dredge_parser_fail_byte(p, start, "expected a header of 16 bytes, found %zu",
                                       p->size - start);
    }
    DredgeRtpList list = {.packets = NULL};
    const bool good = read_packets(p, start + FILE_HEADER, &list) && dredge_rtp_trace(p, &list);
    dredge_rtp_list_free(&list);
    return good;
}
