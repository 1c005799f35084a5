// SPDX-License-Identifier: ISC
#include "network/fate.h"

#include "network/delay.h"
#include "network/random.h"

bool dredge_fate_same_losses(const DredgeNetwork* const a, const DredgeNetwork* const b)
{
    // Not memcmp(): padding is no setting.
    return a->model == b->model && a->units == b->units && a->sharers == b->sharers &&
           a->seed == b->seed && a->loss == b->loss && a->burst == b->burst &&
           a->loss_in_bad == b->loss_in_bad && a->loss_in_good == b->loss_in_good &&
           a->to_bad == b->to_bad && a->to_good == b->to_good && a->p13 == b->p13 &&
           a->p31 == b->p31 && a->p32 == b->p32 && a->p23 == b->p23 && a->p14 == b->p14 &&
           a->burstiness == b->burstiness;
}

static void prepare(DredgeFateCursor* const c, const DredgeNetwork* const network)
{
    if (c->ready && dredge_fate_same_losses(&c->network, network)) {
        return;
    }
    c->network = *network;
    c->located = false;
    c->ready = true;
    if (network->model == DREDGE_LOSS_PERIODIC) {
        c->period = dredge_period(network);
    } else if (network->model == DREDGE_LOSS_NEURAL) {
        dredge_neural_prepare(&c->neural, network->loss);
    } else {
        dredge_markov_chain(network, &c->chain);
    }
}

// Whether the held state leads to `step` without passing an anchor.
static bool leads_to(const DredgeFateCursor* const c, const uint64_t anchor,
                     const uint64_t step)
{
    return c->located && c->at >= anchor && c->at <= step;
}

static bool chain_lost(DredgeFateCursor* const c, const uint64_t step)
{
    const uint64_t seed = c->network.seed;
    const uint64_t anchor = step - step % DREDGE_FATE_ANCHOR;
    if (!leads_to(c, anchor, step)) {
        const double draw = dredge_random_uniform(seed, DREDGE_STREAM_STATE, anchor);
        c->state = (uint8_t)dredge_chain_first(&c->chain, draw);
        c->at = anchor;
        c->located = true;
    }
    while (c->at < step) {
        const double draw = dredge_random_uniform(seed, DREDGE_STREAM_STATE, ++c->at);
        c->state = (uint8_t)dredge_chain_next(&c->chain, c->state, draw);
    }
    return dredge_random_uniform(seed, DREDGE_STREAM_LOSS, step) <
           c->chain.state[c->state].loss;
}

static bool neural_lost(DredgeFateCursor* const c, const uint64_t step)
{
    const uint64_t seed = c->network.seed;
    const uint64_t anchor = step - step % DREDGE_NEURAL_ANCHOR;
    if (!leads_to(c, anchor, step)) {
        dredge_neural_start(&c->neural,
                            dredge_random_uniform(seed, DREDGE_STREAM_STATE, anchor));
        c->lost = dredge_neural_lost(&c->neural,
                                     dredge_random_uniform(seed, DREDGE_STREAM_LOSS, anchor));
        c->at = anchor;
        c->located = true;
    }
    while (c->at < step) {
        c->lost = dredge_neural_lost(&c->neural,
                                     dredge_random_uniform(seed, DREDGE_STREAM_LOSS, ++c->at));
    }
    return c->lost;
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

static bool step_lost(DredgeFateCursor* const c, const uint64_t step)
{
    switch (c->network.model) {
    case DREDGE_LOSS_RANDOM:
        return dredge_random_uniform(c->network.seed, DREDGE_STREAM_LOSS, step) <
               c->network.loss;
    case DREDGE_LOSS_PERIODIC:
        return dredge_period_lost(&c->period, c->network.seed, step);
    case DREDGE_LOSS_NEURAL:
        return neural_lost(c, step);
    case DREDGE_LOSS_GILBERT_ELLIOTT:
    case DREDGE_LOSS_GEMODEL:
    case DREDGE_LOSS_FOUR_STATES:
    case DREDGE_LOSS_BELLCORE:
    case DREDGE_LOSS_EID:
        return chain_lost(c, step);
    case DREDGE_LOSS_NONE:
    case DREDGE_LOSS_TRACE:
    default:
        return false;
    }
}

static bool packet_lost(DredgeFateCursor* const c, const DredgeNetwork* const network,
                        const DredgeTrace* const trace, const uint64_t index)
{
    if (network->model == DREDGE_LOSS_TRACE) {
        return trace_lost(network, trace, index);
    }
    prepare(c, network);
    if (network->sharers > 1) {
        return step_lost(c, index / network->sharers);
    }
    const unsigned steps = network->units ? network->units : 1;
    bool lost = false;
    for (unsigned i = 0; i < steps && !lost; ++i) {
        lost = step_lost(c, index * steps + i);
    }
    return lost;
}

DredgeFate dredge_fate_follow(DredgeFateCursor* const cursor,
                              const DredgeNetwork* const network,
                              const DredgeTrace* const trace, const uint64_t index)
{
    DredgeFate fate = {.lost = packet_lost(cursor, network, trace, index)};
    fate.delay_ms = dredge_delay_draw(network, trace, index, DREDGE_COPY_FIRST);
    fate.duplicated = !fate.lost && dredge_delay_duplicated(network, index);
    if (fate.duplicated) {
        fate.copy_delay_ms = dredge_delay_draw(network, trace, index, DREDGE_COPY_SECOND);
    }
    return fate;
}

DredgeFate dredge_fate_draw(const DredgeNetwork* const network, const DredgeTrace* const trace,
                            const uint64_t index)
{
    DredgeFateCursor cursor;
    cursor.ready = false;
    return dredge_fate_follow(&cursor, network, trace, index);
}
