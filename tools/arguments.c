// SPDX-License-Identifier: ISC
#include "arguments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double argument_number(const struct argp_state* const state, const char* const name,
                       const char* const text, const double low, const double high)
{
    char* end = NULL;
    const double x = strtod(text, &end);
    if (end == text || *end || !(x >= low && x <= high)) {
        argp_error(state, "--%s: expected a number from %.10g to %.10g, found '%s'", name, low,
                   high, text);
    }
    return x;
}

int argument_whole(const struct argp_state* const state, const char* const name,
                   const char* const text, const int low, const int high)
{
    const double x = argument_number(state, name, text, low, high);
    if (x != floor(x)) {
        argp_error(state, "--%s: expected a whole number, found '%s'", name, text);
    }
    return (int)x;
}

int argument_choice(const struct argp_state* const state, const char* const name,
                    const char* const text, const char* const* const words)
{
    char all[256] = "";
    for (int i = 0; words[i]; ++i) {
        if (!strcmp(text, words[i])) {
            return i;
        }
        strncat(all, i ? ", " : "", sizeof(all) - strlen(all) - 1);
        strncat(all, words[i], sizeof(all) - strlen(all) - 1);
    }
    argp_error(state, "--%s: expected one of %s, found '%s'", name, all, text);
    return 0;
}
