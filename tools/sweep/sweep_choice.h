// SPDX-License-Identifier: ISC
// Which sets of losses keep their sounds or records, where a plan wants only some of them.
#ifndef DREDGE_SWEEP_CHOICE_H
#define DREDGE_SWEEP_CHOICE_H

#include "sweep_place.h"

#include <stdbool.h>
#include <stddef.h>

/**
   Whether a place is in one of `sets` sets of losses: one input over one network with one seed,
   in all configurations.

   The sets are spread over all inputs that can be read and over all networks. A configuration
   that meets no network belongs to all sets of its input.

   @param sets how many; SWEEP_ALL for all
*/
bool sweep_choice_has(const SweepPlan* plan, const SweepPlace* place, size_t sets);

/// ... whether any set of an input is.
bool sweep_choice_has_input(const SweepPlan* plan, size_t input, size_t sets);

#endif
