// SPDX-License-Identifier: ISC
// A progress bar, on terminals only.
#ifndef DREDGE_PROGRESS_H
#define DREDGE_PROGRESS_H

#include <stdbool.h>

/// A bar on stderr. `shown` is false where stderr is no terminal or the user wants quiet.
typedef struct {
    bool shown;
    int percent; ///< Drawn last; -1 for nothing
} Progress;

/// Begin a bar.
Progress progress_start(bool quiet);

/// Draw how far the work is, 0..1; draws only what changed.
void progress_update(Progress* progress, double done);

/// Wipe the bar away.
void progress_end(Progress* progress);

#endif
