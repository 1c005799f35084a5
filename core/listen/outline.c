// SPDX-License-Identifier: ISC
#include "listen/outline.h"

#include <math.h>
#include <string.h>

void dredge_outline_reset(DredgeOutline* const o, const int64_t at)
{
    memset(o, 0, sizeof(*o));
    o->now.at = at;
}

void dredge_outline_move(DredgeOutline* const o, const int64_t at)
{
    memset(o->low, 0, sizeof(o->low));
    memset(o->high, 0, sizeof(o->high));
    o->done = 0;
    o->now.at = at;
}

static int8_t level_of(const float sample)
{
    return (int8_t)lrintf(127.0f * fminf(fmaxf(sample, -1.0f), 1.0f));
}

static void end_cell(DredgeOutline* const o)
{
    const uint32_t cell = o->done / DREDGE_PEAKS_CELL - 1;
    for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
        o->now.low[i][cell] = level_of(o->low[i]);
        o->now.high[i][cell] = level_of(o->high[i]);
        o->low[i] = 0.0f;
        o->high[i] = 0.0f;
    }
    if (o->done == DREDGE_PEAKS_SPAN) {
        if (o->written - o->taken < DREDGE_PEAKS_WAITING) {
            o->waiting[o->written++ % DREDGE_PEAKS_WAITING] = o->now;
        }
        o->now.at += DREDGE_PEAKS_SPAN;
        o->done = 0;
    }
}

void dredge_outline_add(DredgeOutline* const o, const float* const signals[DREDGE_HEARD],
                        const uint32_t count, const unsigned channels)
{
    for (uint32_t at = 0; at < count;) {
        const uint32_t room = DREDGE_PEAKS_CELL - o->done % DREDGE_PEAKS_CELL;
        const uint32_t length = count - at < room ? count - at : room;
        for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
            for (uint32_t k = at * channels; k < (at + length) * channels; ++k) {
                const float x = signals[i][k];
                o->low[i] = x < o->low[i] ? x : o->low[i];
                o->high[i] = x > o->high[i] ? x : o->high[i];
            }
        }
        at += length;
        o->done += length;
        if (length == room) {
            end_cell(o);
        }
    }
}

bool dredge_outline_take(DredgeOutline* const o, DredgePeaks* const peaks)
{
    const bool waits = o->taken != o->written;
    if (waits) {
        *peaks = o->waiting[o->taken++ % DREDGE_PEAKS_WAITING];
    }
    return waits;
}
