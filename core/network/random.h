// SPDX-License-Identifier: ISC
// Randomness without state: a draw is a function of what it is for.
#ifndef DREDGE_RANDOM_H
#define DREDGE_RANDOM_H

#include "realtime.h"

#include <stdint.h>

/// Streams of the network. The numbers decide what a seed means: never change one.
enum {
    DREDGE_STREAM_LOSS = 0,
    DREDGE_STREAM_STATE = 1, ///< Of a loss model, or where it starts
    DREDGE_STREAM_PHASE = 2,
    DREDGE_STREAM_REORDER = 3,
    DREDGE_STREAM_DUPLICATE = 4,
    DREDGE_STREAM_DELAY = 8, ///< Two for each copy of a packet
};

/**
   A uniform draw in [0, 1).

   The same (seed, stream, index) always gives the same number, in any order and on any
   machine. Streams keep draws for different purposes apart. The mixing is two rounds of the
   finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
   generators, OOPSLA 2014). Any thread.
*/
double dredge_random_uniform(uint64_t seed, uint32_t stream, uint64_t index) DREDGE_REALTIME;

#endif
