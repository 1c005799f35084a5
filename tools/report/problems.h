// SPDX-License-Identifier: ISC
// What went wrong in a sweep.
#ifndef DREDGE_PROBLEMS_H
#define DREDGE_PROBLEMS_H

#include "report/sweep_folder.h"

/// A list of sentences: broken inputs, failed cells, scores that are missing here and
/// there, outputs that are not aligned.
json_t* problems_json(const SweepFolder* folder);

#endif
