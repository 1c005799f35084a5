// SPDX-License-Identifier: ISC
// Measured: 25 recorded voices, 197 s with their pauses, libopus 1.6.1, VBR, complexity 9,
// mono; the means by time. tests/test_plan_cost.py measures some of them again.
#include "plan/plan_cost.h"

#include <stddef.h>

enum { FRAMES = 5, BITRATES = 7, REACHES = 4 };

static const double frames[FRAMES] = {5, 10, 20, 40, 60};
static const double bitrates[BITRATES] = {12, 16, 24, 32, 48, 64, 96};
static const double reaches[REACHES] = {135, 215, 515, 1015};

static const double primary[FRAMES][BITRATES] = {
    {0.92, 0.92, 0.94, 0.98, 1.03, 1.17, 1.17}, {0.83, 0.88, 0.90, 0.91, 0.97, 1.00, 1.07},
    {0.86, 0.88, 0.89, 0.96, 0.97, 0.99, 1.15}, {0.86, 0.87, 0.88, 0.89, 0.90, 0.90, 0.94},
    {0.84, 0.86, 0.88, 0.89, 0.90, 0.90, 0.94},
};

static const double primary_with_lbrr[FRAMES][BITRATES] = {
    {0.92, 0.92, 0.97, 1.00, 1.06, 1.16, 1.16}, {0.98, 0.98, 1.01, 1.08, 1.09, 1.09, 1.07},
    {0.94, 0.97, 1.04, 1.04, 1.06, 1.06, 1.04}, {0.94, 0.97, 0.97, 0.98, 1.00, 1.01, 1.01},
    {0.94, 0.97, 0.97, 0.98, 1.00, 1.01, 1.01},
};

static const double dred[FRAMES][REACHES] = {
    {1.05, 1.00, 0.96, 0.96}, {1.03, 0.99, 0.88, 0.82}, {1.13, 1.08, 0.98, 0.86},
    {1.16, 1.10, 1.01, 0.88}, {1.02, 0.98, 1.00, 0.88},
};

// Between the measured points in a straight line; beyond them as at the ends.
static double interpolate(const double* const x, const double* const y, const size_t count,
                          const double at)
{
    size_t i = 0;
    while (i < count && x[i] < at) {
        ++i;
    }
    if (i == 0 || i == count) {
        return y[i ? count - 1 : 0];
    }
    return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
}

static size_t nearest_frame(const double frame)
{
    size_t i = 0;
    while (i + 1 < FRAMES && frames[i] < frame) {
        ++i;
    }
    return i;
}

PlanCost plan_cost_primary(const double kbps, const double frame, const bool lbrr)
{
    const size_t f = nearest_frame(frame);
    const double* const row = lbrr ? primary_with_lbrr[f] : primary[f];
    const double mean = interpolate(bitrates, row, BITRATES, kbps);
    return (PlanCost){.mean = mean, .least = 0.81 * mean, .most = 1.12 * mean};
}

PlanCost plan_cost_lbrr(void)
{
    return (PlanCost){.mean = 0.76, .least = 0.58, .most = 0.92};
}

PlanCost plan_cost_dred(const int reach, const double frame)
{
    const double mean = interpolate(reaches, dred[nearest_frame(frame)], REACHES, reach);
    return (PlanCost){.mean = mean, .least = 0.80 * mean, .most = 1.19 * mean};
}
