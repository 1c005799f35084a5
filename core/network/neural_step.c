// SPDX-License-Identifier: ISC
#include "network/neural_step.h"

#include <math.h>
#include <string.h>

enum { GRU_MAX = DREDGE_NEURAL_GRU2, PART = 48 };

#define LIMIT 4.97f     // Where the fraction below reaches 1
#define ROUND 0x1.8p23f // A float of that size has no digits after the point

// Lambert's continued fraction, within 1e-4. Without comparisons, so that compilers vectorise.
static float tangent(const float x)
{
    const float y = 0.5f * (fabsf(x + LIMIT) - fabsf(x - LIMIT));
    const float s = y * y;
    return y * (135135.0f + s * (17325.0f + s * (378.0f + s))) /
           (135135.0f + s * (62370.0f + s * (3150.0f + s * 28.0f)));
}

static float sigmoid(const float x)
{
    return 0.5f + 0.5f * tangent(0.5f * x);
}

// lossgen's weights are for inputs in 127ths, whole ones; adding and taking away ROUND rounds.
static void round_inputs(float* const rounded, const float* const x, const int count)
{
    for (int i = 0; i < count; ++i) {
        rounded[i] = (x[i] * 127.0f + ROUND) - ROUND;
    }
}

// sum += x times a matrix with columns of `rows`. In parts that fit into registers.
static void add_product(float* const sum, const float* const matrix, const int rows,
                        const float* const input, const int columns)
{
    float x[GRU_MAX];
    round_inputs(x, input, columns);
    for (int part = 0; part < rows; part += PART) {
        float total[PART];
        memcpy(total, sum + part, sizeof(total));
        for (int j = 0; j < columns; ++j) {
            const float* const column = matrix + j * rows + part;
            for (int i = 0; i < PART; ++i) {
                total[i] += column[i] * x[j];
            }
        }
        memcpy(sum + part, total, sizeof(total));
    }
}

// A gated recurrent unit of `size` cells; `input` holds what comes in, for all three parts.
static void gru(float* const state, const int size, const float* const input,
                const float* const matrix, const float* const bias)
{
    float memory[3 * GRU_MAX];
    float gate[2 * GRU_MAX];
    memcpy(memory, bias, 3 * (size_t)size * sizeof(float));
    add_product(memory, matrix, 3 * size, state, size);
    for (int i = 0; i < 2 * size; ++i) {
        gate[i] = sigmoid(input[i] + memory[i]);
    }
    for (int i = 0; i < size; ++i) {
        const float next = tangent(input[2 * size + i] + memory[2 * size + i] * gate[size + i]);
        state[i] = gate[i] * state[i] + (1.0f - gate[i]) * next;
    }
}

void dredge_neural_input(const DredgeNeuralWeights* const weights, const float before,
                         const float loss, float input[3 * DREDGE_NEURAL_GRU1])
{
    float dense[DREDGE_NEURAL_DENSE];
    for (int i = 0; i < DREDGE_NEURAL_DENSE; ++i) {
        dense[i] = tangent(weights->dense_bias[i] + weights->dense[0][i] * before +
                           weights->dense[1][i] * loss);
    }
    memcpy(input, weights->input1_bias, sizeof(weights->input1_bias));
    add_product(input, weights->input1[0], 3 * DREDGE_NEURAL_GRU1, dense, DREDGE_NEURAL_DENSE);
}

float dredge_neural_step(const DredgeNeuralWeights* const weights,
                         DredgeNeuralState* const state,
                         const float input[3 * DREDGE_NEURAL_GRU1])
{
    gru(state->gru1, DREDGE_NEURAL_GRU1, input, weights->memory1[0], weights->memory1_bias);
    float second[3 * DREDGE_NEURAL_GRU2];
    memcpy(second, weights->input2_bias, sizeof(second));
    add_product(second, weights->input2[0], 3 * DREDGE_NEURAL_GRU2, state->gru1,
                DREDGE_NEURAL_GRU1);
    gru(state->gru2, DREDGE_NEURAL_GRU2, second, weights->memory2[0], weights->memory2_bias);
    float out = weights->out_bias;
    for (int i = 0; i < DREDGE_NEURAL_GRU2; ++i) {
        out += weights->out[i] * state->gru2[i];
    }
    return sigmoid(out);
}

void dredge_neural_pack(const DredgeNeuralState* const state,
                        signed char cell[DREDGE_NEURAL_CELLS])
{
    for (int i = 0; i < DREDGE_NEURAL_GRU1; ++i) {
        cell[i] = (signed char)floorf(state->gru1[i] * 127.0f + 0.5f);
    }
    for (int i = 0; i < DREDGE_NEURAL_GRU2; ++i) {
        cell[DREDGE_NEURAL_GRU1 + i] = (signed char)floorf(state->gru2[i] * 127.0f + 0.5f);
    }
}

void dredge_neural_unpack(const signed char cell[DREDGE_NEURAL_CELLS],
                          DredgeNeuralState* const state)
{
    for (int i = 0; i < DREDGE_NEURAL_GRU1; ++i) {
        state->gru1[i] = (float)cell[i] / 127.0f;
    }
    for (int i = 0; i < DREDGE_NEURAL_GRU2; ++i) {
        state->gru2[i] = (float)cell[DREDGE_NEURAL_GRU1 + i] / 127.0f;
    }
}
