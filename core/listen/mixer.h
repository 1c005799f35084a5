// SPDX-License-Identifier: ISC
// What is heard: one of several aligned signals, or a difference, without clicks.
#ifndef DREDGE_MIXER_H
#define DREDGE_MIXER_H

#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

/// What to hear; the numbers are port values.
typedef enum {
    DREDGE_MONITOR_DRY,
    DREDGE_MONITOR_A,
    DREDGE_MONITOR_B,
    DREDGE_MONITOR_X, ///< A or B, nobody says which
    DREDGE_MONITOR_A_MINUS_DRY,
    DREDGE_MONITOR_B_MINUS_DRY,
} DredgeMonitor;

/// The signals that are mixed.
enum { DREDGE_HEARD_DRY, DREDGE_HEARD_A, DREDGE_HEARD_B, DREDGE_HEARD };

enum { DREDGE_CROSSFADE_MS = 10 };

/// Gains on their way from one choice to another. All of it is the mixer's own.
typedef struct {
    float gain[DREDGE_HEARD];
    float target[DREDGE_HEARD];
    float step[DREDGE_HEARD];
    unsigned left; ///< Samples to go
} DredgeMixer;

/// The lane (0 for A, 1 for B) that is heard, alone or against the dry sound; -1 for neither,
/// or if it is a secret (X). Any thread.
int dredge_monitor_lane(DredgeMonitor monitor) DREDGE_REALTIME;

/// Whether a choice needs lane B. Any thread.
bool dredge_monitor_needs_b(DredgeMonitor monitor) DREDGE_REALTIME;

/// Hear a choice at once. For the thread that owns the mixer, as all that follows.
void dredge_mixer_reset(DredgeMixer* mixer, DredgeMonitor monitor, bool x_is_b) DREDGE_REALTIME;

/**
   Hear a choice from the next sample on: all gains go there in straight lines, which take
   DREDGE_CROSSFADE_MS from wherever they are, and the sum of two that change places is constant
   ("equal gain"). Nothing happens if it is the choice already.
*/
void dredge_mixer_set(DredgeMixer* mixer, DredgeMonitor monitor, bool x_is_b) DREDGE_REALTIME;

/**
   Mix `count` samples per channel at 48 kHz, interleaved.

   @param in DREDGE_HEARD signals; one that is not heard is not read
*/
void dredge_mixer_process(DredgeMixer* mixer, const float* const in[DREDGE_HEARD], float* out,
                          uint32_t count, unsigned channels) DREDGE_REALTIME;

#endif
