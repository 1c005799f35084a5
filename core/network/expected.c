// SPDX-License-Identifier: ISC
#include "network/expected.h"

#include "network/limit.h"
#include "network/loss_markov.h"
#include "network/loss_neural.h"
#include "network/loss_periodic.h"

#include <math.h>
#include <stdio.h>

static DredgeLossStatistics random_expected(const DredgeNetwork* const network,
                                            const unsigned units)
{
    const double unit = dredge_limit(network->loss, 0.0, 1.0);
    const double loss = 1.0 - pow(1.0 - unit, units);
    const double burst = loss < 1.0 ? 1.0 / (1.0 - loss) : INFINITY;
    return (DredgeLossStatistics){.loss = loss, .burst = loss > 0.0 ? burst : 0.0};
}

// Of all phases between packets and period: a gap of g units holds g-n+1 whole packets of n
// units in the mean of n phases, and at least one in as many of them, or in all.
static DredgeLossStatistics period_expected(const DredgeNetwork* const network,
                                            const unsigned units)
{
    const DredgePeriod period = dredge_period(network);
    if (isinf(period.burst) || isinf(period.gap)) {
        const double all = isinf(period.burst) ? 1.0 : 0.0;
        return (DredgeLossStatistics){.loss = all, .burst = all > 0.0 ? INFINITY : 0.0};
    }
    const double both = period.burst + period.gap;
    const double received = fmax(0.0, period.gap - units + 1.0);
    const double parted = fmin(units, received);
    return (DredgeLossStatistics){.loss = 1.0 - received / both,
                                  .burst =
                                      parted > 0.0 ? (both - received) / parted : INFINITY};
}

static DredgeLossStatistics expected(const DredgeNetwork* const network, const unsigned units)
{
    DredgeChain chain;
    switch (network->model) {
    case DREDGE_LOSS_RANDOM:
        return random_expected(network, units);
    case DREDGE_LOSS_PERIODIC:
        return period_expected(network, units);
    case DREDGE_LOSS_NEURAL:
        return dredge_neural_expected(network->loss, units);
    case DREDGE_LOSS_GILBERT_ELLIOTT:
    case DREDGE_LOSS_GEMODEL:
    case DREDGE_LOSS_FOUR_STATES:
    case DREDGE_LOSS_BELLCORE:
    case DREDGE_LOSS_EID:
        dredge_markov_chain(network, &chain);
        return dredge_chain_expected(&chain, units);
    case DREDGE_LOSS_TRACE:
        return (DredgeLossStatistics){.loss = NAN, .burst = NAN};
    case DREDGE_LOSS_NONE:
    default:
        return (DredgeLossStatistics){.loss = 0.0, .burst = 0.0};
    }
}

DredgeLossStatistics dredge_fate_expected(const DredgeNetwork* const network)
{
    DredgeLossStatistics is = expected(network, network->units ? network->units : 1);
    is.burst *= network->sharers > 1 ? network->sharers : 1;
    return is;
}

static bool differ(const double asked, const double real)
{
    return !(asked == real || fabs(real - asked) <= 0.01 * fabs(asked));
}

static const char* changed(const double asked, const double real)
{
    return real > asked ? "raised" : "lowered";
}

// Why a loss can't be had, for models that are asked for one.
static const char* loss_limit(const DredgeNetwork* const network)
{
    switch (network->model) {
    case DREDGE_LOSS_GILBERT_ELLIOTT:
        return "it lies between the losses in the good and in the bad state";
    case DREDGE_LOSS_BELLCORE:
        return "a received frame parts all bursts";
    case DREDGE_LOSS_EID:
        return "half is lost in the bad state";
    case DREDGE_LOSS_NEURAL:
        return "lossgen makes no more";
    case DREDGE_LOSS_NONE:
    case DREDGE_LOSS_RANDOM:
    case DREDGE_LOSS_PERIODIC:
    case DREDGE_LOSS_TRACE:
    case DREDGE_LOSS_GEMODEL:
    case DREDGE_LOSS_FOUR_STATES:
    default:
        return "a share lies between 0 and 100 %";
    }
}

static bool complain_of_loss(const DredgeNetwork* const network, const double real,
                             char* const text, const size_t size)
{
    const double asked = network->loss;
    // What lossgen makes of a loss differs anyway; only its end is worth a word.
    if (network->model == DREDGE_LOSS_NEURAL ? asked >= 0.0 && real >= 0.95 * asked
                                             : !differ(asked, real)) {
        return false;
    }
    snprintf(text, size, "loss %s from %.4g to %.4g %%: %s", changed(asked, real),
             100.0 * asked, 100.0 * real, loss_limit(network));
    return true;
}

