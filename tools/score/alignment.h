// SPDX-License-Identifier: ISC
// Whether two sounds are aligned: the lag of the highest cross-correlation, whitened so that
// it is not a period of the voice off (smoothed coherence transform: G. C. Carter et al.,
// Proc. IEEE 61 (10), 1973): in each bin the sum of products over blocks is divided by the
// root of both sums of powers.
#ifndef DREDGE_ALIGNMENT_H
#define DREDGE_ALIGNMENT_H

#include <stdint.h>

enum { ALIGNMENT_MS = 40 }; ///< Lags are looked for up to so many ms, either way

/// The spectra of a sound that others are compared with. Immutable.
typedef struct Alignment Alignment;

/// Prepare a sound of one channel; never NULL. Any thread, as all that follows.
Alignment* alignment_new(const float* sound, uint64_t length, uint32_t rate);

/// Free it; NULL is fine.
void alignment_free(Alignment* alignment);

/// By how many samples `other`, of the same length and rate, is late; not a number where there
/// is no correlation.
double alignment_lag(const Alignment* alignment, const float* other);

#endif
