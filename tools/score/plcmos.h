// SPDX-License-Identifier: ISC
// PLCMOS v2: how much packet loss and its concealment hurt, as listeners would say it (L.
// Diener et al.: PLCMOS - A Data-driven Non-intrusive Metric for The Evaluation of Packet Loss
// Concealment Algorithms. Interspeech 2023).
#ifndef DREDGE_PLCMOS_H
#define DREDGE_PLCMOS_H

#include "score/onnx.h"

#include <stdbool.h>
#include <stdint.h>

enum { PLCMOS_RATE = 16000 }; ///< Hz

/// The model, ready to be asked. Any number of threads may ask it at once.
typedef struct Plcmos Plcmos;

/**
   Load the published model (plcmos_v2.onnx of the PLC Challenge) and try it on silence.

   @return NULL with a problem if it can't be read or is another model
*/
Plcmos* plcmos_new(const OnnxRuntime* runtime, const char* path, OnnxProblem* problem);

/// Free it; NULL is fine.
void plcmos_free(Plcmos* plcmos);

/**
   Score a sound of one channel at PLCMOS_RATE, from 1 to 5; a sound of less than 0.1 s is no
   number (NaN).

   The sound is rounded to 16 bits first, as a file of it would be: digital silence would else
   have the resampler's ringing in it, far below anything that the model has met. Its features
   are the natural logarithms of the powers of windows of 512 samples (Hamming), half
   overlapped, the first one beginning half a window before the sound, divided by 20; a power
   of zero counts as 120 dB below the smallest other one.

   @return false with a problem if the model fails or there was no memory
*/
bool plcmos_score(const Plcmos* plcmos, const float* sound, uint64_t length, double* score,
                  OnnxProblem* problem);

#endif
