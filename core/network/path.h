// SPDX-License-Identifier: ISC
// A lane's way through the network: its own queue before a thin link, then the common fate.
#ifndef DREDGE_PATH_H
#define DREDGE_PATH_H

#include "network/fate.h"
#include "network/network.h"
#include "packet.h"
#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

/// A packet's journey, as far as it is the same in every lane.
typedef struct {
    int64_t sent; ///< Samples at 48 kHz since the start
    DredgeFate fate;
    DredgeBottleneck bottleneck;
} DredgeJourney;

enum { DREDGE_PATH_LONGEST = 3600 * DREDGE_RATE }; ///< Samples at 48 kHz

/// How a journey ended.
typedef struct {
    bool lost;       ///< By the network or in the queue
    bool dropped;    ///< The queue was full
    int64_t arrival; ///< Of the first copy, samples at 48 kHz since the start; of no account if
                     ///< lost
} DredgeJourneysEnd;

/// The queue. Zero-initialise: empty.
typedef struct {
    double busy_until; ///< Samples at 48 kHz since the start
    double capacity;   ///< kb/s by which that was reckoned
    double queue;      ///< Samples at 48 kHz
} DredgePath;

/// The capacity in force, kb/s: as asked, or what the headers alone need if that is more.
/// 0: unlimited. `frame` in samples. Any thread.
double dredge_path_capacity(const DredgeBottleneck* bottleneck, unsigned frame) DREDGE_REALTIME;

/**
   Send a packet.

   Before the bottleneck it waits until all packets before it have passed, each in the time
   that its bytes with the overhead take; if that wait is longer than the queue allows it is
   dropped (drop-tail). What waits is not forgotten when the capacity changes, it passes at the
   new one; of a queue that becomes shorter the rest is dropped. Behind it the common fate
   follows: loss, delay, copies. No journey takes longer than DREDGE_PATH_LONGEST. For the
   thread that owns the path.

   @param bytes of the payload
   @param frame samples in a frame
*/
DredgeJourneysEnd dredge_path_carry(DredgePath* path, const DredgeJourney* journey,
                                    uint32_t bytes, unsigned frame) DREDGE_REALTIME;

#endif
