// SPDX-License-Identifier: ISC
#include "loss_networks.h"

#include "harness.h"

#include "network/expected.h"
#include "network/fate.h"

#include <math.h>

enum { BATCH = 2500 };

const DredgeNetwork networks[NETWORKS] = {
    {.model = DREDGE_LOSS_RANDOM, .loss = 0.2},
    {.model = DREDGE_LOSS_GILBERT_ELLIOTT, .loss = 0.2, .burst = 4, .loss_in_bad = 1},
    {.model = DREDGE_LOSS_GILBERT_ELLIOTT,
     .loss = 0.1,
     .burst = 1.8,
     .loss_in_bad = 0.5,
     .loss_in_good = 0.01},
    {.model = DREDGE_LOSS_GEMODEL, .to_bad = 0.02, .to_good = 0.25, .loss_in_bad = 0.7},
    {.model = DREDGE_LOSS_GEMODEL,
     .to_bad = 0.05,
     .to_good = 0.3,
     .loss_in_bad = 0.8,
     .loss_in_good = 0.02},
    {.model = DREDGE_LOSS_FOUR_STATES,
     .p13 = 0.05,
     .p31 = 0.2,
     .p32 = 0.3,
     .p23 = 0.4,
     .p14 = 0.03},
    {.model = DREDGE_LOSS_FOUR_STATES, .p13 = 0.1, .p31 = 0.4, .p14 = 0.05},
    {.model = DREDGE_LOSS_BELLCORE, .loss = 0.1},
    {.model = DREDGE_LOSS_EID, .loss = 0.1, .burstiness = 0},
    {.model = DREDGE_LOSS_EID, .loss = 0.1, .burstiness = 0.9},
    {.model = DREDGE_LOSS_PERIODIC, .loss = 0.2, .burst = 2.5},
    {.model = DREDGE_LOSS_PERIODIC, .loss = 0.63, .burst = 3.3},
    {.model = DREDGE_LOSS_NEURAL, .loss = 0.1},
    {.model = DREDGE_LOSS_NEURAL, .loss = 0.3},
};

Measured measure(const DredgeNetwork* const network, const uint64_t packets)
{
    DredgeFateCursor cursor = {.ready = false};
    Measured m = {0};
    unsigned run = 0;
    unsigned before = 0;
    double squares = 0.0;
    for (uint64_t i = 0; i < packets; ++i) {
        if (i && i % BATCH == 0) {
            squares += pow(m.losses - before, 2.0);
            before = m.losses;
        }
        if (dredge_fate_follow(&cursor, network, NULL, i).lost) {
            ++m.losses;
            ++run;
        } else if (run) {
            ++m.bursts;
            ++m.histogram[run < BURSTS ? run : BURSTS - 1];
            m.longest = run > m.longest ? run : m.longest;
            run = 0;
        }
    }
    m.loss = (double)m.losses / (double)packets;
    if (packets > BATCH) { // Clumped losses spread more than a share of independent ones does
        const double batches = (double)((packets - 1) / BATCH);
        const double mean = before / batches;
        m.error = sqrt((squares / batches - mean * mean) / batches) / BATCH;
    }
    m.burst = m.bursts ? (double)m.losses / m.bursts : 0.0;
    return m;
}

bool available(const DredgeNetwork* const network)
{
    return network->model != DREDGE_LOSS_NEURAL || dredge_neural_available();
}

void assert_near(const double x, const double expected, const double tolerance)
{
    if (!(fabs(x - expected) <= tolerance)) {
        fail_msg("%.6f is not %.6f +- %.6f", x, expected, tolerance);
    }
}
