// SPDX-License-Identifier: ISC
// --verbose: what stands in a bug report besides the options.
#ifndef DREDGE_VERBOSE_H
#define DREDGE_VERBOSE_H

#include <argp.h>

/// A child parser with the option, for every command. Once it is met, versions and the kind of
/// machine are told.
extern const struct argp verbose_argp;

/// Tell something on stderr, after the tool's name, if the option was there.
void tell_more(const char* format, ...) __attribute__((format(printf, 1, 2)));

#endif
