// SPDX-License-Identifier: ISC
// The presets for a window, since some hosts offer none.
#ifndef DREDGE_UI_PRESETS_H
#define DREDGE_UI_PRESETS_H

#include "ports.h"

#include <stddef.h>

/// Labels of all presets, in the order of their themes. For the window's thread, as all that
/// follows.
const char* const* ui_presets_labels(unsigned* count);

/// Where a preset puts a control; the control's default where it is none of the preset's.
float ui_presets_value(unsigned preset, const Port* port);

/// Whether a preset puts that control anywhere.
int ui_presets_sets(const Port* port);

/// The path of its loss trace, if it has one, beside the plugin's own bundle; else "".
void ui_presets_trace(unsigned preset, const char* bundle, char* path, size_t room);

#endif
