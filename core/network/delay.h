// SPDX-License-Identifier: ISC
// When packets come: delay, jitter, overtaking, copies. Pure functions of the packet's index.
#ifndef DREDGE_NETWORK_DELAY_H
#define DREDGE_NETWORK_DELAY_H

#include "network/network.h"
#include "realtime.h"
#include "trace/trace.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    /// Draws that make one correlated one, at the most.
    DREDGE_DELAY_WINDOW = 128,
};

/// Which copy of a packet.
typedef enum { DREDGE_COPY_FIRST, DREDGE_COPY_SECOND } DredgeCopy;

/**
   The delay of packet `index` in ms: delay + jitter x, never below 0.

   x, by distribution:
   - normal: a standard normal draw.
   - uniform: even within -1..1.
   - Pareto: min(4, 4/3 (u^(-1/3) - 3/2)) for a uniform u, which is netem's table: shape 3,
     never below -2/3, mean -0.033, standard deviation 0.82.
   - trace: delay + what the trace says of the packet; `jitter` and `correlation` do not
     matter. A trace without delays adds nothing.

   Correlation c between neighbours: x is made from a sum of the independent normal draws of
   this and the packets before, weighted with 1, c, c^2, ..., and scaled to standard deviation
   1. That is an autoregressive process of first order, cut off where c^k is below 1/1000 or
   at DREDGE_DELAY_WINDOW draws; so it needs no state. Other distributions get the same ranks.
   netem averages uniform draws instead, which lessens their spread.

   With probability `reorder` the packet overtakes: its delay is 0, as in netem. Packets also
   overtake when the delay falls by more than a packet's duration from one to the next. Any
   thread.

   @param trace may be NULL
   @param copy each has a jitter of its own; the second one never overtakes
*/
double dredge_delay_draw(const DredgeNetwork* network, const DredgeTrace* trace, uint64_t index,
                         DredgeCopy copy) DREDGE_REALTIME;

/// Whether packet `index` comes twice. Any thread.
bool dredge_delay_duplicated(const DredgeNetwork* network, uint64_t index) DREDGE_REALTIME;

#endif
