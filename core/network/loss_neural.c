// SPDX-License-Identifier: ISC
#include "network/loss_neural.h"

#include "network/limit.h"

#include <math.h>

#ifdef DREDGE_HAVE_LOSSGEN

extern const DredgeNeuralTable dredge_neural_table; // Made by neural_table.c

// Between which two stored levels a loss lies, and how far from the lower one, 0..1.
static unsigned find_level(const double loss, double* const part)
{
    const float* const level = dredge_neural_table.level;
    unsigned l = 0;
    while (l + 2 < DREDGE_NEURAL_LEVELS && loss > (double)level[l + 1]) {
        ++l;
    }
    const double low = (double)level[l];
    *part = dredge_limit((loss - low) / ((double)level[l + 1] - low), 0.0, 1.0);
    return l;
}

bool dredge_neural_available(void)
{
    return true;
}

void dredge_neural_prepare(DredgeNeural* const neural, const double loss)
{
    neural->loss = dredge_limit(loss, 0.0, 1.0);
    for (int before = 0; before < 2; ++before) {
        dredge_neural_input(&dredge_neural_table.weights, (float)before, (float)neural->loss,
                            neural->input[before]);
    }
}

void dredge_neural_start(DredgeNeural* const neural, const double draw)
{
    double part = 0.0;
    const unsigned level = find_level(neural->loss, &part);
    const double at = draw * DREDGE_NEURAL_STATES;
    const unsigned which = (unsigned)at;
    const signed char* const state =
        dredge_neural_table.state[level + (at - which < part)][which];
    dredge_neural_unpack(state, &neural->state);
    neural->before = state[DREDGE_NEURAL_CELLS];
}

bool dredge_neural_lost(DredgeNeural* const neural, const double draw)
{
    if (neural->loss <= 0.0) {
        return false;
    }
    const float chance = dredge_neural_step(&dredge_neural_table.weights, &neural->state,
                                            neural->input[neural->before]);
    neural->before = draw < (double)chance;
    return neural->before;
}

DredgeLossStatistics dredge_neural_expected(const double loss, const unsigned units)
{
    if (!(loss > 0.0)) {
        return (DredgeLossStatistics){.loss = 0.0, .burst = 0.0};
    }
    if (units != 1 && units != 2 && units != 4 && units != 6) {
        return (DredgeLossStatistics){.loss = NAN, .burst = NAN};
    }
    double part = 0.0;
    const unsigned level = find_level(loss, &part);
    const unsigned column = units == 1 ? 0 : units;
    const float* const low = &dredge_neural_table.expected[level][column];
    const float* const high = &dredge_neural_table.expected[level + 1][column];
    return (DredgeLossStatistics){
        .loss = (double)low[0] + part * (double)(high[0] - low[0]),
        .burst = (double)low[1] + part * (double)(high[1] - low[1]),
    };
}

#else

bool dredge_neural_available(void)
{
    return false;
}

void dredge_neural_prepare(DredgeNeural* const neural, const double loss)
{
    (void)loss;
    *neural = (DredgeNeural){0};
}

void dredge_neural_start(DredgeNeural* const neural, const double draw)
{
    (void)neural;
    (void)draw;
}

bool dredge_neural_lost(DredgeNeural* const neural, const double draw)
{
    (void)neural;
    (void)draw;
    return false;
}

DredgeLossStatistics dredge_neural_expected(const double loss, const unsigned units)
{
    (void)loss;
    (void)units;
    return (DredgeLossStatistics){.loss = 0.0, .burst = 0.0};
}

#endif
