// SPDX-License-Identifier: ISC
#include "seam.h"

#include <assert.h>
#include <string.h>

enum { FADE = DREDGE_RATE / 1000 }; // The shortest that doesn't click: a longer one dips

void dredge_seam_open(DredgeSeam* const s, const uint32_t length)
{
    assert(length <= DREDGE_SEAM_MAX);
    s->length = length;
    s->kept = 0;
    s->played = 0;
}

void dredge_seam_keep(DredgeSeam* const s, const float* const sound, const uint32_t count,
                      const unsigned channels)
{
    const uint32_t room = s->length - s->kept;
    const uint32_t fits = count < room ? count : room;
    memcpy(s->sound + (size_t)s->kept * channels, sound,
           (size_t)fits * channels * sizeof(float));
    s->kept += fits;
}

void dredge_seam_mix(DredgeSeam* const s, float* const sound, const uint32_t count,
                     const unsigned channels)
{
    const uint32_t left = s->kept - s->played;
    const uint32_t length = count < left ? count : left;
    for (uint32_t i = 0; i < length; ++i) {
        const uint32_t end = s->kept - s->played;
        const float gain = end < FADE ? ((float)end - 0.5f) / FADE : 1.0f;
        for (unsigned c = 0; c < channels; ++c) {
            sound[i * channels + c] += gain * s->sound[s->played * channels + c];
        }
        ++s->played;
    }
}
