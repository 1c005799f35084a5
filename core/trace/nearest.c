// SPDX-License-Identifier: ISC
#include "trace/nearest.h"

#include <math.h>

double dredge_nearest(const double* const values, const size_t count, const double measured,
                      const double otherwise)
{
    double best = otherwise;
    double least = measured * 0.1;
    for (size_t i = 0; i < count; ++i) {
        const double off = fabs(values[i] - measured);
        if (off < least) {
            least = off;
            best = values[i];
        }
    }
    return best;
}
