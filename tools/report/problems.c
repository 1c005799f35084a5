// SPDX-License-Identifier: ISC
#include "report/problems.h"

#include "need.h"
#include "report/metrics.h"

#include <math.h>
#include <stdlib.h>

// The page is to be read, not the log.
enum { MOST = 20 };

static void add(json_t* const list, char* const sentence)
{
    json_array_append_new(list, json_string(sentence));
    free(sentence);
}

// "clip, configuration, network, seed", to be freed.
static char* cell_name(const SweepFolder* const folder, const SweepCell* const cell)
{
    return need_text("%s, %s, %s, seed %lld", folder->inputs.items[cell->input].label,
                     folder->configurations.items[cell->configuration].label,
                     folder->networks.items[cell->network].label, cell->seed);
}

static void add_inputs(json_t* const list, const SweepFolder* const folder)
{
    for (int i = 0; i < folder->inputs.count; ++i) {
        const SweepItem* const input = &folder->inputs.items[i];
        int cells = 0;
        for (int k = 0; k < folder->cell_count; ++k) {
            cells += folder->cells[k].input == i;
        }
        if (input->error) {
            add(list, need_text("Input %s: %s (its %d cells are left out)", input->name,
                                input->error, cells));
        }
    }
}

// That the cells of a broken input failed goes without saying.
static void add_errors(json_t* const list, const SweepFolder* const folder)
{
    int count = 0;
    for (int k = 0; k < folder->cell_count; ++k) {
        const SweepCell* const cell = &folder->cells[k];
        if (cell->error && !folder->inputs.items[cell->input].error && ++count <= MOST) {
            char* const name = cell_name(folder, cell);
            add(list, need_text("%s: %s", name, cell->error));
            free(name);
        }
    }
    if (count > MOST) {
        add(list, need_text("... and %d more cells that failed", count - MOST));
    }
}

static void add_shifts(json_t* const list, const SweepFolder* const folder)
{
    const SweepCell* worst = NULL;
    double most = 1.0;
    int count = 0;
    for (int k = 0; k < folder->cell_count; ++k) {
        const SweepCell* const cell = &folder->cells[k];
        const double shift =
            cell->error ? NAN : fabs(sweep_folder_value(folder, cell, "align_error"));
        count += shift > 1.0;
        if (shift > most) {
            most = shift;
            worst = cell;
        }
    }
    if (worst) {
        char* const name = cell_name(folder, worst);
        add(list, need_text("Alignment: %d of %d cells are more than one sample off the "
                            "original, the worst by %g (%s)",
                            count, folder->cell_count, most, name));
        free(name);
    }
}

// A mean over fewer cells than the others' is none to compare.
static void add_gaps(json_t* const list, const SweepFolder* const folder)
{
    Metric metrics[METRICS_MAX];
    const int count = metrics_find(folder, metrics);
    for (int m = 0; m < count; ++m) {
        for (int c = 0; c < folder->configurations.count; ++c) {
            int cells = 0;
            const int missing = metric_missing(folder, &metrics[m], c, &cells);
            if (missing) {
                add(list, need_text("%s: no %s for %d of %d cells; means over the others don't "
                                    "compare",
                                    folder->configurations.items[c].label, metrics[m].label,
                                    missing, cells));
            }
        }
    }
}

json_t* problems_json(const SweepFolder* const folder)
{
    json_t* const list = json_array();
    add_inputs(list, folder);
    add_errors(list, folder);
    add_gaps(list, folder);
    add_shifts(list, folder);
    return list;
}
