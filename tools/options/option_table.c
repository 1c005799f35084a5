// SPDX-License-Identifier: ISC
#include "options/option_table.h"

#include "need.h"
#include "trace/trace_format.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

_Static_assert(sizeof(DredgeTraceFormat) == sizeof(unsigned), "enumerations are unsigned");

const Option* option_find(const OptionTable* const table, const char* const name)
{
    for (unsigned i = 0; i < table->count; ++i) {
        if (!strcmp(table->options[i].name, name)) {
            return &table->options[i];
        }
    }
    return NULL;
}

static bool set_number(const Option* const o, char* const field, const char* const text,
                       Problem* const problem)
{
    double x = 0.0;
    const bool fraction = o->type == OPTION_DOUBLE || o->type == OPTION_FLOAT;
    if (!(fraction ? value_number : value_whole)(text, o->least, o->most, &x, problem)) {
        return false;
    }
    if (o->type == OPTION_DOUBLE) {
        x *= o->scale;
        memcpy(field, &x, sizeof(x));
    } else if (o->type == OPTION_FLOAT) {
        const float narrow = (float)x;
        memcpy(field, &narrow, sizeof(narrow));
    } else if (o->type == OPTION_SEED) {
        const uint64_t seed = (uint64_t)x;
        memcpy(field, &seed, sizeof(seed));
    } else {
        const int whole = (int)x;
        memcpy(field, &whole, sizeof(whole));
    }
    return true;
}

static bool set_choice(const Option* const o, char* const field, const char* const text,
                       Problem* const problem)
{
    const char* formats[DREDGE_TRACE_FORMATS + 1] = {NULL};
    for (int i = 0; i < DREDGE_TRACE_FORMATS; ++i) {
        formats[i] = dredge_trace_format_name((DredgeTraceFormat)i);
    }
    unsigned place = 0;
    if (!value_choice(text, o->type == OPTION_TRACE_FORMAT ? formats : o->words, &place,
                      problem)) {
        return false;
    }
    const unsigned value = o->values ? o->values[place] : place;
    memcpy(field, &value, sizeof(value));
    return true;
}

static bool set_switch(char* const field, const char* const text, Problem* const problem)
{
    bool on = false;
    if (!value_switch(text, &on, problem)) {
        return false;
    }
    memcpy(field, &on, sizeof(on));
    return true;
}

static bool set_field(const Option* const o, char* const field, const char* const text,
                      Problem* const problem)
{
    switch (o->type) {
    case OPTION_AUTO:
        if (!strcmp(text, "auto")) {
            const int automatic = -1;
            memcpy(field, &automatic, sizeof(automatic));
            return true;
        }
        return set_number(o, field, text, problem);
    case OPTION_CHOICE:
    case OPTION_TRACE_FORMAT:
        return set_choice(o, field, text, problem);
    case OPTION_SWITCH:
    case OPTION_FLAG:
        return set_switch(field, text, problem);
    case OPTION_TEXT:
        memcpy(field, &text, sizeof(text)); // NOLINT(bugprone-*): the pointer is meant
        return true;
    default:
        return set_number(o, field, text, problem);
    }
}

bool option_set(const Option* const o, void* const target, const char* const text,
                Problem* const problem)
{
    if (!set_field(o, (char*)target + o->field, text, problem)) {
        return false;
    }
    if (o->given) {
        const bool given = true;
        memcpy((char*)target + o->given, &given, sizeof(given));
    }
    return true;
}

static void describe_whole(FILE* const to, const Option* const o, const int value)
{
    if (value != o->usual || !o->later) {
        fprintf(to, "%s=%d\n", o->name, value);
    }
}

// A word that is a number stands for itself, whatever it is kept as.
static void describe_choice(FILE* const to, const Option* const o, const int value)
{
    for (unsigned i = 0; o->values && o->words[i]; ++i) {
        if ((int)o->values[i] == value && strspn(o->words[i], "0123456789.")) {
            fprintf(to, "%s=%s\n", o->name, o->words[i]);
            return;
        }
    }
    describe_whole(to, o, value);
}

static void describe(FILE* const to, const Option* const o, const char* const field)
{
    double real = 0.0;
    float single = 0.0f;
    int whole = 0;
    bool on = false;
    switch (o->type) {
    case OPTION_DOUBLE:
        memcpy(&real, field, sizeof(real));
        fprintf(to, "%s=%.17g\n", o->name, real);
        break;
    case OPTION_FLOAT:
        memcpy(&single, field, sizeof(single));
        fprintf(to, "%s=%.9g\n", o->name, (double)single);
        break;
    case OPTION_SWITCH:
    case OPTION_FLAG:
        memcpy(&on, field, sizeof(on));
        fprintf(to, "%s=%d\n", o->name, on);
        break;
    case OPTION_SEED:
    case OPTION_TEXT:
        break;
    case OPTION_CHOICE:
        memcpy(&whole, field, sizeof(whole));
        describe_choice(to, o, whole);
        break;
    default:
        memcpy(&whole, field, sizeof(whole));
        describe_whole(to, o, whole);
    }
}

char* option_table_describe(const OptionTable* const table, const void* const target)
{
    char* text = NULL;
    size_t size = 0;
    FILE* const to = need_stream(&text, &size);
    for (unsigned i = 0; i < table->count; ++i) {
        describe(to, &table->options[i], (const char*)target + table->options[i].field);
    }
    fclose(to);
    return text;
}

void option_table_to_argp(const OptionTable* const table, const int first_key,
                          struct argp_option* const argp)
{
    argp[0] = (struct argp_option){.doc = table->title, .group = table->group};
    for (unsigned i = 0; i < table->count; ++i) {
        const Option* const o = &table->options[i];
        argp[i + 1] = (struct argp_option){
            .name = o->name, .key = first_key + (int)i, .arg = o->placeholder, .doc = o->help};
    }
    argp[table->count + 1] = (struct argp_option){.name = NULL};
}

error_t option_table_parse(const OptionTable* const table, const int first_key, const int key,
                           const char* const arg, const struct argp_state* const state,
                           void* const target)
{
    if (key < first_key || key >= first_key + (int)table->count) {
        return ARGP_ERR_UNKNOWN;
    }
    const Option* const o = &table->options[key - first_key];
    Problem problem;
    if (!option_set(o, target, arg ? arg : "on", &problem)) {
        argp_error(state, "--%s: %s", o->name, problem.text);
    }
    return 0;
}
