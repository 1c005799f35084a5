// SPDX-License-Identifier: ISC
// The streams of RTP in a file of packets: which of them are Opus, and when their packets were
// sent and came.
#ifndef DREDGE_CALL_H
#define DREDGE_CALL_H

#include "packets/packet_reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CALL_TYPES = 128 };

/// What a payload type holds.
typedef enum { CALL_OTHER, CALL_OPUS, CALL_RED } CallPayload;

/// What packets look like if they are taken for Opus, or for RED.
typedef struct {
    uint32_t valid;
    uint32_t neighbours; ///< Of these, so many came after another one
    uint32_t in_step;    ///< ... whose sound is as long as their numbers are apart
    uint32_t stereo;
    unsigned length; ///< Of the last one's sound, in samples; 0: there was none
    int64_t sequence;
    int64_t timestamp;
} CallReading;

/// Packets of one payload type.
typedef struct {
    uint32_t packets;
    uint32_t redundant; ///< Of these, so many may be RED with a copy in it
    CallReading as[CALL_RED + 1];
} CallType;

/// Numbers of packets without their wrap-around. Zero-initialise.
typedef struct {
    bool begun;
    uint16_t sequence; ///< Of the highest so far
    uint32_t timestamp;
    int64_t sequence_long;
    int64_t timestamp_long;
    bool suspects; ///< The last packet was out of sequence
    uint16_t suspect;
    uint32_t suspect_timestamp;
    int64_t suspect_time;
    unsigned part; ///< Counts beginnings
    int64_t lag;   ///< Of the last packet: when it came less when it was sent
} CallCount;

/// A stream: packets of one SSRC between two ends.
typedef struct {
    uint32_t flow;
    uint32_t ssrc;
    uint64_t first; ///< Number of its first packet in the file
    uint64_t packets;
    uint64_t cut;
    uint64_t strays;
    int64_t from; ///< ns
    int64_t to;
    CallType types[CALL_TYPES];
    CallPayload holds[CALL_TYPES];
    bool stereo;
    CallCount count;
    int64_t* least; ///< For each part, the least that a packet came after it was sent, samples
    unsigned parts;
    int64_t early[2]; ///< The least of the first 10 s, and of the last whole 10 s
    int64_t early_at[2];
    int64_t window; ///< ... of those that are not over
    int64_t window_from;
} CallStream;

/// All streams of a file.
typedef struct {
    CallStream* streams;
    size_t count;
} Call;

/// What is to be believed instead of what packets look like.
typedef struct {
    bool ssrc_given;
    uint32_t ssrc;
    int opus_type; ///< Payload types; -1: by trial
    int red_type;
} CallHints;

/// Read a file through. Says on stderr what is wrong; call_free() in either case.
bool call_survey(Call* call, PacketReader* reader, const CallHints* hints);

/// Free what call_survey() allocated.
void call_free(Call* call);

/// The stream to receive: that of the hint, or the Opus stream of most packets. NULL: there is
/// none, as is said on stderr.
CallStream* call_choose(const Call* call, const CallHints* hints, const char* path);

/// The stream that goes on where this one ends: same addresses and ports, Opus too, and nothing
/// before its end. Or NULL.
CallStream* call_next(const Call* call, const CallStream* stream);

/// Print a table of the streams.
void call_list(const Call* call);

/// Where a packet belongs, when a file is read once more.
typedef struct {
    bool begins;         ///< A new part begins with it
    bool confirms;       ///< ... no, with the packet before, that seemed out of sequence: with
                         ///< sequence number and timestamp 0
    int64_t suspect_lag; ///< ... of that
    unsigned part;
    int64_t sequence;
    int64_t timestamp;
    int64_t lag; ///< Samples at 48 kHz
} CallPlace;

/// Count a packet; false: it is out of sequence, as long as none follows that confirms it.
bool call_place(CallCount* count, const PacketRead* packet, CallPlace* place);

/// How much faster the receiver's clock runs than the sender's, in millionths, over how many
/// seconds; 0 s if the stream is too short to tell.
double call_drift(const CallStream* stream, double* seconds);

#endif
