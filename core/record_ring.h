// SPDX-License-Identifier: ISC
// Records on their way from whoever plays frames to whoever reads; neither waits.
#ifndef DREDGE_RECORD_RING_H
#define DREDGE_RECORD_RING_H

#include "lanes.h"
#include "realtime.h"

#include <stdatomic.h>
#include <stdbool.h>

enum { DREDGE_RECORD_RING_FRAMES = 512 }; ///< Frames whose records wait to be taken

/// One producer, one consumer. Zero-initialise.
typedef struct {
    atomic_uint_fast64_t written;
    atomic_uint_fast64_t taken;
    DredgeFrameRecord records[DREDGE_RECORD_RING_FRAMES];
} DredgeRecordRing;

/// Put a record in; it is dropped when the ring is full. For the producer.
void dredge_record_ring_put(DredgeRecordRing* ring,
                            const DredgeFrameRecord* record) DREDGE_REALTIME;

/// Take the oldest record, or return false. For the consumer.
bool dredge_record_ring_take(DredgeRecordRing* ring, DredgeFrameRecord* record) DREDGE_REALTIME;

/// Drop all that wait. For the consumer.
void dredge_record_ring_clear(DredgeRecordRing* ring) DREDGE_REALTIME;

#endif
