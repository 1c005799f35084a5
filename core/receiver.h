// SPDX-License-Identifier: ISC
// The receiving end's clock: when each frame must be played, and what to do about it.
#ifndef DREDGE_RECEIVER_H
#define DREDGE_RECEIVER_H

#include "link.h"
#include "playout/pacer.h"
#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    DREDGE_PLAYOUT_MIN = 20, ///< ms
    DREDGE_PLAYOUT_MAX = 1500,
    /**
       The receiver's own working time, ms: a packet is of use for a frame if it comes so long
       before the frame must be played. The helper thread does its work in that time.
    */
    DREDGE_WORK_MS = 10,
    DREDGE_RECEIVER_FRAMES_MAX = 16, ///< Frames played in the time of one
};

/// Settings of the playout delay; constant between resets.
typedef struct {
    unsigned playout; ///< The delay, or the longest one, ms: 20..1500
    bool adaptive;    ///< The delay follows the network
    unsigned least;   ///< ... but is no shorter than this, ms: 20..playout
} DredgePlayout;

/// The receiver of one lane. Zero-initialise, or dredge_receiver_reset().
typedef struct {
    DredgePacer pacer;
    uint64_t first; ///< Packet that it began with
    int64_t looked; ///< Arrivals until then are noted, samples since the start
} DredgeReceiver;

/// Begin with frame `first`. For the thread that owns the receiver, as all that follows.
void dredge_receiver_reset(DredgeReceiver* receiver, uint64_t first) DREDGE_REALTIME;

/// Bring a receiver into the state of another one.
void dredge_receiver_copy(DredgeReceiver* to, const DredgeReceiver* from,
                          unsigned channels) DREDGE_REALTIME;

/**
   Give out the sound of one frame's time.

   With a fixed delay that is the frame whose time has come. With an adaptive one each frame
   must be played when the delay in force has passed since it was sent; what is heard is aligned
   to the longest delay all the same. Where a hole opens in a lane that has redundancy, time
   stands still, filled by concealment, until a packet brings the frame back, for as long as the
   longest delay and the depth of the redundancy allow; from then on everything is heard that
   much later, until pauses have been shortened by as much.

   @param frame samples in a frame
   @param pcm room for one frame, interleaved
   @param records of the frames that were played: room for DREDGE_RECEIVER_FRAMES_MAX
   @return how many that were
*/
unsigned dredge_receiver_play(DredgeReceiver* receiver, DredgeLink* link,
                              const DredgeLinkSettings* settings, const DredgePlayout* playout,
                              unsigned frame, unsigned channels, float* pcm,
                              DredgeRecord* records) DREDGE_REALTIME;

#endif
