// SPDX-License-Identifier: ISC
#include "network/fate.h"

#include "network/random.h"

enum { STREAM_LOSS, STREAM_STATE };

static double limit(const double x, const double low, const double high)
{
    return x > low ? (x < high ? x : high) : low; // NaN becomes low
}

DredgeGilbertElliott dredge_gilbert_elliott(const DredgeNetwork* const network)
{
    const double e_bad = limit(network->loss_in_bad, 0.0, 1.0);
    const double e_good = limit(network->loss_in_good, 0.0, e_bad);
    const double asked = limit(network->loss, e_good, e_bad);
    const double burst = limit(network->burst, 1.0, 1e6);
    DredgeGilbertElliott chain = {.to_good = 1.0, .loss_in_bad = e_bad, .loss_in_good = e_good};
    chain.bad = e_bad > e_good ? (asked - e_good) / (e_bad - e_good) : 0.0;
    const double good = 1.0 - chain.bad;
    if (chain.bad <= 0.0 || good <= 0.0) { // One state only
        chain.to_bad = chain.bad > 0.0 ? 1.0 : 0.0;
        chain.to_good = 1.0 - chain.to_bad;
        return chain;
    }
    const double contrast = chain.bad * (e_bad - e_good) * (e_bad - e_good);
    const double both = asked * (1.0 - 1.0 / burst);
    const double exact = (chain.bad * e_bad * e_bad + good * e_good * e_good - both) / contrast;
    const double fastest = good < chain.bad ? good / chain.bad : 1.0; // p may not exceed 1
    chain.to_good = limit(exact, 1e-4, fastest);
    chain.to_bad = chain.to_good * chain.bad / good;
    return chain;
}

static bool gilbert_elliott_lost(const DredgeNetwork* const network, const uint64_t index)
{
    const DredgeGilbertElliott chain = dredge_gilbert_elliott(network);
    const uint64_t anchor = index - index % DREDGE_FATE_ANCHOR;
    bool bad = dredge_random_uniform(network->seed, STREAM_STATE, anchor) < chain.bad;
    for (uint64_t i = anchor; i != index;) {
        const double draw = dredge_random_uniform(network->seed, STREAM_STATE, ++i);
        bad = bad ? draw >= chain.to_good : draw < chain.to_bad;
    }
    return dredge_random_uniform(network->seed, STREAM_LOSS, index) <
           (bad ? chain.loss_in_bad : chain.loss_in_good);
}

static bool trace_lost(const DredgeNetwork* const network, const DredgeTrace* const trace,
                       const uint64_t index)
{
    if (!trace) {
        return false;
    }
    const uint64_t packets = dredge_trace_packets(trace);
    return (index < packets || !network->trace_once) &&
           dredge_trace_lost(trace, index % packets);
}

DredgeFate dredge_fate_draw(const DredgeNetwork* const network, const DredgeTrace* const trace,
                            const uint64_t index)
{
    DredgeFate fate = {.lost = false};
    switch (network->model) {
    case DREDGE_LOSS_NONE:
        break;
    case DREDGE_LOSS_RANDOM:
        fate.lost = dredge_random_uniform(network->seed, STREAM_LOSS, index) < network->loss;
        break;
    case DREDGE_LOSS_GILBERT_ELLIOTT:
        fate.lost = gilbert_elliott_lost(network, index);
        break;
    case DREDGE_LOSS_TRACE:
        fate.lost = trace_lost(network, trace, index);
        break;
    }
    return fate;
}
