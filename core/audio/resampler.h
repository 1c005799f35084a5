// SPDX-License-Identifier: ISC
// Sample-rate conversion of interleaved sound, by libspeexdsp.
#ifndef DREDGE_RESAMPLER_H
#define DREDGE_RESAMPLER_H

#include "realtime.h"

#include <stdint.h>

typedef struct DredgeResampler DredgeResampler;

/// Make a converter between two rates in Hz, or return NULL. Not for the audio thread.
DredgeResampler* dredge_resampler_new(unsigned channels, uint32_t from, uint32_t to);

/// Free a converter; NULL is fine. Not for the audio thread.
void dredge_resampler_free(DredgeResampler* resampler);

/// Forget all sound. For the thread that owns the converter, as all that follows.
void dredge_resampler_reset(DredgeResampler* resampler) DREDGE_REALTIME;

/// Delay in samples at the rate it converts from; 0 where both rates are the same.
unsigned dredge_resampler_latency(const DredgeResampler* resampler) DREDGE_REALTIME;

/**
   Convert until the input is used up or the output is full.

   The same stream comes out however it is cut into calls.

   @param in_length samples per channel; set to how many were used
   @param out_length room in samples per channel; set to how many were made
*/
void dredge_resampler_process(DredgeResampler* resampler, const float* in, uint32_t* in_length,
                              float* out, uint32_t* out_length) DREDGE_REALTIME;

#endif
