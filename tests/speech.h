// SPDX-License-Identifier: ISC
// Real speech and other sounds for tests.
#ifndef DREDGE_SPEECH_H
#define DREDGE_SPEECH_H

#include <stdbool.h>
#include <stdint.h>

/// The spoken prompts of alsa-utils, joined: mono, 48 kHz. NULL where they are not installed.
float* speech_read(uint32_t* length);

/// `length` samples of that, over and over; where there is none, noise with pauses. NULL only
/// without memory.
float* speech_fill(uint32_t length);

/// White noise within +-level, mono; the same for the same seed.
void noise_fill(float* sound, uint32_t length, float level, uint32_t seed);

/**
   Distance between two stretches of sound at 48 kHz: the root mean square difference of their
   24-band mel log spectra, in dB.
*/
double spectral_distance(const float* a, const float* b, uint32_t length);

/// Root mean square.
double level(const float* sound, uint32_t length);

/// Shift of b against a that gives the highest correlation, from 0 to `longest` samples.
uint32_t best_lag(const float* a, const float* b, uint32_t length, uint32_t longest);

#endif
