// SPDX-License-Identifier: ISC
// Where the link begins anew: the sound before runs out while the new begins.
//
// The codec delays sound, so the end of a frame's captured part comes out after it, over the
// beginning of the next.
#ifndef DREDGE_SEAM_H
#define DREDGE_SEAM_H

#include "packet.h"
#include "realtime.h"

#include <stdint.h>

enum { DREDGE_SEAM_MAX = DREDGE_RATE / 100 }; ///< Samples: more than the codec delays

/// What is left of the sound before. Zero-initialise: nothing.
typedef struct {
    uint32_t length; ///< Samples per channel of it at the most
    uint32_t kept;
    uint32_t played;
    float sound[DREDGE_SEAM_MAX * DREDGE_CHANNELS_MAX];
} DredgeSeam;

/// Forget it, and keep `length` samples per channel of what comes. For the thread that owns the
/// seam, as all that follows.
void dredge_seam_open(DredgeSeam* seam, uint32_t length) DREDGE_REALTIME;

/// Keep what still fits of `count` samples per channel, interleaved.
void dredge_seam_keep(DredgeSeam* seam, const float* sound, uint32_t count,
                      unsigned channels) DREDGE_REALTIME;

/// Mix what was kept, faded out, into the new sound: `count` samples per channel more.
void dredge_seam_mix(DredgeSeam* seam, float* sound, uint32_t count,
                     unsigned channels) DREDGE_REALTIME;

#endif
