// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // fopencookie(), program_invocation_short_name, vasprintf()
#include "need.h"

#include "command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void need_failed(void)
{
    fprintf(stderr, "%s: not enough memory\n", program_invocation_short_name);
    exit(EXIT_FAILED);
}

void* need_memory(const size_t count, const size_t size)
{
    void* const memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory) {
        need_failed();
    }
    return memory;
}

void* need_block(const size_t size)
{
    return need_grown(NULL, size);
}

void* need_grown(void* const memory, const size_t size)
{
    void* const grown = realloc(memory, size ? size : 1);
    if (!grown) {
        need_failed();
    }
    return grown;
}

char* need_copy(const char* const text)
{
    char* const copied = strdup(text);
    if (!copied) {
        need_failed();
    }
    return copied;
}

char* need_text(const char* const format, ...)
{
    char* text = NULL;
    va_list args;
    va_start(args, format);
    const int length = vasprintf(&text, format, args);
    va_end(args);
    if (length < 0) {
        need_failed();
    }
    return text;
}

typedef struct {
    char** text;
    size_t* size;
} Sink;

static ssize_t take(void* const context, const char* const bytes, const size_t count)
{
    const Sink* const s = context;
    *s->text = need_grown(*s->text, *s->size + count + 1);
    memcpy(*s->text + *s->size, bytes, count);
    *s->size += count;
    (*s->text)[*s->size] = '\0';
    return (ssize_t)count;
}

static int end(void* const context)
{
    free(context);
    return 0;
}

FILE* need_stream(char** const text, size_t* const size)
{
    Sink* const s = need_memory(1, sizeof(Sink));
    *s = (Sink){text, size};
    *text = need_copy("");
    *size = 0;
    FILE* const stream =
        fopencookie(s, "w", (cookie_io_functions_t){.write = take, .close = end});
    if (!stream) {
        need_failed();
    }
    return stream;
}
