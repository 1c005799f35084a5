// SPDX-License-Identifier: ISC
// Interleaved sound of before, by its place in the stream.
#ifndef DREDGE_HISTORY_H
#define DREDGE_HISTORY_H

#include "realtime.h"

#include <stdint.h>

typedef struct DredgeHistory DredgeHistory;

/// Make a history of the last `kept` samples, or return NULL. Not for the audio thread.
DredgeHistory* dredge_history_new(unsigned channels, uint32_t kept);

/// Free a history; NULL is fine. Not for the audio thread.
void dredge_history_free(DredgeHistory* history);

/// Keep `count` samples per channel, at most all that is kept, as those from `at` on. For the
/// thread that captures.
void dredge_history_put(DredgeHistory* history, uint64_t at, const float* sound,
                        uint32_t count) DREDGE_REALTIME;

/**
   The samples from `from` on, which are silent before 0. For any thread that knows that they
   have been put, and are not yet replaced.

   @param length how many per channel are wanted, at most DREDGE_FRAME_MAX; set to how many lie
   in one piece
*/
const float* dredge_history_at(const DredgeHistory* history, int64_t from,
                               uint32_t* length) DREDGE_REALTIME;

/// Copy `count` samples per channel, at most DREDGE_FRAME_MAX, from `from` on. For the same
/// threads.
void dredge_history_copy(const DredgeHistory* history, int64_t from, float* to,
                         uint32_t count) DREDGE_REALTIME;

#endif
