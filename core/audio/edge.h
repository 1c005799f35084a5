// SPDX-License-Identifier: ISC
// The edge between the host's rate and the core's: a resampler each way.
#ifndef DREDGE_EDGE_H
#define DREDGE_EDGE_H

#include "realtime.h"

#include <stdint.h>

enum {
    DREDGE_EDGE_CHUNK = 256, ///< Samples at 48 kHz that go through at a time
    DREDGE_EDGE_SPARE = 64,  ///< More than a resampler makes beyond the exact ratio
    DREDGE_EDGE_ROOM = DREDGE_EDGE_CHUNK + DREDGE_EDGE_SPARE,
};

typedef struct DredgeEdge DredgeEdge;

/// Make one for a host's rate, or return NULL. Not for the audio thread.
DredgeEdge* dredge_edge_new(unsigned channels, uint32_t rate);

/// Free it; NULL is fine. Not for the audio thread.
void dredge_edge_free(DredgeEdge* edge);

/// Start from silence. For the thread that owns it, as all that follows.
void dredge_edge_reset(DredgeEdge* edge) DREDGE_REALTIME;

/// How many samples of the host go through at a time, at the most.
uint32_t dredge_edge_chunk(const DredgeEdge* edge) DREDGE_REALTIME;

/// The latency at the host's rate, both resamplers and `core` samples at 48 kHz between them
/// included, to the nearest sample.
uint32_t dredge_edge_latency(const DredgeEdge* edge, double core) DREDGE_REALTIME;

/**
   Let sound in.

   @param sound `count` samples per channel at the host's rate, interleaved
   @param core room for DREDGE_EDGE_ROOM samples per channel at 48 kHz
   @return how many there are
*/
uint32_t dredge_edge_enter(DredgeEdge* edge, const float* sound, uint32_t count,
                           float* core) DREDGE_REALTIME;

/**
   Say how many samples at 48 kHz it takes to give `count` more out, and where to put them.

   How many have been asked for depends on how many have been made, and not on how often: else a
   turned knob would take effect at another sample.

   @param room becomes where they go, interleaved
*/
uint32_t dredge_edge_wants(DredgeEdge* edge, uint32_t count, float** room) DREDGE_REALTIME;

/// Give `count` samples per channel out, once those that dredge_edge_wants() asked for are
/// there.
void dredge_edge_leave(DredgeEdge* edge, float* sound, uint32_t count) DREDGE_REALTIME;

#endif
