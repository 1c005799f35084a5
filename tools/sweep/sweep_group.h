// SPDX-License-Identifier: ISC
// All cells that share a coded sound.
#ifndef DREDGE_SWEEP_GROUP_H
#define DREDGE_SWEEP_GROUP_H

#include "score/score.h"
#include "sound/audio_file.h"
#include "sweep_call.h"
#include "sweep_cell.h"
#include "testbed/stream.h"

/// An input coded in one way. Once open it is only read.
typedef struct {
    const SweepPlan* plan;
    const char* out; ///< Folder of the results
    size_t input;
    unsigned encoding;
    Sound sound;
    DredgeStream* stream;      ///< Or NULL: it is a call
    SweepCall call;            ///< ... this one
    ScoreReference* reference; ///< NULL where no scores are wanted
    char error[512];           ///< Why there is no stream, or empty
} SweepGroup;

/// How many groups a plan has; group g is input g / encodings, encoding g % encodings.
size_t sweep_group_count(const SweepPlan* plan);

/// The first place of a group, or the next one after `place`; false if there is none. Places
/// that repeat others are left out.
bool sweep_group_first(const SweepPlan* plan, size_t group, SweepPlace* place);
bool sweep_group_next(const SweepPlan* plan, SweepPlace* place);

/// Read and code the sound. What is wrong with the input goes to `error`. Returns false, with
/// a complaint, if there was no memory.
bool sweep_group_open(SweepGroup* group, const SweepPlan* plan, const char* out, size_t index);

/// Free what sweep_group_open() allocated.
void sweep_group_close(SweepGroup* group);

/**
   Play some cells of a group and keep what came of them. Any thread.

   @param places all of the group
   @return false, with a complaint, if they can't be kept or there was no memory
*/
bool sweep_group_play(const SweepGroup* group, const SweepPlace* places, size_t count);

#endif
