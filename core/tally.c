// SPDX-License-Identifier: ISC
#include "tally.h"

#include <math.h>

bool dredge_record_is_late(const DredgeRecord* const record)
{
    return !record->lost && record->source != DREDGE_SOURCE_RECEIVED;
}

double dredge_record_depth(const DredgeRecord* const record)
{
    const DredgeAnatomy* const a = &record->anatomy;
    const unsigned distance = a->red_distance > 1 ? a->red_distance : 1;
    const double red = (double)a->red_copies * distance * record->length;
    const double lbrr = a->has_lbrr ? record->length : 0.0;
    return fmax(a->dred_oldest, fmax(red, lbrr)) * 1000.0 / DREDGE_RATE;
}

// Time on the way, in samples.
static int64_t delay(const DredgeRecord* const record)
{
    const int64_t sent = (int64_t)(record->frame + 1) * record->length;
    return record->lost ? 0 : record->arrival - sent;
}

void dredge_tally_add(DredgeTally* const t, const DredgeRecord* const record)
{
    const DredgeAnatomy* const a = &record->anatomy;
    t->frames += 1;
    t->samples += record->length;
    t->lost += record->lost;
    t->dropped += record->dropped;
    t->late += dredge_record_is_late(record);
    t->delay += delay(record);
    t->by_source[record->source] += 1;
    t->primary += a->primary;
    t->lbrr += a->lbrr;
    t->dred += a->dred;
    t->red += a->red;
    t->padding += a->padding;
    t->headers += record->headers;
}

void dredge_tally_remove(DredgeTally* const t, const DredgeRecord* const record)
{
    const DredgeAnatomy* const a = &record->anatomy;
    t->frames -= 1;
    t->samples -= record->length;
    t->lost -= record->lost;
    t->dropped -= record->dropped;
    t->late -= dredge_record_is_late(record);
    t->delay -= delay(record);
    t->by_source[record->source] -= 1;
    t->primary -= a->primary;
    t->lbrr -= a->lbrr;
    t->dred -= a->dred;
    t->red -= a->red;
    t->padding -= a->padding;
    t->headers -= record->headers;
}

uint64_t dredge_tally_concealed(const DredgeTally* const t)
{
    return t->by_source[DREDGE_SOURCE_NEURAL] + t->by_source[DREDGE_SOURCE_CLASSIC] +
           t->by_source[DREDGE_SOURCE_SILENCE];
}

uint64_t dredge_tally_recovered(const DredgeTally* const t)
{
    return t->by_source[DREDGE_SOURCE_RED] + t->by_source[DREDGE_SOURCE_LBRR] +
           t->by_source[DREDGE_SOURCE_DRED];
}

uint64_t dredge_tally_bytes(const DredgeTally* const t)
{
    return t->primary + t->lbrr + t->dred + t->red + t->padding + t->headers;
}

double dredge_tally_delay(const DredgeTally* const t)
{
    const uint64_t came = t->frames - t->lost;
    return came ? (double)t->delay * 1000.0 / DREDGE_RATE / (double)came : 0.0;
}

double dredge_tally_kbps(const DredgeTally* const t, const uint64_t bytes)
{
    return t->samples ? (double)bytes * 8.0 * DREDGE_RATE / ((double)t->samples * 1000.0) : 0.0;
}
