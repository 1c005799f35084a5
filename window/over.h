// SPDX-License-Identifier: ISC
// What lies over the rest for a while: lists, typed values, panels, explanations.
#ifndef DREDGE_WINDOW_OVER_H
#define DREDGE_WINDOW_OVER_H

#include "state.h"

/// Open a list: of a parameter's values, of presets, of sizes, of files.
void over_open_choice(Window* window, const Widget* widget);
void over_open_presets(Window* window, Box below);
void over_open_scales(Window* window, Box below);
void over_open_files(Window* window);

/// Let a value be typed.
void over_open_entry(Window* window, const Widget* widget);

/// Open a panel.
void over_open_panel(Window* window, Over panel);

/// Close what lies on top.
void over_close(Window* window);

/// Heed an event; true if nothing below shall get it.
bool over_heed(Window* window, const ScreenEvent* event);

/// Paint the backs of panels, whose widgets follow, and then what lies above those.
void over_paint_panel(const Window* window, cairo_t* cairo);
void over_paint_top(const Window* window, cairo_t* cairo);

#endif
