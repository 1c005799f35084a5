// SPDX-License-Identifier: ISC
// Lanes as loud as the dry sound, so that the louder one doesn't win by that alone.
#ifndef DREDGE_LEVEL_MATCH_H
#define DREDGE_LEVEL_MATCH_H

#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    DREDGE_LEVEL_MATCH_LANES = 2,
    DREDGE_LEVEL_MATCH_MAX = 12, ///< dB; the gain stays within, up and down
};

typedef struct DredgeLevelMatch DredgeLevelMatch;

/// Make one for 1 or 2 channels at 48 kHz, or return NULL. Not for the audio thread.
DredgeLevelMatch* dredge_level_match_new(unsigned channels);

/// Free one; NULL is fine. Not for the audio thread.
void dredge_level_match_free(DredgeLevelMatch* match);

/// Forget all sound and go back to 0 dB. For the thread that owns it, as all that follows.
void dredge_level_match_reset(DredgeLevelMatch* match) DREDGE_REALTIME;

/**
   Bring both lanes to the loudness that the dry sound had in the last 3 s.

   Loudness is the short-term loudness of EBU Tech 3341 (ITU-R BS.1770). The gains go towards
   the difference with a time constant of 0.5 s, and keep still while the dry sound or the lane
   is below -60 LUFS. Switched off, they go back to 0 dB likewise; at 0 dB nothing is touched.

   @param on whether to match
   @param dry `count` samples per channel, interleaved; not read while off
   @param lanes likewise, changed in place
   @param count at most 60 ms
*/
void dredge_level_match_process(DredgeLevelMatch* match, bool on, const float* dry,
                                float* const lanes[DREDGE_LEVEL_MATCH_LANES],
                                uint32_t count) DREDGE_REALTIME;

/// The gain in force for a lane, dB.
float dredge_level_match_gain(const DredgeLevelMatch* match, unsigned lane) DREDGE_REALTIME;

#endif
