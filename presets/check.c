// SPDX-License-Identifier: ISC
#include "table.h"

#include "trace/formats/tokens.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const Theme* const preset_themes[PRESET_THEMES] = {&theme_published, &theme_networks,
                                                   &theme_live, &theme_effects};

bool preset_sets(const Port* const port)
{
    return port->parameter &&
           !(port->flags & (DREDGE_PARAMETER_PERSONAL | DREDGE_PARAMETER_MOMENTARY));
}

bool preset_value(const PresetValue value, float* const number)
{
    const Port* const port = ports_find(value.port);
    for (const DredgeChoice* p = port->choices; p && p->label; ++p) {
        if (!strcmp(p->label, value.value)) {
            *number = p->value;
            return true;
        }
    }
    // Hosts' locales have no say.
    double parsed = 0.0;
    const bool is_number = dredge_number_parse(value.value, strlen(value.value), &parsed);
    *number = (float)parsed;
    // Of an enumeration only the labels: its numbers tell a reader nothing. Frame durations
    // are numbers by themselves.
    const bool named = (port->flags & DREDGE_PARAMETER_NAMED) && !port->unit;
    return is_number && !named && *number == port_value(port, number);
}

// The entry of a port; the one behind the last if there is none.
static const PresetValue* find(const PresetValue* values, const char* const port)
{
    while (values->value && strcmp(values->port, port) != 0) {
        ++values;
    }
    return values;
}

const char* preset_find(const Theme* const theme, const Preset* const preset,
                        const char* const port)
{
    const char* const own = find(preset->values, port)->value;
    return own ? own : find(theme->common, port)->value;
}

float preset_number(const Theme* const theme, const Preset* const preset,
                    const Port* const port)
{
    const PresetValue value = {port->symbol, preset_find(theme, preset, port->symbol)};
    float number = port->standard;
    if (value.value) {
        preset_value(value, &number);
    }
    return number;
}

static bool check_values(const PresetValue* const values, char* const error, const size_t size)
{
    for (const PresetValue* v = values; v->value; ++v) {
        float number = NAN;
        if (v - values == PRESET_VALUES_MAX - 1) {
            snprintf(error, size, "too many values");
            return false;
        }
        const Port* const port = ports_find(v->port);
        if (!port) {
            snprintf(error, size, "there is no port '%s'", v->port);
            return false;
        }
        if (!preset_sets(port)) {
            snprintf(error, size, "'%s' is not for presets to set", v->port);
            return false;
        }
        if (find(values, v->port) != v) {
            snprintf(error, size, "'%s' is set twice", v->port);
            return false;
        }
        if (!preset_value(*v, &number)) {
            snprintf(error, size, "'%s' can't be '%s'", v->port, v->value);
            return false;
        }
    }
    return true;
}

static bool is_name(const char* const text)
{
    return text && *text &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text);
}

static bool is_text(const char* const text)
{
    return text && *text && !strpbrk(text, "\"\\\n");
}

bool preset_check(const Theme* const theme, const Preset* const preset, char* const error,
                  const size_t size)
{
    if (!is_name(preset->name)) {
        snprintf(error, size, "the name is not of lower-case letters, digits and hyphens");
        return false;
    }
    if (!is_text(preset->label) || !is_text(preset->a) || !is_text(preset->b) ||
        !is_text(preset->listen)) {
        snprintf(error, size, "label, a, b or listen is missing, or no plain text");
        return false;
    }
    if (!check_values(theme->common, error, size) ||
        !check_values(preset->values, error, size)) {
        return false;
    }
    const char* const model = preset_find(theme, preset, "loss_model");
    if ((model && !strcmp(model, "Trace")) != (preset->trace != NULL)) {
        snprintf(error, size, "a trace and the loss model Trace go together");
        return false;
    }
    return true;
}
