// SPDX-License-Identifier: ISC
// Runs when Dredge is built: prints lossgen's weights, and states that it runs through, as C.
//
// A new network takes some hundred packets to forget that it was new, which is too long for a
// jump to another packet. So states are taken from a long run (rare long bursts decide what the
// mean burst is), put in order of the chance that the next packet is lost, and every 8th is
// kept, so that few of them represent it well.
#include "network/loss_neural.h"
#include "network/random.h"

#define SUPPRESS_PERF_WARNINGS // Of the machine: nothing is computed with it
#include "nnet.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WARM_UP = 1000,
    APART = 128, // Packets between candidates
    CHOICE = 8,
    CANDIDATES = DREDGE_NEURAL_STATES * CHOICE,
    BLOCKS = 3072, // Simulated for the statistics, of DREDGE_NEURAL_ANCHOR packets
    STREAM = 1000, // Of draws, in nobody's way
};

static DredgeNeuralTable table = {.level = {0.005f, 0.01f, 0.02f, 0.03f, 0.05f, 0.1f, 0.2f,
                                            0.3f, 0.5f, 0.7f, 0.8f, 0.9f, 1.0f}};
static const unsigned sizes[4] = {1, 2, 4, 6};

static const void* find(const char* const layer, const char* const what, const size_t size)
{
    char name[64];
    snprintf(name, sizeof(name), "lossgen_%s_%s", layer, what);
    for (const WeightArray* array = lossgen_arrays; array->name; ++array) {
        if (strcmp(array->name, name) == 0 && (size_t)array->size == size) {
            return array->data;
        }
    }
    fprintf(stderr, "This libopus has another lossgen: no %s of %zu bytes\n", name, size);
    exit(1);
}

// From blocks of 8 rows by 4 columns of 8-bit numbers, to be scaled by row.
static void read_matrix(float* const to, float* const bias, const char* const layer,
                        const int rows, const int columns)
{
    const signed char* from = find(layer, "weights_int8", (size_t)rows * columns);
    const float* const scale = find(layer, "scale", (size_t)rows * sizeof(float));
    for (int row = 0; row < rows; row += 8) {
        for (int column = 0; column < columns; column += 4) {
            for (int i = 0; i < 32; ++i) {
                const int r = row + i / 4;
                to[(column + i % 4) * rows + r] = (float)*from++ * scale[r];
            }
        }
    }
    memcpy(bias, find(layer, "bias", (size_t)rows * sizeof(float)),
           (size_t)rows * sizeof(float));
}

static void read_weights(DredgeNeuralWeights* const w)
{
    enum { ROWS1 = 3 * DREDGE_NEURAL_GRU1, ROWS2 = 3 * DREDGE_NEURAL_GRU2 };
    memcpy(w->dense, find("dense_in", "weights_float", sizeof(w->dense)), sizeof(w->dense));
    memcpy(w->dense_bias, find("dense_in", "bias", sizeof(w->dense_bias)),
           sizeof(w->dense_bias));
    read_matrix(w->input1[0], w->input1_bias, "gru1_input", ROWS1, DREDGE_NEURAL_DENSE);
    read_matrix(w->memory1[0], w->memory1_bias, "gru1_recurrent", ROWS1, DREDGE_NEURAL_GRU1);
    read_matrix(w->input2[0], w->input2_bias, "gru2_input", ROWS2, DREDGE_NEURAL_GRU1);
    read_matrix(w->memory2[0], w->memory2_bias, "gru2_recurrent", ROWS2, DREDGE_NEURAL_GRU2);
    memcpy(w->out, find("dense_out", "weights_float", sizeof(w->out)), sizeof(w->out));
    memcpy(&w->out_bias, find("dense_out", "bias", sizeof(w->out_bias)), sizeof(w->out_bias));
}

typedef struct {
    float input[2][3 * DREDGE_NEURAL_GRU1];
    DredgeNeuralState state;
    unsigned level;
    bool lost;
    uint64_t draws;
} Run;

static float chance_of_loss(Run* const run)
{
    return dredge_neural_step(&table.weights, &run->state, run->input[run->lost]);
}

static bool step(Run* const run)
{
    const double chance = (double)chance_of_loss(run);
    run->lost = dredge_random_uniform(run->level, STREAM, run->draws++) < chance;
    return run->lost;
}

typedef struct {
    float chance; ///< That the next packet is lost
    int number;
    bool lost;
    signed char cell[DREDGE_NEURAL_CELLS];
} Candidate;

static int compare(const void* const a, const void* const b)
{
    const Candidate* const x = a;
    const Candidate* const y = b;
    return x->chance < y->chance ? -1 : x->chance > y->chance ? 1 : x->number - y->number;
}

static void take_states(Run* const run)
{
    static Candidate candidates[CANDIDATES];
    for (int i = 0; i < WARM_UP; ++i) {
        step(run);
    }
    for (int c = 0; c < CANDIDATES; ++c) {
        Run next = *run;
        candidates[c] =
            (Candidate){.chance = chance_of_loss(&next), .number = c, .lost = run->lost};
        dredge_neural_pack(&run->state, candidates[c].cell);
        for (int i = 0; i < APART; ++i) {
            step(run);
        }
    }
    qsort(candidates, CANDIDATES, sizeof(Candidate), compare);
    for (int s = 0; s < DREDGE_NEURAL_STATES; ++s) {
        const Candidate* const from = &candidates[s * CHOICE + CHOICE / 2];
        signed char* const to = table.state[run->level][s];
        memcpy(to, from->cell, DREDGE_NEURAL_CELLS);
        to[DREDGE_NEURAL_CELLS] = from->lost ? 1 : 0;
    }
}

