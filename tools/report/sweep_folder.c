// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // getline()
#include "report/sweep_folder.h"

#include "need.h"
#include "report.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Columns that hold words.
static const char* const text_columns[] = {"id",   "input", "config", "network",
                                           "seed", "error", NULL};

static bool is_text_column(const char* const name)
{
    for (int i = 0; text_columns[i]; ++i) {
        if (!strcmp(name, text_columns[i])) {
            return true;
        }
    }
    return false;
}

static const char* text(const json_t* const object, const char* const key,
                        const char* const otherwise)
{
    const char* const value = json_string_value(json_object_get(object, key));
    return value && *value ? value : otherwise;
}

// A word of the command line that a scalar stands for; to be freed.
static char* word(const json_t* const value)
{
    return json_is_string(value)    ? need_text("%s", json_string_value(value))
           : json_is_integer(value) ? need_text("%lld", (long long)json_integer_value(value))
           : json_is_real(value)    ? need_text("%g", json_real_value(value))
           : json_is_true(value)    ? need_text("on")
           : json_is_false(value)   ? need_text("off")
                                    : need_text("%s", "");
}

static char* append(char* const line, char* const more)
{
    char* const longer = need_text("%s%s%s", line, *line && *more ? " " : "", more);
    free(line);
    free(more);
    return longer;
}

// Options are a line, a list of words, or names with values.
static char* options_of(const json_t* const item)
{
    json_t* const options = json_object_get(item, "options");
    char* line = need_text("%s", "");
    if (json_is_object(options)) {
        const char* key = NULL;
        json_t* value = NULL;
        json_object_foreach(options, key, value)
        {
            line = append(line, need_text("--%s", key));
            line = append(line, word(value));
        }
    } else if (json_is_array(options)) {
        for (size_t i = 0; i < json_array_size(options); ++i) {
            line = append(line, word(json_array_get(options, i)));
        }
    } else {
        line = append(line, word(options));
    }
    return line;
}

// Letters and digits of a name, in lower case, are "neuralplc" or "neural".
static bool names_neural_plc(const char* const name)
{
    char plain[32] = "";
    size_t length = 0;
    for (const char* c = name; *c && length < sizeof(plain) - 1; ++c) {
        const char lower = (char)(*c >= 'A' && *c <= 'Z' ? *c + 'a' - 'A' : *c);
        if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
            plain[length++] = lower;
        }
    }
    return !strcmp(plain, "neuralplc") || !strcmp(plain, "neural");
}

static bool read_list(SweepList* const list, const SweepFolder* const folder,
                      const char* const key)
{
    json_t* const array = json_object_get(folder->plan, key);
    if (!json_is_array(array)) {
        return complain("%s/sweep.json: expected a list '%s'", folder->path, key);
    }
    list->items = need_memory(json_array_size(array), sizeof(SweepItem));
    for (size_t i = 0; i < json_array_size(array); ++i) {
        const json_t* const from = json_array_get(array, i);
        SweepItem* const item = &list->items[list->count];
        item->name = text(from, "name", NULL);
        if (!item->name) {
            return complain("%s/sweep.json: %s: entry %zu has no name", folder->path, key,
                            i + 1);
        }
        ++list->count;
        item->label = text(from, "label", item->name);
        item->options = options_of(from);
        item->error = text(from, "error", NULL);
        item->reference = json_is_true(json_object_get(from, "reference"));
        item->baseline = json_is_true(json_object_get(from, "baseline")) ||
                         names_neural_plc(item->name) || names_neural_plc(item->label);
        item->rate = json_number_value(json_object_get(from, "rate"));
        item->seconds = json_number_value(json_object_get(from, "seconds"));
    }
    return true;
}

static int find(const SweepList* const list, const char* const name)
{
    for (int i = 0; name && i < list->count; ++i) {
        if (!strcmp(list->items[i].name, name)) {
            return i;
        }
    }
    return -1;
}

static void add_column(SweepFolder* const folder, const char* const name)
{
    if (name && !is_text_column(name)) {
        folder->columns[folder->column_count++] = name;
    }
}

// Columns are those that the plan names, else those of the first row.
static void read_columns(SweepFolder* const folder, json_t* const row)
{
    json_t* const named = json_object_get(folder->plan, "columns");
    const size_t room = json_array_size(named) + json_object_size(row);
    folder->columns = need_memory(room, sizeof(*folder->columns));
    for (size_t i = 0; i < json_array_size(named); ++i) {
        const json_t* const column = json_array_get(named, i);
        add_column(folder, json_is_object(column) ? text(column, "name", NULL)
                                                  : json_string_value(column));
    }
    const char* key = NULL;
    json_t* value = NULL;
    json_object_foreach(row, key, value)
    {
        if (!json_array_size(named)) {
            add_column(folder, key);
        }
    }
}

// A number, also as text; anything else has not been computed.
static double number(const json_t* const value)
{
    if (json_is_number(value)) {
        return json_number_value(value);
    }
    const char* const digits = json_string_value(value);
    char* end = NULL;
    const double x = digits ? strtod(digits, &end) : NAN;
    return digits && end != digits && !*end ? x : NAN;
}

static bool is_file_name(const char* const id)
{
    return id && *id && *id != '.' && !strchr(id, '/');
}

