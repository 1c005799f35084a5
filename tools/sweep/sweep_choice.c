// SPDX-License-Identifier: ISC
#include "sweep_choice.h"

static size_t greatest_divisor(size_t a, size_t b)
{
    while (b) {
        const size_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

// A walk over all pairs of input and network along their diagonals, once for each seed.
static SweepPlace set_at(const SweepPlan* const plan, const size_t index)
{
    const size_t inputs = plan->input_count;
    const size_t networks = plan->network_count;
    const size_t pair = index % (inputs * networks);
    const size_t diagonal = inputs * networks / greatest_divisor(inputs, networks);
    return (SweepPlace){.input = pair % inputs,
                        .network = (pair + pair / diagonal) % networks,
                        .seed = index / (inputs * networks)};
}

static bool has(const SweepPlan* const plan, const SweepPlace* const wanted,
                const bool any_network, size_t sets)
{
    const size_t count = plan->input_count * plan->network_count * plan->seed_count;
    for (size_t i = 0; sets && i < count; ++i) {
        const SweepPlace set = set_at(plan, i);
        if (plan->inputs[set.input].error || !sweep_place_exists(plan, &set)) {
            continue;
        }
        if (set.input == wanted->input &&
            (any_network || (set.network == wanted->network && set.seed == wanted->seed))) {
            return true;
        }
        --sets;
    }
    return false;
}

bool sweep_choice_has(const SweepPlan* const plan, const SweepPlace* const place,
                      const size_t sets)
{
    const bool reference = plan->configurations[place->configuration].reference;
    return sets == SWEEP_ALL || has(plan, place, reference, sets);
}

bool sweep_choice_has_input(const SweepPlan* const plan, const size_t input, const size_t sets)
{
    const SweepPlace place = {.input = input};
    return sets == SWEEP_ALL || has(plan, &place, true, sets);
}
