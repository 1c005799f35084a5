// SPDX-License-Identifier: ISC
// Draws that a seed repeats on any machine.
#ifndef DREDGE_TORTURE_RANDOM_H
#define DREDGE_TORTURE_RANDOM_H

#include <stdint.h>

/// Its state; any value is a seed.
typedef uint64_t Random;

/// The next 64 bits (SplitMix64).
static inline uint64_t random_bits(Random* const random)
{
    uint64_t z = *random += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

/// 0..count-1
static inline uint32_t random_below(Random* const random, const uint32_t count)
{
    return (uint32_t)((random_bits(random) >> 32) * count >> 32);
}

/// From low on, below high.
static inline double random_between(Random* const random, const double low, const double high)
{
    return low + (high - low) * (double)(random_bits(random) >> 11) * 0x1p-53;
}

#endif
