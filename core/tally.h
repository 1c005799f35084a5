// SPDX-License-Identifier: ISC
// Sums over records: what was lost, what came back and how, what it cost.
#ifndef DREDGE_TALLY_H
#define DREDGE_TALLY_H

#include "link.h"
#include "realtime.h"

#include <stdint.h>

/// Sums over any number of records. Zero-initialise.
typedef struct {
    uint64_t frames;
    uint64_t samples; ///< At 48 kHz
    uint64_t lost;    ///< Packets that never came
    uint64_t dropped; ///< ... because the lane's queue was full
    uint64_t late;    ///< Packets that came, but after their frame was played
    int64_t delay;    ///< Time on the way of all that came, samples at 48 kHz
    uint64_t by_source[DREDGE_SOURCE_SILENCE + 1];
    uint64_t primary; ///< Bytes, as all that follow
    uint64_t lbrr;
    uint64_t dred;
    uint64_t red;
    uint64_t padding;
    uint64_t headers;
} DredgeTally;

/// Add a record. Any thread that owns the tally, as all that follows.
void dredge_tally_add(DredgeTally* tally, const DredgeRecord* record) DREDGE_REALTIME;

/// Take a record out that was added before.
void dredge_tally_remove(DredgeTally* tally, const DredgeRecord* record) DREDGE_REALTIME;

/// Frames that were concealed.
uint64_t dredge_tally_concealed(const DredgeTally* tally) DREDGE_REALTIME;

/// Frames without a packet of their own in time that were brought back by redundancy.
uint64_t dredge_tally_recovered(const DredgeTally* tally) DREDGE_REALTIME;

/// Bytes of all layers and headers together.
uint64_t dredge_tally_bytes(const DredgeTally* tally) DREDGE_REALTIME;

/// Mean time on the way of the packets that came, ms.
double dredge_tally_delay(const DredgeTally* tally) DREDGE_REALTIME;

/// A sum of bytes as kb/s.
double dredge_tally_kbps(const DredgeTally* tally, uint64_t bytes) DREDGE_REALTIME;

/// How far back the redundancy of a packet reaches, in ms, whichever reaches farthest.
double dredge_record_depth(const DredgeRecord* record) DREDGE_REALTIME;

/// Whether a packet came, but too late for its own frame.
bool dredge_record_is_late(const DredgeRecord* record) DREDGE_REALTIME;

#endif
