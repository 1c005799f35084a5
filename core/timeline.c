// SPDX-License-Identifier: ISC
#include "timeline.h"

#include <math.h>

#define FASTEST   1000.0
#define FARTHEST  9e15 // Where doubles still tell one sample from the next
#define TOLERANCE 0.25

void dredge_timeline_set(DredgeTimeline* const t, const uint64_t at, const double position,
                         const double speed)
{
    const bool usable = fabs(position) < FARTHEST && fabs(speed) <= FASTEST; // No NaN is
    t->position = usable ? position : 0.0;
    t->speed = usable ? speed : 0.0;
    t->at = at;
}

void dredge_timeline_restart(DredgeTimeline* const t, const uint64_t now, const uint64_t at)
{
    t->position += t->speed * (double)(now - t->at);
    t->at = at;
    t->following = false;
}

uint64_t dredge_timeline_index(DredgeTimeline* const t, const uint64_t frame,
                               const unsigned length)
{
    if (t->speed == 0.0) {
        t->following = false;
        return frame;
    }
    const double start = (double)frame * length - (double)t->at;
    const double place = (t->position + t->speed * start) / length;
    const double expected = t->place + t->speed;
    const bool steady = t->following && fabs(place - expected) < TOLERANCE;
    t->place = steady ? expected : place;
    t->following = true;
    return (uint64_t)(int64_t)floor(t->place + 0.5);
}
