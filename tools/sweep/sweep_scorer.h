// SPDX-License-Identifier: ISC
// A program of the user's that scores sound files.
#ifndef DREDGE_SWEEP_SCORER_H
#define DREDGE_SWEEP_SCORER_H

#include "sweep_cell.h"

#include <stdbool.h>
#include <stdint.h>

/// Sounds to be scored by one call of the program.
typedef struct ScorerBatch ScorerBatch;

/// Begin a batch of sounds of that rate and so many channels; NULL for want of memory.
ScorerBatch* scorer_batch_new(const SweepScorer* scorer, const char* out, uint32_t rate,
                              unsigned channels);

/// Write a sound for the program: mono, 16 bits, at the rate that it wants. Says on stderr what
/// is wrong.
bool scorer_batch_add(ScorerBatch* batch, const char* id, const float* samples,
                      uint64_t length);

/**
   Run the program with all files and note in the cells what it says: lines "file,score" on its
   standard output. Cells that it says nothing about have no score.

   @return false, after a complaint, if it can't be run or fails
*/
bool scorer_batch_run(ScorerBatch* batch, const SweepPlan* plan, SweepCell* cells,
                      size_t count);

/// Remove the files and free the batch; NULL is fine.
void scorer_batch_free(ScorerBatch* batch);

#endif
