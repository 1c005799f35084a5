// SPDX-License-Identifier: ISC
// The network of libopus' lossgen: the chance that the next packet is lost, from those before.
#ifndef DREDGE_NEURAL_STEP_H
#define DREDGE_NEURAL_STEP_H

#include "realtime.h"

enum {
    DREDGE_NEURAL_DENSE = 8,
    DREDGE_NEURAL_GRU1 = 16,
    DREDGE_NEURAL_GRU2 = 32,
    DREDGE_NEURAL_CELLS = DREDGE_NEURAL_GRU1 + DREDGE_NEURAL_GRU2,
};

/// The weights of lossgen, as numbers: column by column, the update, reset and new-state parts
/// of a GRU one after the other. Those of the GRUs are for inputs in 127ths.
typedef struct {
    float dense[2][DREDGE_NEURAL_DENSE]; ///< From the packet before, and from the asked loss
    float dense_bias[DREDGE_NEURAL_DENSE];
    float input1[DREDGE_NEURAL_DENSE][3 * DREDGE_NEURAL_GRU1];
    float input1_bias[3 * DREDGE_NEURAL_GRU1];
    float memory1[DREDGE_NEURAL_GRU1][3 * DREDGE_NEURAL_GRU1];
    float memory1_bias[3 * DREDGE_NEURAL_GRU1];
    float input2[DREDGE_NEURAL_GRU1][3 * DREDGE_NEURAL_GRU2];
    float input2_bias[3 * DREDGE_NEURAL_GRU2];
    float memory2[DREDGE_NEURAL_GRU2][3 * DREDGE_NEURAL_GRU2];
    float memory2_bias[3 * DREDGE_NEURAL_GRU2];
    float out[DREDGE_NEURAL_GRU2];
    float out_bias;
} DredgeNeuralWeights;

/// What the network remembers, each within -1..1.
typedef struct {
    float gru1[DREDGE_NEURAL_GRU1];
    float gru2[DREDGE_NEURAL_GRU2];
} DredgeNeuralState;

/**
   What the first GRU gets when the packet before was lost (1) or not (0).

   That and the asked loss, 0..1, are all that comes in from outside, so that it is the same
   for all packets. Any thread.
*/
void dredge_neural_input(const DredgeNeuralWeights* weights, float before, float loss,
                         float input[3 * DREDGE_NEURAL_GRU1]) DREDGE_REALTIME;

/**
   One packet on: the chance that it is lost, 0..1.

   The same computation as lossgen's, but with additions and multiplications in a fixed order
   and without calls of the system's mathematics, so that it gives the same bits on any
   machine. Any thread.
*/
float dredge_neural_step(const DredgeNeuralWeights* weights, DredgeNeuralState* state,
                         const float input[3 * DREDGE_NEURAL_GRU1]) DREDGE_REALTIME;

/// Pack a state into 127ths; and unpack one. Any thread.
void dredge_neural_pack(const DredgeNeuralState* state, signed char cell[DREDGE_NEURAL_CELLS]);
void dredge_neural_unpack(const signed char cell[DREDGE_NEURAL_CELLS],
                          DredgeNeuralState* state) DREDGE_REALTIME;

#endif
