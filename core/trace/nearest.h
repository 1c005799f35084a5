// SPDX-License-Identifier: ISC
// Measured values that must have been meant as one of a few.
#ifndef DREDGE_NEAREST_H
#define DREDGE_NEAREST_H

#include <stddef.h>

/// The nearest of `count` values, if it is less than a tenth of `measured` away; else
/// `otherwise`. Any thread.
double dredge_nearest(const double* values, size_t count, double measured, double otherwise);

#endif
