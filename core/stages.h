// SPDX-License-Identifier: ISC
// A strictly ordered queue of work: whoever claims a stage does it.
//
// One thread posts stages and needs their results in time: the audio thread. One helper
// thread may do them ahead. As the order is fixed and no two stages ever run at once, results
// don't depend on who worked.
#ifndef DREDGE_STAGES_H
#define DREDGE_STAGES_H

#include "realtime.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

/// Do stage number `stage`; they count from 0 since the last reset.
typedef void (*DredgeStageFunction)(void* context, uint64_t stage) DREDGE_REALTIME;

typedef struct DredgeStages DredgeStages;

/// How the work was shared since dredge_stages_new().
typedef struct {
    uint64_t done;    ///< Stages done, by whomever
    uint64_t claimed; ///< ... of which the audio thread did itself
    uint64_t waits;   ///< Times the audio thread had to wait for the helper's stage in work
    uint64_t busy_ns; ///< Time spent in stages, by whomever
} DredgeStageCounts;

/// Make an empty queue, without a helper, or return NULL. Not for the audio thread.
DredgeStages* dredge_stages_new(DredgeStageFunction function, void* context);

/// Stop the helper and free the queue; NULL is fine. Not for the audio thread.
void dredge_stages_free(DredgeStages* stages);

/**
   Start the helper thread. Without one, or when it can't be started, the audio thread does
   everything itself. Not for the audio thread.
*/
DredgeStatus dredge_stages_start(DredgeStages* stages);

/// Stop the helper thread, if there is one; no stage is in work afterwards. Not for the audio
/// thread.
void dredge_stages_stop(DredgeStages* stages);

/**
   Let the helper's priority follow that of the calling thread: real-time, one step below it,
   where the system allows that. Two system calls that don't wait; takes effect when the helper
   next wakes.
*/
void dredge_stages_follow_priority(DredgeStages* stages) DREDGE_REALTIME;

/**
   Allow all stages before `count`. For the audio thread, as all that follows.

   @param wake whether the helper shall do them
*/
void dredge_stages_post(DredgeStages* stages, uint64_t count, bool wake) DREDGE_REALTIME;

/**
   Make sure that all stages before `count` are done: do those that are left, and wait for the
   one that the helper has in work, if any. That wait is the one exception to the rule that the
   audio thread never waits; it is counted, and the helper inherits the caller's priority.
*/
void dredge_stages_finish(DredgeStages* stages, uint64_t count) DREDGE_REALTIME;

/**
   Begin again with stage 0. What is posted and not yet done is dropped; waits for a stage in
   work as dredge_stages_finish() does. `reset` is called meanwhile.
*/
void dredge_stages_reset(DredgeStages* stages,
                         void (*reset)(void* context) DREDGE_REALTIME) DREDGE_REALTIME;

/// The counts so far. Any thread.
DredgeStageCounts dredge_stages_counts(const DredgeStages* stages) DREDGE_REALTIME;

#endif
