// SPDX-License-Identifier: ISC
#include "sweep_table.h"

#include "need.h"
#include "output_file.h"
#include "report.h"
#include "sweep_cell.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A text as a field of CSV (RFC 4180).
static void write_csv_text(FILE* const to, const char* const text)
{
    if (!strpbrk(text, ",\"\n\r")) {
        fputs(text, to);
        return;
    }
    fputc('"', to);
    for (const char* c = text; *c; ++c) {
        if (*c == '"') {
            fputc('"', to);
        }
        fputc(*c, to);
    }
    fputc('"', to);
}

static void write_json_text(FILE* const to, const char* const text)
{
    json_t* const string = json_string(text);
    json_dumpf(string, to, JSON_ENCODE_ANY);
    json_decref(string);
}

static void write_header(const SweepPlan* const plan, FILE* const csv)
{
    fputs("id,input,config,network,seed", csv);
    for (SweepFigure i = 0; i <= FIGURE_PLCMOS; ++i) {
        fprintf(csv, ",%s", sweep_figure_name(plan, i));
    }
    fputs(",error", csv);
    const char* const own = sweep_figure_name(plan, FIGURE_SCORER);
    fprintf(csv, own ? ",%s\n" : "\n", own);
}

static void write_csv(const SweepPlan* const plan, const SweepPlace* const place,
                      const SweepCell* const cell, FILE* const csv)
{
    char number[32];
    fprintf(csv, "%s,", cell->id);
    write_csv_text(csv, plan->inputs[place->input].name);
    fputc(',', csv);
    write_csv_text(csv, plan->configurations[place->configuration].name);
    fputc(',', csv);
    write_csv_text(csv, plan->networks[place->network].name);
    fprintf(csv, ",%" PRIu64, plan->seeds[place->seed]);
    for (SweepFigure i = 0; i <= FIGURE_PLCMOS; ++i) {
        fprintf(csv, ",%s", sweep_figure_text(i, cell->figures[i], number));
    }
    fputc(',', csv);
    write_csv_text(csv, cell->error);
    if (sweep_figure_name(plan, FIGURE_SCORER)) {
        fprintf(csv, ",%s",
                sweep_figure_text(FIGURE_SCORER, cell->figures[FIGURE_SCORER], number));
    }
    fputc('\n', csv);
}

static void write_json(const SweepPlan* const plan, const SweepPlace* const place,
                       const SweepCell* const cell, FILE* const json)
{
    fprintf(json, "{\"id\": \"%s\", \"input\": ", cell->id);
    write_json_text(json, plan->inputs[place->input].name);
    fputs(", \"config\": ", json);
    write_json_text(json, plan->configurations[place->configuration].name);
    fputs(", \"network\": ", json);
    write_json_text(json, plan->networks[place->network].name);
    fprintf(json, ", \"seed\": %" PRIu64, plan->seeds[place->seed]);
    for (SweepFigure i = 0; i < FIGURES; ++i) {
        const char* const name = sweep_figure_name(plan, i);
        char number[32];
        if (name) {
            sweep_figure_text(i, cell->figures[i], number);
            fprintf(json, ", \"%s\": %s", name, number[0] ? number : "null");
        }
    }
    fputs(", \"error\": ", json);
    write_json_text(json, cell->error);
    fputs("}\n", json);
}

typedef void (*WriteRow)(const SweepPlan*, const SweepPlace*, const SweepCell*, FILE*);

// One of the two tables; returns the number of rows without a cell.
static bool write_rows(const SweepPlan* const plan, const char* const out,
                       const char* const name, const WriteRow write, size_t* const missing,
                       size_t* const failed)
{
    OutputFile output;
    char* const path = need_text("%s/%s", out, name);
    const bool begun = output_file_begin(&output, path);
    free(path);
    if (!begun) {
        return false;
    }
    FILE* const to = output_file_open(&output);
    if (!to) {
        return output_file_end(&output, false);
    }
    if (write == write_csv) {
        write_header(plan, to);
    }
    SweepPlace place = {.input = 0};
    *missing = 0;
    *failed = 0;
    do {
        SweepCell cell;
        char id[HASH_TEXT];
        sweep_cell_id(plan, &place, id);
        *missing += !sweep_cell_load(plan, out, id, &cell);
        *failed += cell.error[0] != '\0';
        write(plan, &place, &cell, to);
    } while (sweep_place_next(plan, &place));
    bool good = !ferror(to);
    good = !fclose(to) && good;
    if (!good) {
        complain("%s: can't be written: %s", output.path, strerror(errno));
    }
    const bool stands = output_file_end(&output, good && !*missing);
    return good && (stands || *missing);
}

bool sweep_table_write(const SweepPlan* const plan, const char* const out,
                       size_t* const missing, size_t* const failed)
{
    return write_rows(plan, out, "results.csv", write_csv, missing, failed) &&
           (*missing || write_rows(plan, out, "results.jsonl", write_json, missing, failed));
}
