// SPDX-License-Identifier: ISC
// What the link takes for a sample.
#ifndef DREDGE_SAMPLE_H
#define DREDGE_SAMPLE_H

#include "realtime.h"

#include <math.h>

/// A sample as it may go into the link: 0 for what is no finite number, and at most 12 dB above
/// full scale. Any thread.
static inline float dredge_sample_clean(float x) DREDGE_REALTIME;

static inline float dredge_sample_clean(const float x)
{
    const float limit = 4.0f;
    if (!isfinite(x)) {
        return 0.0f;
    }
    return x < -limit ? -limit : x > limit ? limit : x;
}

#endif
