// SPDX-License-Identifier: ISC
#include "sweep_place.h"

bool sweep_place_meets_network(const SweepPlan* const plan, const SweepPlace* const place)
{
    return !plan->configurations[place->configuration].reference;
}

bool sweep_place_exists(const SweepPlan* const plan, const SweepPlace* const place)
{
    return !place->seed || plan->networks[place->network].draws;
}

bool sweep_place_repeats(const SweepPlan* const plan, const SweepPlace* const place)
{
    return !sweep_place_meets_network(plan, place) && (place->network || place->seed);
}

bool sweep_place_next(const SweepPlan* const plan, SweepPlace* const place)
{
    do {
        if (++place->seed == plan->seed_count) {
            place->seed = 0;
            ++place->network;
        }
        if (place->network == plan->network_count) {
            place->network = 0;
            ++place->configuration;
        }
        if (place->configuration == plan->configuration_count) {
            place->configuration = 0;
            ++place->input;
        }
    } while (place->input < plan->input_count && !sweep_place_exists(plan, place));
    return place->input < plan->input_count;
}
