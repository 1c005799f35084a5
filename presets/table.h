// SPDX-License-Identifier: ISC
// The presets, as people write them: a bundle for each theme.
#ifndef DREDGE_PRESETS_TABLE_H
#define DREDGE_PRESETS_TABLE_H

#include "ports.h"

#include <stdbool.h>
#include <stddef.h>

enum { PRESET_VALUES_MAX = 24 };

/// A knob and where it stands: a number, or the label of a scale point.
typedef struct {
    const char* port;  ///< Its symbol
    const char* value; ///< NULL behind the last
} PresetValue;

/// One comparison. A knob that neither the preset nor its theme names is at its default.
typedef struct {
    const char* name;   ///< Part of the URI: never changed
    const char* label;  ///< In the menus of hosts
    const char* a;      ///< What is heard as A ...
    const char* b;      ///< ... and as B
    const char* listen; ///< What to listen for
    const char* trace;  ///< Loss trace in the bundle, or NULL
    PresetValue values[PRESET_VALUES_MAX];
} Preset;

typedef struct {
    const char* name; ///< Of the bundle
    PresetValue common[PRESET_VALUES_MAX];
    const Preset* presets;
    size_t count;
} Theme;

extern const Theme theme_published;
extern const Theme theme_networks;
extern const Theme theme_live;
extern const Theme theme_effects;

/// Whether a preset sets a control: all that make sound or losses, but no buttons, and nothing
/// that is the host's or the machine's.
bool preset_sets(const Port* port);

/**
   What a value stands for.

   @return false if the port has no such value
*/
bool preset_value(PresetValue value, float* number);

/**
   Where a preset puts a control.

   @param theme its own theme
   @return what stands in the tables: the preset's, else the theme's; NULL for the default
*/
const char* preset_find(const Theme* theme, const Preset* preset, const char* port);

/// ... and as a number.
float preset_number(const Theme* theme, const Preset* preset, const Port* port);

/// All themes.
enum { PRESET_THEMES = 4 };
extern const Theme* const preset_themes[PRESET_THEMES];

/// Look for mistakes in a preset; return false with a sentence in `error` if there are any.
bool preset_check(const Theme* theme, const Preset* preset, char* error, size_t size);

#endif
