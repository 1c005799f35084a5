// SPDX-License-Identifier: ISC
// What tests of the loss models share: networks of all models, and what they do to packets.
#ifndef DREDGE_LOSS_NETWORKS_H
#define DREDGE_LOSS_NETWORKS_H

#include "network/network.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    NETWORKS = 14,
    BURSTS = 64, ///< Lengths of bursts that are counted apart
};

#define SIZE(array) (sizeof(array) / sizeof((array)[0]))

/// Every model, with settings that its formula is known for.
extern const DredgeNetwork networks[NETWORKS];

/// What a network did to packets.
typedef struct {
    double loss;
    double error; ///< Standard error of loss, from the spread of its means over batches
    double burst;
    unsigned losses;
    unsigned bursts;
    unsigned longest;
    unsigned histogram[BURSTS]; ///< Bursts of so many packets; the last: or more
} Measured;

/// Ask for the fate of so many packets, one after the other.
Measured measure(const DredgeNetwork* network, uint64_t packets);

/// Whether this build has the network's loss model.
bool available(const DredgeNetwork* network);

/// Fail unless x is as expected.
void assert_near(double x, double expected, double tolerance);

#endif
