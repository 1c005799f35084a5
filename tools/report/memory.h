// SPDX-License-Identifier: ISC
// Memory for a short-lived command, that ends the program where there is none.
#ifndef DREDGE_MEMORY_H
#define DREDGE_MEMORY_H

#include <stddef.h>

/// calloc() that does not fail.
void* need_memory(size_t count, size_t size);

/// Formatted text, to be freed.
char* need_text(const char* format, ...) __attribute__((format(printf, 1, 2)));

#endif
