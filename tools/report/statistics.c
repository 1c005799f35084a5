// SPDX-License-Identifier: ISC
#include "report/statistics.h"

#include "need.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

const double loss_bin_edges[LOSS_BINS + 1] = {0, 5, 15, 30, 45, 100};

// SplitMix64: good enough to draw clips, and the same everywhere.
static uint64_t draw(uint64_t* const state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

Resamples resamples_new(const int clips)
{
    const size_t n = (size_t)clips;
    Resamples r = {.clips = clips, .times = need_memory(RESAMPLES * n, sizeof(*r.times))};
    uint64_t state = 1;
    for (size_t i = 0; i < RESAMPLES; ++i) {
        for (size_t k = 0; k < n; ++k) {
            ++r.times[i * n + (size_t)((draw(&state) >> 32) * n >> 32)];
        }
    }
    return r;
}

void resamples_free(Resamples* const resamples)
{
    free(resamples->times);
}

ClipSums clip_sums_new(const int clips)
{
    const size_t n = (size_t)clips;
    return (ClipSums){.above = need_memory(n, sizeof(double)),
                      .below = need_memory(n, sizeof(double)),
                      .clips = clips};
}

void clip_sums_free(ClipSums* const sums)
{
    free(sums->above);
    free(sums->below);
}

void clip_sums_add(ClipSums* const sums, const int clip, const double value)
{
    if (!isnan(value)) {
        sums->above[clip] += value;
        sums->below[clip] += 1.0;
    }
}

static int compare(const void* const a, const void* const b)
{
    const double x = *(const double*)a;
    const double y = *(const double*)b;
    return (x > y) - (x < y);
}

// Between the two nearest of n sorted values.
static double quantile(const double* const sorted, const int n, const double q)
{
    const double at = q * (n - 1);
    const int i = (int)at;
    return i + 1 < n ? sorted[i] + (at - i) * (sorted[i + 1] - sorted[i]) : sorted[n - 1];
}

static double ratio(const ClipSums* const sums, const unsigned short* const times)
{
    double above = 0.0;
    double below = 0.0;
    for (int k = 0; k < sums->clips; ++k) {
        above += (times ? times[k] : 1) * sums->above[k];
        below += (times ? times[k] : 1) * sums->below[k];
    }
    return below != 0.0 ? above / below : NAN;
}

Estimate estimate(const Resamples* const resamples, const ClipSums* const sums)
{
    Estimate e = {.value = ratio(sums, NULL), .low = NAN, .high = NAN};
    for (int k = 0; k < sums->clips; ++k) {
        e.clips += sums->below[k] != 0.0;
    }
    if (e.clips < 2 || isnan(e.value)) {
        return e;
    }
    double drawn[RESAMPLES] = {0.0};
    int n = 0;
    for (int i = 0; i < RESAMPLES; ++i) {
        const double x = ratio(sums, resamples->times + (size_t)i * (size_t)sums->clips);
        if (!isnan(x)) { // None of the clips that have values was drawn
            drawn[n++] = x;
        }
    }
    qsort(drawn, (size_t)n, sizeof(*drawn), compare);
    e.low = quantile(drawn, n, 0.025);
    e.high = quantile(drawn, n, 0.975);
    return e;
}

int loss_bin(const double percent)
{
    int bin = isnan(percent) ? -1 : 0;
    while (bin >= 0 && bin < LOSS_BINS - 1 && percent >= loss_bin_edges[bin + 1]) {
        ++bin;
    }
    return bin;
}
