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
    bool jumped;     ///< The song has started or jumped since dredge_timeline_heed()
    bool following;  ///< The packet before stood in the song
    double place;    ///< ... there, in packets
} DredgeTimeline;

/**
   Note where the song stands. For the thread that owns the timeline, as all that follows.

   The song jumps when it starts, when it comes to its normal pace, and when it is told to stand
   more than 0.5 ms beside where it would be at the pace told before; hosts round positions.
   Ardour says that it stands still while it fills plugins' delays before an export, and has it
   move: then it plays.

   @param at samples at 48 kHz captured so far
   @param position in the song, samples at 48 kHz; before its start is negative
   @param speed of the transport; what is no number, or more than 1000-fold, means stopped
*/
void dredge_timeline_set(DredgeTimeline* timeline, uint64_t at, double position,
                         double speed) DREDGE_REALTIME;

/// Forget the packet before. The song goes on from `at`, which is what `now` was until now.
void dredge_timeline_restart(DredgeTimeline* timeline, uint64_t now,
                             uint64_t at) DREDGE_REALTIME;

/// Whether the song has jumped since this was asked last.
bool dredge_timeline_heed(DredgeTimeline* timeline) DREDGE_REALTIME;

/// Whether the song plays.
bool dredge_timeline_plays(const DredgeTimeline* timeline) DREDGE_REALTIME;

/**
   How far into one of its packets the song is; packets are counted from the song's start, where
   one begins. Only at its normal pace: else 0.

   @param at samples at 48 kHz captured so far
   @param length of a frame, samples at 48 kHz
*/
uint32_t dredge_timeline_into(const DredgeTimeline* timeline, uint64_t at,
                              uint32_t length) DREDGE_REALTIME;

/**
   The index that the network knows the next packet by.

   While the song plays that is the nearest whole number to its place in the song, counted in
   packets from the start, so every pass over a region meets the same losses. Hosts round
   positions; so packets are counted on from the first as long as the song stays within a
   quarter of a packet of that. Without a song it is `frame`.

   @param frame index of the packet's frame since the link's start
   @param start of the frame, samples at 48 kHz captured before it
   @param length of a frame, samples at 48 kHz
*/
uint64_t dredge_timeline_index(DredgeTimeline* timeline, uint64_t frame, int64_t start,
                               uint32_t length) DREDGE_REALTIME;

#endif
