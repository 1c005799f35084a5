// SPDX-License-Identifier: ISC
#include "sweep_cell.h"

#include "need.h"
#include "report.h"
#include "sweep_choice.h"
#include "sweep_files.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
    const char* name;
    int decimals;
} columns[FIGURES] = {
    [FIGURE_SECONDS] = {"seconds", 3},
    [FIGURE_FRAMES] = {"frames", 0},
    [FIGURE_LOST] = {"lost", 0},
    [FIGURE_LOST_PCT] = {"lost_pct", 3},
    [FIGURE_DROPPED] = {"dropped", 0},
    [FIGURE_LATE] = {"late", 0},
    [FIGURE_RECOVERED] = {"recovered", 0},
    [FIGURE_CONCEALED] = {"concealed", 0},
    [FIGURE_RECOVERED_PCT] = {"recovered_pct", 3},
    [FIGURE_BY_RED] = {"by_red", 0},
    [FIGURE_BY_LBRR] = {"by_lbrr", 0},
    [FIGURE_BY_DRED] = {"by_dred", 0},
    [FIGURE_KBPS] = {"kbps", 3},
    [FIGURE_KBPS_PRIMARY] = {"kbps_primary", 3},
    [FIGURE_KBPS_LBRR] = {"kbps_lbrr", 3},
    [FIGURE_KBPS_DRED] = {"kbps_dred", 3},
    [FIGURE_KBPS_RED] = {"kbps_red", 3},
    [FIGURE_KBPS_HEADERS] = {"kbps_headers", 3},
    [FIGURE_PLAYOUT_MS] = {"playout_ms", 1},
    [FIGURE_ALIGN_ERROR] = {"align_error", 0},
    [FIGURE_LEVEL_DB] = {"level_db", 3},
    [FIGURE_LSD_DB] = {"lsd_db", 3},
    [FIGURE_ESTOI] = {"estoi", 5},
    [FIGURE_PLCMOS] = {"plcmos", 4},
    [FIGURE_SCORER] = {"", 5},
};

SweepCell sweep_cell_empty(const char* const id)
{
    SweepCell cell = {.error = ""};
    snprintf(cell.id, sizeof(cell.id), "%s", id);
    for (int i = 0; i < FIGURES; ++i) {
        cell.figures[i] = NAN;
    }
    return cell;
}

const char* sweep_figure_name(const SweepPlan* const plan, const SweepFigure figure)
{
    if (figure != FIGURE_SCORER) {
        return columns[figure].name;
    }
    const char* const own = plan->scorer.column;
    return own && strcmp(own, columns[FIGURE_PLCMOS].name) != 0 ? own : NULL;
}

const char* sweep_figure_text(const SweepFigure figure, const double value, char text[32])
{
    text[0] = '\0';
    if (isfinite(value)) {
        snprintf(text, 32, "%.*f", columns[figure].decimals, value);
        // A rounded -0 is 0.
        if (text[0] == '-' && strspn(text, "-0.") == strlen(text)) {
            memmove(text, text + 1, strlen(text));
        }
    }
    return text;
}

static void describe_scores(const SweepPlan* const plan, FILE* const to)
{
    fprintf(to, "scores %d\n", plan->scores);
    if (plan->plcmos.plcmos) {
        fprintf(to, "plcmos %s\n", plan->plcmos.hash);
    }
    if (plan->scorer.command) {
        fprintf(to, "scorer %s %u\n", plan->scorer.column, plan->scorer.rate);
    }
}

void sweep_cell_id(const SweepPlan* const plan, const SweepPlace* const place,
                   char id[HASH_TEXT])
{
    const SweepNetwork* const network = &plan->networks[place->network];
    const bool meets = sweep_place_meets_network(plan, place);
    char* text = NULL;
    size_t size = 0;
    FILE* const to = need_stream(&text, &size);
    fprintf(to, "dredge %s\ninput %s\n%s", DREDGE_VERSION, plan->inputs[place->input].hash,
            plan->configurations[place->configuration].settings);
    fputs(meets ? network->settings : "no network\n", to);
    fprintf(to, "seed %" PRIu64 "\n", meets && network->draws ? plan->seeds[place->seed] : 0);
    describe_scores(plan, to);
    fclose(to);
    text_hash(text, size, id);
    free(text);
}

char* sweep_cell_path(const char* const out, const char* const folder, const char* const id,
                      const char* const extension)
{
    return need_text("%s/%s/%s%s", out, folder, id, extension);
}

bool sweep_cell_store(const SweepPlan* const plan, const char* const out,
                      const SweepCell* const cell)
{
    char* text = NULL;
    size_t size = 0;
    FILE* const to = need_stream(&text, &size);
    json_t* const error = json_string(cell->error);
    char* const quoted = json_dumps(error, JSON_ENCODE_ANY);
    fprintf(to, "{\"id\": \"%s\", \"version\": \"%s\"", cell->id, DREDGE_VERSION);
    for (SweepFigure i = 0; i < FIGURES; ++i) {
        const char* const name = sweep_figure_name(plan, i);
        char number[32];
        if (name) {
            sweep_figure_text(i, cell->figures[i], number);
            fprintf(to, ", \"%s\": %s", name, number[0] ? number : "null");
        }
    }
    fprintf(to, ", \"error\": %s}\n", quoted ? quoted : "\"an error that is not UTF-8\"");
    free(quoted);
    json_decref(error);
    fclose(to);
    char* const path = sweep_cell_path(out, "cells", cell->id, ".json");
    const bool good = file_store(path, text, size);
    free(path);
    free(text);
    return good;
}

bool sweep_cell_load(const SweepPlan* const plan, const char* const out, const char* const id,
                     SweepCell* const cell)
{
    char* const path = sweep_cell_path(out, "cells", id, ".json");
    errno = 0;
    json_t* const root = json_load_file(path, 0, NULL);
    free(path);
    if (!root && errno == ENOMEM) {
        need_failed(); // It may well be there
    }
    const char* const found = json_string_value(json_object_get(root, "id"));
    const char* const error = json_string_value(json_object_get(root, "error"));
    const bool good = found && error && !strcmp(found, id);
    *cell = sweep_cell_empty(id);
    for (SweepFigure i = 0; good && i < FIGURES; ++i) {
        const char* const name = sweep_figure_name(plan, i);
        const json_t* const value = name ? json_object_get(root, name) : NULL;
        cell->figures[i] = json_is_number(value) ? json_number_value(value) : NAN;
    }
    if (good) {
        snprintf(cell->error, sizeof(cell->error), "%s", error);
    }
    json_decref(root);
    return good;
}

// A file may be there but empty after a power failure.
static bool has_file(const char* const out, const char* const folder, const char* const id,
                     const char* const extension)
{
    char* const path = sweep_cell_path(out, folder, id, extension);
    struct stat status;
    const bool there = !stat(path, &status) && status.st_size > 0;
    free(path);
    return there;
}

bool sweep_cell_stands(const SweepPlan* const plan, const char* const out,
                       const SweepPlace* const place, const char* const id)
{
    SweepCell cell;
    return sweep_cell_load(plan, out, id, &cell) &&
           (cell.error[0] ||
            ((!sweep_choice_has(plan, place, plan->wav) || has_file(out, "wav", id, ".wav")) &&
             (!sweep_choice_has(plan, place, plan->records) ||
              has_file(out, "records", id, ".csv"))));
}
