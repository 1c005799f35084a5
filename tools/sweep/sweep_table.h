// SPDX-License-Identifier: ISC
// What a sweep leaves in its folder beside the cells.
#ifndef DREDGE_SWEEP_TABLE_H
#define DREDGE_SWEEP_TABLE_H

#include "sweep_plan.h"

#include <stdbool.h>
#include <stddef.h>

/// Make the folder and all that the plan needs in it; says on stderr what is wrong.
bool sweep_folder_make(const SweepPlan* plan, const char* out);

/// Write OUT/sweep.json: the plan, what it was found to name, and the columns of the table.
bool sweep_index_write(const SweepPlan* plan, const char* out);

/// Write the inputs themselves as OUT/wav/NAME.reference.wav, if the plan wants sounds.
bool sweep_references_write(const SweepPlan* plan, const char* out);

/**
   Write OUT/results.csv and OUT/results.jsonl from the cells, in the order of the plan.

   @param missing set to the number of rows without a cell; if there is any, nothing is written
   @param failed set to the number of rows with an error
*/
bool sweep_table_write(const SweepPlan* plan, const char* out, size_t* missing, size_t* failed);

/// Bring all cells of the plan that `from` has and `out` lacks, with their files, to `out`.
bool sweep_cells_fetch(const SweepPlan* plan, const char* out, const char* from);

#endif
