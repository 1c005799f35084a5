// SPDX-License-Identifier: ISC
#include "network/path.h"

#include <math.h>

static const double ms = DREDGE_RATE / 1000.0;

double dredge_path_capacity(const DredgeBottleneck* const bottleneck, const unsigned frame)
{
    const double headers = bottleneck->overhead * 8.0 / (frame / ms);
    return bottleneck->capacity > 0.0 ? fmax(bottleneck->capacity, headers) : 0.0;
}

// Let what waits pass at another capacity, and drop what a shorter queue has no room for.
static void settle(DredgePath* const path, const double sent, const double capacity,
                   const double queue)
{
    double waits = path->busy_until - sent;
    if (waits > 0.0 && (capacity != path->capacity || queue < path->queue)) {
        waits = capacity > 0.0 ? waits * (path->capacity / capacity) : 0.0;
        waits = queue < path->queue ? fmin(waits, queue) : waits;
        path->busy_until = sent + fmin(waits, DREDGE_PATH_LONGEST);
    }
    path->capacity = capacity;
    path->queue = queue;
}

DredgeJourneysEnd dredge_path_carry(DredgePath* const path, const DredgeJourney* const journey,
                                    const uint32_t bytes, const unsigned frame)
{
    const DredgeBottleneck* const b = &journey->bottleneck;
    const DredgeFate* const fate = &journey->fate;
    const double sent = (double)journey->sent;
    const double capacity = dredge_path_capacity(b, frame);
    settle(path, sent, capacity, b->queue * ms);
    const double start = fmax(path->busy_until, sent);
    const bool dropped = start - sent > b->queue * ms;
    if (!dropped) {
        const double bits = (bytes + b->overhead) * 8.0;
        const double takes = capacity > 0.0 ? bits / capacity * ms : 0.0;
        path->busy_until = start + fmin(takes, DREDGE_PATH_LONGEST);
    }
    const double delay =
        fate->duplicated ? fmin(fate->delay_ms, fate->copy_delay_ms) : fate->delay_ms;
    const double arrival = fmin(path->busy_until + delay * ms, sent + DREDGE_PATH_LONGEST);
    return (DredgeJourneysEnd){.lost = dropped || fate->lost,
                               .dropped = dropped,
                               .arrival = (int64_t)floor(arrival + 0.5)};
}
