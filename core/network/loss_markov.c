// SPDX-License-Identifier: ISC
#include "network/loss_markov.h"

#include "network/limit.h"

DredgeGilbertElliott dredge_gilbert_elliott(const DredgeNetwork* const network)
{
    const double e_bad = dredge_limit(network->loss_in_bad, 0.0, 1.0);
    const double e_good = dredge_limit(network->loss_in_good, 0.0, e_bad);
    const double asked = dredge_limit(network->loss, e_good, e_bad);
    const double burst = dredge_limit(network->burst, 1.0, 1e6);
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
    chain.to_good = dredge_limit(exact, 1e-4, fastest);
    chain.to_bad = chain.to_good * chain.bad / good;
    return chain;
}

static DredgeGilbertElliott gemodel(const DredgeNetwork* const network)
{
    DredgeGilbertElliott chain = {
        .to_bad = dredge_limit(network->to_bad, 0.0, 1.0),
        .to_good = dredge_limit(network->to_good, 0.0, 1.0),
        .loss_in_bad = dredge_limit(network->loss_in_bad, 0.0, 1.0),
        .loss_in_good = dredge_limit(network->loss_in_good, 0.0, 1.0),
    };
    const double both = chain.to_bad + chain.to_good;
    chain.bad = both > 0.0 ? chain.to_bad / both : 0.0; // Else it stays where netem begins
    return chain;
}

static DredgeGilbertElliott eid(const DredgeNetwork* const network)
{
    const double loss = dredge_limit(network->loss, 0.0, 0.5);
    const double speed = 1.0 - dredge_limit(network->burstiness, 0.0, 0.99);
    return (DredgeGilbertElliott){.to_bad = speed * 2.0 * loss,
                                  .to_good = speed * (1.0 - 2.0 * loss),
                                  .bad = 2.0 * loss,
                                  .loss_in_bad = 0.5};
}

static void two_states(DredgeChain* const chain, const DredgeGilbertElliott* const from)
{
    enum { BAD, GOOD };
    chain->states = 2;
    chain->state[BAD] = (DredgeChainState){.below = {from->to_good, from->to_good},
                                           .to = {GOOD, GOOD, BAD},
                                           .loss = from->loss_in_bad,
                                           .share = from->bad};
    chain->state[GOOD] = (DredgeChainState){.below = {from->to_bad, from->to_bad},
                                            .to = {BAD, BAD, GOOD},
                                            .loss = from->loss_in_good,
                                            .share = 1.0 - from->bad};
}

static void four_states(DredgeChain* const chain, const DredgeNetwork* const network)
{
    enum { GAP, RECEIVED, LOST, SINGLE };
    const double p13 = dredge_limit(network->p13, 0.0, 1.0);
    const double p31 = dredge_limit(network->p31, 0.0, 1.0);
    const double p14 = dredge_limit(network->p14, 0.0, 1.0 - p13);
    const double p32 = dredge_limit(network->p32, 0.0, 1.0 - p31);
    // Without a way into state 2 the way out of it does not matter.
    const double p23 = p32 > 0.0 ? dredge_limit(network->p23, 0.0, 1.0) : 1.0;
    const double back = p31 * p23;
    const double all = back * (1.0 + p14) + p13 * p23 + p13 * p32;
    const bool single = all <= 0.0; // No bursts: only gap and single losses
    const double gap = single ? 1.0 / (1.0 + p14) : back / all;
    chain->states = 4;
    chain->state[GAP] =
        (DredgeChainState){.below = {p14, p14 + p13}, .to = {SINGLE, LOST, GAP}, .share = gap};
    chain->state[RECEIVED] = (DredgeChainState){.below = {p23, p23},
                                                .to = {LOST, LOST, RECEIVED},
                                                .share = single ? 0.0 : p13 * p32 / all};
    chain->state[LOST] = (DredgeChainState){.below = {p32, p32 + p31},
                                            .to = {RECEIVED, GAP, LOST},
                                            .loss = 1.0,
                                            .share = single ? 0.0 : p13 * p23 / all};
    chain->state[SINGLE] =
        (DredgeChainState){.to = {GAP, GAP, GAP}, .loss = 1.0, .share = gap * p14};
}

// That a burst goes on, by its length
static const double more[] = {.85, .825, .8, .775, .75, .725, .7, .6, .45, 0.0};

static void bellcore(DredgeChain* const chain, const DredgeNetwork* const network)
{
    double chance[DREDGE_CHAIN_STATES]; // That a burst lasts that long
    double mean = 0.0;
    chance[1] = 1.0;
    for (unsigned i = 1; i < DREDGE_CHAIN_STATES; ++i) {
        mean += chance[i];
        if (i + 1 < DREDGE_CHAIN_STATES) {
            chance[i + 1] = chance[i] * more[i - 1];
        }
    }
    const double loss = dredge_limit(network->loss, 0.0, mean / (1.0 + mean));
    const double begin = dredge_limit(loss / (1.0 - loss) / mean, 0.0, 1.0);
    chain->states = DREDGE_CHAIN_STATES;
    chain->state[0] = (DredgeChainState){
        .below = {begin, begin}, .to = {1, 1, 0}, .share = 1.0 / (1.0 + begin * mean)};
    for (unsigned i = 1; i < DREDGE_CHAIN_STATES; ++i) {
        const uint8_t next = (uint8_t)((i + 1) % DREDGE_CHAIN_STATES);
        chain->state[i] =
            (DredgeChainState){.below = {more[i - 1], more[i - 1]},
                               .to = {next, next, 0},
                               .loss = 1.0,
                               .share = chain->state[0].share * begin * chance[i]};
    }
}

bool dredge_markov_chain(const DredgeNetwork* const network, DredgeChain* const chain)
{
    DredgeGilbertElliott two;
    switch (network->model) {
    case DREDGE_LOSS_GILBERT_ELLIOTT:
        two = dredge_gilbert_elliott(network);
        break;
    case DREDGE_LOSS_GEMODEL:
        two = gemodel(network);
        break;
    case DREDGE_LOSS_EID:
        two = eid(network);
        break;
    case DREDGE_LOSS_FOUR_STATES:
        four_states(chain, network);
        return true;
    case DREDGE_LOSS_BELLCORE:
        bellcore(chain, network);
        return true;
    case DREDGE_LOSS_NONE:
    case DREDGE_LOSS_RANDOM:
    case DREDGE_LOSS_PERIODIC:
    case DREDGE_LOSS_NEURAL:
    case DREDGE_LOSS_TRACE:
    default:
        return false;
    }
    two_states(chain, &two);
    return true;
}
