// SPDX-License-Identifier: ISC
#include "packets/rtp_header.h"

#include <string.h>

enum { IP_HEADER = 20, TIME_TO_LIVE = 64, PROTOCOL_UDP = 17 };

static void put_be(uint8_t* const bytes, const uint32_t value, const int count)
{
    for (int i = 0; i < count; ++i) {
        bytes[i] = (uint8_t)(value >> 8 * (count - 1 - i));
    }
}

void rtp_header_write(const RtpHeader* const header, uint8_t bytes[const RTP_HEADER_SIZE])
{
    bytes[0] = 2 << 6; // Version 2
    bytes[1] = (uint8_t)((header->marker ? 0x80 : 0) | header->type);
    put_be(bytes + 2, header->sequence, 2);
    put_be(bytes + 4, header->timestamp, 4);
    put_be(bytes + 8, RTP_SSRC, 4);
}

void udp_headers_write(const size_t size, uint8_t bytes[const UDP_HEADERS_SIZE])
{
    static const uint8_t localhost[] = {127, 0, 0, 1};
    const uint32_t all = UDP_HEADERS_SIZE + (uint32_t)size;
    memset(bytes, 0, UDP_HEADERS_SIZE);
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
    put_be(bytes + IP_HEADER, RTP_PORT, 2);
    put_be(bytes + IP_HEADER + 2, RTP_PORT, 2);
    put_be(bytes + IP_HEADER + 4, all - IP_HEADER, 2);
}
