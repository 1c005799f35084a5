// SPDX-License-Identifier: ISC
// Means with confidence intervals. Cells of the same clip resemble each other, so whole clips
// are drawn, not cells: percentile bootstrap.
#ifndef DREDGE_STATISTICS_H
#define DREDGE_STATISTICS_H

#include <stdbool.h>

enum { RESAMPLES = 2000 };

/// What every estimate draws: the same clips, so that two of them can be compared.
typedef struct {
    int clips;
    unsigned short* times; ///< [RESAMPLES][clips]: how often a clip was drawn
} Resamples;

/// A ratio of two sums by clip. That of values and their number is a mean.
typedef struct {
    double* above;
    double* below;
    int clips;
} ClipSums;

typedef struct {
    double value;     ///< NAN: nothing to estimate
    double low, high; ///< 95 % interval; NAN: fewer than two clips have values
    int clips;        ///< That have values
} Estimate;

/// Draw clips, always the same ones for their number.
Resamples resamples_new(int clips);
void resamples_free(Resamples* resamples);

/// Sums of nothing yet.
ClipSums clip_sums_new(int clips);
void clip_sums_free(ClipSums* sums);

/// Take a value into a mean; NAN is left out.
void clip_sums_add(ClipSums* sums, int clip, double value);

/// Sum above / sum below, with its interval.
Estimate estimate(const Resamples* resamples, const ClipSums* sums);

/// Ranges of loss, %: 0-5, 5-15, 15-30, 30-45, 45-100; the lower end belongs to a range.
enum { LOSS_BINS = 5 };
extern const double loss_bin_edges[LOSS_BINS + 1];

/// The range that a loss belongs to; -1 for NAN.
int loss_bin(double percent);

#endif
