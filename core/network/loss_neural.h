// SPDX-License-Identifier: ISC
// The loss model that libopus was trained with: a recurrent network made from real losses.
#ifndef DREDGE_LOSS_NEURAL_H
#define DREDGE_LOSS_NEURAL_H

#include "network/chain.h"
#include "network/neural_step.h"
#include "realtime.h"

#include <stdbool.h>

enum {
    /**
       Packets between anchors: a jump to another packet takes up to that many steps, of less
       than 1 us each. The network remembers some 200 packets, and each anchor cuts that:
       bursts may be cut or begun there. It takes 1 to 4 % from the mean burst and a fourth from
       the share of bursts of 20 packets or more; docs/networks.md has the figures.
    */
    DREDGE_NEURAL_ANCHOR = 40,
    DREDGE_NEURAL_LEVELS = 13,
    DREDGE_NEURAL_STATES = 512,
};

/// Weights, and states of a network that has run for long: made when building.
typedef struct {
    DredgeNeuralWeights weights;
    float level[DREDGE_NEURAL_LEVELS]; ///< Asked losses that there are states for
    /// Packed; last comes whether the packet before was lost.
    signed char state[DREDGE_NEURAL_LEVELS][DREDGE_NEURAL_STATES][DREDGE_NEURAL_CELLS + 1];
    /// Loss and mean burst of packets of 1, 2, 4 and 6 units, in turn; simulated.
    float expected[DREDGE_NEURAL_LEVELS][8];
} DredgeNeuralTable;

/// A running network.
typedef struct {
    float input[2][3 * DREDGE_NEURAL_GRU1];
    DredgeNeuralState state;
    double loss;
    bool before; ///< The last packet was lost
} DredgeNeural;

/// Whether this build has the model: not without libopus' source. Any thread, as all here.
bool dredge_neural_available(void) DREDGE_REALTIME;

/**
   Ask for a loss, 0..1. What comes out differs somewhat, see dredge_neural_expected().
   0 loses nothing; so does a build without the model.
*/
void dredge_neural_prepare(DredgeNeural* neural, double loss) DREDGE_REALTIME;

/// Begin in one of the stored states of the levels next to the asked loss, by a uniform draw.
void dredge_neural_start(DredgeNeural* neural, double draw) DREDGE_REALTIME;

/// Whether the next packet is lost, by a uniform draw.
bool dredge_neural_lost(DredgeNeural* neural, double draw) DREDGE_REALTIME;

/// Loss and mean burst of packets of `units` steps, from simulation when the program was
/// built: within 2 % for 1, 2, 4 and 6 units, not known (NaN) for others.
DredgeLossStatistics dredge_neural_expected(double loss, unsigned units) DREDGE_REALTIME;

#endif
