// SPDX-License-Identifier: ISC
// The way around the link: the input, delayed as much as the link takes, and the fade between
// the two.
#ifndef DREDGE_BYPASS_H
#define DREDGE_BYPASS_H

#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct DredgeBypass DredgeBypass;

/// Make one for a host's rate, with room for `longest` samples of latency, or return NULL. Not
/// for the audio thread.
DredgeBypass* dredge_bypass_new(unsigned channels, uint32_t rate, uint32_t longest);

/// Free it; NULL is fine. Not for the audio thread.
void dredge_bypass_free(DredgeBypass* bypass);

/// Start from silence with a latency in samples. For the thread that owns it, as all that
/// follows.
void dredge_bypass_reset(DredgeBypass* bypass, uint32_t latency) DREDGE_REALTIME;

/// Be where the switch is, without a fade.
void dredge_bypass_settle(DredgeBypass* bypass, bool enabled) DREDGE_REALTIME;

/**
   Mix a block.

   @param dry `count` samples per channel, interleaved, of the input; becomes the input of one
              latency before
   @param wet what came through the link: heard where it is enabled; becomes what is heard
   @param enabled where to: moves by DREDGE_CROSSFADE_MS from one end to the other
*/
void dredge_bypass_process(DredgeBypass* bypass, float* dry, float* wet, uint32_t count,
                           bool enabled) DREDGE_REALTIME;

#endif
