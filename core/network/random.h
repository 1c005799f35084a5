// SPDX-License-Identifier: ISC
// Randomness without state: a draw is a function of what it is for.
#ifndef DREDGE_RANDOM_H
#define DREDGE_RANDOM_H

#include "realtime.h"

#include <stdint.h>

/**
   A uniform draw in [0, 1).

   The same (seed, stream, index) always gives the same number, in any order and on any
   machine. Streams keep draws for different purposes apart. The mixing is two rounds of the
   finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
   generators, OOPSLA 2014). Any thread.
*/
double dredge_random_uniform(uint64_t seed, uint32_t stream, uint64_t index) DREDGE_REALTIME;

#endif
