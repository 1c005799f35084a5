// SPDX-License-Identifier: ISC
// The recovery ladder: which packet brings back a frame.
#ifndef DREDGE_LADDER_H
#define DREDGE_LADDER_H

#include "packet.h"
#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

/// How a frame came to be heard, best first; the numbers are port values.
typedef enum {
    DREDGE_SOURCE_RECEIVED, ///< Its own packet
    DREDGE_SOURCE_RED,      ///< A RED copy: as good as its own packet
    DREDGE_SOURCE_LBRR,     ///< LBRR in the next packet
    DREDGE_SOURCE_DRED,     ///< DRED in a later packet
    DREDGE_SOURCE_NEURAL,   ///< Nothing brought it back: neural concealment
    DREDGE_SOURCE_CLASSIC,  ///< ... classic concealment
    DREDGE_SOURCE_SILENCE,  ///< ... silence
} DredgeSource;

/// Whether a frame was concealed rather than brought back. Any thread.
static inline bool dredge_source_is_concealed(const DredgeSource source)
{
    return source >= DREDGE_SOURCE_NEURAL;
}

/// One rung: how to play a frame, and from which packet.
typedef struct {
    DredgeSource source; ///< DREDGE_SOURCE_NEURAL stands for any concealment here
    uint64_t packet;
    bool hint; ///< Concealed, but `packet` holds DRED for what comes after
} DredgeRung;

enum {
    DREDGE_LADDER_PACKETS = 1024, ///< How many are remembered: 2.5 s of 2.5 ms
    DREDGE_LADDER_NEVER = -1,     ///< Arrival of a lost packet
};

/// When a packet came, and what is in it.
typedef struct {
    uint64_t index;
    int64_t arrival; ///< In samples since the start, or DREDGE_LADDER_NEVER
    bool anew;       ///< The sender began anew with it: it tells nothing of frames before
    DredgeAnatomy anatomy;
} DredgeArrival;

/// All packets that may still be of use. Zero-initialise, or dredge_ladder_reset().
typedef struct {
    DredgeArrival arrivals[DREDGE_LADDER_PACKETS];
    uint64_t packets; ///< Packets sent so far
    bool first_only;  ///< Look only into the first packet after a gap, as opus_demo does
} DredgeLadder;

/// Forget all packets. For the thread that owns the ladder, as all that follows.
void dredge_ladder_reset(DredgeLadder* ladder) DREDGE_REALTIME;

/// Note the next packet; they are noted in the order of their indices, from 0, without gaps.
void dredge_ladder_add(DredgeLadder* ladder, const DredgeArrival* arrival) DREDGE_REALTIME;

/**
   Find the best way to play a frame with the packets that have come by `now`.

   Own packet; RED copy; LBRR in the next packet; DRED in the nearest later packet that covers
   the middle of the frame; else concealment.

   @param frame index of a frame among the last DREDGE_LADDER_PACKETS
   @param length of a frame, in samples
   @param now in samples since the start
   @param can_dred whether the decoder can play DRED now
*/
DredgeRung dredge_ladder_choose(const DredgeLadder* ladder, uint64_t frame, unsigned length,
                                int64_t now, bool can_dred) DREDGE_REALTIME;

#endif
