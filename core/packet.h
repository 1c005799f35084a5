// SPDX-License-Identifier: ISC
// A packet and what it carries: what codec, network and playout have in common.
#ifndef DREDGE_PACKET_H
#define DREDGE_PACKET_H

#include <stdbool.h>
#include <stdint.h>

enum {
    DREDGE_RATE = 48000,              ///< Sample rate of the core, Hz
    DREDGE_CHANNELS_MAX = 2,          ///< Mono or stereo
    DREDGE_FRAME_MAX = 2880,          ///< Samples in 60 ms at DREDGE_RATE
    DREDGE_OPUS_MAX = 1500,           ///< Bytes of one Opus packet at the most
    DREDGE_PACKET_MAX = 8192,         ///< Bytes of one payload with RED at the most
    DREDGE_HEADER_BYTES = 20 + 8 + 12 ///< IPv4 + UDP + RTP (RFC 791, 768, 3550)
};

/// How Opus coded a packet (RFC 6716, section 3.1).
typedef enum { DREDGE_MODE_SILK, DREDGE_MODE_HYBRID, DREDGE_MODE_CELT } DredgeMode;

/// The mode that an Opus packet's first byte tells. Any thread.
static inline DredgeMode dredge_packet_mode(const uint8_t toc)
{
    return toc & 0x80             ? DREDGE_MODE_CELT
           : (toc & 0x60) == 0x60 ? DREDGE_MODE_HYBRID
                                  : DREDGE_MODE_SILK;
}

/// What a packet is made of, read from the packet itself.
typedef struct {
    DredgeMode mode;
    uint8_t channels;     ///< That were coded: 1 or 2
    uint8_t bandwidth;    ///< 0 NB, 1 MB, 2 WB, 3 SWB, 4 FB
    bool has_lbrr;        ///< The frame before is in it as LBRR
    uint8_t red_copies;   ///< Frames before that are in it as RED copies
    uint8_t red_distance; ///< ... each so many before the next
    uint16_t primary;     ///< Bytes of the frame's own coding
    uint16_t lbrr;        ///< Bytes of LBRR: an estimate, see dredge_anatomy_read()
    uint16_t dred;        ///< Bytes of DRED with the framing that it needs
    uint16_t padding;     ///< Bytes of padding and unknown extensions
    uint16_t red;         ///< Bytes of RED copies and their headers
    int32_t
        dred_oldest; ///< DRED reaches back so many samples before the packet's frame; 0: none
    int32_t dred_newest; ///< ... up to here; between here and the frame there is silence
} DredgeAnatomy;

/// A packet on its way.
typedef struct {
    uint64_t index; ///< Counts from 0; the frame it carries has the same
    uint32_t size;  ///< Bytes in data
    DredgeAnatomy anatomy;
    uint8_t data[DREDGE_PACKET_MAX]; ///< RTP payload: Opus, or RED with Opus in it
} DredgePacket;

#endif
