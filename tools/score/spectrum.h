// SPDX-License-Identifier: ISC
// Short-time power spectra, by KISS FFT.
#ifndef DREDGE_SPECTRUM_H
#define DREDGE_SPECTRUM_H

#include <kiss_fftr.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Frames of power spectra; frame f, bin b is power[f * bins + b].
typedef struct {
    float* power; ///< To be freed with free()
    size_t frames;
    unsigned bins; ///< size / 2 + 1
} Spectrum;

/// Value i of a window of so many samples.
typedef float (*SpectrumShape)(unsigned i, unsigned window);

/// The window of Hann without its zeros.
float spectrum_hann(unsigned i, unsigned window);

/// The window of Hamming, one period of it.
float spectrum_hamming(unsigned i, unsigned window);

/// A transform of so many samples, an even number, or back; never NULL. To be freed with
/// kiss_fftr_free().
kiss_fftr_cfg spectrum_transform(unsigned size, bool back);

/**
   Spectra of all whole windows, half a window apart. Any thread.

   @param window samples
   @param size of the transform, at least `window`, even
*/
Spectrum spectrum_make(const float* sound, uint64_t length, SpectrumShape shape,
                       unsigned window, unsigned size);

#endif
