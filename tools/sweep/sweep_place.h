// SPDX-License-Identifier: ISC
// The places of cells in a plan, in their order.
#ifndef DREDGE_SWEEP_PLACE_H
#define DREDGE_SWEEP_PLACE_H

#include "sweep_plan.h"

#include <stdbool.h>
#include <stddef.h>

/// Where a cell stands in the plan.
typedef struct {
    size_t input;
    size_t configuration;
    size_t network;
    size_t seed;
} SweepPlace;

/// Whether the place's configuration meets a network at all: references don't.
bool sweep_place_meets_network(const SweepPlan* plan, const SweepPlace* place);

/// Whether the place has a row: a network that draws nothing has one for the first seed only.
bool sweep_place_exists(const SweepPlan* plan, const SweepPlace* place);

/// Whether another place, earlier in the plan, has the same cell: a reference meets no network.
bool sweep_place_repeats(const SweepPlan* plan, const SweepPlace* place);

/// Next place in the order of the plan; returns false after the last one. Start with zero.
bool sweep_place_next(const SweepPlan* plan, SweepPlace* place);

#endif
