// SPDX-License-Identifier: ISC
#include "network/burst.h"

static size_t bin(const uint64_t length)
{
    return (size_t)(length < DREDGE_BURST_BINS ? length : DREDGE_BURST_BINS) - 1;
}

void dredge_burst_add(DredgeBurst* const b, const bool lost)
{
    DredgeRuns* const runs = lost ? &b->bursts : &b->gaps;
    if (b->run && b->lost == lost) { // The run gets longer
        --runs->histogram[bin(b->run)];
        ++b->run;
    } else {
        ++runs->runs;
        b->run = 1;
        b->lost = lost;
    }
    ++runs->histogram[bin(b->run)];
    ++runs->packets;
    runs->longest = b->run > runs->longest ? b->run : runs->longest;
}

DredgeBurst dredge_burst_of_trace(const DredgeTrace* const trace)
{
    DredgeBurst burst = {.run = 0};
    for (size_t i = 0; i < dredge_trace_packets(trace); ++i) {
        dredge_burst_add(&burst, dredge_trace_lost(trace, i));
    }
    return burst;
}

double dredge_burst_loss(const DredgeBurst* const b)
{
    const uint64_t packets = b->bursts.packets + b->gaps.packets;
    return packets ? (double)b->bursts.packets / (double)packets : 0.0;
}

double dredge_burst_mean(const DredgeBurst* const b)
{
    return b->bursts.runs ? (double)b->bursts.packets / (double)b->bursts.runs : 0.0;
}

double dredge_burst_ratio(const DredgeBurst* const b)
{
    return dredge_burst_mean(b) * (1.0 - dredge_burst_loss(b));
}
