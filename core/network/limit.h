// SPDX-License-Identifier: ISC
// Keep a number within its range.
#ifndef DREDGE_LIMIT_H
#define DREDGE_LIMIT_H

/// The number in low..high that is nearest to x; low for NaN.
static inline double dredge_limit(const double x, const double low, const double high)
{
    return x > low ? (x < high ? x : high) : low;
}

#endif