static bool read_cell(SweepFolder* const folder, json_t* const row, const int line)
{
    SweepCell* const cell = &folder->cells[folder->cell_count];
    cell->id = text(row, "id", NULL);
    cell->input = find(&folder->inputs, text(row, "input", NULL));
    cell->configuration = find(&folder->configurations, text(row, "config", NULL));
    cell->network = find(&folder->networks, text(row, "network", NULL));
    const double seed = number(json_object_get(row, "seed"));
    cell->seed = isfinite(seed) && fabs(seed) < 1e15 ? (long long)seed : 0;
    cell->error = text(row, "error", NULL);
    if (!is_file_name(cell->id)) {
        return complain("%s/results.jsonl:%d: expected an id that can name a file",
                        folder->path, line);
    }
    if (cell->input < 0 || cell->configuration < 0 || cell->network < 0) {
        return complain("%s/results.jsonl:%d: names %s that sweep.json does not have",
                        folder->path, line,
                        cell->input < 0           ? "an input"
                        : cell->configuration < 0 ? "a configuration"
                                                  : "a network");
    }
    cell->values = need_memory((size_t)folder->column_count, sizeof(double));
    for (int i = 0; i < folder->column_count; ++i) {
        cell->values[i] = number(json_object_get(row, folder->columns[i]));
    }
    ++folder->cell_count;
    return true;
}

static bool read_row(SweepFolder* const folder, const char* const text_line, const int line)
{
    json_error_t error;
    json_t* const row = json_loads(text_line, 0, &error);
    if (!json_is_object(row)) {
        json_decref(row);
        return complain("%s/results.jsonl:%d: expected a JSON object: %s", folder->path, line,
                        row ? "found something else" : error.text);
    }
    const int n = folder->cell_count;
    if (!(n & (n - 1))) { // Room for the next power of two
        const size_t room = n ? 2 * (size_t)n : 1;
        SweepCell* const cells = need_memory(room, sizeof(*cells));
        json_t** const rows = need_memory(room, sizeof(*rows));
        if (n) {
            memcpy(cells, folder->cells, (size_t)n * sizeof(*cells));
            memcpy(rows, folder->rows, (size_t)n * sizeof(*rows));
        }
        free(folder->cells);
        free(folder->rows);
        folder->cells = cells;
        folder->rows = rows;
    }
    if (!n) {
        read_columns(folder, row);
    }
    folder->rows[n] = row;
    if (!read_cell(folder, row, line)) {
        folder->rows[n] = NULL;
        json_decref(row);
        return false;
    }
    return true;
}

static bool read_rows(SweepFolder* const folder)
{
    char* const path = need_text("%s/results.jsonl", folder->path);
    FILE* const file = fopen(path, "r");
    if (!file) {
        complain("%s: %s; 'dredge sweep' writes it", path, strerror(errno));
        free(path);
        return false;
    }
    char* line = NULL;
    size_t room = 0;
    bool good = true;
    for (int number_of_line = 1; good && getline(&line, &room, file) >= 0; ++number_of_line) {
        if (line[strspn(line, " \t\r\n")]) {
            good = read_row(folder, line, number_of_line);
        }
    }
    if (good && ferror(file)) {
        good = complain("%s: %s", path, strerror(errno));
    } else if (good && !folder->cell_count) {
        good = complain("%s: holds no cells", path);
    }
    free(line);
    fclose(file);
    free(path);
    return good;
}

bool sweep_folder_read(SweepFolder* const folder, const char* const path)
{
    *folder = (SweepFolder){.path = need_text("%s", path)};
    char* const file = need_text("%s/sweep.json", path);
    json_error_t error;
    folder->plan = json_load_file(file, 0, &error);
    bool good = true;
    if (!folder->plan) {
        good = error.line > 0 ? complain("%s:%d: %s", file, error.line, error.text)
                              : complain("%s: can't be read; expected a folder that 'dredge "
                                         "sweep' has written",
                                         file);
    }
    good = good && read_list(&folder->inputs, folder, "inputs") &&
           read_list(&folder->configurations, folder, "configurations") &&
           read_list(&folder->networks, folder, "networks") && read_rows(folder);
    free(file);
    if (!good) {
        sweep_folder_free(folder);
    }
    return good;
}

static void free_list(SweepList* const list)
{
    for (int i = 0; i < list->count; ++i) {
        free(list->items[i].options);
    }
    free(list->items);
}

void sweep_folder_free(SweepFolder* const folder)
{
    for (int i = 0; i < folder->cell_count; ++i) {
        free(folder->cells[i].values);
        json_decref(folder->rows[i]);
    }
    free(folder->cells);
    free(folder->rows);
    free(folder->columns);
    free_list(&folder->inputs);
    free_list(&folder->configurations);
    free_list(&folder->networks);
    json_decref(folder->plan);
    free(folder->path);
}

int sweep_folder_column(const SweepFolder* const folder, const char* const name)
{
    for (int i = 0; i < folder->column_count; ++i) {
        if (!strcmp(folder->columns[i], name)) {
            return i;
        }
    }
    return -1;
}

double sweep_folder_value(const SweepFolder* const folder, const SweepCell* const cell,
                          const char* const name)
{
    const int column = sweep_folder_column(folder, name);
    return column < 0 ? NAN : cell->values[column];
}

char* sweep_folder_file(const SweepFolder* const folder, const char* const part,
                        const char* const name, const char* const ending)
{
    return need_text("%s/%s/%s%s", folder->path, part, name, ending);
}
