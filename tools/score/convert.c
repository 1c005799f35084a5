// SPDX-License-Identifier: ISC
#include "convert.h"

#include <speex/speex_resampler.h>
#include <stdlib.h>
#include <string.h>

enum { QUALITY = 8, CHUNK = 4096, TAIL = 4096 };

static float* mix(const float* const samples, const uint64_t length, const unsigned channels)
{
    // With some silence after the end, which pushes the last samples out of a resampler
    float* const mono = calloc((size_t)length + TAIL, sizeof(float));
    for (uint64_t i = 0; mono && i < length; ++i) {
        for (unsigned c = 0; c < channels; ++c) {
            mono[i] += samples[i * channels + c] / (float)channels;
        }
    }
    return mono;
}

static void resample(SpeexResamplerState* const speex, const float* in, uint64_t left,
                     float* out, uint64_t room)
{
    while (room && left) {
        spx_uint32_t used = left < CHUNK ? (spx_uint32_t)left : CHUNK;
        spx_uint32_t made = room < CHUNK ? (spx_uint32_t)room : CHUNK;
        speex_resampler_process_float(speex, 0, in, &used, out, &made);
        in += used;
        left -= used;
        out += made;
        room -= made;
    }
}

float* convert_to_mono(const float* const samples, const uint64_t length,
                       const unsigned channels, const uint32_t from, const uint32_t to,
                       uint64_t* const made)
{
    float* const mono = mix(samples, length, channels);
    *made = length;
    if (!mono || from == to) {
        return mono;
    }
    int error = 0;
    *made = length * to / from;
    float* const out = calloc((size_t)*made + 1, sizeof(float));
    SpeexResamplerState* const speex = speex_resampler_init(1, from, to, QUALITY, &error);
    if (out && speex) {
        speex_resampler_skip_zeros(speex);
        resample(speex, mono, length + TAIL, out, *made);
    }
    free(mono);
    if (!speex) {
        free(out);
        return NULL;
    }
    speex_resampler_destroy(speex);
    return out;
}
