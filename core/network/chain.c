// SPDX-License-Identifier: ISC
#include "network/chain.h"

#include <math.h>
#include <string.h>

unsigned dredge_chain_first(const DredgeChain* const chain, const double draw)
{
    unsigned state = 0;
    double below = chain->state[0].share;
    while (state + 1 < chain->states && draw >= below) {
        below += chain->state[++state].share;
    }
    return state;
}

unsigned dredge_chain_next(const DredgeChain* const chain, const unsigned state,
                           const double draw)
{
    const DredgeChainState* const s = &chain->state[state];
    return s->to[draw < s->below[0] ? 0 : draw < s->below[1] ? 1 : 2];
}

// One step of the probabilities of all states, of the paths without a loss so far.
static void receive(const DredgeChain* const chain, double* const share, const bool move)
{
    double next[DREDGE_CHAIN_STATES] = {0};
    for (unsigned i = 0; i < chain->states; ++i) {
        const DredgeChainState* const s = &chain->state[i];
        const double second = s->below[1] > s->below[0] ? s->below[1] - s->below[0] : 0.0;
        if (move) {
            next[s->to[0]] += share[i] * s->below[0];
            next[s->to[1]] += share[i] * second;
            next[s->to[2]] += share[i] * (1.0 - s->below[0] - second);
        } else {
            next[i] = share[i];
        }
    }
    for (unsigned i = 0; i < chain->states; ++i) {
        share[i] = next[i] * (1.0 - chain->state[i].loss);
    }
}

static double sum(const DredgeChain* const chain, const double* const share)
{
    double total = 0.0;
    for (unsigned i = 0; i < chain->states; ++i) {
        total += share[i];
    }
    return total;
}

DredgeLossStatistics dredge_chain_expected(const DredgeChain* const chain, const unsigned units)
{
    double share[DREDGE_CHAIN_STATES];
    for (unsigned i = 0; i < chain->states; ++i) {
        share[i] = chain->state[i].share;
    }
    double received = 0.0;
    for (unsigned i = 0; i < 2 * units; ++i) {
        if (i == units) {
            received = sum(chain, share);
        }
        receive(chain, share, i > 0);
    }
    const double both = sum(chain, share);
    const double loss = 1.0 - received;
    const double starts = received - both;
    const double none = 1e-12; // Below that it is rounding
    return (DredgeLossStatistics){.loss = loss > none ? loss : 0.0,
                                  .burst = loss <= none    ? 0.0
                                           : starts > none ? loss / starts
                                                           : INFINITY};
}
