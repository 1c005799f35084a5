// SPDX-License-Identifier: ISC
// Where the packets stand in the song: the same place meets the same losses every time.
#ifndef DREDGE_TIMELINE_H
#define DREDGE_TIMELINE_H

#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

/// The host's transport as last heard of, and the packet before. Zero-initialise: stopped.
typedef struct {
    double position; ///< In the song, samples at 48 kHz ...
    double speed;    ///< 1 is forward at normal pace, 0 stopped
    uint64_t at;     ///< ... when so many samples had been captured
    bool following;  ///< The packet before stood in the song
    double place;    ///< ... there, in packets
} DredgeTimeline;

/**
   Note where the song stands. For the thread that owns the timeline, as all that follows.

   @param at samples at 48 kHz captured so far
   @param position in the song, samples at 48 kHz; before its start is negative
   @param speed of the transport; what is no number, or more than 1000-fold, means stopped
*/
void dredge_timeline_set(DredgeTimeline* timeline, uint64_t at, double position,
                         double speed) DREDGE_REALTIME;

/// Forget the packet before. The song goes on from `at`, which is what `now` was until now.
void dredge_timeline_restart(DredgeTimeline* timeline, uint64_t now,
                             uint64_t at) DREDGE_REALTIME;

/**
   The index that the network knows the next packet by.

   While the song plays that is the nearest whole number to its place in the song, counted in
   packets from the start, so every pass over a region meets the same losses, to within half a
   packet. Hosts round positions; so packets are counted on from the first as long as the song
   stays within a quarter of a packet of that. Without a song it is `frame`.

   @param frame index of the packet's frame since the link's start
   @param length of a frame, samples at 48 kHz
*/
uint64_t dredge_timeline_index(DredgeTimeline* timeline, uint64_t frame,
                               unsigned length) DREDGE_REALTIME;

#endif
