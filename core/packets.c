// SPDX-License-Identifier: ISC
#include "packets.h"

#include "memory.h"

#include <stdbool.h>
#include <string.h>

enum { USUAL = 128 << 10 };

typedef struct {
    uint32_t at;
    uint32_t size;
} Place;

struct DredgePackets {
    uint64_t count;  ///< Packets so far
    uint64_t oldest; ///< That is still there
    uint32_t next;   ///< Where the next one goes if it can
    uint32_t high;   ///< No byte beyond was ever used
    Place places[DREDGE_PACKETS_KEPT];
    uint8_t* bytes;
};

DredgePackets* dredge_packets_new(void)
{
    DredgePackets* const p = dredge_memory_new(sizeof(DredgePackets));
    if (p) {
        p->bytes = dredge_memory_reserve(DREDGE_PACKETS_BYTES, USUAL);
        if (!p->bytes) {
            dredge_memory_free(p);
            return NULL;
        }
    }
    return p;
}

void dredge_packets_free(DredgePackets* const p)
{
    if (p) {
        dredge_memory_free(p->bytes);
        dredge_memory_free(p);
    }
}

void dredge_packets_reset(DredgePackets* const p)
{
    p->count = 0;
    p->oldest = 0;
    p->next = 0;
    p->high = 0;
}

static bool is_free(const DredgePackets* const p, const uint32_t at, const uint32_t size)
{
    for (uint64_t i = p->oldest; i < p->count; ++i) {
        const Place* const place = &p->places[i % DREDGE_PACKETS_KEPT];
        if (at < place->at + place->size && place->at < at + size) {
            return false;
        }
    }
    return true;
}

// In turn, from the start again where that is free, and behind all others else.
static uint32_t find_room(const DredgePackets* const p, const uint32_t size)
{
    if (p->next + size > p->high && is_free(p, 0, size)) {
        return 0;
    }
    return is_free(p, p->next, size) ? p->next : p->high;
}

void dredge_packets_add(DredgePackets* const p, const uint8_t* const data, const uint32_t size,
                        const uint64_t needed)
{
    const uint64_t least =
        p->count < DREDGE_PACKETS_KEPT ? 0 : p->count + 1 - DREDGE_PACKETS_KEPT;
    p->oldest = needed > p->oldest ? needed : p->oldest;
    p->oldest = least > p->oldest ? least : p->oldest;
    p->oldest = p->count < p->oldest ? p->count : p->oldest;
    Place* const place = &p->places[p->count % DREDGE_PACKETS_KEPT];
    const uint32_t at = find_room(p, size);
    ++p->count;
    if (at + size > DREDGE_PACKETS_BYTES) {
        *place = (Place){.at = 0, .size = 0};
        return;
    }
    *place = (Place){.at = at, .size = size};
    if (size) { // Else there may be no data
        memcpy(p->bytes + at, data, size);
    }
    p->next = at + size;
    p->high = p->high > p->next ? p->high : p->next;
}

DredgePacketBytes dredge_packets_get(const DredgePackets* const p, const uint64_t number)
{
    if (number < p->oldest || number >= p->count) {
        return (DredgePacketBytes){.data = NULL, .size = 0};
    }
    const Place* const place = &p->places[number % DREDGE_PACKETS_KEPT];
    return (DredgePacketBytes){.data = p->bytes + place->at, .size = place->size};
}

void dredge_packets_copy(DredgePackets* const to, const DredgePackets* const from)
{
    to->count = from->count;
    to->oldest = from->oldest;
    to->next = from->next;
    to->high = from->high;
    memcpy(to->places, from->places, sizeof(to->places));
    memcpy(to->bytes, from->bytes, from->high);
}
