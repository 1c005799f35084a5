// SPDX-License-Identifier: ISC
// Where everything is.
#ifndef DREDGE_WINDOW_LAYOUT_H
#define DREDGE_WINDOW_LAYOUT_H

#include "state.h"

enum { LAYOUT_WIDTH = 1180, LAYOUT_HEIGHT = 740 }; ///< Usual size, in units

/// Place all widgets for the size, the scale and what lies over the rest.
void layout_place(Window* window);

/// The widget at a place, or -1. Those that lie over the others come first, and hide them.
int layout_at(const Window* window, double x, double y);

/// The widget that a key presses, or -1.
int layout_find_key(const Window* window, uint32_t key);

#endif
