// SPDX-License-Identifier: ISC
#include "audio/delay.h"

#include "memory.h"

#include <assert.h>
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
        dredge_memory_new(sizeof(DredgeDelay) + (size_t)longest * channels * sizeof(float));
    if (d) {
        d->channels = channels;
        d->longest = longest;
    }
    return d;
}

void dredge_delay_free(DredgeDelay* const d)
{
    dredge_memory_free(d);
}

void dredge_delay_reset(DredgeDelay* const d, const uint32_t length)
{
    assert(length <= d->longest);
    d->length = length;
    d->at = 0;
    memset(d->line, 0, (size_t)length * d->channels * sizeof(float));
}

static void swap(float* const a, float* const b, const size_t count)
{
    for (size_t i = 0; i < count; ++i) {
        const float x = a[i];
        a[i] = b[i];
        b[i] = x;
    }
}

void dredge_delay_process(DredgeDelay* const d, float* const sound, const uint32_t count)
{
    for (uint32_t done = 0; d->length && done < count;) {
        const uint32_t left = count - done;
        const uint32_t room = d->length - d->at;
        const uint32_t run = left < room ? left : room;
        swap(&d->line[(size_t)d->at * d->channels], &sound[(size_t)done * d->channels],
             (size_t)run * d->channels);
        d->at = run == room ? 0 : d->at + run;
        done += run;
    }
}
