// SPDX-License-Identifier: ISC
// Things on their way from one thread to another; neither waits.
#ifndef DREDGE_RING_H
#define DREDGE_RING_H

#include "realtime.h"

#include <stdbool.h>
#include <stddef.h>

/// One producer, one consumer.
typedef struct DredgeRing DredgeRing;

/// Make a ring for `room` things of `size` bytes, or return NULL. Not for the audio thread.
DredgeRing* dredge_ring_new(unsigned room, size_t size);

/// Free it; NULL is fine. Not for the audio thread.
void dredge_ring_free(DredgeRing* ring);

/// Put a thing in; it is dropped when the ring is full. For the producer.
void dredge_ring_put(DredgeRing* ring, const void* thing) DREDGE_REALTIME;

/// Take the oldest thing, or return false. For the consumer.
bool dredge_ring_take(DredgeRing* ring, void* thing) DREDGE_REALTIME;

/// Drop all that wait. For the consumer.
void dredge_ring_clear(DredgeRing* ring) DREDGE_REALTIME;

#endif
