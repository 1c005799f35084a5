// SPDX-License-Identifier: ISC
// Watches what an audio thread calls: memory, locks, waits, files.
//
// A program that contains this exports its own malloc() and friends; a plugin that it loads
// binds to them. So the linker must export them (export_dynamic).
#ifndef DREDGE_TORTURE_GUARD_H
#define DREDGE_TORTURE_GUARD_H

#include <stdbool.h>

/// Calls of this thread between guard_enter() and guard_leave().
typedef struct {
    unsigned memory;   ///< malloc(), free() and the like
    unsigned locks;    ///< pthread_mutex_lock()
    unsigned calls;    ///< Waits, files and threads
    const char* first; ///< The first of memory and calls; NULL for none
} GuardCount;

/// Whether it can see anything: not where a sanitizer has these functions.
bool guard_works(void);

/// Begin and end to count.
void guard_enter(void);
void guard_leave(void);

/// What was counted since the last time.
GuardCount guard_take(void);

#endif
