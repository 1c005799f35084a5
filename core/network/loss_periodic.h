// SPDX-License-Identifier: ISC
// Bursts of losses at regular distances.
#ifndef DREDGE_LOSS_PERIODIC_H
#define DREDGE_LOSS_PERIODIC_H

#include "network/network.h"
#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

/// Mean lengths, in packets.
typedef struct {
    double burst; ///< >= 1; 0: nothing is lost, INFINITY: nothing is received
    double gap;   ///< Between bursts, >= 1
} DredgePeriod;

/**
   The period that has the asked loss and mean burst, or the nearest possible one.

   gap = burst (1 - loss) / loss. Where that is below one packet the burst is raised to
   loss / (1 - loss), the shortest one possible. Any thread.
*/
DredgePeriod dredge_period(const DredgeNetwork* network) DREDGE_REALTIME;

/**
   Whether packet `index` is lost.

   Burst k has floor((k+1) b) - floor(k b) packets, where b is the mean; gaps likewise. So
   lengths differ by one packet at the most, and the means are exact. The seed chooses where
   in the pattern packet 0 lies. Packet 0 has others before it, with indices from 2^64 - 1
   down; the pattern starts again after 2^40 packets. Any thread.
*/
bool dredge_period_lost(const DredgePeriod* period, uint64_t seed,
                        uint64_t index) DREDGE_REALTIME;

#endif