static bool complain_of_burst(const DredgeNetwork* const network,
                              const DredgeLossStatistics* const real, char* const text,
                              const size_t size)
{
    if (real->loss <= 0.0 || !differ(network->burst, real->burst)) {
        return false;
    }
    const double loss = 100.0 * real->loss;
    const double bad = 100.0 * dredge_limit(network->loss_in_bad, 0.0, 1.0);
    if (isinf(real->burst)) {
        snprintf(text, size, "no burst ends: at 100 %% loss nothing is received");
    } else if (real->burst > network->burst) {
        snprintf(text, size,
                 "mean burst raised from %.4g to %.4g: the shortest possible at %.4g %% loss",
                 network->burst, real->burst, loss);
    } else if (network->model == DREDGE_LOSS_GILBERT_ELLIOTT && bad < 100.0) {
        snprintf(text, size,
                 "mean burst lowered from %.4g to %.4g: the longest possible when %.4g %% are "
                 "lost in the bad state",
                 network->burst, real->burst, bad);
    } else {
        snprintf(text, size, "mean burst lowered from %.4g to %.4g: the longest possible",
                 network->burst, real->burst);
    }
    return true;
}

static bool outside(const double probability)
{
    return !(probability >= 0.0 && probability <= 1.0);
}

static bool complain_of_probabilities(const DredgeNetwork* const n, char* const text,
                                      const size_t size)
{
    const bool ge = n->model == DREDGE_LOSS_GEMODEL;
    const bool any = ge ? outside(n->to_bad) || outside(n->to_good) ||
                              outside(n->loss_in_bad) || outside(n->loss_in_good)
                        : outside(n->p13) || outside(n->p31) || outside(n->p32) ||
                              outside(n->p23) || outside(n->p14);
    if (any) {
        snprintf(text, size, "a probability lies between 0 and 100 %%: the nearest is taken");
    } else if (!ge && n->p13 + n->p14 > 1.0) {
        snprintf(text, size,
                 "p14 lowered from %.4g to %.4g %%: p13 and p14 make 100 %% at most",
                 100.0 * n->p14, 100.0 - 100.0 * n->p13);
    } else if (!ge && n->p31 + n->p32 > 1.0) {
        snprintf(text, size,
                 "p32 lowered from %.4g to %.4g %%: p31 and p32 make 100 %% at most",
                 100.0 * n->p32, 100.0 - 100.0 * n->p31);
    } else {
        return false;
    }
    return true;
}

bool dredge_fate_complaint(const DredgeNetwork* const network, char* const text,
                           const size_t size)
{
    if (size) {
        text[0] = '\0';
    }
    const DredgeLossStatistics real = expected(network, 1); // The wishes are for units
    switch (network->model) {
    case DREDGE_LOSS_RANDOM:
    case DREDGE_LOSS_BELLCORE:
        return complain_of_loss(network, real.loss, text, size);
    case DREDGE_LOSS_NEURAL:
        if (!dredge_neural_available()) {
            snprintf(text, size,
                     "nothing is lost: this build has no lossgen, which the system's libopus "
                     "does not offer");
            return true;
        }
        return complain_of_loss(network, real.loss, text, size);
    case DREDGE_LOSS_EID:
        if (complain_of_loss(network, real.loss, text, size)) {
            return true;
        }
        if (!(network->burstiness >= 0.0 && network->burstiness <= 0.99)) {
            snprintf(text, size,
                     "burstiness changed from %.4g to %.4g: it lies between 0 and 0.99",
                     network->burstiness, dredge_limit(network->burstiness, 0.0, 0.99));
            return true;
        }
        return false;
    case DREDGE_LOSS_GILBERT_ELLIOTT:
    case DREDGE_LOSS_PERIODIC:
        return complain_of_loss(network, real.loss, text, size) ||
               complain_of_burst(network, &real, text, size);
    case DREDGE_LOSS_GEMODEL:
    case DREDGE_LOSS_FOUR_STATES:
        return complain_of_probabilities(network, text, size);
    case DREDGE_LOSS_NONE:
    case DREDGE_LOSS_TRACE:
    default:
        return false;
    }
}
