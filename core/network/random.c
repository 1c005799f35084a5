// SPDX-License-Identifier: ISC
#include "network/random.h"

static uint64_t mix(uint64_t z)
{
    z += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

double dredge_random_uniform(const uint64_t seed, const uint32_t stream, const uint64_t index)
{
    const uint64_t bits = mix(mix(seed ^ ((uint64_t)stream << 48)) ^ index);
    return (double)(bits >> 11) * 0x1.0p-53;
}
