// SPDX-License-Identifier: ISC
#include "network/loss_periodic.h"

#include "network/limit.h"
#include "network/random.h"

#include <math.h>

DredgePeriod dredge_period(const DredgeNetwork* const network)
{
    const double loss = dredge_limit(network->loss, 0.0, 1.0);
    if (loss <= 0.0) {
        return (DredgePeriod){.burst = 0.0, .gap = INFINITY};
    }
    if (loss >= 1.0) {
        return (DredgePeriod){.burst = INFINITY, .gap = 0.0};
    }
    const double burst = dredge_limit(network->burst, fmax(1.0, loss / (1.0 - loss)), 1e6);
    return (DredgePeriod){.burst = burst, .gap = fmax(1.0, burst * (1.0 - loss) / loss)};
}

#define WRAP (UINT64_C(1) << 40)

// Where burst k begins.
static double begin(const DredgePeriod* const period, const double k)
{
    return floor(k * period->burst) + floor(k * period->gap);
}

bool dredge_period_lost(const DredgePeriod* const period, const uint64_t seed,
                        const uint64_t index)
{
    if (isinf(period->burst) || isinf(period->gap)) {
        return isinf(period->burst);
    }
    const double both = period->burst + period->gap;
    const double turns = floor(4096.0 * dredge_random_uniform(seed, DREDGE_STREAM_PHASE, 0));
    const double part = dredge_random_uniform(seed, DREDGE_STREAM_PHASE, 1);
    // Wrapped, so that all numbers here are exact.
    const int64_t near = (int64_t)((index + WRAP / 2) % WRAP) - (int64_t)(WRAP / 2);
    const double at = (double)near + floor((turns + part) * both);
    double k = floor(at / both) + 1.0; // Both floors together are less by up to 2
    while (begin(period, k) > at) {
        --k;
    }
    while (begin(period, k + 1.0) <= at) {
        ++k;
    }
    return at < begin(period, k) + floor((k + 1.0) * period->burst) - floor(k * period->burst);
}
