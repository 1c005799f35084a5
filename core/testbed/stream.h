// SPDX-License-Identifier: ISC
// A sound as it was coded: its packets, kept to be sent over any number of networks.
#ifndef DREDGE_STREAM_H
#define DREDGE_STREAM_H

#include "codec/sender.h"
#include "packet.h"
#include "status.h"

#include <stddef.h>
#include <stdint.h>

/// Sound to be coded.
typedef struct {
    const float* samples; ///< Interleaved
    uint64_t length;      ///< Samples per channel
    uint32_t rate;        ///< Hz, DREDGE_RATE_MIN..DREDGE_RATE_MAX
    unsigned channels;    ///< 1 or 2
} DredgeSound;

/// One packet of a stream; valid as long as that is.
typedef struct {
    const uint8_t* data;
    uint32_t size; ///< Bytes
    DredgeAnatomy anatomy;
} DredgeStreamPacket;

/// What of a stream is played at some playout delay.
typedef struct {
    unsigned silent;    ///< Samples at 48 kHz before the first frame is heard
    unsigned lookahead; ///< Packets after a frame's own that may come in time
    uint32_t latency;   ///< From input to output, samples at the sound's rate
    uint64_t frames;    ///< That are heard until the last sample of the sound is out
} DredgeStreamSpan;

/// All packets of a sound. Immutable: any number of threads may play it at once.
typedef struct DredgeStream DredgeStream;

/**
   Code a sound, followed by as much silence as it takes until all of it has been heard.

   The packets are those that a session sends with the same settings. Not for the audio thread,
   as all of this file.

   @param sound is only read; not needed any more afterwards
   @param frame samples at 48 kHz: 120, 240, 480, 960, 1920 or 2880
   @param playout the longest playout delay at which the stream will be played, ms
   @return to be freed with dredge_stream_free(), or NULL: see `status`
*/
DredgeStream* dredge_stream_new(const DredgeSound* sound, const DredgeSenderSettings* settings,
                                unsigned frame, unsigned playout, DredgeStatus* status);

/// Free a stream; NULL is fine.
void dredge_stream_free(DredgeStream* stream);

/// What the stream was made of; the samples are NULL.
DredgeSound dredge_stream_sound(const DredgeStream* stream);

/// The settings that it was coded with.
const DredgeSenderSettings* dredge_stream_settings(const DredgeStream* stream);

/// Samples at 48 kHz in a frame.
unsigned dredge_stream_frame(const DredgeStream* stream);

/// How a session with this playout delay, in ms, would play it.
DredgeStreamSpan dredge_stream_span(const DredgeStream* stream, unsigned playout);

/// A packet, counted from 0; there are enough for all spans up to the longest playout delay.
DredgeStreamPacket dredge_stream_packet(const DredgeStream* stream, uint64_t index);

#endif
