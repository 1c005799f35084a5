// SPDX-License-Identifier: ISC
#include "grid.h"

#include <assert.h>

void dredge_grid_reset(DredgeGrid* const g, const uint32_t length)
{
    g->length = length;
    g->begun = 0;
    g->heard = 0;
    g->open = false;
    g->at = 0;
}

DredgeSpan* dredge_grid_begin(DredgeGrid* const g, const int64_t start, const uint32_t from)
{
    assert(from < g->length && g->begun - g->heard < DREDGE_GRID_FRAMES);
    DredgeSpan* const span = &g->spans[g->begun++ % DREDGE_GRID_FRAMES];
    *span = (DredgeSpan){.start = start, .from = from, .to = g->length};
    g->open = true;
    g->at = from;
    return span;
}

DredgeSpan* dredge_grid_last(DredgeGrid* const g)
{
    assert(g->begun);
    return dredge_grid_span(g, g->begun - 1);
}

DredgeSpan* dredge_grid_span(DredgeGrid* const g, const uint64_t frame)
{
    return &g->spans[frame % DREDGE_GRID_FRAMES];
}

int64_t dredge_grid_captured(const DredgeGrid* const g)
{
    return (int64_t)(g->open ? (g->begun - 1) * g->length + g->at : g->begun * g->length);
}

uint32_t dredge_grid_hear(DredgeGrid* const g, const int64_t place, uint32_t* const left)
{
    const DredgeSpan* span = dredge_grid_span(g, g->heard);
    while (place >= span->start + span->to) {
        span = dredge_grid_span(g, ++g->heard);
        assert(g->heard < g->begun);
    }
    assert(place >= span->start + span->from);
    *left = (uint32_t)(span->start + span->to - place);
    return (uint32_t)(place - span->start);
}

int64_t dredge_grid_nominal(const DredgeGrid* const g, const int64_t place)
{
    uint64_t frame = g->heard;
    while (frame + 1 < g->begun) {
        const DredgeSpan* const span = &g->spans[frame % DREDGE_GRID_FRAMES];
        if (place < span->start + span->to) {
            break;
        }
        ++frame;
    }
    return (int64_t)(frame * g->length) + place - g->spans[frame % DREDGE_GRID_FRAMES].start;
}
