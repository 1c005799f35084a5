// SPDX-License-Identifier: ISC
#include "ui_presets.h"

#include "table.h"

#include <stdio.h>
#include <string.h>

enum { PRESETS_MOST = 64 };

static const Preset* find(unsigned preset, const Theme** const theme)
{
    for (unsigned t = 0; t < PRESET_THEMES; ++t) {
        *theme = preset_themes[t];
        if (preset < (*theme)->count) {
            return &(*theme)->presets[preset];
        }
        preset -= (unsigned)(*theme)->count;
    }
    return NULL;
}

const char* const* ui_presets_labels(unsigned* const count)
{
    static const char* labels[PRESETS_MOST];
    const Theme* theme = NULL;
    const Preset* preset = NULL;
    *count = 0;
    while (*count < PRESETS_MOST && (preset = find(*count, &theme)) != NULL) {
        labels[(*count)++] = preset->label;
    }
    return labels;
}

float ui_presets_value(const unsigned preset, const Port* const port)
{
    const Theme* theme = NULL;
    const Preset* const found = find(preset, &theme);
    return found ? preset_number(theme, found, port) : port->standard;
}

int ui_presets_sets(const Port* const port)
{
    return preset_sets(port);
}

void ui_presets_trace(const unsigned preset, const char* const bundle, char* const path,
                      const size_t room)
{
    const Theme* theme = NULL;
    const Preset* const found = find(preset, &theme);
    path[0] = '\0';
    if (found && found->trace) {
        const char* const slash = bundle[0] && bundle[strlen(bundle) - 1] == '/' ? "" : "/";
        snprintf(path, room, "%s%s../dredge-%s.lv2/%s", bundle, slash, theme->name,
                 found->trace);
    }
}
