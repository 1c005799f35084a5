// SPDX-License-Identifier: ISC
// What libopus 1.6.1 does with a bitrate, and which encoder settings give an asked depth.
#ifndef DREDGE_PLANNER_H
#define DREDGE_PLANNER_H

#include "realtime.h"

#include <stdbool.h>

enum {
    DREDGE_CHUNK_MS = 40,       ///< DRED comes in pieces of 40 ms
    DREDGE_CHUNKS_MAX = 26,     ///< ... of which a packet holds so many
    DREDGE_CHUNK_SHORTFALL = 25 ///< ms that the reach falls short of the chunks
};

/// The settings of one encoder that decide about its DRED.
typedef struct {
    int bitrate;  ///< b/s, in all
    int loss;     ///< Expected loss, per cent
    bool fec;     ///< In-band FEC
    int duration; ///< DRED duration, in 10 ms: 0..104
} DredgeEncoderSetting;

/**
   How many chunks of DRED an encoder with these settings sends, at full depth and with VBR.

   This is the arithmetic of compute_dred_bitrate() in libopus 1.6.1's opus_encoder.c: DRED gets
   a share of what the bitrate leaves above 12 kb/s (20 with FEC), the quantiser follows from
   the bitrate, and as many chunks are sent as fit into that share by a table of their sizes.
   One chunk is never paid for but sent all the same, when there is any DRED at all. Any thread.

   @param frame duration in ms: 2.5 to 60
*/
int dredge_planner_chunks(const DredgeEncoderSetting* setting, double frame) DREDGE_REALTIME;

/// What so many chunks cost by libopus' own estimate, in kb/s; they really cost 1.15 to 1.45
/// times that.
double dredge_planner_cost(const DredgeEncoderSetting* setting, double frame,
                           int chunks) DREDGE_REALTIME;

/// Chunks that an encoder is asked for by its DRED duration, in 10 ms. Any thread.
int dredge_planner_chunks_asked(int duration) DREDGE_REALTIME;

/// Chunks that reach back `depth` ms, or the most that can be had; never the unpaid one. Any
/// thread.
int dredge_planner_chunks_for(int depth) DREDGE_REALTIME;

/// How far so many chunks reach back, ms. Any thread.
int dredge_planner_reach(int chunks) DREDGE_REALTIME;

/// Whether an encoder without FEC, at its highest bitrate, sends so many chunks in each packet
/// of `frame` ms. Any thread.
bool dredge_planner_affords(int chunks, double frame) DREDGE_REALTIME;

/**
   The cheapest setting of an encoder without FEC that sends so many chunks.

   Of all bitrates the lowest that affords them has the coarsest quantiser. libopus' steps leave
   gaps, so a little more is taken where that still affords them.
*/
DredgeEncoderSetting dredge_planner_cheapest(int chunks, double frame) DREDGE_REALTIME;

/**
   The cheapest setting of one single encoder that sends so many chunks and leaves the primary
   at least `primary` b/s.

   What DRED costs is off the primary by libopus' estimate; LBRR takes its share of the rest.

   @return false where no bitrate up to 256 kb/s does. For tools: it tries them all.
*/
bool dredge_planner_single(int primary, bool fec, int chunks, double frame,
                           DredgeEncoderSetting* setting);

/// Share of LBRR in what an encoder with in-band FEC sends, at an expected loss in per cent:
/// the average of an instrumented encoder, 25.3 % plus 0.55 % per per cent up to 25 %. Any
/// thread.
double dredge_planner_lbrr_share(int loss) DREDGE_REALTIME;

/// What the primary gets of an encoder with these settings, by libopus' estimate, in kb/s.
double dredge_planner_primary(const DredgeEncoderSetting* setting, double frame);

#endif
