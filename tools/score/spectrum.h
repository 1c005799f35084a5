// SPDX-License-Identifier: ISC
// Short-time power spectra, by KISS FFT.
#ifndef DREDGE_SPECTRUM_H
#define DREDGE_SPECTRUM_H

#include <stddef.h>
#include <stdint.h>

/// Frames of power spectra; frame f, bin b is power[f * bins + b].
typedef struct {
    float* power; ///< To be freed with free(); NULL for want of memory
    size_t frames;
    unsigned bins; ///< size / 2 + 1
} Spectrum;

/**
   Spectra of all whole windows, half a window apart. Any thread.

   @param window samples; the shape is that of Hann without its zeros
   @param size of the transform, at least `window`, even
*/
Spectrum spectrum_make(const float* sound, uint64_t length, unsigned window, unsigned size);

/// Value i of that window.
float spectrum_window(unsigned i, unsigned window);

#endif
