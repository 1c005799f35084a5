// SPDX-License-Identifier: ISC
// The window: the link as a picture, and its controls. It knows no host: whoever opens it hands
// in what happens, and is told what a person does.
#ifndef DREDGE_WINDOW_H
#define DREDGE_WINDOW_H

#include "calls.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   Open a window, or return NULL with a sentence in `problem`. The thread that opens it is the
   one for all that follows.
*/
Window* window_new(const WindowOptions* options, const WindowCalls* calls, char* problem,
                   size_t room);

/// Close it; NULL is fine.
void window_free(Window* window);

/// Do what is to be done: heed people, draw what has changed. To be called some 30 times a
/// second. Returns false when it has been closed, by a person or with the display.
bool window_idle(Window* window);

/// Its number for X11; what becomes readable when there is something to do; its size.
uintptr_t window_id(const Window* window);
int window_file(const Window* window);
unsigned window_width(const Window* window);
unsigned window_height(const Window* window);

/// Ask for a size in pixels.
void window_resize(Window* window, unsigned width, unsigned height);

/// Show where a control stands, or a meter; which trace is in use ("" for none).
void window_set(Window* window, const DredgeParameter* parameter, int lane, float value);
void window_set_meter(Window* window, DredgeMeterIndex meter, int lane, float value);
void window_set_trace(Window* window, const char* path);

/// Take a message of a DredgeViewFeed in; what is none is ignored.
void window_take(Window* window, const void* message, size_t size);

/// Where something is, for tests: the middle of a control, in pixels. False if it is not shown.
bool window_find(const Window* window, const char* name, double* x, double* y);

#endif
