// SPDX-License-Identifier: ISC
// Sound as the scores want it: one channel, at their rate, without delay.
#ifndef DREDGE_CONVERT_H
#define DREDGE_CONVERT_H

#include <stdint.h>

/**
   The mean of all channels at another rate, aligned with what it was made from (libspeexdsp).

   @param length samples per channel
   @param from, to rates in Hz
   @param made set to the number of samples
   @return to be freed with free(), or NULL for want of memory. Any thread.
*/
float* convert_to_mono(const float* samples, uint64_t length, unsigned channels, uint32_t from,
                       uint32_t to, uint64_t* made);

#endif
