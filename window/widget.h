// SPDX-License-Identifier: ISC
// How a widget looks, and what it says about itself.
#ifndef DREDGE_WINDOW_WIDGET_H
#define DREDGE_WINDOW_WIDGET_H

#include "state.h"

/// Paint a widget; what is behind it must have been painted.
void widget_paint(const Window* window, int widget, cairo_t* cairo);

/// Explain it: its name, its value, what it is for. Returns how many lines that takes.
unsigned widget_explain(const Window* window, int widget,
                        char lines[WIDGET_LINES][WIDGET_LINE_ROOM]);

/// Its name for tests: a symbol, with "=value" if it sets one; an action's name. "" for none.
void widget_name(const Widget* widget, char* name, size_t room);

/// The part of a path behind the last slash.
const char* widget_file_name(const char* path);

#endif
