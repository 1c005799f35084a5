// SPDX-License-Identifier: ISC
#include "testbed/replay.h"

#include "audio/resampler.h"
#include "network/fate.h"
#include "network/path.h"

#include <stdlib.h>
#include <string.h>

enum { MADE = 1024 }; // Samples out of the resampler at a time

typedef struct {
    const DredgeStream* stream;
    DredgeLink* link;
    DredgeReceiver receiver;
    DredgeResampler* to_host;
    DredgeFateCursor cursor;
    uint64_t skip; ///< Samples at the sound's rate still to be left out
    uint64_t left; ///< ... to be written
    float* out;
    float pcm[DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];
    float made[MADE * DREDGE_CHANNELS_MAX];
} Replay;

// Sound at 48 kHz to the output.
static void give(Replay* const r, const float* pcm, uint32_t length)
{
    const unsigned channels = dredge_stream_sound(r->stream).channels;
    while (length && r->left) {
        uint32_t used = length;
        uint32_t made = MADE;
        dredge_resampler_process(r->to_host, pcm, &used, r->made, &made);
        const uint64_t skip = r->skip < made ? r->skip : made;
        const uint64_t rest = made - skip;
        const uint64_t count = rest < r->left ? rest : r->left;
        memcpy(r->out, r->made + skip * channels, count * channels * sizeof(float));
        r->out += count * channels;
        r->left -= count;
        r->skip -= skip;
        pcm += (size_t)used * channels;
        length -= used;
    }
}

static void send(Replay* const r, const DredgeReplaySettings* const settings,
                 const uint64_t index)
{
    const DredgeStreamPacket packet = dredge_stream_packet(r->stream, index);
    const DredgeJourney journey = {
        .sent = (int64_t)((index + 1) * dredge_stream_frame(r->stream)),
        .fate = dredge_fate_follow(&r->cursor, &settings->network, settings->trace, index),
        .bottleneck = settings->network.bottleneck,
    };
    dredge_link_send_packet(r->link, &packet.anatomy, packet.data, packet.size, &journey);
}

static void play(Replay* const r, const DredgeReplaySettings* const settings,
                 const DredgeReplayTake take, void* const context)
{
    const unsigned frame = dredge_stream_frame(r->stream);
    const DredgeLinkSettings link = {.sender = *dredge_stream_settings(r->stream),
                                     .concealment = settings->concealment,
                                     .enhancement = settings->enhancement};
    DredgeRecord records[DREDGE_RECEIVER_FRAMES_MAX];
    const unsigned count =
        dredge_receiver_play(&r->receiver, r->link, &link, &settings->playout, frame,
                             dredge_stream_sound(r->stream).channels, r->pcm, records);
    for (unsigned i = 0; i < count; ++i) {
        records[i].fate = records[i].frame;
        take(context, &records[i]);
    }
    give(r, r->pcm, frame);
}

static void run(Replay* const r, const DredgeReplaySettings* const settings,
                const DredgeReplayTake take, void* const context)
{
    const DredgeStreamSpan span = dredge_stream_span(r->stream, settings->playout.playout);
    r->skip = span.latency;
    for (unsigned left = span.silent; left;) {
        const unsigned length = left < DREDGE_FRAME_MAX ? left : DREDGE_FRAME_MAX;
        give(r, r->pcm, length); // Still zero
        left -= length;
    }
    for (uint64_t i = 0; i < span.frames + span.lookahead; ++i) {
        send(r, settings, i);
        if (i >= span.lookahead) {
            play(r, settings, take, context);
        }
    }
}

DredgeStatus dredge_replay(const DredgeStream* const stream,
                           const DredgeReplaySettings* const settings, float* const out,
                           const DredgeReplayTake take, void* const context)
{
    const DredgeSound sound = dredge_stream_sound(stream);
    Replay* const r = calloc(1, sizeof(Replay));
    if (!r) {
        return DREDGE_NO_MEMORY;
    }
    DredgeStatus status = DREDGE_OK;
    r->stream = stream;
    r->out = out;
    r->left = sound.length;
    r->to_host = dredge_resampler_new(sound.channels, DREDGE_RATE, sound.rate);
    r->link = dredge_link_new(sound.channels, settings->reference, &status);
    if (!r->to_host) {
        status = DREDGE_NO_MEMORY;
    } else if (r->link) {
        dredge_link_reset(r->link, dredge_stream_frame(stream),
                          dredge_stream_settings(stream)->application);
        dredge_link_set_rewind(r->link, settings->rewind && !settings->reference);
        dredge_receiver_reset(&r->receiver, 0);
        run(r, settings, take, context);
    }
    dredge_link_free(r->link);
    dredge_resampler_free(r->to_host);
    free(r);
    return status;
}
