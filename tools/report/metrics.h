// SPDX-License-Identifier: ISC
// What cells are judged by: the columns of a sweep that are scores.
#ifndef DREDGE_METRICS_H
#define DREDGE_METRICS_H

#include "report/sweep_folder.h"

typedef struct {
    const char* column;
    const char* label;
    const char* unit;
    bool higher; ///< Is better
} Metric;

enum { METRICS_MAX = 32 };

/// The columns that have values, the strongest measure first; returns their number.
int metrics_find(const SweepFolder* folder, Metric metrics[METRICS_MAX]);

/// A cell's value; NAN: none.
double metric_value(const SweepFolder* folder, const SweepCell* cell, const Metric* metric);

/**
   How many of a configuration's cells have no value although they should.

   @param cells set to the number of those that should: that did not fail, and where it makes
          sense
*/
int metric_missing(const SweepFolder* folder, const Metric* metric, int configuration,
                   int* cells);

#endif
