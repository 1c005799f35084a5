// SPDX-License-Identifier: ISC
// The threads of a sweep.
#ifndef DREDGE_SWEEP_POOL_H
#define DREDGE_SWEEP_POOL_H

#include "sweep_plan.h"

#include <stdbool.h>
#include <stddef.h>

enum { SWEEP_THREADS_MAX = 1024 };

/// What to run.
typedef struct {
    unsigned threads; ///< Up to SWEEP_THREADS_MAX
    size_t part;      ///< Of all groups those with index % parts == part
    size_t parts;     ///< At least 1
    bool quiet;
} SweepShare;

/**
   Run all cells of a share that don't stand yet. The order of work differs from run to run,
   what comes of it does not.

   Memory is bounded by threads: each has at most one coded sound of its own.

   @param out folder of the results; has its subfolders
   @return false, after a complaint, if something can't be written or there was no memory
*/
bool sweep_pool_run(const SweepPlan* plan, const char* out, const SweepShare* share);

#endif
