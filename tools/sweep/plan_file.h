// SPDX-License-Identifier: ISC
// A plan from its file.
#ifndef DREDGE_PLAN_FILE_H
#define DREDGE_PLAN_FILE_H

#include "sweep_plan.h"

#include <stdbool.h>

/**
   Read a plan and all that it names, but keep no sound in memory. Says on stderr all that is
   wrong, each with line and key; broken sounds are no error but noted in the input.

   @return false if anything was wrong; sweep_plan_free() in either case
*/
bool sweep_plan_read(SweepPlan* plan, const char* path);

#endif
