// SPDX-License-Identifier: ISC
// How a sound that was sent differs from what was sent.
#ifndef DREDGE_SCORE_H
#define DREDGE_SCORE_H

#include <stdbool.h>
#include <stdint.h>

/// A sound that others are compared with. Immutable: any number of threads may use it at once.
typedef struct ScoreReference ScoreReference;

/// The mean of all channels is compared. What can't be told is not a number.
typedef struct {
    double align_error; ///< By how many samples it is late: alignment_lag()
    double level_db;    ///< How much louder it is where the reference is active
    double lsd_db;      ///< Log-spectral distance where the reference is active
    double estoi;       ///< estoi_score()
} Scores;

/// Prepare a sound, interleaved; NULL for want of memory.
ScoreReference* score_reference_new(const float* samples, uint64_t length, uint32_t rate,
                                    unsigned channels);

/// Free it; NULL is fine.
void score_reference_free(ScoreReference* reference);

/**
   Compare a sound of the same length, rate and channels, aligned with the reference.

   Level and spectral distance are measured at 16 kHz in windows of 32 ms, 16 ms apart, that are
   active in the reference (at most 40 dB below its loudest one), between 50 Hz and 7 kHz or
   0.45 times the rate. With P and Q the powers of reference and sound in a bin, each raised to
   at least 60 dB below the reference's mean, the distance of a window is the root of the mean
   of (10 lg P/Q)^2 over bins; the mean over windows is given.

   @return false for want of memory
*/
bool score_measure(const ScoreReference* reference, const float* samples, Scores* scores);

#endif
