// SPDX-License-Identifier: ISC
// The adaptive playout delay: how long to wait for packets, and how to catch up.
#ifndef DREDGE_PACER_H
#define DREDGE_PACER_H

#include "packet.h"
#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    DREDGE_PACER_PACKETS = 100, ///< Arrivals that the delay follows
    DREDGE_PACER_FALLS = 50,    ///< It falls by one frame in the time of so many
};

/**
   The pace of one lane.

   It knows the delays of the packets that came last, which of the decoded sound is still to be
   heard, and how far what is heard lags behind what would be heard with the delay alone: that
   grows while the receiver waits, and shrinks as pauses are shortened. Zero-initialise, or
   dredge_pacer_reset().
*/
typedef struct {
    double delays[DREDGE_PACER_PACKETS]; ///< Samples from sending to arrival
    unsigned noted;                      ///< Delays since the start
    double delay;                        ///< In force, samples
    double loudest;                      ///< RMS of the loudest frame, slowly falling
    uint64_t heard;                      ///< Samples per channel given out
    uint64_t content;                    ///< ... that were recorded at the sending end, and
                                         ///< decoded or left out
    uint32_t held;                       ///< Samples per channel decoded and not yet given out
    float sound[3 * DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];
} DredgePacer;

/// Begin with nothing heard. For the thread that owns the pacer, as all that follows.
void dredge_pacer_reset(DredgePacer* pacer) DREDGE_REALTIME;

/// Bring a pacer into the state of another one.
void dredge_pacer_copy(DredgePacer* to, const DredgePacer* from,
                       unsigned channels) DREDGE_REALTIME;

/// Note how long a packet took, in samples, once it has come.
void dredge_pacer_note(DredgePacer* pacer, double delay) DREDGE_REALTIME;

/**
   Renew the delay in force: the 97th percentile of the last arrivals. It rises at once, and
   falls slowly.

   @param frame samples in a frame
   @param work samples that the receiver needs to do its work
   @param least,most between which it stays together with the lag, samples
*/
void dredge_pacer_adapt(DredgePacer* pacer, unsigned frame, unsigned work, unsigned least,
                        unsigned most) DREDGE_REALTIME;

/// How many samples late the next frame's sound would be heard.
uint32_t dredge_pacer_lag(const DredgePacer* pacer) DREDGE_REALTIME;

/// Whether less than a frame is ready to be heard.
bool dredge_pacer_hungry(const DredgePacer* pacer, unsigned frame) DREDGE_REALTIME;

/// Take sound in that fills the time while waiting.
void dredge_pacer_fill(DredgePacer* pacer, const float* sound, unsigned frame,
                       unsigned channels) DREDGE_REALTIME;

/// Take a decoded frame in; if it lies in a pause, as much of the lag is cut from its midst as
/// it has room for.
void dredge_pacer_take(DredgePacer* pacer, const float* sound, unsigned frame,
                       unsigned channels) DREDGE_REALTIME;

/// Give a frame out.
void dredge_pacer_give(DredgePacer* pacer, float* sound, unsigned frame,
                       unsigned channels) DREDGE_REALTIME;

#endif
