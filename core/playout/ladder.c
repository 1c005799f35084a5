// SPDX-License-Identifier: ISC
#include "playout/ladder.h"

#include <assert.h>
#include <stddef.h>

void dredge_ladder_reset(DredgeLadder* const ladder)
{
    ladder->packets = 0;
}

void dredge_ladder_add(DredgeLadder* const ladder, const DredgeArrival* const arrival)
{
    assert(arrival->index == ladder->packets);
    ladder->arrivals[ladder->packets++ % DREDGE_LADDER_PACKETS] = *arrival;
}

static const DredgeArrival* arrived(const DredgeLadder* const ladder, const uint64_t packet,
                                    const int64_t now)
{
    const DredgeArrival* const a = &ladder->arrivals[packet % DREDGE_LADDER_PACKETS];
    const bool known = packet < ladder->packets && a->index == packet;
    return known && a->arrival != DREDGE_LADDER_NEVER && a->arrival <= now ? a : NULL;
}

// Whether the DRED of a packet that starts `offset` after the frame covers the middle of the
// frame.
static bool covers(const DredgeAnatomy* const anatomy, const uint64_t offset,
                   const unsigned length)
{
    const int64_t middle = (int64_t)offset - length / 2;
    return anatomy->dred_oldest >= middle && anatomy->dred_newest <= middle;
}

// Whether a packet holds a RED copy of the one so many before it.
static bool has_copy(const DredgeAnatomy* const anatomy, const uint64_t age)
{
    const unsigned distance = anatomy->red_distance > 1 ? anatomy->red_distance : 1;
    return age % distance == 0 && age / distance <= anatomy->red_copies;
}

DredgeRung dredge_ladder_choose(const DredgeLadder* const ladder, const uint64_t frame,
                                const unsigned length, const int64_t now, const bool can_dred)
{
    DredgeRung best = {.source = DREDGE_SOURCE_NEURAL, .packet = frame};
    if (arrived(ladder, frame, now)) {
        return (DredgeRung){.source = DREDGE_SOURCE_RECEIVED, .packet = frame};
    }
    for (uint64_t p = frame + 1; p < ladder->packets; ++p) {
        if (ladder->arrivals[p % DREDGE_LADDER_PACKETS].anew) {
            break;
        }
        const DredgeArrival* const a = arrived(ladder, p, now);
        if (!a) {
            continue;
        }
        if (has_copy(&a->anatomy, p - frame)) {
            return (DredgeRung){.source = DREDGE_SOURCE_RED, .packet = p};
        }
        if (p == frame + 1 && a->anatomy.has_lbrr) {
            best = (DredgeRung){.source = DREDGE_SOURCE_LBRR, .packet = p};
        }
        if (can_dred && best.source > DREDGE_SOURCE_DRED && a->anatomy.dred_oldest > 0) {
            if (covers(&a->anatomy, (p - frame) * length, length)) {
                best = (DredgeRung){.source = DREDGE_SOURCE_DRED, .packet = p};
            } else if (!best.hint) {
                best = (DredgeRung){.source = DREDGE_SOURCE_NEURAL, .packet = p, .hint = true};
            }
        }
        if (ladder->first_only) {
            break;
        }
    }
    return best;
}
