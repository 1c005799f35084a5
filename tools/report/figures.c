// SPDX-License-Identifier: ISC
#include "report/figures.h"

#include "report/metrics.h"
#include "report/statistics.h"

#include <math.h>
#include <string.h>

typedef struct {
    const SweepFolder* folder;
    const Groups* groups;
    Resamples resamples;
} Work;

// Five digits are more than an interval is worth.
static json_t* json_number(const double x)
{
    if (!isfinite(x)) {
        return json_null();
    }
    const double scale = pow(10.0, 4.0 - floor(log10(fabs(x) + 1e-9)));
    return json_real(round(x * scale) / scale);
}

static json_t* json_estimate(const Estimate e)
{
    if (isnan(e.value)) {
        return json_null();
    }
    return json_pack("[oooi]", json_number(e.value), json_number(e.low), json_number(e.high),
                     e.clips);
}

// Estimate, and free the sums.
static json_t* finish(const Work* const w, ClipSums* const sums)
{
    json_t* const json = json_estimate(estimate(&w->resamples, sums));
    clip_sums_free(sums);
    return json;
}

static ClipSums new_sums(const Work* const w)
{
    return clip_sums_new(w->folder->inputs.count);
}

static bool is_in(const Group* const g, const int bin)
{
    return bin < 0 || loss_bin(g->lost) == bin;
}

// Mean of a metric in a range of loss; -1: in all.
static json_t* mean(const Work* const w, const Metric* const metric, const int configuration,
                    const int bin)
{
    ClipSums sums = new_sums(w);
    for (int i = 0; i < w->groups->count; ++i) {
        const Group* const g = &w->groups->groups[i];
        const SweepCell* const cell = g->cells[configuration];
        if (cell && is_in(g, bin)) {
            clip_sums_add(&sums, g->input, metric_value(w->folder, cell, metric));
        }
    }
    return finish(w, &sums);
}

// How much worse a configuration is than the reference on the same losses; NAN: unknown.
static double gap_of(const Work* const w, const Metric* const metric, const Group* const g,
                     const int configuration)
{
    const SweepCell* const reference = groups_reference(w->groups, g);
    const SweepCell* const cell = g->cells[configuration];
    if (!reference || !cell) {
        return NAN;
    }
    const double gap =
        metric_value(w->folder, reference, metric) - metric_value(w->folder, cell, metric);
    return metric->higher ? gap : -gap;
}

static json_t* gap(const Work* const w, const Metric* const metric, const int configuration)
{
    ClipSums sums = new_sums(w);
    for (int i = 0; i < w->groups->count; ++i) {
        const Group* const g = &w->groups->groups[i];
        clip_sums_add(&sums, g->input, gap_of(w, metric, g, configuration));
    }
    return finish(w, &sums);
}

// The gap as a share of the baseline's, on the same losses.
static json_t* share(const Work* const w, const Metric* const metric, const int configuration)
{
    ClipSums sums = new_sums(w);
    for (int i = 0; w->groups->baseline >= 0 && i < w->groups->count; ++i) {
        const Group* const g = &w->groups->groups[i];
        const double own = gap_of(w, metric, g, configuration);
        const double whole = gap_of(w, metric, g, w->groups->baseline);
        if (!isnan(own) && !isnan(whole)) {
            sums.above[g->input] += own;
            sums.below[g->input] += whole;
        }
    }
    return finish(w, &sums);
}

static json_t* mean_loss(const Work* const w, const int bin)
{
    double sum = 0.0;
    int count = 0;
    for (int i = 0; i < w->groups->count; ++i) {
        const Group* const g = &w->groups->groups[i];
        if (loss_bin(g->lost) == bin) {
            sum += g->lost;
            ++count;
        }
    }
    return json_number(count ? sum / count : NAN);
}

static json_t* score(const Work* const w, const Metric* const metric, const int configuration)
{
    json_t* const bins = json_array();
    for (int bin = 0; bin < LOSS_BINS; ++bin) {
        json_array_append_new(bins, mean(w, metric, configuration, bin));
    }
    int cells = 0;
    const int missing = metric_missing(w->folder, metric, configuration, &cells);
    return json_pack("{so so so so si si}", "mean", mean(w, metric, configuration, -1), "gap",
                     gap(w, metric, configuration), "share", share(w, metric, configuration),
                     "bins", bins, "cells", cells, "missing", missing);
}

// Mean of a column, as a percentage of another one if there is one.
static json_t* cost(const Work* const w, const int configuration, const char* const column,
                    const char* const whole)
{
    ClipSums sums = new_sums(w);
    for (int i = 0; i < w->groups->count; ++i) {
        const Group* const g = &w->groups->groups[i];
        const SweepCell* const cell = g->cells[configuration];
        const double x = cell ? sweep_folder_value(w->folder, cell, column) : NAN;
        const double all = cell && whole ? sweep_folder_value(w->folder, cell, whole) : 1.0;
        if (!isnan(x) && !isnan(all)) {
            sums.above[g->input] += whole ? 100.0 * x : x;
            sums.below[g->input] += all;
        }
    }
    return finish(w, &sums);
}

json_t* figures_json(const SweepFolder* const folder, const Groups* const groups)
{
    Work w = {
        .folder = folder, .groups = groups, .resamples = resamples_new(folder->inputs.count)};
    Metric metrics[METRICS_MAX];
    const int metric_count = metrics_find(folder, metrics);
    json_t* const metric_list = json_array();
    json_t* const scores = json_array();
    for (int m = 0; m < metric_count; ++m) {
        const Metric* const metric = &metrics[m];
        json_array_append_new(metric_list, json_pack("{ss ss ss sb}", "name", metric->column,
                                                     "label", metric->label, "unit",
                                                     metric->unit, "higher", metric->higher));
        json_t* const list = json_array();
        for (int c = 0; c < folder->configurations.count; ++c) {
            json_array_append_new(list, score(&w, metric, c));
        }
        json_array_append_new(scores, list);
    }
    json_t* const costs = json_array();
    for (int c = 0; c < folder->configurations.count; ++c) {
        json_array_append_new(costs,
                              json_pack("{so so so so}", "kbps", cost(&w, c, "kbps", NULL),
                                        "playout", cost(&w, c, "playout_ms", NULL), "recovered",
                                        cost(&w, c, "recovered", "lost"), "concealed",
                                        cost(&w, c, "concealed", "frames")));
    }
    json_t* const bins = json_array();
    for (int bin = 0; bin < LOSS_BINS; ++bin) {
        json_array_append_new(bins,
                              json_pack("{sf sf so}", "from", loss_bin_edges[bin], "to",
                                        loss_bin_edges[bin + 1], "lost", mean_loss(&w, bin)));
    }
    resamples_free(&w.resamples);
    return json_pack("{so so so so si si}", "metrics", metric_list, "scores", scores, "costs",
                     costs, "bins", bins, "reference", groups->reference, "baseline",
                     groups->baseline);
}
