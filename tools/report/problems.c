// SPDX-License-Identifier: ISC
#include "report/problems.h"

#include "report/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// The page is to be read, not the log.
enum { MOST = 50 };

static void add(json_t* const list, char* const sentence)
{
    json_array_append_new(list, json_string(sentence));
    free(sentence);
}

static void add_cell(json_t* const list, const SweepFolder* const folder,
                     const SweepCell* const cell)
{
    const SweepItem* const input = &folder->inputs.items[cell->input];
    const char* const configuration = folder->configurations.items[cell->configuration].label;
    const char* const network = folder->networks.items[cell->network].label;
    // That the cells of a broken input failed goes without saying.
    if (cell->error && !input->error) {
        add(list, need_text("%s, %s, %s, seed %lld: %s", input->name, configuration, network,
                            cell->seed, cell->error));
    }
    const double shift = sweep_folder_value(folder, cell, "align_error");
    if (!cell->error && fabs(shift) > 1.0) {
        add(list, need_text("%s, %s, %s, seed %lld: %g samples off the original", input->name,
                            configuration, network, cell->seed, shift));
    }
}

json_t* problems_json(const SweepFolder* const folder)
{
    json_t* const list = json_array();
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
    for (int k = 0; k < folder->cell_count; ++k) {
        add_cell(list, folder, &folder->cells[k]);
    }
    const size_t count = json_array_size(list);
    while (json_array_size(list) > MOST) {
        json_array_remove(list, MOST);
    }
    if (count > MOST) {
        add(list, need_text("... and %zu more", count - MOST));
    }
    return list;
}
