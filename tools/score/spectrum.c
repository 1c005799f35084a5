// SPDX-License-Identifier: ISC
#include "spectrum.h"

#include "need.h"

#include <kiss_fftr.h>
#include <math.h>
#include <stdlib.h>

float spectrum_hann(const unsigned i, const unsigned window)
{
    return (float)(0.5 - 0.5 * cos(2.0 * M_PI * (i + 1.0) / (window + 1.0)));
}

float spectrum_hamming(const unsigned i, const unsigned window)
{
    return (float)(0.54 - 0.46 * cos(2.0 * M_PI * i / window));
}

kiss_fftr_cfg spectrum_transform(const unsigned size, const bool back)
{
    const kiss_fftr_cfg made = kiss_fftr_alloc((int)size, back, NULL, NULL);
    if (!made) {
        need_failed();
    }
    return made;
}

Spectrum spectrum_make(const float* const sound, const uint64_t length,
                       const SpectrumShape shape_at, const unsigned window, const unsigned size)
{
    const unsigned hop = window / 2;
    Spectrum s = {.frames = length < window ? 0 : (size_t)((length - window) / hop + 1),
                  .bins = size / 2 + 1};
    const kiss_fftr_cfg fft = spectrum_transform(size, false);
    float* const shape = need_memory(window, sizeof(float));
    float* const frame = need_memory(size, sizeof(float));
    kiss_fft_cpx* const bins = need_memory(s.bins, sizeof(kiss_fft_cpx));
    s.power = need_memory(s.frames * s.bins + 1, sizeof(float));
    for (unsigned i = 0; i < window; ++i) {
        shape[i] = shape_at(i, window);
    }
    for (size_t f = 0; f < s.frames; ++f) {
        for (unsigned i = 0; i < window; ++i) {
            frame[i] = sound[f * hop + i] * shape[i];
        }
        kiss_fftr(fft, frame, bins);
        for (unsigned b = 0; b < s.bins; ++b) {
            s.power[f * s.bins + b] = bins[b].r * bins[b].r + bins[b].i * bins[b].i;
        }
    }
    free(bins);
    free(frame);
    free(shape);
    kiss_fftr_free(fft);
    return s;
}
