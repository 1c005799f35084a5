// SPDX-License-Identifier: ISC
// A coded sound over one network: what a session would give out, without coding it again.
#ifndef DREDGE_REPLAY_H
#define DREDGE_REPLAY_H

#include "codec/decoder.h"
#include "link.h"
#include "network/network.h"
#include "receiver.h"
#include "status.h"
#include "testbed/stream.h"
#include "trace/trace.h"

#include <stdbool.h>

/// All that the sender never sees.
typedef struct {
    DredgeNetwork network;
    const DredgeTrace* trace; ///< For the models that need one; else NULL
    DredgePlayout playout;    ///< Not longer than the stream was made for
    DredgeConcealment concealment;
    DredgeEnhancement enhancement;
    bool reference; ///< Recover as opus_demo does, see dredge_link_new()
    bool rewind;
} DredgeReplaySettings;

/// Takes what happened to a frame.
typedef void (*DredgeReplayTake)(void* context, const DredgeRecord* record);

/**
   Send a stream over a network and play it.

   Sample by sample what a session makes of the same sound and settings, less its latency; the
   records are the same, too. Any thread; any number of threads with the same stream.

   @param out room for as many samples as the sound has, interleaved
   @param take called for each frame in order
*/
DredgeStatus dredge_replay(const DredgeStream* stream, const DredgeReplaySettings* settings,
                           float* out, DredgeReplayTake take, void* context);

#endif
