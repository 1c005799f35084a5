// SPDX-License-Identifier: ISC
// Headers of packets that are written, as a capture has them: IPv4, UDP, RTP. Any thread.
#ifndef DREDGE_RTP_HEADER_H
#define DREDGE_RTP_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DREDGE_RTP_HEADER = 12,      ///< Bytes, without contributing sources and extension
    DREDGE_UDP_HEADERS = 20 + 8, ///< Bytes of IPv4 and UDP
    DREDGE_RTP_TYPE_OPUS = 111,  ///< Dynamic payload types, as WebRTC has them
    DREDGE_RTP_TYPE_RED = 63,
    DREDGE_RTP_PORT = 5004,
    DREDGE_RTP_SSRC = 0x44524447, ///< "DRDG"
};

/// What differs from packet to packet.
typedef struct {
    uint16_t sequence;
    uint32_t timestamp;
    uint8_t type;
    bool marker; ///< The first one after silence that was not sent
} DredgeRtpHeader;

/// Write an RTP header (RFC 3550).
void dredge_rtp_header_write(const DredgeRtpHeader* header, uint8_t bytes[DREDGE_RTP_HEADER]);

/// Write the headers of IPv4 (RFC 791), and UDP without checksum (RFC 768), of a packet to this
/// machine with so many bytes behind them.
void dredge_udp_headers_write(size_t size, uint8_t bytes[DREDGE_UDP_HEADERS]);

#endif