// Loss and mean burst as Dredge makes them, anchors included.
static void simulate(Run* const run)
{
    static bool lost[BLOCKS * DREDGE_NEURAL_ANCHOR];
    for (unsigned i = 0; i < BLOCKS * DREDGE_NEURAL_ANCHOR; ++i) {
        if (i % DREDGE_NEURAL_ANCHOR == 0) {
            const unsigned which = i / DREDGE_NEURAL_ANCHOR * 89 % DREDGE_NEURAL_STATES; // All
            const signed char* const from = table.state[run->level][which];
            dredge_neural_unpack(from, &run->state);
            run->lost = from[DREDGE_NEURAL_CELLS];
        }
        lost[i] = step(run);
    }
    for (int s = 0; s < 4; ++s) {
        const unsigned packets = BLOCKS * DREDGE_NEURAL_ANCHOR / sizes[s];
        unsigned count = 0;
        unsigned bursts = 0;
        bool before = false;
        for (unsigned i = 0; i < packets; ++i) {
            const bool now = memchr(&lost[i * sizes[s]], 1, sizes[s]) != NULL;
            count += now;
            bursts += now && !before;
            before = now;
        }
        table.expected[run->level][2 * s] = (float)count / (float)packets;
        table.expected[run->level][2 * s + 1] = bursts ? (float)count / (float)bursts : 0.0f;
    }
}

static void print_row(const float* const x, const int count)
{
    for (int i = 0; i < count; ++i) {
        printf("%s%af,", i % 6 ? " " : "\n        ", (double)x[i]);
    }
}

static void print_vector(const char* const name, const float* const x, const int count)
{
    printf("    .%s = {", name);
    print_row(x, count);
    printf("},\n");
}

static void print_matrix(const char* const name, const float* const x, const int columns,
                         const int rows)
{
    printf("    .%s = {\n", name);
    for (int i = 0; i < columns; ++i) {
        printf("    {");
        print_row(x + i * rows, rows);
        printf("},\n");
    }
    printf("    },\n");
}

static void print_states(void)
{
    printf("    .state = {\n");
    for (int l = 0; l < DREDGE_NEURAL_LEVELS; ++l) {
        printf("    {\n");
        for (int s = 0; s < DREDGE_NEURAL_STATES; ++s) {
            printf("        {");
            for (int i = 0; i <= DREDGE_NEURAL_CELLS; ++i) {
                printf("%d,", table.state[l][s][i]);
            }
            printf("},\n");
        }
        printf("    },\n");
    }
    printf("    },\n");
}

int main(void)
{
    enum { ROWS1 = 3 * DREDGE_NEURAL_GRU1, ROWS2 = 3 * DREDGE_NEURAL_GRU2 };
    const DredgeNeuralWeights* const w = &table.weights;
    read_weights(&table.weights);
    for (unsigned l = 0; l < DREDGE_NEURAL_LEVELS; ++l) {
        Run run = {.level = l};
        for (int lost = 0; lost < 2; ++lost) {
            dredge_neural_input(w, (float)lost, table.level[l], run.input[lost]);
        }
        take_states(&run);
        simulate(&run);
    }
    printf("// Made by neural_table.c from the weights of lossgen, a part of libopus.\n"
           "#include \"network/loss_neural.h\"\n\n"
           "extern const DredgeNeuralTable dredge_neural_table;\n"
           "const DredgeNeuralTable dredge_neural_table = {\n");
    print_matrix("weights.dense", w->dense[0], 2, DREDGE_NEURAL_DENSE);
    print_vector("weights.dense_bias", w->dense_bias, DREDGE_NEURAL_DENSE);
    print_matrix("weights.input1", w->input1[0], DREDGE_NEURAL_DENSE, ROWS1);
    print_vector("weights.input1_bias", w->input1_bias, ROWS1);
    print_matrix("weights.memory1", w->memory1[0], DREDGE_NEURAL_GRU1, ROWS1);
    print_vector("weights.memory1_bias", w->memory1_bias, ROWS1);
    print_matrix("weights.input2", w->input2[0], DREDGE_NEURAL_GRU1, ROWS2);
    print_vector("weights.input2_bias", w->input2_bias, ROWS2);
    print_matrix("weights.memory2", w->memory2[0], DREDGE_NEURAL_GRU2, ROWS2);
    print_vector("weights.memory2_bias", w->memory2_bias, ROWS2);
    print_vector("weights.out", w->out, DREDGE_NEURAL_GRU2);
    printf("    .weights.out_bias = %af,\n", (double)w->out_bias);
    print_vector("level", table.level, DREDGE_NEURAL_LEVELS);
    print_matrix("expected", table.expected[0], DREDGE_NEURAL_LEVELS, 8);
    print_states();
    printf("};\n");
    return 0;
}
