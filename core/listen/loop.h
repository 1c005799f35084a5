// SPDX-License-Identifier: ISC
// Freeze: the last seconds of all that can be heard, again and again, still aligned.
//
// While it is live the sound passes, and is remembered. While it is frozen a region of what is
// remembered is repeated; every jump, of which there is one at each end of the region, fades
// over DREDGE_CROSSFADE_MS, and what lies between two fades is what was heard, bit by bit.
#ifndef DREDGE_LOOP_H
#define DREDGE_LOOP_H

#include "listen/mixer.h"
#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    DREDGE_LOOP_SECONDS = 10,     ///< That are remembered
    DREDGE_LOOP_LEAST_MS = 100,   ///< The shortest region
    DREDGE_LOOP_CONTEXT_MS = 300, ///< Around a lost moment
    DREDGE_LOOP_APART_MS = 100,   ///< Holes that are nearer than that are one moment
};

/// What is wanted.
typedef struct {
    bool frozen;
    double from; ///< Start of the region, s before the end of what is remembered
    double to;   ///< End of the region, s before the same
} DredgeLoopSettings;

/// What is so: samples at 48 kHz before the end of what is remembered.
typedef struct {
    bool frozen;
    uint32_t from;
    uint32_t to;
    uint32_t at; ///< What is heard now
} DredgeLoopState;

typedef struct DredgeLoop DredgeLoop;

/// Make a loop for DREDGE_HEARD signals at 48 kHz, or return NULL. Not for the audio thread.
DredgeLoop* dredge_loop_new(unsigned channels);

/// Free it; NULL is fine. Not for the audio thread.
void dredge_loop_free(DredgeLoop* loop);

/// Be live, with nothing remembered. For the thread that owns the loop, as all that follows.
void dredge_loop_reset(DredgeLoop* loop) DREDGE_REALTIME;

/**
   Say what is wanted. The region is taken when it freezes, and when `from` or `to` changes; it
   is moved into what is remembered, and made DREDGE_LOOP_LEAST_MS long. As long as less than
   that is remembered it does not freeze. What is no number is 0.
*/
void dredge_loop_set(DredgeLoop* loop, const DredgeLoopSettings* settings) DREDGE_REALTIME;

/**
   While it is frozen, or about to be, go to the next hole, or to the one before (`forward`
   false), with DREDGE_LOOP_CONTEXT_MS on both sides. Behind the last comes the first. Does
   nothing when there is no hole.
*/
void dredge_loop_move(DredgeLoop* loop, bool forward) DREDGE_REALTIME;

/**
   Let up to `count` samples per channel pass.

   @param live DREDGE_HEARD signals, interleaved
   @param hole whether they stand for a packet that was lost, in any lane
   @param heard becomes where to hear each; as long as the next call
   @return how many passed: 1..count
*/
uint32_t dredge_loop_process(DredgeLoop* loop, const float* const live[DREDGE_HEARD], bool hole,
                             uint32_t count, const float* heard[DREDGE_HEARD]) DREDGE_REALTIME;

/// How it stands.
DredgeLoopState dredge_loop_state(const DredgeLoop* loop) DREDGE_REALTIME;

#endif
