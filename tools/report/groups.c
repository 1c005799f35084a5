// SPDX-License-Identifier: ISC
#include "report/groups.h"

#include "need.h"

#include <math.h>
#include <stdlib.h>

static Group* find(Groups* const groups, const SweepCell* const cell)
{
    // Cells come in the plan's order: the group is most likely a recent one.
    for (int i = groups->count - 1; i >= 0; --i) {
        Group* const g = &groups->groups[i];
        if (g->input == cell->input && g->network == cell->network && g->seed == cell->seed) {
            return g;
        }
    }
    return NULL;
}

static double mean_loss(const SweepFolder* const folder, const Groups* const groups,
                        const Group* const g)
{
    double sum = 0.0;
    int count = 0;
    for (int c = 0; c < folder->configurations.count; ++c) {
        const double lost =
            g->cells[c] ? sweep_folder_value(folder, g->cells[c], "lost_pct") : NAN;
        if (c != groups->reference && !isnan(lost)) {
            sum += lost;
            ++count;
        }
    }
    return count ? sum / count : NAN;
}

Groups groups_new(const SweepFolder* const folder)
{
    Groups groups = {.reference = -1, .baseline = -1};
    const int configurations = folder->configurations.count;
    for (int c = configurations - 1; c >= 0; --c) {
        const SweepItem* const item = &folder->configurations.items[c];
        groups.reference = item->reference ? c : groups.reference;
        groups.baseline = item->baseline && !item->reference ? c : groups.baseline;
    }
    groups.groups = need_memory((size_t)folder->cell_count, sizeof(Group));
    for (int i = 0; i < folder->cell_count; ++i) {
        const SweepCell* const cell = &folder->cells[i];
        Group* g = find(&groups, cell);
        if (!g) {
            g = &groups.groups[groups.count++];
            *g = (Group){.input = cell->input,
                         .network = cell->network,
                         .seed = cell->seed,
                         .cells = need_memory((size_t)configurations, sizeof(*g->cells))};
        }
        if (!cell->error) {
            g->cells[cell->configuration] = cell;
        }
    }
    for (int i = 0; i < groups.count; ++i) {
        groups.groups[i].lost = mean_loss(folder, &groups, &groups.groups[i]);
    }
    return groups;
}

void groups_free(Groups* const groups)
{
    for (int i = 0; i < groups->count; ++i) {
        free(groups->groups[i].cells);
    }
    free(groups->groups);
}

const SweepCell* groups_reference(const Groups* const groups, const Group* const group)
{
    const int r = groups->reference;
    if (r < 0 || group->cells[r]) {
        return r < 0 ? NULL : group->cells[r];
    }
    for (int i = 0; i < groups->count; ++i) {
        if (groups->groups[i].input == group->input && groups->groups[i].cells[r]) {
            return groups->groups[i].cells[r];
        }
    }
    return NULL;
}

// How many groups with the same input or network are chosen already.
static int crowd(const Groups* const groups, const Group* const g)
{
    int count = 0;
    for (int i = 0; i < groups->count; ++i) {
        const Group* const other = &groups->groups[i];
        count += other->heard * ((other->input == g->input) + (other->network == g->network));
    }
    return count;
}

int groups_choose(Groups* const groups, const SweepFolder* const folder, const int wanted,
                  bool (*const has_sound)(const SweepFolder* folder, const Group* group))
{
    bool* const sound = need_memory((size_t)groups->count, sizeof(*sound));
    for (int i = 0; i < groups->count; ++i) {
        sound[i] = has_sound(folder, &groups->groups[i]);
    }
    int chosen = 0;
    for (; chosen < wanted; ++chosen) {
        Group* best = NULL;
        int best_crowd = 0;
        for (int i = 0; i < groups->count; ++i) {
            Group* const g = &groups->groups[i];
            const int others = sound[i] && !g->heard ? crowd(groups, g) : -1;
            if (others >= 0 && (!best || others < best_crowd)) {
                best = g;
                best_crowd = others;
            }
        }
        if (!best) {
            break;
        }
        best->heard = true;
    }
    free(sound);
    return chosen;
}
