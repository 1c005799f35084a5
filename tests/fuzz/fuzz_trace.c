// SPDX-License-Identifier: ISC
// All readers of traces over any bytes, by libFuzzer; what they read must survive writing.
#include "input.h"

#include "trace/trace_format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUND_TRIP_MAX = 20000 }; // Packets

static DredgeTrace* parse(const uint8_t* const bytes, const size_t size,
                          const DredgeTraceFormat format)
{
    char error[160] = "";
    DredgeTraceReport report;
    const DredgeTraceOptions options = {.format = format};
    DredgeTrace* const trace =
        dredge_trace_parse("input", bytes, size, &options, &report, error, sizeof(error));
    // Either a trace, or a reason.
    if (!trace == !*error || !memchr(report.note, 0, sizeof(report.note)) ||
        !memchr(report.warning, 0, sizeof(report.warning))) {
        abort();
    }
    return trace;
}

static void check(const DredgeTrace* const trace)
{
    bool received = false;
    float least = INFINITY;
    for (size_t i = 0; i < dredge_trace_packets(trace); ++i) {
        const float delay = dredge_trace_delay(trace, i);
        if (!(delay >= 0.0f && delay <= DREDGE_TRACE_DELAY_MAX)) {
            abort();
        }
        if (!dredge_trace_lost(trace, i)) {
            received = true;
            least = fminf(least, delay);
        }
    }
    if (received && least != 0.0f) {
        abort();
    }
}

static void round_trip(const DredgeTrace* const trace, const DredgeTraceFormat format)
{
    char lost[128];
    char* bytes = NULL;
    size_t size = 0;
    FILE* const file = open_memstream(&bytes, &size);
    const bool written = dredge_trace_write(trace, format, 0.0, file);
    fclose(file);
    if (written && dredge_trace_fits(trace, format, 0.0, lost, sizeof(lost))) {
        DredgeTrace* const again = parse((const uint8_t*)bytes, size, format);
        if (!again || dredge_trace_packets(again) != dredge_trace_packets(trace)) {
            abort();
        }
        for (size_t i = 0; i < dredge_trace_packets(trace); ++i) {
            if (dredge_trace_lost(again, i) != dredge_trace_lost(trace, i)) {
                abort();
            }
        }
        check(again);
        dredge_trace_free(again);
    }
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t* const bytes, const size_t size)
{
    const DredgeTraceFormat recognised = dredge_trace_recognise(bytes, size);
    for (int i = DREDGE_TRACE_AUTO + 1; i < DREDGE_TRACE_FORMATS; ++i) {
        DredgeTrace* const trace = parse(bytes, size, (DredgeTraceFormat)i);
        if (trace) {
            check(trace);
            if (i == (int)recognised && dredge_trace_packets(trace) <= ROUND_TRIP_MAX) {
                for (int to = DREDGE_TRACE_AUTO + 1; to < DREDGE_TRACE_FORMATS; ++to) {
                    round_trip(trace, (DredgeTraceFormat)to);
                }
            }
            dredge_trace_free(trace);
        }
    }
    dredge_trace_free(parse(bytes, size, DREDGE_TRACE_AUTO));
    return 0;
}
