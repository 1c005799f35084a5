// SPDX-License-Identifier: ISC
// Any bytes as a file of packets: its streams, and all of them played.
#include "input.h"

#include "packets/call.h"
#include "testbed/reception.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

// What the tool's main file has
const char* argp_program_version = "";

enum { SECONDS_MOST = 20 };

static uint64_t heard;

static void hear(void* const context, const float* const pcm, const unsigned length)
{
    (void)context;
    heard += length;
    for (unsigned i = 0; i < length; ++i) {
        if (!(fabsf(pcm[i]) < 9.0f)) {
            abort();
        }
    }
}

static void note(void* const context, const DredgeRecord* const record)
{
    (void)context;
    if (record->source > DREDGE_SOURCE_SILENCE) {
        abort();
    }
}

static void play(const char* const path, const CallStream* const s)
{
    static const DredgeReceptionSettings settings = {.channels = 1,
                                                     .playout = {.playout = 60},
                                                     .concealment = DREDGE_CONCEALMENT_CLASSIC,
                                                     .rewind = true};
    DredgeStatus status = DREDGE_OK;
    DredgeReception* const reception =
        dredge_reception_new(&settings, hear, note, NULL, &status);
    PacketReader* const reader = packet_reader_open(path);
    if (!reception || !reader) {
        abort();
    }
    CallCount count = {.begun = false};
    PacketRead packet;
    heard = 0;
    while (packet_reader_next(reader, &packet) && heard < SECONDS_MOST * DREDGE_RATE) {
        CallPlace place;
        if (packet.ssrc == s->ssrc && packet.flow == s->flow &&
            packet.size <= DREDGE_PACKET_MAX && call_place(&count, &packet, &place)) {
            const DredgeReceived received = {
                .data = packet.payload,
                .size = (uint32_t)packet.size,
                .red = s->holds[packet.type] == CALL_RED,
                .begins = place.begins,
                .sequence = place.sequence,
                .timestamp = place.timestamp,
                .delay = place.lag - s->least[place.part],
            };
            dredge_reception_take(reception, &received);
        }
    }
    dredge_reception_end(reception);
    packet_reader_close(reader);
    dredge_reception_free(reception);
}

int LLVMFuzzerTestOneInput(const uint8_t* const bytes, const size_t size)
{
    static char path[] = "/tmp/dredge-fuzz-XXXXXX";
    static const CallHints hints = {.opus_type = -1, .red_type = -1};
    static int file = -1;
    file = file < 0 ? mkstemp(path) : file;
    if (file < 0 || ftruncate(file, 0) || pwrite(file, bytes, size, 0) != (ssize_t)size) {
        abort();
    }
    PacketReader* const reader = packet_reader_open(path);
    if (!reader) {
        return 0;
    }
    Call call;
    if (call_survey(&call, reader, &hints)) {
        const CallStream* const s = call_choose(&call, &hints, path);
        if (s) {
            play(path, s);
        }
    }
    call_free(&call);
    packet_reader_close(reader);
    return 0;
}
