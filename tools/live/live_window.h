// SPDX-License-Identifier: ISC
// The window without a host.
#ifndef DREDGE_LIVE_WINDOW_H
#define DREDGE_LIVE_WINDOW_H

#include "live/desk.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct LiveWindow LiveWindow;

/// Open it, or return NULL with a sentence in `problem`.
LiveWindow* live_window_open(LiveDesk* desk, char* problem, size_t room);

/// Close it; NULL is fine.
void live_window_close(LiveWindow* window);

/// Show what is new, and heed people, for up to `ms`; false when it has been closed.
bool live_window_wait(LiveWindow* window, int ms);

#endif
