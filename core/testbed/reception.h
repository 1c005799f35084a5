// SPDX-License-Identifier: ISC
// Packets that somebody else has sent, as they came, through the receiver.
#ifndef DREDGE_RECEPTION_H
#define DREDGE_RECEPTION_H

#include "codec/decoder.h"
#include "link.h"
#include "network/network.h"
#include "receiver.h"
#include "status.h"
#include "trace/trace.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    /// A packet that takes longer than this on its way is taken for lost, ms.
    DREDGE_RECEPTION_LONGEST = 5000,
};

/// How to receive.
typedef struct {
    unsigned channels;        ///< Of the output, 1 or 2
    DredgeNetwork network;    ///< What is lost on top
    const DredgeTrace* trace; ///< For the models that need one; else NULL
    DredgePlayout playout;
    DredgeConcealment concealment;
    DredgeEnhancement enhancement;
    bool reference; ///< Recover as opus_demo does, see dredge_link_new()
    bool rewind;
} DredgeReceptionSettings;

/// A packet.
typedef struct {
    const uint8_t* data;
    uint32_t size;     ///< Bytes, up to DREDGE_PACKET_MAX
    bool red;          ///< It is RED (RFC 2198), with Opus in it
    bool begins;       ///< The sender began anew with it: nothing before has to do with it
    int64_t sequence;  ///< Without wrap-around; counts in the order of sending
    int64_t timestamp; ///< Samples at 48 kHz, without wrap-around
    int64_t delay;     ///< On its way, samples at 48 kHz, 0 for the fastest
} DredgeReceived;

/// What was amiss.
typedef struct {
    uint64_t packets;
    uint64_t invalid; ///< No Opus, or no RED with Opus in it
    uint64_t duplicates;
    uint64_t late;       ///< Of a part of the stream that is over, or by more than the longest
    uint64_t silent;     ///< Frames that were not sent, as there was nothing to say (DTX)
    uint64_t beginnings; ///< How often the sender began anew
    uint64_t changes;    ///< ... and how often frames got another length
} DredgeReceptionCounts;

/// Takes sound at 48 kHz, interleaved.
typedef void (*DredgeReceptionSound)(void* context, const float* pcm, unsigned length);

/// Takes what happened to a frame; frames count on through all beginnings and changes.
typedef void (*DredgeReceptionFrame)(void* context, const DredgeRecord* record);

typedef struct DredgeReception DredgeReception;

/// Make a receiver, or return NULL. One thread; not the audio thread, as all of this file.
DredgeReception* dredge_reception_new(const DredgeReceptionSettings* settings,
                                      DredgeReceptionSound sound, DredgeReceptionFrame frame,
                                      void* context, DredgeStatus* status);

/// Free it; NULL is fine.
void dredge_reception_free(DredgeReception* reception);

/**
   Take the next packet, in the order of arrival.

   Packets of 2.5 to 120 ms are taken; those over 60 ms are taken apart. Frames may change their
   length at any packet; where time is missing between two packets in sequence, nothing was
   sent, and the decoder fills it.

   @return false: no memory
*/
bool dredge_reception_take(DredgeReception* reception, const DredgeReceived* packet);

/// Play what is left, after the last packet.
void dredge_reception_end(DredgeReception* reception);

/// The counts so far.
DredgeReceptionCounts dredge_reception_counts(const DredgeReception* reception);

#endif
