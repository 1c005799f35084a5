// SPDX-License-Identifier: ISC
#include "options/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool value_number(const char* const text, const double low, const double high,
                  double* const value, Problem* const problem)
{
    char* end = NULL;
    *value = strtod(text, &end);
    if (end == text || *end || !(*value >= low && *value <= high)) {
        snprintf(problem->text, sizeof(problem->text),
                 "expected a number from %.10g to %.10g, found '%.100s'", low, high, text);
        return false;
    }
    return true;
}

bool value_whole(const char* const text, const double low, const double high,
                 double* const value, Problem* const problem)
{
    if (!value_number(text, low, high, value, problem)) {
        return false;
    }
    if (*value != floor(*value)) {
        snprintf(problem->text, sizeof(problem->text),
                 "expected a whole number, found '%.100s'", text);
        return false;
    }
    return true;
}

bool value_choice(const char* const text, const char* const* const words, unsigned* const value,
                  Problem* const problem)
{
    char all[256] = "";
    for (unsigned i = 0; words[i]; ++i) {
        if (!strcmp(text, words[i])) {
            *value = i;
            return true;
        }
        strncat(all, i ? ", " : "", sizeof(all) - strlen(all) - 1);
        strncat(all, words[i], sizeof(all) - strlen(all) - 1);
    }
    snprintf(problem->text, sizeof(problem->text), "expected one of %s, found '%.100s'", all,
             text);
    return false;
}

bool value_switch(const char* const text, bool* const value, Problem* const problem)
{
    static const char* const words[] = {"off", "on", "false", "true", "no", "yes", NULL};
    unsigned place = 0;
    if (!value_choice(text, words, &place, problem)) {
        snprintf(problem->text, sizeof(problem->text), "expected on or off, found '%.100s'",
                 text);
        return false;
    }
    *value = place % 2;
    return true;
}
