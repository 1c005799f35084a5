// SPDX-License-Identifier: ISC
// The sending end: Opus encoder, LBRR, DRED, RED.
#ifndef DREDGE_SENDER_H
#define DREDGE_SENDER_H

#include "codec/planner.h"
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

/// What the encoder is made for (RFC 6716, section 2.1.1 and its reference implementation); the
/// numbers are port values.
typedef enum {
    DREDGE_APPLICATION_VOIP,
    DREDGE_APPLICATION_AUDIO,
    DREDGE_APPLICATION_LOW_DELAY, ///< CELT only, 4 ms less of delay
} DredgeApplication;

/// What the bitrate pays for; the numbers are port values.
typedef enum {
    DREDGE_BUDGET_LAYERED, ///< The primary: LBRR and DRED come on top
    DREDGE_BUDGET_SINGLE,  ///< One encoder's all: what an application gets from libopus
} DredgeBudget;

enum {
    DREDGE_BITRATE_MIN = 6, ///< kb/s
    DREDGE_BITRATE_MAX = 128,
    DREDGE_DEPTH_MAX = 1040, ///< ms
    DREDGE_EXPECTED_AUTO = -1,
};

/// Settings of a sender. They may change with every frame.
typedef struct {
    DredgeApplication application; ///< In force from the next reset on
    DredgeRedundancy redundancy;
    DredgeBandwidth bandwidth;
    DredgeBudget budget;
    float bitrate;     ///< kb/s, 6..128; what for, the budget says. RED copies come on top
    int depth;         ///< Asked depth of RED and DRED, ms, 0..1040
    int red_distance;  ///< Packets from one RED copy to the next, 1..8
    int expected_loss; ///< What the encoder is told, per cent, or DREDGE_EXPECTED_AUTO
    int complexity;    ///< 0..10
    bool vbr;
    bool dtx;
} DredgeSenderSettings;

/// Whether the asked depth can be had with these settings; the numbers are port values.
typedef enum {
    DREDGE_VERDICT_AS_ASKED,
    DREDGE_VERDICT_BEYOND_REACH,    ///< DRED reaches 1015 ms, RED 341 ms (14 bits of offset)
    DREDGE_VERDICT_BITRATE_TOO_LOW, ///< Single budget: libopus affords less
    DREDGE_VERDICT_OVERSPENDS,      ///< Single budget: one chunk is sent, and not paid for
    DREDGE_VERDICT_NEEDS_WIDE_BAND, ///< In narrow and medium band no receiver can use DRED
    DREDGE_VERDICT_NO_LBRR,         ///< LBRR is SILK's, and these settings leave only CELT
    DREDGE_VERDICT_FRAME_TOO_SHORT, ///< Layered: packets so short hold less DRED
} DredgeVerdict;

typedef struct DredgeSender DredgeSender;

/// What libopus calls itself, with its version. Any thread.
const char* dredge_codec_version(void);

/// Make a sender for 1 or 2 channels at 48 kHz, or return NULL. Not for the audio thread.
DredgeSender* dredge_sender_new(unsigned channels, DredgeStatus* status);

/// Free a sender; NULL is fine. Not for the audio thread.
void dredge_sender_free(DredgeSender* sender);

/// Forget all sound that went in, and be made for an application. Any thread that owns the
/// sender.
void dredge_sender_reset(DredgeSender* sender, DredgeApplication application) DREDGE_REALTIME;

/// ... for the same one.
void dredge_sender_begin_anew(DredgeSender* sender) DREDGE_REALTIME;

/// Bring a sender into the state of another one with as many channels, so that both go on
/// alike. Any thread that owns both.
void dredge_sender_copy(DredgeSender* to, const DredgeSender* from) DREDGE_REALTIME;

/// Whether two settings make a sender send the same. Any thread.
bool dredge_sender_settings_equal(const DredgeSenderSettings* a,
                                  const DredgeSenderSettings* b) DREDGE_REALTIME;

/// Delay of encoder and decoder together, in samples at 48 kHz. Any thread.
unsigned dredge_sender_lookahead(const DredgeSender* sender) DREDGE_REALTIME;

/// Whether the primary may be SILK, which alone has LBRR: not in frames below 10 ms, nor with
/// low delay. `frame` in samples. Any thread.
bool dredge_sender_has_silk(const DredgeSenderSettings* settings,
                            unsigned frame) DREDGE_REALTIME;

/// What the primary's encoder is set to for these settings; `frame` in samples. Any thread.
DredgeEncoderSetting dredge_sender_primary(const DredgeSenderSettings* settings,
                                           unsigned frame) DREDGE_REALTIME;

/// The expected loss that the encoder is told for these settings, per cent. Any thread.
int dredge_sender_expected_loss(const DredgeSenderSettings* settings) DREDGE_REALTIME;

/// What becomes of the asked redundancy, before anything is sent; `frame` in samples. Any
/// thread.
DredgeVerdict dredge_sender_verdict(const DredgeSenderSettings* settings,
                                    unsigned frame) DREDGE_REALTIME;

/// One sentence for a verdict, without a full stop. Any thread.
const char* dredge_verdict_text(DredgeVerdict verdict);

/**
   Code one frame into a packet with all its redundancy.

   With a layered budget DRED comes from a second encoder in lock-step, of low complexity, whose
   settings give the asked depth at the least cost (see codec/planner.h).

   Settings differing from the last call's are applied without a reset. RED copies are whole
   earlier packets up to the asked depth, as many as RFC 2198's fields and DREDGE_PACKET_MAX
   hold, newest preferred.

   @param pcm `frame` samples per channel, interleaved
   @param frame 120, 240, 480, 960, 1920 or 2880 samples; constant between resets
   @param packet all of it is written. Any thread that owns the sender.
*/
void dredge_sender_encode(DredgeSender* sender, const DredgeSenderSettings* settings,
                          const float* pcm, unsigned frame, uint64_t index,
                          DredgePacket* packet) DREDGE_REALTIME;

#endif
