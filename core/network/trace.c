// SPDX-License-Identifier: ISC
#include "network/trace.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct DredgeTrace {
    size_t packets;
    uint8_t lost[];
};

enum { TOKEN_MAX = 64 };

typedef struct {
    const char* path;
    char* error;
    size_t error_size;
    size_t line;
    uint8_t* lost;
    size_t packets;
    size_t room;
} Reader;

static bool fail(Reader* const r, const char* const format, ...)
{
    const int used = r->line ? snprintf(r->error, r->error_size, "%s:%zu: ", r->path, r->line)
                             : snprintf(r->error, r->error_size, "%s: ", r->path);
    if (used >= 0 && (size_t)used < r->error_size) {
        va_list args;
        va_start(args, format);
        vsnprintf(r->error + used, r->error_size - (size_t)used, format, args);
        va_end(args);
    }
    return false;
}

static bool add(Reader* const r, const bool lost)
{
    if (r->packets == DREDGE_TRACE_MAX) {
        return fail(r, "more than %d packets; expected a shorter trace", DREDGE_TRACE_MAX);
    }
    if (r->packets == r->room) {
        const size_t room = r->room ? r->room * 2 : 4096;
        uint8_t* const grown = realloc(r->lost, room);
        if (!grown) {
            return fail(r, "%s", dredge_status_text(DREDGE_NO_MEMORY));
        }
        r->lost = grown;
        r->room = room;
    }
    r->lost[r->packets++] = lost;
    return true;
}

static bool add_token(Reader* const r, const char* const token, const size_t length)
{
    if (strspn(token, "01") == length) {
        for (size_t i = 0; i < length; ++i) {
            if (!add(r, token[i] == '1')) {
                return false;
            }
        }
        return true;
    }
    char* end = NULL;
    const double value = strtod(token, &end);
    if (end == token + length && (value == 0.0 || value == 1.0)) {
        return add(r, value == 1.0);
    }
    return fail(r, "expected 0 (received) or 1 (lost) for each packet, found '%s'", token);
}

static bool read_all(Reader* const r, FILE* const file)
{
    char token[TOKEN_MAX + 1];
    size_t length = 0;
    bool comment = false;
    r->line = 1;
    for (int c = 0; c != EOF;) {
        c = getc(file);
        if (c == '#') {
            comment = true;
        }
        const bool apart = c == EOF || comment || isspace(c);
        if (!apart && (c < ' ' || c > '~')) {
            return fail(r, "byte 0x%02x is not text; expected 0 or 1 for each packet",
                        (unsigned)c);
        }
        if (!apart) {
            token[length++] = (char)c;
        }
        // A long string of digits is taken in pieces; nothing else is that long.
        if (length && (apart || length == TOKEN_MAX)) {
            token[length] = '\0';
            if (!add_token(r, token, length)) {
                return false;
            }
            length = 0;
        }
        if (c == '\n') {
            comment = false;
            ++r->line;
        }
    }
    r->line = 0;
    if (ferror(file)) {
        return fail(r, "%s", strerror(errno));
    }
    return r->packets ? true : fail(r, "holds no packets; expected 0 or 1 for each packet");
}

DredgeTrace* dredge_trace_read(const char* const path, char* const error,
                               const size_t error_size)
{
    Reader r = {.path = path, .error = error, .error_size = error_size};
    FILE* const file = fopen(path, "rb");
    if (!file) {
        fail(&r, "%s; expected a loss trace", strerror(errno));
        return NULL;
    }
    DredgeTrace* trace = NULL;
    if (read_all(&r, file)) {
        trace = dredge_trace_new(r.lost, r.packets);
        if (!trace) {
            fail(&r, "%s", dredge_status_text(DREDGE_NO_MEMORY));
        }
    }
    free(r.lost);
    fclose(file);
    return trace;
}

DredgeTrace* dredge_trace_new(const uint8_t* const lost, const size_t packets)
{
    DredgeTrace* const trace = packets ? malloc(sizeof(DredgeTrace) + packets) : NULL;
    if (trace) {
        trace->packets = packets;
        memcpy(trace->lost, lost, packets);
    }
    return trace;
}

void dredge_trace_free(DredgeTrace* const trace)
{
    free(trace);
}

size_t dredge_trace_packets(const DredgeTrace* const trace)
{
    return trace->packets;
}

bool dredge_trace_lost(const DredgeTrace* const trace, const size_t index)
{
    assert(index < trace->packets);
    return trace->lost[index];
}
