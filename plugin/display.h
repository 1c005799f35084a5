// SPDX-License-Identifier: ISC
// The meters on the output ports.
#ifndef DREDGE_DISPLAY_H
#define DREDGE_DISPLAY_H

#include "listen/abx.h"
#include "meters.h"
#include "network/chain.h"
#include "ports.h"
#include "realtime.h"
#include "session.h"
#include "strip_view.h"
#include "view/feed.h"

#include <stdbool.h>

/// What the meters show comes from here. Zero-initialise, then display_reset().
typedef struct {
    DredgeMeters meters[DREDGE_LANES]; ///< Lane A's hold what is common as well
    DredgeStageCounts counted;         ///< When the CPU meter was last renewed
    uint64_t waits_before;             ///< ... this activation
    double cpu_span;                   ///< Seconds of sound since
    double cpu;                        ///< Per cent
    DredgeNetwork expected_of;
    DredgeLossStatistics expected; ///< What that comes to
    bool expected_known;
} Display;

/// Forget all. For the audio thread, as all that follows.
void display_reset(Display* display, const DredgeSession* session) DREDGE_REALTIME;

/// Take the session's news in, after `seconds` of sound, and let the strip and the windows have
/// it too.
void display_read(Display* display, DredgeSession* session, StripView* strip,
                  DredgeViewFeed* feed, double seconds) DREDGE_REALTIME;

/// Write the latency alone: hosts may ask for it before the first block.
void display_write_latency(const DredgeSession* session, const Ports* ports,
                           void* const* port) DREDGE_REALTIME;

/**
   Write all meters to their ports.

   @param test the last blind test, or NULL
   @param port what each port is connected to; NULL for not at all
*/
void display_write(Display* display, const DredgeSession* session,
                   const DredgeSettings* settings, const DredgeAbxTest* test,
                   const Ports* ports, void* const* port) DREDGE_REALTIME;

#endif
