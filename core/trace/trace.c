// SPDX-License-Identifier: ISC
#include "trace/trace.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct DredgeTrace {
    size_t packets;
    float interval;
    float* delay; // NULL: none
    uint8_t lost[];
};

DredgeTrace* dredge_trace_new(const uint8_t* const lost, const size_t packets)
{
    return dredge_trace_new_delays(lost, NULL, packets, 0.0);
}

static bool counts(const uint8_t lost, const double delay)
{
    return !lost && isfinite(delay);
}

static double smallest(const uint8_t* const lost, const double* const delay,
                       const size_t packets)
{
    double least = INFINITY;
    for (size_t i = 0; i < packets; ++i) {
        if (counts(lost[i], delay[i]) && delay[i] < least) {
            least = delay[i];
        }
    }
    return least;
}

DredgeTrace* dredge_trace_new_delays(const uint8_t* const lost, const double* const delay_ms,
                                     const size_t packets, const double interval_ms)
{
    DredgeTrace* const trace = packets ? malloc(sizeof(DredgeTrace) + packets) : NULL;
    if (!trace) {
        return NULL;
    }
    *trace = (DredgeTrace){.packets = packets};
    if (interval_ms > 0.0 && interval_ms <= DREDGE_TRACE_INTERVAL_MAX) {
        trace->interval = (float)interval_ms;
    }
    memcpy(trace->lost, lost, packets);
    if (delay_ms) {
        trace->delay = malloc(packets * sizeof(float));
        if (!trace->delay) {
            dredge_trace_free(trace);
            return NULL;
        }
        const double least = smallest(lost, delay_ms, packets);
        for (size_t i = 0; i < packets; ++i) {
            const double delay = counts(lost[i], delay_ms[i]) ? delay_ms[i] - least : 0.0;
            trace->delay[i] =
                (float)(delay < DREDGE_TRACE_DELAY_MAX ? delay : DREDGE_TRACE_DELAY_MAX);
        }
    }
    return trace;
}

void dredge_trace_free(DredgeTrace* const trace)
{
    if (trace) {
        free(trace->delay);
        free(trace);
    }
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

bool dredge_trace_has_delay(const DredgeTrace* const trace)
{
    return trace->delay;
}

float dredge_trace_delay(const DredgeTrace* const trace, const size_t index)
{
    assert(index < trace->packets);
    return trace->delay ? trace->delay[index] : 0.0f;
}

float dredge_trace_interval(const DredgeTrace* const trace)
{
    return trace->interval;
}
