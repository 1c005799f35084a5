// SPDX-License-Identifier: ISC
#include "report/metrics.h"

#include <math.h>
#include <string.h>

// In the order of trust; columns that nobody here knows come before the last two.
static const Metric known[] = {
    {"plcmos", "PLCMOS", "", true},
    {"nisqa", "NISQA", "", true},
    {"visqol", "ViSQOL", "", true},
    {"pesq", "PESQ", "", true},
    {"estoi", "ESTOI", "", true},
    {"stoi", "STOI", "", true},
    {"lsd_db", "Log-spectral distance", "dB", false},
    {"recovered_pct", "Recovered", "% of lost", true},
};

enum { KNOWN = sizeof(known) / sizeof(known[0]), LAST = 2 };

// Columns that describe a cell and don't judge it.
static const char* const others[] = {
    "seconds",      "frames",    "lost",      "lost_pct", "dropped",      "late",
    "recovered",    "concealed", "by_red",    "by_lbrr",  "by_dred",      "kbps",
    "kbps_primary", "kbps_lbrr", "kbps_dred", "kbps_red", "kbps_headers", "playout_ms",
    "align_error",  "level_db",  NULL,
};

static bool has_values(const SweepFolder* const folder, const Metric* const metric)
{
    for (int i = 0; i < folder->cell_count; ++i) {
        if (!isnan(metric_value(folder, &folder->cells[i], metric))) {
            return true;
        }
    }
    return false;
}

static bool is_known(const char* const column)
{
    for (int i = 0; i < KNOWN; ++i) {
        if (!strcmp(column, known[i].column)) {
            return true;
        }
    }
    for (int i = 0; others[i]; ++i) {
        if (!strcmp(column, others[i])) {
            return true;
        }
    }
    return false;
}

static bool ends_with(const char* const text, const char* const end)
{
    const size_t n = strlen(text);
    const size_t m = strlen(end);
    return n >= m && !strcmp(text + n - m, end);
}

static int add(const SweepFolder* const folder, Metric* const metrics, const int count,
               const Metric metric)
{
    if (count == METRICS_MAX || !has_values(folder, &metric)) {
        return count;
    }
    metrics[count] = metric;
    return count + 1;
}

int metrics_find(const SweepFolder* const folder, Metric metrics[const METRICS_MAX])
{
    int count = 0;
    for (int i = 0; i < KNOWN - LAST; ++i) {
        count = add(folder, metrics, count, known[i]);
    }
    for (int i = 0; i < folder->column_count; ++i) {
        const char* const column = folder->columns[i];
        const bool distance = ends_with(column, "_db") || ends_with(column, "_ms");
        if (!is_known(column)) {
            count = add(folder, metrics, count, (Metric){column, column, "", !distance});
        }
    }
    for (int i = KNOWN - LAST; i < KNOWN; ++i) {
        count = add(folder, metrics, count, known[i]);
    }
    return count;
}

// Whether there is something to recover, if that is the question.
static bool applies(const SweepFolder* const folder, const SweepCell* const cell,
                    const Metric* const metric)
{
    return !cell->error && (strcmp(metric->column, "recovered_pct") != 0 ||
                            sweep_folder_value(folder, cell, "lost") > 0.0);
}

double metric_value(const SweepFolder* const folder, const SweepCell* const cell,
                    const Metric* const metric)
{
    return applies(folder, cell, metric) ? sweep_folder_value(folder, cell, metric->column)
                                         : NAN;
}

int metric_missing(const SweepFolder* const folder, const Metric* const metric,
                   const int configuration, int* const cells)
{
    int missing = 0;
    *cells = 0;
    for (int i = 0; i < folder->cell_count; ++i) {
        const SweepCell* const cell = &folder->cells[i];
        if (cell->configuration == configuration && applies(folder, cell, metric)) {
            ++*cells;
            missing += isnan(metric_value(folder, cell, metric));
        }
    }
    return missing;
}
