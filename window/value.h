// SPDX-License-Identifier: ISC
// A parameter's value for a person: on a dial, in words, and typed.
#ifndef DREDGE_WINDOW_VALUE_H
#define DREDGE_WINDOW_VALUE_H

#include "parameters/parameters.h"

#include <stdbool.h>
#include <stddef.h>

/// Where a value stands on its dial, 0..1, and which value stands there.
double value_share(const DredgeParameter* parameter, float value);
float value_at(const DredgeParameter* parameter, int lane, double share);

/// The next value by so many clicks of a wheel; fine ones are a tenth.
float value_step(const DredgeParameter* parameter, int lane, float value, double clicks,
                 bool fine);

/// Write it with its unit, or its name.
void value_words(const DredgeParameter* parameter, float value, char* words, size_t room);

/// Read what was typed: a number, with or without its unit, or the beginning of a name. False
/// if it is neither; then `value` stays.
bool value_read(const DredgeParameter* parameter, int lane, const char* words, float* value);

/// The unit as people write it, "" for none.
const char* value_unit(const char* unit);

#endif
