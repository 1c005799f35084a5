// SPDX-License-Identifier: ISC
// The receiving end's decoder: Opus packets, LBRR, DRED, concealment, and a way back in time.
#ifndef DREDGE_DECODER_H
#define DREDGE_DECODER_H

#include "packet.h"
#include "realtime.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What fills a frame that nothing brings back; the numbers are port values.
typedef enum {
    DREDGE_CONCEALMENT_SILENCE,
    DREDGE_CONCEALMENT_CLASSIC,
    DREDGE_CONCEALMENT_NEURAL,
} DredgeConcealment;

/// What cleans up coded speech; the numbers are port values. libopus knows how to at a core
/// rate of 16 kHz, in SILK and hybrid mode, with frames of 20 ms and more, and only beside
/// neural concealment.
typedef enum {
    DREDGE_ENHANCEMENT_OFF,
    DREDGE_ENHANCEMENT_LACE,
    DREDGE_ENHANCEMENT_NOLACE,
} DredgeEnhancement;

typedef struct DredgeDecoder DredgeDecoder;

/**
   Make a decoder for 1 or 2 channels at 48 kHz, or return NULL. Not for the audio thread.

   @param reference leave libopus' traps as opus_demo leaves them: after a DRED frame, classic
   concealment turns into neural; in CELT, recovered sound comes 10 ms late.
*/
DredgeDecoder* dredge_decoder_new(unsigned channels, bool reference, DredgeStatus* status);

/// Free a decoder; NULL is fine. Not for the audio thread.
void dredge_decoder_free(DredgeDecoder* decoder);

/// Forget everything heard so far. For the thread that owns the decoder, as all that follows.
void dredge_decoder_reset(DredgeDecoder* decoder) DREDGE_REALTIME;

/// Forget which packets were unpacked: their numbers begin anew.
void dredge_decoder_forget_packets(DredgeDecoder* decoder) DREDGE_REALTIME;

/// Bring a decoder into the state of another one with as many channels.
void dredge_decoder_copy(DredgeDecoder* to, const DredgeDecoder* from) DREDGE_REALTIME;

/// How frames are concealed and enhanced from now on.
void dredge_decoder_set(DredgeDecoder* decoder, DredgeConcealment concealment,
                        DredgeEnhancement enhancement) DREDGE_REALTIME;

/**
   What dredge_decoder_conceal() will really do now.

   Before the first packet there is only silence. And libopus has neural concealment, as DRED,
   only at a core rate of 16 kHz and more: in narrow and medium band SILK it plays classic
   concealment without a word.
*/
DredgeConcealment dredge_decoder_concealment(const DredgeDecoder* decoder) DREDGE_REALTIME;

/// Whether DRED can be played now: a packet was heard, and it was not narrow or medium band
/// SILK.
bool dredge_decoder_can_dred(const DredgeDecoder* decoder) DREDGE_REALTIME;

/**
   Play a packet.

   @param pcm room for `frame` samples per channel, interleaved; always filled
*/
void dredge_decoder_play(DredgeDecoder* decoder, const uint8_t* data, size_t size, float* pcm,
                         unsigned frame) DREDGE_REALTIME;

/// Play the LBRR copy of the frame before the one that `data` carries.
void dredge_decoder_play_lbrr(DredgeDecoder* decoder, const uint8_t* data, size_t size,
                              float* pcm, unsigned frame) DREDGE_REALTIME;

/**
   Play one frame from a packet's DRED.

   @param index number of that packet; the same number means the same packet
   @param offset samples from the start of the frame to play to the start of the packet's own
   @param reach how far back to look at the most, in samples
   When the DRED does not reach the frame, libopus conceals instead, knowing what comes after.
*/
void dredge_decoder_play_dred(DredgeDecoder* decoder, const uint8_t* data, size_t size,
                              uint64_t index, unsigned offset, unsigned reach, float* pcm,
                              unsigned frame) DREDGE_REALTIME;

/// Play a frame that nothing brings back.
void dredge_decoder_conceal(DredgeDecoder* decoder, float* pcm, unsigned frame) DREDGE_REALTIME;

/// Remember this moment; there is one place for it.
void dredge_decoder_save(DredgeDecoder* decoder) DREDGE_REALTIME;

/// Go back to the moment of the last dredge_decoder_save().
void dredge_decoder_restore(DredgeDecoder* decoder) DREDGE_REALTIME;

#endif
