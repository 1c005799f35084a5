// SPDX-License-Identifier: ISC
#include "audio/delay.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct DredgeDelay {
    unsigned channels;
    uint32_t longest;
    uint32_t length;
    uint32_t at;
    float line[];
};

DredgeDelay* dredge_delay_new(const unsigned channels, const uint32_t longest)
{
    DredgeDelay* const d =
        calloc(1, sizeof(DredgeDelay) + (size_t)longest * channels * sizeof(float));
    if (d) {
        d->channels = channels;
        d->longest = longest;
    }
    return d;
}

void dredge_delay_free(DredgeDelay* const d)
{
    free(d);
}

void dredge_delay_reset(DredgeDelay* const d, const uint32_t length)
{
    assert(length <= d->longest);
    d->length = length;
    d->at = 0;
    memset(d->line, 0, (size_t)length * d->channels * sizeof(float));
}

void dredge_delay_process(DredgeDelay* const d, float* const sound, const uint32_t count)
{
    for (uint32_t i = 0; d->length && i < count; ++i) {
        for (unsigned c = 0; c < d->channels; ++c) {
            float* const then = &d->line[(size_t)d->at * d->channels + c];
            float* const now = &sound[(size_t)i * d->channels + c];
            const float out = *then;
            *then = *now;
            *now = out;
        }
        d->at = d->at + 1 == d->length ? 0 : d->at + 1;
    }
}
