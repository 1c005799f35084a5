// SPDX-License-Identifier: ISC
// Memory for a short-lived command, that ends the program where there is none. Any thread.
#ifndef DREDGE_NEED_H
#define DREDGE_NEED_H

#include <stddef.h>
#include <stdio.h>

/// Say that there is not enough memory, and end the program.
_Noreturn void need_failed(void);

/// calloc() that does not fail.
void* need_memory(size_t count, size_t size);

/// realloc() that does not fail.
void* need_grown(void* memory, size_t size);

/// strdup() that does not fail.
char* need_copy(const char* text);

/// Formatted text, to be freed.
char* need_text(const char* format, ...) __attribute__((format(printf, 1, 2)));

/// malloc() that does not fail, for libraries that ask for such a function.
void* need_block(size_t size);

/// open_memstream() that does not fail, nor does what is written to it: `text` and `size` are
/// good once it is closed.
FILE* need_stream(char** text, size_t* size);

#endif
