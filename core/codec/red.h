// SPDX-License-Identifier: ISC
// RTP payload for redundant audio data (RFC 2198).
#ifndef DREDGE_RED_H
#define DREDGE_RED_H

#include "realtime.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DREDGE_RED_BLOCK_MAX = 1023,   ///< Block length has 10 bits
    DREDGE_RED_OFFSET_MAX = 16383, ///< Timestamp offset has 14 bits
    DREDGE_RED_HEADER = 4,         ///< Bytes before a redundant block
    DREDGE_RED_PRIMARY_HEADER = 1, ///< Bytes before the primary
    DREDGE_RED_BLOCKS_MAX = 137,   ///< 136 copies of 2.5 ms and the primary
    DREDGE_RED_PAYLOAD_TYPE = 111, ///< Dynamic RTP payload type of the Opus blocks
};

/// One block of a RED payload.
typedef struct {
    const uint8_t* data;
    uint32_t size;   ///< Bytes
    uint32_t offset; ///< Age in timestamp units (48 kHz samples); 0 for the primary
} DredgeRedBlock;

/**
   Whether a block may stand in a RED payload as a redundant one.

   RFC 2198 has 10 bits for its length and 14 for its age.
*/
bool dredge_red_fits(const DredgeRedBlock* block) DREDGE_REALTIME;

/**
   Write a RED payload.

   @param out where the payload goes
   @param blocks oldest first, the primary last; the redundant ones fit (dredge_red_fits())
   @param count number of blocks, 1 to DREDGE_RED_BLOCKS_MAX
   @return bytes written, or 0 when room is too small. Any thread.
*/
size_t dredge_red_pack(uint8_t* out, size_t room, const DredgeRedBlock* blocks,
                       unsigned count) DREDGE_REALTIME;

/**
   Find the blocks of a RED payload, in the order in which they stand: the primary last.

   @param blocks room for DREDGE_RED_BLOCKS_MAX
   @return number of blocks, or 0 when the payload is malformed. Any thread.
*/
unsigned dredge_red_parse(const uint8_t* payload, size_t size,
                          DredgeRedBlock* blocks) DREDGE_REALTIME;

#endif
