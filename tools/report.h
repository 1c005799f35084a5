// SPDX-License-Identifier: ISC
// What the tool tells the person at the terminal.
#ifndef DREDGE_REPORT_H
#define DREDGE_REPORT_H

#include <stdbool.h>
#include <stddef.h>

/// Print a message on stderr after the tool's name; always returns false.
bool complain(const char* format, ...) __attribute__((format(printf, 1, 2)));

/**
   Let what this thread complains about go into `text` instead, without the tool's name; one
   complaint after the other, "; " between them. NULL: back to stderr.
*/
void complaints_to(char* text, size_t size);

#endif
