// SPDX-License-Identifier: ISC
#include "trace/formats/parser.h"

#include "trace/nearest.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 4096 };

static void append(char* const text, const size_t size, const char* const format, va_list args)
{
    const size_t used = strlen(text);
    if (used < size) {
        vsnprintf(text + used, size - used, format, args);
    }
}

bool dredge_parser_fail(DredgeParser* const p, const char* const format, ...)
{
    va_list args;
    va_start(args, format);
    snprintf(p->error, p->error_size, "%s: ", p->name);
    append(p->error, p->error_size, format, args);
    va_end(args);
    return false;
}

bool dredge_parser_fail_line(DredgeParser* const p, const size_t line, const char* const format,
                             ...)
{
    va_list args;
    va_start(args, format);
    snprintf(p->error, p->error_size, "%s:%zu: ", p->name, line);
    append(p->error, p->error_size, format, args);
    va_end(args);
    return false;
}

bool dredge_parser_fail_byte(DredgeParser* const p, const size_t offset,
                             const char* const format, ...)
{
    va_list args;
    va_start(args, format);
    snprintf(p->error, p->error_size, "%s: byte %zu: ", p->name, offset);
    append(p->error, p->error_size, format, args);
    va_end(args);
    return false;
}

static void add_sentence(char* const text, const size_t size, const char* const format,
                         va_list args)
{
    if (*text) {
        strncat(text, "; ", size - strlen(text) - 1);
    }
    append(text, size, format, args);
}

void dredge_parser_note(DredgeParser* const p, const char* const format, ...)
{
    va_list args;
    va_start(args, format);
    add_sentence(p->report->note, sizeof(p->report->note), format, args);
    va_end(args);
}

void dredge_parser_warn(DredgeParser* const p, const char* const format, ...)
{
    va_list args;
    va_start(args, format);
    add_sentence(p->report->warning, sizeof(p->report->warning), format, args);
    va_end(args);
}

static bool grow(DredgeParser* const p)
{
    const size_t room = p->room ? p->room * 2 : FIRST_ROOM;
    uint8_t* const lost = realloc(p->lost, room);
    if (!lost) {
        return false;
    }
    p->lost = lost;
    if (p->timed) {
        double* const time = realloc(p->time, room * sizeof(double));
        if (!time) {
            return false;
        }
        p->time = time;
    }
    p->room = room;
    return true;
}

bool dredge_parser_add(DredgeParser* const p, const bool lost, const double time)
{
    if (p->packets == DREDGE_TRACE_MAX) {
        return dredge_parser_fail(p, "more than %d packets; expected a shorter trace",
                                  DREDGE_TRACE_MAX);
    }
    if (p->packets == p->room && !grow(p)) {
        return dredge_parser_fail(p, "%s", dredge_status_text(DREDGE_NO_MEMORY));
    }
    p->lost[p->packets] = lost;
    if (p->timed) {
        p->time[p->packets] = time;
    }
    ++p->packets;
    return true;
}

typedef struct {
    double index;
    double time;
    size_t count;
} Mean;

static void mean_add(Mean* const mean, const size_t index, const double time)
{
    ++mean->count;
    mean->index += ((double)index - mean->index) / (double)mean->count;
    mean->time += (time - mean->time) / (double)mean->count;
}

// Time per packet, between the middle of the first quarter and that of the last: jitter at the
// ends matters less that way.
static double mean_interval(const DredgeParser* const p)
{
    size_t received = 0;
    for (size_t i = 0; i < p->packets; ++i) {
        received += !p->lost[i];
    }
    if (received < 2) {
        return 0.0;
    }
    const size_t quarter = received < 8 ? 1 : received / 4;
    Mean first = {.count = 0};
    Mean last = {.count = 0};
    size_t seen = 0;
    for (size_t i = 0; i < p->packets; ++i) {
        if (!p->lost[i]) {
            if (seen < quarter) {
                mean_add(&first, i, p->time[i]);
            }
            if (seen >= received - quarter) {
                mean_add(&last, i, p->time[i]);
            }
            ++seen;
        }
    }
    return (last.time - first.time) / (last.index - first.index);
}

static double usual(const double interval)
{
    static const double durations[] = {2.5, 5, 10, 20, 30, 40, 60, 80, 100, 120};
    return dredge_nearest(durations, sizeof(durations) / sizeof(durations[0]), interval,
                          interval);
}

void dredge_parser_settle_interval(DredgeParser* const p, const double mean)
{
    p->interval = p->options->interval;
    if (!(p->interval > 0.0)) {
        p->interval = usual(mean);
        if (!(p->interval > 0.0 && p->interval <= DREDGE_TRACE_INTERVAL_MAX)) {
            p->interval = 20.0;
            dredge_parser_note(p, "interval unknown, taken as 20 ms");
        } else {
            dredge_parser_note(p, "interval %g ms by the arrivals", p->interval);
        }
    }
}

void dredge_parser_regulate(DredgeParser* const p)
{
    dredge_parser_settle_interval(p, mean_interval(p));
    for (size_t i = 0; i < p->packets; ++i) {
        p->time[i] -= (double)i * p->interval;
    }
}

DredgeTrace* dredge_parser_finish(DredgeParser* const p)
{
    const double interval = p->options->interval > 0.0 ? p->options->interval : p->interval;
    DredgeTrace* const trace =
        dredge_trace_new_delays(p->lost, p->timed ? p->time : NULL, p->packets, interval);
    if (!trace) {
        dredge_parser_fail(p, "%s", dredge_status_text(DREDGE_NO_MEMORY));
    }
    return trace;
}

void dredge_parser_free(DredgeParser* const p)
{
    free(p->lost);
    free(p->time);
    p->lost = NULL;
    p->time = NULL;
}
