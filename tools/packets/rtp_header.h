// SPDX-License-Identifier: ISC
// Headers of packets as a capture has them: IPv4, UDP, RTP.
#ifndef DREDGE_RTP_HEADER_H
#define DREDGE_RTP_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RTP_HEADER_SIZE = 12,
    UDP_HEADERS_SIZE = 20 + 8, ///< IPv4 and UDP
    RTP_TYPE_OPUS = 111,       ///< Dynamic payload types, as WebRTC has them
    RTP_TYPE_RED = 63,
    RTP_PORT = 5004,
    RTP_SSRC = 0x44524447, ///< "DRDG"
};

/// What differs from packet to packet.
typedef struct {
    uint16_t sequence;
    uint32_t timestamp;
    uint8_t type;
    bool marker; ///< The first one after silence that was not sent
} RtpHeader;

/// Write an RTP header (RFC 3550).
void rtp_header_write(const RtpHeader* header, uint8_t bytes[RTP_HEADER_SIZE]);

/// Write the headers of IPv4 (RFC 791), and UDP without checksum (RFC 768), of a packet to this
/// machine with so many bytes behind them.
void udp_headers_write(size_t size, uint8_t bytes[UDP_HEADERS_SIZE]);

#endif
