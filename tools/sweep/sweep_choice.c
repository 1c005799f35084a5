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

static size_t good_inputs(const SweepPlan* const plan)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->input_count; ++i) {
        count += !plan->inputs[i].error;
    }
    return count;
}

// The nth input that can be read.
static size_t find_input(const SweepPlan* const plan, size_t n)
{
    size_t i = 0;
    while (plan->inputs[i].error || n--) {
        ++i;
    }
    return i;
}

// A few of many lie evenly apart; many of a few go round.
static size_t spread(const size_t i, const size_t sets, const size_t count)
{
    return sets < count ? i * count / sets : i % count;
}

// Where each input or each network is needed at most once, two spreads; else a walk over all
// pairs of both along their diagonals, once for each seed.
static SweepPlace set_at(const SweepPlan* const plan, const size_t i, const size_t sets)
{
    const size_t inputs = good_inputs(plan);
    const size_t networks = plan->network_count;
    SweepPlace place = {.input = spread(i, sets, inputs), .network = spread(i, sets, networks)};
    if (sets >= inputs && sets >= networks) {
        const size_t pair = i % (inputs * networks);
        const size_t diagonal = inputs * networks / greatest_divisor(inputs, networks);
        place = (SweepPlace){.input = pair % inputs,
                             .network = (pair + pair / diagonal) % networks,
                             .seed = i / (inputs * networks)};
    }
    place.input = find_input(plan, place.input);
    return place;
}

static bool has(const SweepPlan* const plan, const SweepPlace* const wanted,
                const bool any_network, const size_t sets)
{
    const size_t count = good_inputs(plan) * plan->network_count * plan->seed_count;
    size_t taken = 0;
    for (size_t i = 0; taken < sets && i < count; ++i) {
        const SweepPlace set = set_at(plan, i, sets);
        if (!sweep_place_exists(plan, &set)) {
            continue;
        }
        if (set.input == wanted->input &&
            (any_network || (set.network == wanted->network && set.seed == wanted->seed))) {
            return true;
        }
        ++taken;
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
