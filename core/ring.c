// SPDX-License-Identifier: ISC
#include "ring.h"

#include "memory.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

struct DredgeRing {
    atomic_uint_fast64_t written;
    atomic_uint_fast64_t taken;
    unsigned room;
    size_t size;
    unsigned char things[];
};

DredgeRing* dredge_ring_new(const unsigned room, const size_t size)
{
    DredgeRing* const r = dredge_memory_new(sizeof(DredgeRing) + room * size);
    if (r) {
        r->room = room;
        r->size = size;
    }
    return r;
}

void dredge_ring_free(DredgeRing* const r)
{
    dredge_memory_free(r);
}

void dredge_ring_put(DredgeRing* const r, const void* const thing)
{
    const uint64_t written = atomic_load_explicit(&r->written, memory_order_relaxed);
    if (written - atomic_load_explicit(&r->taken, memory_order_acquire) < r->room) {
        memcpy(&r->things[written % r->room * r->size], thing, r->size);
        atomic_store_explicit(&r->written, written + 1, memory_order_release);
    }
}

bool dredge_ring_take(DredgeRing* const r, void* const thing)
{
    const uint64_t taken = atomic_load_explicit(&r->taken, memory_order_relaxed);
    if (taken == atomic_load_explicit(&r->written, memory_order_acquire)) {
        return false;
    }
    memcpy(thing, &r->things[taken % r->room * r->size], r->size);
    atomic_store_explicit(&r->taken, taken + 1, memory_order_release);
    return true;
}

void dredge_ring_clear(DredgeRing* const r)
{
    atomic_store(&r->taken, atomic_load(&r->written));
}
