// SPDX-License-Identifier: ISC
// Intelligibility: ESTOI (J. Jensen, C. H. Taal: An Algorithm for Predicting the
// Intelligibility of Speech Masked by Modulated Noise Maskers. IEEE/ACM TASLP 24 (11), 2016).
#ifndef DREDGE_ESTOI_H
#define DREDGE_ESTOI_H

#include <stdint.h>

enum { ESTOI_RATE = 10000 }; ///< Hz; all sounds are at this rate

/// The clean speech, prepared. Immutable.
typedef struct Estoi Estoi;

/// Prepare clean speech of one channel; never NULL. Any thread, as all that follows.
Estoi* estoi_new(const float* clean, uint64_t length);

/// Free it; NULL is fine.
void estoi_free(Estoi* estoi);

/**
   How intelligible `heard`, aligned with the clean speech and of the same length, is: 1 is as
   the clean one, 0 not at all. Not a number where there is less than 384 ms of speech.

   1. Windows of 256 samples, half overlapped, in which the clean speech is more than 40 dB
   below its loudest one are left out of both; the rest is overlapped and added.
   2. Transforms of 512; their powers are summed in 15 third-octave bands from 150 Hz on: the
      band's root is its envelope.
   3. Each stretch of 30 windows is a matrix, bands x windows: its rows are freed of their mean
      and brought to length 1, then its columns. The mean of the products of the columns of
      both, over columns and stretches, is the score.
*/
double estoi_score(const Estoi* estoi, const float* heard);

#endif
