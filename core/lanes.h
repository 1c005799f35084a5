// SPDX-License-Identifier: ISC
// Lanes A and B: the same input, the same fate, two ways to deal with it.
#ifndef DREDGE_LANES_H
#define DREDGE_LANES_H

#include "link.h"
#include "realtime.h"
#include "receiver.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

enum { DREDGE_LANE_A, DREDGE_LANE_B, DREDGE_LANES };

/// Settings of both lanes. They may change with every frame.
typedef struct {
    DredgeLinkSettings lane[DREDGE_LANES];
    bool b_on; ///< Whether lane B is of interest
    bool anew; ///< The frame is the first of a link that begins anew: what was sent and played
               ///< before is forgotten
    DredgePlayout playout;
} DredgeLanesSettings;

/// What happened to one frame in both lanes.
typedef struct {
    DredgeRecord lane[DREDGE_LANES]; ///< Lane B's is lane A's while B is off
    bool b_on;
} DredgeFrameRecord;

/// How many packets were coded, and how many frames played.
typedef struct {
    uint64_t coded[DREDGE_LANES];
    uint64_t played[DREDGE_LANES];
} DredgeLanesCounts;

typedef struct DredgeLanes DredgeLanes;

/// Make both lanes, see dredge_link_new(). Not for the audio thread.
DredgeLanes* dredge_lanes_new(unsigned channels, bool reference, DredgeStatus* status);

/// Free them; NULL is fine. Not for the audio thread.
void dredge_lanes_free(DredgeLanes* lanes);

/// Start both again with frame 0, see dredge_link_reset(). For the thread that owns the lanes,
/// as all that follows.
void dredge_lanes_reset(DredgeLanes* lanes, unsigned frame,
                        DredgeApplication application) DREDGE_REALTIME;

/// See dredge_link_set_rewind().
void dredge_lanes_set_rewind(DredgeLanes* lanes, bool rewind);

/// Delay of encoder and decoder together, in samples at 48 kHz.
unsigned dredge_lanes_lookahead(const DredgeLanes* lanes) DREDGE_REALTIME;

/**
   Send a frame over one lane; first A, then B, with the same arguments.

   Lane B does nothing of its own as long as it is off or set like lane A: then it is lane A.
   When its settings become different it branches off with all that lane A remembers, as if it
   had always run. While only the decoders differ, lane A's packets serve both. When the
   settings have been the same again for DREDGE_LANES_MERGE_MS, lane B becomes lane A once more.
*/
void dredge_lanes_send(DredgeLanes* lanes, unsigned lane, const DredgeLanesSettings* settings,
                       const float* pcm, const DredgeJourney* journey) DREDGE_REALTIME;

enum { DREDGE_LANES_MERGE_MS = 3000 };

/**
   Give out the sound of one frame's time of one lane; first A, then B, with the same arguments.
   What is `anew` here is the frame whose time it is.

   @param pcm one frame for each lane, interleaved; lane B's is always filled
*/
void dredge_lanes_play(DredgeLanes* lanes, unsigned lane, const DredgeLanesSettings* settings,
                       float* const pcm[DREDGE_LANES]) DREDGE_REALTIME;

/// Take the record of the next frame that both lanes have played, or return false. To be asked
/// after each frame's time.
bool dredge_lanes_read(DredgeLanes* lanes, DredgeFrameRecord* record) DREDGE_REALTIME;

/// What is known of the frame that both lanes have sent last, see dredge_link_sent().
void dredge_lanes_sent(const DredgeLanes* lanes, DredgeFrameRecord* record) DREDGE_REALTIME;

/// The bytes of a packet that a lane has sent, by its frame; none if they are no longer kept.
DredgePacketBytes dredge_lanes_packet(const DredgeLanes* lanes, unsigned lane,
                                      uint64_t frame) DREDGE_REALTIME;

/// The counts since the start or the last reset.
DredgeLanesCounts dredge_lanes_counts(const DredgeLanes* lanes) DREDGE_REALTIME;

#endif
