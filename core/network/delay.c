// SPDX-License-Identifier: ISC
#include "network/delay.h"

#include "network/limit.h"
#include "network/random.h"

#include <math.h>

#define TURN 6.283185307179586 // 2 pi

// The delay of the row of the trace that packet `index` follows, in ms.
static double trace_delay(const DredgeNetwork* const network, const DredgeTrace* const trace,
                          const uint64_t index)
{
    if (!trace) {
        return 0.0;
    }
    const uint64_t packets = dredge_trace_packets(trace);
    return index < packets || !network->trace_once
               ? (double)dredge_trace_delay(trace, index % packets)
               : 0.0;
}

// A standard normal draw (Box and Muller).
static double normal(const uint64_t seed, const uint32_t stream, const uint64_t index)
{
    const double size = 1.0 - dredge_random_uniform(seed, stream, index); // (0, 1]
    const double angle = dredge_random_uniform(seed, stream + 1, index);
    return sqrt(-2.0 * log(size)) * cos(TURN * angle);
}

static double correlated(const uint64_t seed, const uint32_t stream, const uint64_t index,
                         const double correlation)
{
    double sum = 0.0;
    double power = 0.0;
    double weight = 1.0;
    for (unsigned k = 0; k < DREDGE_DELAY_WINDOW && weight >= 1e-3; ++k) {
        sum += weight * normal(seed, stream, index - k);
        power += weight * weight;
        weight *= correlation;
    }
    return sum / sqrt(power);
}

// Jitter in units of `jitter`.
static double spread(const DredgeNetwork* const network, const uint32_t stream,
                     const uint64_t index)
{
    const double correlation = dredge_limit(network->correlation, 0.0, 0.99);
    if (network->distribution == DREDGE_JITTER_NORMAL) {
        return correlated(network->seed, stream, index, correlation);
    }
    double even = 0.0;
    if (correlation > 0.0) {
        even = 0.5 * erfc(correlated(network->seed, stream, index, correlation) / -sqrt(2.0));
    } else {
        even = dredge_random_uniform(network->seed, stream, index);
    }
    return network->distribution == DREDGE_JITTER_UNIFORM
               ? 2.0 * even - 1.0
               : fmin(4.0, 4.0 / 3.0 * (1.0 / cbrt(1.0 - even) - 1.5));
}

double dredge_delay_draw(const DredgeNetwork* const network, const DredgeTrace* const trace,
                         const uint64_t index, const DredgeCopy copy)
{
    if (copy == DREDGE_COPY_FIRST && network->reorder > 0.0 &&
        dredge_random_uniform(network->seed, DREDGE_STREAM_REORDER, index) < network->reorder) {
        return 0.0;
    }
    double delay = network->delay;
    if (network->distribution == DREDGE_JITTER_TRACE) {
        delay += trace_delay(network, trace, index);
    } else if (network->jitter > 0.0) {
        const uint32_t stream = DREDGE_STREAM_DELAY + 2 * (uint32_t)copy;
        delay += network->jitter * spread(network, stream, index);
    }
    return delay > 0.0 ? delay : 0.0;
}

bool dredge_delay_duplicated(const DredgeNetwork* const network, const uint64_t index)
{
    return network->duplicate > 0.0 &&
           dredge_random_uniform(network->seed, DREDGE_STREAM_DUPLICATE, index) <
               network->duplicate;
}
