// SPDX-License-Identifier: ISC
// Values as people write them, in options and in plans.
#ifndef DREDGE_VALUE_H
#define DREDGE_VALUE_H

#include <stdbool.h>
#include <stddef.h>

/// What was wrong with a value: "expected ..., found '...'".
typedef struct {
    char text[384];
} Problem;

/// A number from low to high; returns false and fills `problem` if it is none, as all of these.
bool value_number(const char* text, double low, double high, double* value, Problem* problem);

/// A whole number from low to high.
bool value_whole(const char* text, double low, double high, double* value, Problem* problem);

/// The place of a word in a list that ends with NULL.
bool value_choice(const char* text, const char* const* words, unsigned* value,
                  Problem* problem);

/// on or off; true, false, yes and no are the same.
bool value_switch(const char* text, bool* value, Problem* problem);

#endif
