// SPDX-License-Identifier: ISC
#include "trace/rtp_header.h"

#include <string.h>

enum { IP_HEADER = 20, TIME_TO_LIVE = 64, PROTOCOL_UDP = 17 };

static void put_be(uint8_t* const bytes, const uint32_t value, const int count)
{
    for (int i = 0; i < count; ++i) {
        bytes[i] = (uint8_t)(value >> 8 * (count - 1 - i));
    }
}

void dredge_rtp_header_write(const DredgeRtpHeader* const header,
                             uint8_t bytes[const DREDGE_RTP_HEADER])
{
    bytes[0] = 2 << 6; // Version 2
    bytes[1] = (uint8_t)((header->marker ? 0x80 : 0) | header->type);
    put_be(bytes + 2, header->sequence, 2);
    put_be(bytes + 4, header->timestamp, 4);
    put_be(bytes + 8, DREDGE_RTP_SSRC, 4);
}

void dredge_udp_headers_write(const size_t size, uint8_t bytes[const DREDGE_UDP_HEADERS])
{
    static const uint8_t localhost[] = {127, 0, 0, 1};
    const uint32_t all = DREDGE_UDP_HEADERS + (uint32_t)size;
    memset(bytes, 0, DREDGE_UDP_HEADERS);
    bytes[0] = 0x45; // Version 4, header of 5 words
    put_be(bytes + 2, all, 2);
    bytes[8] = TIME_TO_LIVE;
    bytes[9] = PROTOCOL_UDP;
    memcpy(bytes + 12, localhost, sizeof(localhost));
    memcpy(bytes + 16, localhost, sizeof(localhost));
    uint32_t sum = 0;
    for (int i = 0; i < IP_HEADER; i += 2) {
        sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
    }
    put_be(bytes + 10, ~(sum % 0xffff) & 0xffff, 2);
    put_be(bytes + IP_HEADER, DREDGE_RTP_PORT, 2);
    put_be(bytes + IP_HEADER + 2, DREDGE_RTP_PORT, 2);
    put_be(bytes + IP_HEADER + 4, all - IP_HEADER, 2);
}
