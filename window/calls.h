// SPDX-License-Identifier: ISC
// What a window and whoever opens it tell each other.
#ifndef DREDGE_WINDOW_CALLS_H
#define DREDGE_WINDOW_CALLS_H

#include "parameters/parameters.h"
#include "view/feed.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Window Window;

/// What a person does. All are called from window_idle(), or from window_free().
typedef struct {
    void* handle;
    /// Turn a control to a value in its range. `lane` is 0 where there are no lanes.
    void (*set)(void* handle, const DredgeParameter* parameter, int lane, float value);
    /// A control is taken in hand, or let go.
    void (*touch)(void* handle, const DredgeParameter* parameter, int lane, bool held);
    /// Send messages, or no more; said once a second at least.
    void (*watch)(void* handle, DredgeWatch watch);
    /// Let a person choose a loss trace in the host's own way; false if there is none. NULL:
    /// there is no loss trace to choose.
    bool (*ask_trace)(void* handle);
    /// Use a loss trace.
    void (*load_trace)(void* handle, const char* path);
    /// Load a preset.
    void (*load_preset)(void* handle, unsigned preset);
} WindowCalls;

/// How to open it.
typedef struct {
    uintptr_t parent; ///< The window of X11 to be in, or 0
    double scale;     ///< Pixels for one on an ordinary screen, as the host says; 0: unknown
    unsigned width;   ///< Pixels; 0 for the usual size at that scale
    unsigned height;
    const char* title;
    const char* const* presets; ///< Their labels
    unsigned preset_count;
    int32_t background; ///< The host's own colour, 0xRRGGBB; -1: unknown
} WindowOptions;

#endif
