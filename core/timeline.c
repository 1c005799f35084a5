// SPDX-License-Identifier: ISC
#include "timeline.h"

#include <math.h>

#define FASTEST   1000.0
#define FARTHEST  9e15 // Where doubles still tell one sample from the next
#define TOLERANCE 0.25
#define ROUNDED   24.0 // Samples: 0.5 ms
#define MOVED     8.0  // Samples that tell a song that moves from one that stands still

// Where the song stands when so many samples have been captured.
static double position_at(const DredgeTimeline* const t, const double captured)
{
    return t->position + t->speed * (captured - (double)t->at);
}

void dredge_timeline_set(DredgeTimeline* const t, const uint64_t at, const double position,
                         const double speed)
{
    const bool usable = fabs(position) < FARTHEST && fabs(speed) <= FASTEST; // No NaN is
    const double now = usable ? position : 0.0;
    const double passed = (double)(at - t->at);
    const bool moves = passed >= MOVED && fabs(now - t->position - passed) < MOVED / 4.0;
    const double pace = !usable ? 0.0 : speed == 0.0 && moves ? 1.0 : speed;
    const bool starts = pace != t->speed && (pace == 1.0 || t->speed == 0.0);
    const bool goes_on = pace != t->speed || fabs(position_at(t, (double)at) - now) <= ROUNDED;
    t->jumped = pace != 0.0 && (t->jumped || starts || !goes_on);
    t->position = now;
    t->speed = pace;
    t->at = at;
}

void dredge_timeline_restart(DredgeTimeline* const t, const uint64_t now, const uint64_t at)
{
    t->position += t->speed * (double)(now - t->at);
    t->at = at;
    t->following = false;
}

bool dredge_timeline_heed(DredgeTimeline* const t)
{
    const bool jumped = t->jumped;
    t->jumped = false;
    t->following = t->following && !jumped;
    return jumped;
}

bool dredge_timeline_plays(const DredgeTimeline* const t)
{
    return t->speed != 0.0;
}

uint32_t dredge_timeline_into(const DredgeTimeline* const t, const uint64_t at,
                              const uint32_t length)
{
    if (t->speed != 1.0) {
        return 0;
    }
    const double position = floor(position_at(t, (double)at) + 0.5);
    return (uint32_t)(position - floor(position / length) * length);
}

uint64_t dredge_timeline_index(DredgeTimeline* const t, const uint64_t frame,
                               const int64_t start, const uint32_t length)
{
    if (t->speed == 0.0) {
        t->following = false;
        return frame;
    }
    const double place = position_at(t, (double)start) / length;
    const double expected = t->place + t->speed;
    const bool steady = t->following && fabs(place - expected) < TOLERANCE;
    t->place = steady ? expected : place;
    t->following = true;
    return (uint64_t)(int64_t)floor(t->place + 0.5);
}
