// SPDX-License-Identifier: ISC
// A capture as an input of a sweep: the same packets for every receiver.
#ifndef DREDGE_SWEEP_CALL_H
#define DREDGE_SWEEP_CALL_H

#include "packets/call.h"
#include "sound/audio_file.h"
#include "testbed/reception.h"
#include "testbed/replay.h"

#include <stdbool.h>

/// Zero-initialise.
typedef struct {
    const char* path;
    Call call;
    const CallStream* stream; ///< NULL: not open
} SweepCall;

/// Read a capture through; its stream of most Opus packets is received. False after a
/// complaint.
bool sweep_call_open(SweepCall* call, const char* path);

/// Free it.
void sweep_call_close(SweepCall* call);

/**
   Receive it as a replay would play a stream.

   @param sound its samples are replaced by what is heard
*/
bool sweep_call_play(const SweepCall* call, const DredgeReplaySettings* settings, Sound* sound,
                     DredgeReplayTake take, void* context);

#endif
