// SPDX-License-Identifier: ISC
#include "audio/edge.h"

#include "audio/resampler.h"
#include "memory.h"
#include "packet.h"

#include <assert.h>
#include <string.h>

enum { NEEDS = 2 }; // More than the exact ratio, to make sure of the last sample

struct DredgeEdge {
    unsigned channels;
    uint32_t rate;
    DredgeResampler* to_core;
    DredgeResampler* to_host;
    uint64_t asked;       ///< Samples at 48 kHz
    uint64_t made;        ///< Samples at the host's rate
    uint32_t ahead_count; ///< Samples not yet used by to_host
    float ahead[DREDGE_EDGE_ROOM * DREDGE_CHANNELS_MAX];
};

DredgeEdge* dredge_edge_new(const unsigned channels, const uint32_t rate)
{
    DredgeEdge* const e = dredge_memory_new(sizeof(DredgeEdge));
    if (!e) {
        return NULL;
    }
    e->channels = channels;
    e->rate = rate;
    e->to_core = dredge_resampler_new(channels, rate, DREDGE_RATE);
    e->to_host = dredge_resampler_new(channels, DREDGE_RATE, rate);
    if (!e->to_core || !e->to_host) {
        dredge_edge_free(e);
        return NULL;
    }
    return e;
}

void dredge_edge_free(DredgeEdge* const e)
{
    if (e) {
        dredge_resampler_free(e->to_core);
        dredge_resampler_free(e->to_host);
        dredge_memory_free(e);
    }
}

void dredge_edge_reset(DredgeEdge* const e)
{
    dredge_resampler_reset(e->to_core);
    dredge_resampler_reset(e->to_host);
    e->asked = 0;
    e->made = 0;
    e->ahead_count = 0;
}

uint32_t dredge_edge_chunk(const DredgeEdge* const e)
{
    return (uint32_t)((uint64_t)DREDGE_EDGE_CHUNK * e->rate / DREDGE_RATE);
}

uint32_t dredge_edge_latency(const DredgeEdge* const e, const double core)
{
    const double all = core + dredge_resampler_latency(e->to_host);
    const double host = all * e->rate / DREDGE_RATE + dredge_resampler_latency(e->to_core);
    return (uint32_t)(host + 0.5);
}

uint32_t dredge_edge_enter(DredgeEdge* const e, const float* const sound, const uint32_t count,
                           float* const core)
{
    uint32_t used = count;
    uint32_t made = DREDGE_EDGE_ROOM;
    dredge_resampler_process(e->to_core, sound, &used, core, &made);
    assert(used == count);
    return made;
}

uint32_t dredge_edge_wants(DredgeEdge* const e, const uint32_t count, float** const room)
{
    const uint64_t spare = e->rate == DREDGE_RATE ? 0 : NEEDS;
    e->made += count;
    const uint64_t until = e->made * DREDGE_RATE / e->rate + spare;
    const uint32_t more = (uint32_t)(until - e->asked);
    *room = e->ahead + (size_t)e->ahead_count * e->channels;
    e->asked = until;
    e->ahead_count += more;
    return more;
}

void dredge_edge_leave(DredgeEdge* const e, float* const sound, const uint32_t count)
{
    uint32_t used = e->ahead_count;
    uint32_t made = count;
    dredge_resampler_process(e->to_host, e->ahead, &used, sound, &made);
    assert(made == count);
    e->ahead_count -= used;
    memmove(e->ahead, e->ahead + (size_t)used * e->channels,
            (size_t)e->ahead_count * e->channels * sizeof(float));
}
