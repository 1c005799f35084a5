// SPDX-License-Identifier: ISC
#include "network/path.h"

#include "packet.h"

#include <math.h>

static const double ms = DREDGE_RATE / 1000.0;

double dredge_path_capacity(const DredgeBottleneck* const bottleneck, const unsigned frame)
{
    const double headers = bottleneck->overhead * 8.0 / frame;
    return bottleneck->capacity > 0.0 ? fmax(bottleneck->capacity, headers) : 0.0;
}

DredgeJourneysEnd dredge_path_carry(DredgePath* const path, const DredgeJourney* const journey,
                                    const uint32_t bytes, const unsigned frame)
{
    const DredgeBottleneck* const b = &journey->bottleneck;
    const DredgeFate* const fate = &journey->fate;
    const double sent = (double)journey->sent;
    const double capacity = dredge_path_capacity(b, (unsigned)(frame / ms));
    const double start = capacity > 0.0 ? fmax(path->busy_until, sent) : sent;
    const bool dropped = start - sent > b->queue * ms;
    if (!dropped) {
        const double bits = (bytes + b->overhead) * 8.0;
        path->busy_until = start + (capacity > 0.0 ? bits / capacity * ms : 0.0);
    }
    const double delay =
        fate->duplicated ? fmin(fate->delay_ms, fate->copy_delay_ms) : fate->delay_ms;
    return (DredgeJourneysEnd){.lost = dropped || fate->lost,
                               .dropped = dropped,
                               .arrival = (int64_t)floor(path->busy_until + delay * ms + 0.5)};
}
