// SPDX-License-Identifier: ISC
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static _Thread_local char* sink;
static _Thread_local size_t sink_size;

void complaints_to(char* const text, const size_t size)
{
    sink = text;
    sink_size = size;
    if (text) {
        text[0] = '\0';
    }
}

bool complain(const char* const format, ...)
{
    va_list args;
    va_start(args, format);
    if (sink) {
        const size_t used = strlen(sink);
        const int gap = snprintf(sink + used, sink_size - used, used ? "; " : "");
        if (used + (size_t)gap < sink_size) {
            vsnprintf(sink + used + gap, sink_size - used - (size_t)gap, format, args);
        }
    } else {
        fputs("dredge: ", stderr);
        vfprintf(stderr, format, args);
        fputc('\n', stderr);
    }
    va_end(args);
    return false;
}
