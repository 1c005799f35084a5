// SPDX-License-Identifier: ISC
#include "testbed/stream.h"

#include "audio/resampler.h"
#include "audio/sample.h"
#include "receiver.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

enum {
    MS = DREDGE_RATE / 1000,
    CHUNK = 256,
    ROOM = CHUNK * (DREDGE_RATE / DREDGE_RATE_MIN) + 64, // What a chunk can become
    SPARE = 2, // Frames: the latency is rounded, for each playout delay in its own way
};

typedef struct {
    size_t start;
    uint32_t size;
    DredgeAnatomy anatomy;
} Entry;

struct DredgeStream {
    DredgeSound sound;
    DredgeSenderSettings settings;
    unsigned frame;      ///< Samples at 48 kHz
    unsigned lookahead;  ///< Of the codec, samples at 48 kHz
    unsigned input_lag;  ///< Of the resampler to 48 kHz, samples at the sound's rate
    unsigned output_lag; ///< ... and back, samples at 48 kHz
    uint64_t count;
    Entry* entries;
    uint8_t* bytes;
    size_t used;
    size_t room;
};

void dredge_stream_free(DredgeStream* const s)
{
    if (s) {
        free(s->entries);
        free(s->bytes);
        free(s);
    }
}

DredgeSound dredge_stream_sound(const DredgeStream* const s)
{
    return s->sound;
}

const DredgeSenderSettings* dredge_stream_settings(const DredgeStream* const s)
{
    return &s->settings;
}

unsigned dredge_stream_frame(const DredgeStream* const s)
{
    return s->frame;
}

DredgeStreamSpan dredge_stream_span(const DredgeStream* const s, const unsigned playout)
{
    const uint32_t rate = s->sound.rate;
    const double core = (double)s->frame + playout * MS + s->lookahead + s->output_lag;
    const double latency = core * rate / DREDGE_RATE + s->input_lag;
    DredgeStreamSpan span = {
        .silent = s->frame + playout * MS,
        .lookahead = (playout - DREDGE_WORK_MS) * MS / s->frame,
        .latency = (uint32_t)(latency + 0.5),
    };
    const uint64_t spare = rate == DREDGE_RATE ? 0 : 2; // For the resampler's last sample
    const uint64_t heard = (s->sound.length + span.latency) * DREDGE_RATE / rate + spare;
    span.frames = (heard - span.silent + s->frame - 1) / s->frame;
    return span;
}

DredgeStreamPacket dredge_stream_packet(const DredgeStream* const s, const uint64_t index)
{
    const Entry* const e = &s->entries[index];
    return (DredgeStreamPacket){
        .data = s->bytes + e->start, .size = e->size, .anatomy = e->anatomy};
}

static bool append(DredgeStream* const s, const DredgePacket* const packet)
{
    if (s->used + packet->size > s->room) {
        const size_t room = s->room * 2 + DREDGE_PACKET_MAX;
        uint8_t* const grown = realloc(s->bytes, room);
        if (!grown) {
            return false;
        }
        s->bytes = grown;
        s->room = room;
    }
    memcpy(s->bytes + s->used, packet->data, packet->size);
    s->entries[packet->index] =
        (Entry){.start = s->used, .size = packet->size, .anatomy = packet->anatomy};
    s->used += packet->size;
    return true;
}

// Samples of the input from `at` on; silence after its end.
static void read_chunk(const DredgeSound* const sound, const uint64_t at, float* const chunk)
{
    const unsigned channels = sound->channels;
    for (uint64_t i = 0; i < (uint64_t)CHUNK * channels; ++i) {
        const bool inside = at + i / channels < sound->length;
        chunk[i] = inside ? dredge_sample_clean(sound->samples[at * channels + i]) : 0.0f;
    }
}

// Code until all packets stand.
static bool code(DredgeStream* const s, const DredgeSound* const sound,
                 DredgeSender* const sender, DredgeResampler* const to_core,
                 DredgePacket* const packet)
{
    float chunk[CHUNK * DREDGE_CHANNELS_MAX];
    float core[ROOM * DREDGE_CHANNELS_MAX];
    float pcm[DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];
    const unsigned channels = sound->channels;
    uint64_t done = 0;
    uint32_t filled = 0;
    for (uint64_t at = 0; done < s->count; at += CHUNK) {
        uint32_t used = CHUNK;
        uint32_t made = ROOM;
        read_chunk(sound, at, chunk);
        dredge_resampler_process(to_core, chunk, &used, core, &made);
        for (uint32_t taken = 0; taken < made && done < s->count;) {
            const uint32_t room = s->frame - filled;
            const uint32_t length = made - taken < room ? made - taken : room;
            memcpy(pcm + (size_t)filled * channels, core + (size_t)taken * channels,
                   (size_t)length * channels * sizeof(float));
            taken += length;
            filled += length;
            if (filled == s->frame) {
                dredge_sender_encode(sender, &s->settings, pcm, s->frame, done++, packet);
                if (!append(s, packet)) {
                    return false;
                }
                filled = 0;
            }
        }
    }
    return true;
}

DredgeStream* dredge_stream_new(const DredgeSound* const sound,
                                const DredgeSenderSettings* const settings,
                                const unsigned frame, const unsigned playout,
                                DredgeStatus* const status)
{
    if (sound->rate < DREDGE_RATE_MIN || sound->rate > DREDGE_RATE_MAX) {
        *status = DREDGE_BAD_RATE;
        return NULL;
    }
    if (sound->channels < 1 || sound->channels > DREDGE_CHANNELS_MAX) {
        *status = DREDGE_BAD_CHANNELS;
        return NULL;
    }
    *status = DREDGE_NO_MEMORY;
    DredgeStream* s = calloc(1, sizeof(DredgeStream));
    DredgeSender* const sender = dredge_sender_new(sound->channels, status);
    DredgeResampler* const to_core =
        dredge_resampler_new(sound->channels, sound->rate, DREDGE_RATE);
    DredgeResampler* const to_host =
        dredge_resampler_new(sound->channels, DREDGE_RATE, sound->rate);
    DredgePacket* const packet = malloc(sizeof(DredgePacket));
    bool good = s && sender && to_core && to_host && packet;
    if (good) {
        s->sound = *sound;
        s->sound.samples = NULL;
        s->settings = *settings;
        dredge_sender_reset(sender, settings->application);
        s->frame = frame;
        s->lookahead = dredge_sender_lookahead(sender);
        s->input_lag = dredge_resampler_latency(to_core);
        s->output_lag = dredge_resampler_latency(to_host);
        const DredgeStreamSpan span = dredge_stream_span(s, playout);
        s->count = span.frames + span.lookahead + SPARE;
        s->entries = malloc((size_t)s->count * sizeof(Entry));
        good = s->entries && code(s, sound, sender, to_core, packet);
    }
    if (!good && *status == DREDGE_OK) {
        *status = DREDGE_NO_MEMORY;
    }
    free(packet);
    dredge_resampler_free(to_host);
    dredge_resampler_free(to_core);
    dredge_sender_free(sender);
    if (!good) {
        dredge_stream_free(s);
        s = NULL;
    }
    return s;
}
