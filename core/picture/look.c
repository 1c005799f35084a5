// SPDX-License-Identifier: ISC
#include "picture/look.h"

#include "tally.h"

enum { LOST = 1 << 4, DROPPED = 1 << 5, LATE = 1 << 6, LANE_BITS = 8, B_ON = 1 << 16 };

static uint32_t pack_lane(const DredgeRecord* const r)
{
    return (uint32_t)r->source | (r->lost && !r->dropped ? LOST : 0) |
           (r->dropped ? DROPPED : 0) | (dredge_record_is_late(r) ? LATE : 0);
}

uint32_t dredge_look_pack(const DredgeFrameRecord* const record)
{
    return pack_lane(&record->lane[DREDGE_LANE_A]) |
           pack_lane(&record->lane[DREDGE_LANE_B]) << LANE_BITS | (record->b_on ? B_ON : 0);
}

DredgeLook dredge_look_unpack(const uint32_t packed)
{
    DredgeLook look = {.b_on = packed & B_ON};
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        const uint32_t lane = packed >> (LANE_BITS * i);
        look.lane[i] = (DredgeLaneLook){.source = (DredgeSource)(lane & 7),
                                        .lost = lane & LOST,
                                        .dropped = lane & DROPPED,
                                        .late = lane & LATE};
    }
    return look;
}
