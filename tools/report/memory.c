// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // vasprintf()
#include "report/memory.h"

#include "command.h"
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void no_memory(void)
{
    complain("not enough memory");
    exit(EXIT_FAILED);
}

void* need_memory(const size_t count, const size_t size)
{
    void* const memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory) {
        no_memory();
    }
    return memory;
}

char* need_text(const char* const format, ...)
{
    char* text = NULL;
    va_list args;
    va_start(args, format);
    const int length = vasprintf(&text, format, args);
    va_end(args);
    if (length < 0) {
        no_memory();
    }
    return text;
}
