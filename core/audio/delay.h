// SPDX-License-Identifier: ISC
// A delay line for interleaved sound.
#ifndef DREDGE_DELAY_H
#define DREDGE_DELAY_H

#include "realtime.h"

#include <stddef.h>
#include <stdint.h>

typedef struct DredgeDelay DredgeDelay;

/// Make a line for delays up to `longest` samples, or return NULL. Not for the audio thread.
DredgeDelay* dredge_delay_new(unsigned channels, uint32_t longest);

/// Free a line; NULL is fine. Not for the audio thread.
void dredge_delay_free(DredgeDelay* delay);

/// Fill the line with silence and set how long it is. For the owning thread.
void dredge_delay_reset(DredgeDelay* delay, uint32_t length) DREDGE_REALTIME;

/// Put `count` samples per channel in and take as many out; `sound` is replaced. For the owning
/// thread.
void dredge_delay_process(DredgeDelay* delay, float* sound, uint32_t count) DREDGE_REALTIME;

#endif
