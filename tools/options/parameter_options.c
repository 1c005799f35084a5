// SPDX-License-Identifier: ISC
#include "options/parameter_options.h"

#include "need.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_named(const DredgeParameter* const p)
{
    return p->flags & DREDGE_PARAMETER_NAMED;
}

static OptionType type_of(const DredgeParameter* const p)
{
    switch (p->type) {
    case DREDGE_FIELD_DOUBLE:
    case DREDGE_FIELD_SHARE:
        return OPTION_DOUBLE;
    case DREDGE_FIELD_FLOAT:
        return OPTION_FLOAT;
    case DREDGE_FIELD_SEED:
        return OPTION_SEED;
    case DREDGE_FIELD_SWITCH:
        return p->flags & DREDGE_PARAMETER_BARE ? OPTION_FLAG : OPTION_SWITCH;
    case DREDGE_FIELD_AUTO:
        return OPTION_AUTO;
    case DREDGE_FIELD_NONE:
    case DREDGE_FIELD_WHOLE:
    case DREDGE_FIELD_FRAME:
    default:
        return is_named(p) ? OPTION_CHOICE : OPTION_WHOLE;
    }
}

static const char* placeholder_of(const DredgeParameter* const p)
{
    static const struct {
        const char* unit;
        const char* word;
    } units[] = {{"ms", "MS"},
                 {"pc", "PCT"},
                 {"kb/s", "KBPS"},
                 {"packets", "PACKETS"},
                 {"bytes", "BYTES"}};
    if (p->flags & DREDGE_PARAMETER_SWITCH) {
        return p->flags & DREDGE_PARAMETER_BARE ? NULL : "on|off";
    }
    for (size_t i = 0; p->unit && i < sizeof(units) / sizeof(units[0]); ++i) {
        if (!strcmp(p->unit, units[i].unit)) {
            return units[i].word;
        }
    }
    return is_named(p) ? "KIND" : "N";
}

static unsigned count_words(const DredgeParameter* const p)
{
    unsigned count = 0;
    for (const DredgeChoice* c = is_named(p) ? p->choices : NULL; c && c->label; ++c) {
        count += c->word != NULL;
    }
    return count;
}

static const char* word_of(const DredgeParameter* const p, const float value)
{
    for (const DredgeChoice* c = p->choices; c && c->label; ++c) {
        if (c->word && c->value == value) {
            return c->word;
        }
    }
    return NULL;
}

static void print_number(FILE* const to, const float number)
{
    // Whole ones with all their digits
    fprintf(to, number == floorf(number) ? "%.0f" : "%g", (double)number);
}

// What it is for, what it may be, and what it is at first.
static const char* help_of(const DredgeParameter* const p)
{
    char* text = NULL;
    size_t size = 0;
    FILE* const to = need_stream(&text, &size);
    fputs(p->comment, to);
    if (is_named(p)) {
        const char* separator = ". One of ";
        for (const DredgeChoice* c = p->choices; c->label; ++c) {
            if (c->word) {
                fprintf(to, "%s%s", separator, c->word);
                separator = ", ";
            }
        }
    } else if (!(p->flags & DREDGE_PARAMETER_SWITCH)) {
        fputs(p->type == DREDGE_FIELD_AUTO ? ". auto or " : ". ", to);
        print_number(to, p->least);
        fputc('-', to);
        print_number(to, p->most);
    }
    if (p->unit) {
        fprintf(to, " %s", strcmp(p->unit, "pc") ? p->unit : "%");
    }
    const char* const word = word_of(p, p->standard);
    if (word) {
        fprintf(to, " (default %s)", word);
    } else if (!(p->flags & DREDGE_PARAMETER_SWITCH)) {
        fprintf(to, " (default %g)", (double)p->standard);
    } else if (!(p->flags & DREDGE_PARAMETER_BARE)) {
        fprintf(to, " (default %s)", p->standard > 0.5f ? "on" : "off");
    }
    fclose(to);
    return text;
}

// The words, and what they stand for.
static void add_words(const DredgeParameter* const p, Option* const option)
{
    const unsigned count = count_words(p);
    const char** const words = need_memory(count + 1, sizeof(char*));
    unsigned* const values = need_memory(count + 1, sizeof(unsigned));
    unsigned i = 0;
    bool places = true; // The words' values are their places
    for (const DredgeChoice* c = p->choices; c->label; ++c) {
        if (c->word) {
            words[i] = c->word;
            values[i] = p->type == DREDGE_FIELD_FRAME
                            ? (unsigned)(c->value * (DREDGE_RATE / 1000.0f))
                            : (unsigned)c->value;
            places = places && values[i] == i;
            ++i;
        }
    }
    option->words = words;
    option->values = places ? NULL : values;
    if (places) {
        free(values);
    }
}

Option parameter_option(const DredgeParameter* const p, const size_t base)
{
    Option option = {
        .name = p->option,
        .placeholder = placeholder_of(p),
        .help = help_of(p),
        .type = type_of(p),
        .later = p->flags & DREDGE_PARAMETER_LATER,
        .usual = (int)p->standard,
        .field = base + p->field,
        .least = (double)p->least,
        .most = (double)p->most,
        .scale = p->type == DREDGE_FIELD_SHARE ? 0.01 : 1.0,
    };
    if (option.type == OPTION_CHOICE) {
        add_words(p, &option);
    }
    return option;
}

static const Option* find_own(const Option* const own, const unsigned count,
                              const char* const name)
{
    for (unsigned i = 0; i < count; ++i) {
        if (!strcmp(own[i].name, name)) {
            return &own[i];
        }
    }
    return NULL;
}

static bool is_in(const Option* const options, const unsigned count, const char* const name)
{
    return find_own(options, count, name);
}

unsigned parameter_options_make(Option* const options, const char* const* const order,
                                const Option* const own, const unsigned own_count,
                                bool (*const wanted)(const DredgeParameter* parameter),
                                const size_t base)
{
    unsigned count = 0;
    for (const char* const* name = order; *name; ++name) {
        const Option* const mine = find_own(own, own_count, *name);
        options[count++] =
            mine ? *mine : parameter_option(dredge_parameter_find_option(*name), base);
    }
    for (unsigned i = 0; i < dredge_parameter_count; ++i) {
        const DredgeParameter* const p = &dredge_parameters[i];
        if (p->option && wanted(p) && !is_in(options, count, p->option)) {
            options[count++] = parameter_option(p, base);
        }
    }
    return count;
}
