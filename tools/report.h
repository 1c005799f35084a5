// SPDX-License-Identifier: ISC
// What the tool tells the person at the terminal.
#ifndef DREDGE_REPORT_H
#define DREDGE_REPORT_H

#include <stdbool.h>

/// Print a message on stderr after the tool's name; always returns false.
bool complain(const char* format, ...) __attribute__((format(printf, 1, 2)));

#endif
