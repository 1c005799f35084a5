// SPDX-License-Identifier: ISC
#include "alignment.h"

#include "need.h"
#include "spectrum.h"

#include <kiss_fftr.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { HIGHEST = 7000 }; // Hz

struct Alignment {
    uint64_t length;
    uint64_t reach; ///< Longest lag
    unsigned size;  ///< Of the transform
    unsigned bins;
    unsigned highest; ///< Bins from here on are left out: a codec may leave nothing there
    uint64_t block;   ///< Samples of the sound in one transform
    uint64_t blocks;
    kiss_fft_cpx* spectra;
    float* power; ///< Of each bin, over all blocks
};

static void add_power(const kiss_fft_cpx* const bins, const unsigned count, float* const power)
{
    for (unsigned i = 0; i < count; ++i) {
        power[i] += bins[i].r * bins[i].r + bins[i].i * bins[i].i;
    }
}

// One block of a sound, from `from` on, which may be before its start.
static void transform(const kiss_fftr_cfg fft, const float* const sound, const uint64_t length,
                      const int64_t from, const uint64_t count, float* const frame,
                      const unsigned size, kiss_fft_cpx* const bins)
{
    memset(frame, 0, size * sizeof(float));
    for (uint64_t i = 0; i < count; ++i) {
        const int64_t at = from + (int64_t)i;
        frame[i] = at >= 0 && (uint64_t)at < length ? sound[at] : 0.0f;
    }
    kiss_fftr(fft, frame, bins);
}

// A block without edges, which would be found again at the edges of the other sound's blocks.
static void transform_tapered(const kiss_fftr_cfg fft, const Alignment* const a,
                              const float* const sound, const uint64_t from, float* const frame,
                              kiss_fft_cpx* const bins)
{
    memset(frame, 0, a->size * sizeof(float));
    for (uint64_t i = 0; i < a->block && from + i < a->length; ++i) {
        frame[i] = sound[from + i] * spectrum_hann((unsigned)i, (unsigned)a->block);
    }
    kiss_fftr(fft, frame, bins);
}

void alignment_free(Alignment* const a)
{
    if (a) {
        free(a->spectra);
        free(a->power);
        free(a);
    }
}

Alignment* alignment_new(const float* const sound, const uint64_t length, const uint32_t rate)
{
    Alignment* const a = need_memory(1, sizeof(Alignment));
    a->length = length;
    a->reach = (uint64_t)rate * ALIGNMENT_MS / 1000;
    a->size = 1024;
    while (a->size < 4 * a->reach) {
        a->size *= 2;
    }
    a->bins = a->size / 2 + 1;
    a->highest = (unsigned)((uint64_t)HIGHEST * a->size / rate);
    a->block = a->size - 2 * a->reach;
    a->blocks = (length + a->block - 1) / a->block;
    a->spectra = need_memory((size_t)a->blocks * a->bins + 1, sizeof(kiss_fft_cpx));
    a->power = need_memory(a->bins, sizeof(float));
    const kiss_fftr_cfg fft = spectrum_transform(a->size, false);
    float* const frame = need_memory(a->size, sizeof(float));
    for (uint64_t b = 0; b < a->blocks; ++b) {
        transform_tapered(fft, a, sound, b * a->block, frame, a->spectra + b * a->bins);
        add_power(a->spectra + b * a->bins, a->bins, a->power);
    }
    free(frame);
    kiss_fftr_free(fft);
    return a;
}

static double find_peak(const Alignment* const a, const float* const correlation)
{
    uint64_t best = 0;
    for (uint64_t i = 1; i <= 2 * a->reach; ++i) {
        best = correlation[i] > correlation[best] ? i : best;
    }
    return correlation[best] > 0.0f ? (double)best - (double)a->reach : NAN;
}

double alignment_lag(const Alignment* const a, const float* const other)
{
    const kiss_fftr_cfg forward = spectrum_transform(a->size, false);
    const kiss_fftr_cfg back = spectrum_transform(a->size, true);
    float* const frame = need_memory(a->size, sizeof(float));
    kiss_fft_cpx* const bins = need_memory(a->bins, sizeof(kiss_fft_cpx));
    kiss_fft_cpx* const sum = need_memory(a->bins, sizeof(kiss_fft_cpx));
    float* const power = need_memory(a->bins, sizeof(float));
    for (uint64_t b = 0; b < a->blocks; ++b) {
        transform(forward, other, a->length, (int64_t)(b * a->block) - (int64_t)a->reach,
                  a->size, frame, a->size, bins);
        add_power(bins, a->bins, power);
        const kiss_fft_cpx* const x = a->spectra + b * a->bins;
        for (unsigned i = 0; i < a->bins; ++i) {
            sum[i].r += x[i].r * bins[i].r + x[i].i * bins[i].i;
            sum[i].i += x[i].r * bins[i].i - x[i].i * bins[i].r;
        }
    }
    for (unsigned i = 0; i < a->bins; ++i) {
        const bool heard = i < a->highest;
        const float both = sqrtf(a->power[i]) * sqrtf(power[i]);
        sum[i].r = heard && both > 0.0f ? sum[i].r / both : 0.0f;
        sum[i].i = heard && both > 0.0f ? sum[i].i / both : 0.0f;
    }
    kiss_fftri(back, sum, frame);
    const double lag = find_peak(a, frame);
    free(power);
    free(sum);
    free(bins);
    free(frame);
    kiss_fftr_free(back);
    kiss_fftr_free(forward);
    return lag;
}
