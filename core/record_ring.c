// SPDX-License-Identifier: ISC
#include "record_ring.h"

void dredge_record_ring_put(DredgeRecordRing* const r, const DredgeFrameRecord* const record)
{
    const uint64_t written = atomic_load_explicit(&r->written, memory_order_relaxed);
    if (written - atomic_load_explicit(&r->taken, memory_order_acquire) <
        DREDGE_RECORD_RING_FRAMES) {
        r->records[written % DREDGE_RECORD_RING_FRAMES] = *record;
        atomic_store_explicit(&r->written, written + 1, memory_order_release);
    }
}

bool dredge_record_ring_take(DredgeRecordRing* const r, DredgeFrameRecord* const record)
{
    const uint64_t taken = atomic_load_explicit(&r->taken, memory_order_relaxed);
    if (taken == atomic_load_explicit(&r->written, memory_order_acquire)) {
        return false;
    }
    *record = r->records[taken % DREDGE_RECORD_RING_FRAMES];
    atomic_store_explicit(&r->taken, taken + 1, memory_order_release);
    return true;
}

void dredge_record_ring_clear(DredgeRecordRing* const r)
{
    atomic_store(&r->taken, atomic_load(&r->written));
}
