// SPDX-License-Identifier: ISC
#include "meters.h"

#include <stddef.h>
#include <string.h>

enum {
    MS = DREDGE_RATE / 1000,
    DEPTH_MS = 1000,
};

void dredge_meters_reset(DredgeMeters* const m)
{
    memset(m, 0, sizeof(*m));
}

static const DredgeRecord* at(const DredgeMeters* const m, const uint64_t index)
{
    return &m->records[index % DREDGE_METERS_FRAMES];
}

static double deepest(const DredgeMeters* const m)
{
    double depth = 0.0;
    unsigned samples = 0;
    for (uint64_t i = m->next; i > m->oldest && samples < DEPTH_MS * MS; --i) {
        const DredgeRecord* const record = at(m, i - 1);
        const double here = dredge_record_depth(record);
        depth = here > depth ? here : depth;
        samples += record->length;
    }
    return depth;
}

void dredge_meters_add(DredgeMeters* const m, const DredgeRecord* const record)
{
    while (m->oldest < m->next &&
           (m->next - m->oldest == DREDGE_METERS_FRAMES ||
            m->window.samples + record->length > DREDGE_METERS_MS * MS)) {
        dredge_tally_remove(&m->window, at(m, m->oldest++));
    }
    m->records[m->next++ % DREDGE_METERS_FRAMES] = *record;
    dredge_tally_add(&m->window, record);
    dredge_tally_add(&m->total, record);
    m->run = record->lost && !record->dropped ? m->run + 1 : 0;
    m->burst = m->run ? m->run : m->burst;
    m->depth = deepest(m);
}

const DredgeRecord* dredge_meters_last(const DredgeMeters* const m)
{
    return m->next ? at(m, m->next - 1) : NULL;
}
