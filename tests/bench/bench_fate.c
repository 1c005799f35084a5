// SPDX-License-Identifier: ISC
// What fates cost: bench_fate [PACKETS], 10^7 by default.
//
// For each model: packets in sequence with a cursor, in ns each; and jumps to any packet, for
// which the cursor is of no use, in us: median, 99.9th percentile and the longest of those at
// the dearest place, the last packet before an anchor. It is CPU time of the thread, but what
// an interrupt takes counts in.
#include "network/fate.h"
#include "network/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { JUMPS = 20000 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int compare(const void* const a, const void* const b)
{
    const double x = *(const double*)a;
    const double y = *(const double*)b;
    return (x > y) - (x < y);
}

static uint64_t lost; // So that nothing is left out as unused

static double sequence(const DredgeNetwork* const network, const DredgeTrace* const trace,
                       const uint64_t packets)
{
    DredgeFateCursor cursor = {.ready = false};
    const double start = now();
    for (uint64_t i = 0; i < packets; ++i) {
        lost += dredge_fate_follow(&cursor, network, trace, i).lost;
    }
    return 1e9 * (now() - start) / (double)packets;
}

static void jumps(const DredgeNetwork* const network, const DredgeTrace* const trace,
                  double* const times)
{
    const uint64_t anchor =
        network->model == DREDGE_LOSS_NEURAL ? DREDGE_NEURAL_ANCHOR : DREDGE_FATE_ANCHOR;
    for (uint64_t i = 0; i < JUMPS; ++i) {
        const double where = dredge_random_uniform(1, 77, i);
        const uint64_t at = (uint64_t)(where * 1e6) * anchor + anchor - 1;
        const double start = now();
        lost += dredge_fate_draw(network, trace, at).lost;
        times[i] = 1e6 * (now() - start);
    }
    qsort(times, JUMPS, sizeof(double), compare);
}

int main(const int argc, char** const argv)
{
    const uint64_t packets = argc > 1 ? strtoull(argv[1], NULL, 10) : 10000000;
    static const struct {
        const char* name;
        DredgeNetwork network;
    } cases[] = {
        {"none", {.model = DREDGE_LOSS_NONE}},
        {"random", {.model = DREDGE_LOSS_RANDOM, .loss = 0.2}},
        {"Gilbert-Elliott",
         {.model = DREDGE_LOSS_GILBERT_ELLIOTT, .loss = 0.2, .burst = 4, .loss_in_bad = 1}},
        {"netem gemodel",
         {.model = DREDGE_LOSS_GEMODEL, .to_bad = 0.05, .to_good = 0.3, .loss_in_bad = 0.8}},
        {"netem 4 states",
         {.model = DREDGE_LOSS_FOUR_STATES, .p13 = 0.05, .p31 = 0.2, .p32 = 0.3, .p23 = 0.4}},
        {"ITU Bellcore", {.model = DREDGE_LOSS_BELLCORE, .loss = 0.1}},
        {"ITU EID", {.model = DREDGE_LOSS_EID, .loss = 0.1, .burstiness = 0.5}},
        {"periodic", {.model = DREDGE_LOSS_PERIODIC, .loss = 0.2, .burst = 2.5}},
        {"neural", {.model = DREDGE_LOSS_NEURAL, .loss = 0.2}},
        {"trace", {.model = DREDGE_LOSS_TRACE}},
        {"normal jitter", {.delay = 50, .jitter = 10}},
        {"Pareto jitter", {.delay = 50, .jitter = 10, .distribution = DREDGE_JITTER_PARETO}},
        {"correlated 0.5", {.delay = 50, .jitter = 10, .correlation = 0.5}},
        {"correlated 0.99", {.delay = 50, .jitter = 10, .correlation = 0.99}},
    };
    uint8_t pattern[1000];
    for (int i = 0; i < 1000; ++i) {
        pattern[i] = i % 5 == 0;
    }
    DredgeTrace* const trace = dredge_trace_new(pattern, sizeof(pattern));
    double* const times = malloc(JUMPS * sizeof(double));
    if (!trace || !times) {
        return 1;
    }
    printf("%-16s %16s %s\n", "", "in sequence", "  jump: median, 99.9 %, longest");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        const double each = sequence(&cases[i].network, trace, packets);
        jumps(&cases[i].network, trace, times);
        printf("%-16s %10.1f ns/pkt %8.2f %8.2f %8.2f us\n", cases[i].name, each,
               times[JUMPS / 2], times[JUMPS - 1 - JUMPS / 1000], times[JUMPS - 1]);
        fflush(stdout);
    }
    free(times);
    dredge_trace_free(trace);
    return lost ? 0 : 1;
}
