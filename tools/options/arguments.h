// SPDX-License-Identifier: ISC
// Values of options; what makes no sense ends the program with its usage (argp_error()).
#ifndef DREDGE_ARGUMENTS_H
#define DREDGE_ARGUMENTS_H

#include <argp.h>

/// Parse a command line. What makes no sense ends the program with the usage and EXIT_USAGE.
void arguments_parse(const struct argp* argp, int argc, char** argv, void* input);

/// A number from low to high.
double argument_number(const struct argp_state* state, const char* name, const char* text,
                       double low, double high);

/// A whole number from low to high.
int argument_whole(const struct argp_state* state, const char* name, const char* text, int low,
                   int high);

/// For a parser of a command that takes two files: what ARGP_KEY_ARG and ARGP_KEY_END mean to
/// it. `names` are those in its usage.
error_t argument_two_files(const struct argp_state* state, int key, const char* text,
                           const char* names, const char** in, const char** out);

/// The place of a word in a list that ends with NULL.
int argument_choice(const struct argp_state* state, const char* name, const char* text,
                    const char* const* words);

/// The samples of a file: libsndfile's subformat for s16, s24 or float.
int argument_samples(const struct argp_state* state, const char* name, const char* text);

#endif
