// SPDX-License-Identifier: ISC
// A progress bar, on terminals only.
#ifndef DREDGE_PROGRESS_H
#define DREDGE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/// A bar on stderr. `shown` is false where stderr is no terminal or the user wants quiet.
typedef struct {
    bool shown;
    int percent;  ///< Drawn last; -1 for nothing
    double start; ///< s
    double drawn; ///< s
} Progress;

/// Begin a bar.
Progress progress_start(bool quiet);

/// Draw how many of all things are done, and how long the rest will take; at most five times a
/// second.
void progress_count(Progress* progress, size_t done, size_t total, const char* things);

/// Draw how far the work is, 0..1; draws only what changed.
void progress_update(Progress* progress, double done);

/// Wipe the bar away.
void progress_end(Progress* progress);

#endif
