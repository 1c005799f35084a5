// SPDX-License-Identifier: ISC
// The sending end: Opus encoder, LBRR, DRED, RED.
#ifndef DREDGE_SENDER_H
#define DREDGE_SENDER_H

#include "packet.h"
#include "realtime.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

/// What a packet carries about earlier frames; the numbers are port values.
typedef enum {
    DREDGE_REDUNDANCY_NONE,
    DREDGE_REDUNDANCY_RED,
    DREDGE_REDUNDANCY_LBRR,
    DREDGE_REDUNDANCY_DRED,
    DREDGE_REDUNDANCY_LBRR_DRED,
} DredgeRedundancy;

/// Audio bandwidth (RFC 6716, section 2); the numbers are port values.
typedef enum {
    DREDGE_BANDWIDTH_AUTO,
    DREDGE_BANDWIDTH_NB,
    DREDGE_BANDWIDTH_MB,
    DREDGE_BANDWIDTH_WB,
    DREDGE_BANDWIDTH_SWB,
    DREDGE_BANDWIDTH_FB,
} DredgeBandwidth;

enum {
    DREDGE_BITRATE_MIN = 6, ///< kb/s
    DREDGE_BITRATE_MAX = 128,
    DREDGE_DEPTH_MAX = 1040, ///< ms
    DREDGE_EXPECTED_AUTO = -1,
};

/// Settings of a sender. They may change with every frame.
typedef struct {
    DredgeRedundancy redundancy;
    DredgeBandwidth bandwidth;
    float bitrate;     ///< kb/s of the encoder in all, 6..128; RED copies come on top
    int depth;         ///< Asked depth of RED and DRED, ms, 0..1040
    int expected_loss; ///< What the encoder is told, per cent, or DREDGE_EXPECTED_AUTO
    int complexity;    ///< 0..10
    bool vbr;
    bool dtx;
} DredgeSenderSettings;

typedef struct DredgeSender DredgeSender;

/// Make a sender for 1 or 2 channels at 48 kHz, or return NULL. Not for the audio thread.
DredgeSender* dredge_sender_new(unsigned channels, DredgeStatus* status);

/// Free a sender; NULL is fine. Not for the audio thread.
void dredge_sender_free(DredgeSender* sender);

/// Forget all sound that went in. Any thread that owns the sender.
void dredge_sender_reset(DredgeSender* sender) DREDGE_REALTIME;

/// Delay of encoder and decoder together, in samples at 48 kHz. Any thread.
unsigned dredge_sender_lookahead(const DredgeSender* sender) DREDGE_REALTIME;

/// The expected loss that the encoder is told for these settings, per cent. Any thread.
int dredge_sender_expected_loss(const DredgeSenderSettings* settings) DREDGE_REALTIME;

/**
   Code one frame into a packet with all its redundancy.

   Settings differing from the last call's are applied without a reset. RED copies are whole
   earlier packets up to the asked depth, as many as RFC 2198's fields and DREDGE_PACKET_MAX
   hold, newest preferred.

   @param pcm `frame` samples per channel, interleaved
   @param frame 480, 960, 1920 or 2880 samples; constant between resets
   @param packet all of it is written. Any thread that owns the sender.
*/
void dredge_sender_encode(DredgeSender* sender, const DredgeSenderSettings* settings,
                          const float* pcm, unsigned frame, uint64_t index,
                          DredgePacket* packet) DREDGE_REALTIME;

#endif
