// SPDX-License-Identifier: ISC
// What an engineer wants to see now: records of the last seconds.
#ifndef DREDGE_METERS_H
#define DREDGE_METERS_H

#include "link.h"
#include "realtime.h"
#include "tally.h"

enum {
    DREDGE_METERS_MS = 5000,     ///< How far back the meters look
    DREDGE_METERS_FRAMES = 2048, ///< ... 2000 frames of 2.5 ms
};

/// A sliding window over records. Zero-initialise, or dredge_meters_reset().
typedef struct {
    DredgeTally total;  ///< All records since the start
    DredgeTally window; ///< The last DREDGE_METERS_MS
    DredgeRecord records[DREDGE_METERS_FRAMES];
    uint64_t oldest; ///< Frame of the oldest record in the window
    uint64_t next;
    unsigned run;   ///< Packets in a row that the network lost, up to now
    unsigned burst; ///< The last run that ended, or the one that goes on
    double depth;   ///< Deepest redundancy of the last second, ms
} DredgeMeters;

/// Forget all. For the thread that owns the meters, as all that follows.
void dredge_meters_reset(DredgeMeters* meters) DREDGE_REALTIME;

/// Take the next record in.
void dredge_meters_add(DredgeMeters* meters, const DredgeRecord* record) DREDGE_REALTIME;

/// The record added last, or NULL.
const DredgeRecord* dredge_meters_last(const DredgeMeters* meters) DREDGE_REALTIME;

#endif
