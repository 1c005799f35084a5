// SPDX-License-Identifier: ISC
#include "session.h"

#include "audio/delay.h"
#include "audio/resampler.h"

#include <assert.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    MS = DREDGE_RATE / 1000,
    SLOTS = 8,     // Frames between capture and coding, and between recovery and playing
    RECORDS = 512, // Frames whose records wait to be taken
    CHUNK = 256,   // Samples at 48 kHz processed at a time
    HOST_CHUNK = CHUNK * (DREDGE_RATE_MAX / DREDGE_RATE),
    FADE_MS = 10,
    STAGES_PER_FRAME = 2,
    RESAMPLER_SPARE = 64, // More than a resampler makes beyond the exact ratio
};

#define INPUT_LIMIT 4.0f // 12 dB over full scale

typedef struct {
    DredgeLinkSettings lane;
    int64_t arrival;
    float pcm[DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];
} Captured;

typedef struct {
    float pcm[DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];
} Played;

// One producer, whoever does the stage; one consumer, whoever reads.
typedef struct {
    atomic_uint_fast64_t written;
    atomic_uint_fast64_t taken;
    DredgeRecord records[RECORDS];
} RecordRing;

struct DredgeSession {
    uint32_t rate;
    unsigned channels;
    DredgeSettings settings;
    DredgeTrace* trace;
    DredgeFateCursor fate;

    DredgeLink* link;
    DredgeStages* stages;
    DredgeResampler* to_core;
    DredgeResampler* to_host;
    DredgeDelay* dry;

    unsigned frame;     ///< Samples at 48 kHz
    unsigned playout;   ///< Samples at 48 kHz
    unsigned lookahead; ///< Packets after a frame's own that may come in time
    uint32_t latency;   ///< Samples at the host's rate

    uint64_t captured; ///< Samples at 48 kHz
    uint64_t pulled;   ///< Samples at 48 kHz
    float wet;         ///< 0: dry is heard; 1: the link

    Captured capture[SLOTS];
    Played played[SLOTS];
    RecordRing ring;

    float host[HOST_CHUNK * DREDGE_CHANNELS_MAX];
    float core[(CHUNK + RESAMPLER_SPARE) * DREDGE_CHANNELS_MAX];
    float ahead[CHUNK * DREDGE_CHANNELS_MAX]; ///< Pulled, not yet used by to_host
    uint32_t ahead_count;
};

DredgeSettings dredge_settings_default(void)
{
    return (DredgeSettings){
        .lane = {.sender = {.redundancy = DREDGE_REDUNDANCY_LBRR,
                            .bandwidth = DREDGE_BANDWIDTH_AUTO,
                            .budget = DREDGE_BUDGET_LAYERED,
                            .bitrate = 24.0f,
                            .depth = 1000,
                            .expected_loss = DREDGE_EXPECTED_AUTO,
                            .complexity = 9,
                            .vbr = true},
                 .concealment = DREDGE_CONCEALMENT_NEURAL},
        .network = {.model = DREDGE_LOSS_GILBERT_ELLIOTT,
                    .loss = 0.2,
                    .burst = 4.0,
                    .loss_in_bad = 1.0,
                    .seed = 1},
        .frame = 20,
        .playout = 400,
        .enabled = true,
        .ahead = true,
    };
}

static void put_record(RecordRing* const ring, const DredgeRecord* const record)
{
    const uint64_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
    if (written - atomic_load_explicit(&ring->taken, memory_order_acquire) < RECORDS) {
        ring->records[written % RECORDS] = *record;
        atomic_store_explicit(&ring->written, written + 1, memory_order_release);
    }
}

// Stage 2f codes frame f; stage 2f+1 plays the frame whose last useful packet that one was.
static void do_stage(void* const context, const uint64_t stage)
{
    DredgeSession* const s = context;
    const uint64_t frame = stage / STAGES_PER_FRAME;
    const Captured* const captured = &s->capture[frame % SLOTS];
    if (stage % STAGES_PER_FRAME == 0) {
        dredge_link_send(s->link, &captured->lane, captured->pcm, captured->arrival);
    } else if (frame >= s->lookahead) {
        const uint64_t due = frame - s->lookahead;
        const int64_t now = (int64_t)((due + 1) * s->frame + s->playout) - DREDGE_WORK_MS * MS;
        DredgeRecord record;
        dredge_link_play(s->link, &captured->lane, now, s->played[due % SLOTS].pcm, &record);
        put_record(&s->ring, &record);
    }
}

static uint32_t count_latency(const DredgeSession* const s)
{
    const double core = (double)s->frame + s->playout + dredge_link_lookahead(s->link) +
                        dredge_resampler_latency(s->to_host);
    const double host = core * s->rate / DREDGE_RATE + dredge_resampler_latency(s->to_core);
    return (uint32_t)(host + 0.5);
}

// Start from silence with the settings in force. For whoever holds the stages.
static void start_over(void* const context)
{
    DredgeSession* const s = context;
    s->frame = s->settings.frame * MS;
    s->playout = s->settings.playout * MS;
    s->lookahead = (s->playout - DREDGE_WORK_MS * MS) / s->frame;
    dredge_link_reset(s->link, s->frame);
    dredge_resampler_reset(s->to_core);
    dredge_resampler_reset(s->to_host);
    s->latency = count_latency(s);
    dredge_delay_reset(s->dry, s->latency);
    s->captured = 0;
    s->pulled = 0;
    s->ahead_count = 0;
}

DredgeSession* dredge_session_new(const uint32_t rate, const unsigned channels,
                                  const bool reference, DredgeStatus* const status)
{
    if (rate < DREDGE_RATE_MIN || rate > DREDGE_RATE_MAX) {
        *status = DREDGE_BAD_RATE;
        return NULL;
    }
    if (channels < 1 || channels > DREDGE_CHANNELS_MAX) {
        *status = DREDGE_BAD_CHANNELS;
        return NULL;
    }
    DredgeSession* const s = calloc(1, sizeof(DredgeSession));
    *status = DREDGE_NO_MEMORY;
    if (!s) {
        return NULL;
    }
    s->rate = rate;
    s->channels = channels;
    s->settings = dredge_settings_default();
    s->wet = 1.0f;
    s->stages = dredge_stages_new(do_stage, s);
    s->to_core = dredge_resampler_new(channels, rate, DREDGE_RATE);
    s->to_host = dredge_resampler_new(channels, DREDGE_RATE, rate);
    s->dry = dredge_delay_new(channels, dredge_session_latency_max(rate));
    const bool complete = s->stages && s->to_core && s->to_host && s->dry;
    s->link = complete ? dredge_link_new(channels, reference, status) : NULL;
    if (!s->link) {
        dredge_session_free(s);
        return NULL;
    }
    dredge_session_reset(s);
    return s;
}

void dredge_session_free(DredgeSession* const s)
{
    if (s) {
        dredge_stages_free(s->stages);
        dredge_link_free(s->link);
        dredge_resampler_free(s->to_core);
        dredge_resampler_free(s->to_host);
        dredge_delay_free(s->dry);
        free(s);
    }
}

void dredge_session_reset(DredgeSession* const s)
{
    dredge_stages_reset(s->stages, start_over);
    s->wet = s->settings.enabled ? 1.0f : 0.0f;
    atomic_store(&s->ring.taken, atomic_load(&s->ring.written));
}

DredgeStatus dredge_session_start(DredgeSession* const s)
{
    return dredge_stages_start(s->stages);
}

void dredge_session_stop(DredgeSession* const s)
{
    dredge_stages_stop(s->stages);
}

void dredge_session_set_rewind(DredgeSession* const s, const bool rewind)
{
    dredge_link_set_rewind(s->link, rewind);
}

void dredge_session_set(DredgeSession* const s, const DredgeSettings* const settings)
{
    const bool other_latency =
        settings->frame != s->settings.frame || settings->playout != s->settings.playout;
    s->settings = *settings;
    if (other_latency) {
        dredge_stages_reset(s->stages, start_over);
    }
}

DredgeTrace* dredge_session_set_trace(DredgeSession* const s, DredgeTrace* const trace)
{
    DredgeTrace* const old = s->trace;
    s->trace = trace;
    return old;
}

uint32_t dredge_session_latency(const DredgeSession* const s)
{
    return s->latency;
}

uint32_t dredge_session_latency_max(const uint32_t rate)
{
    // 2.5 ms of CELT's look-ahead, 4 ms of SILK's; the resamplers stay below 25 ms at any rate.
    const double longest_ms = 60.0 + DREDGE_PLAYOUT_MAX + 6.5 + 25.0;
    return (uint32_t)(longest_ms * rate / 1000.0) + 1;
}

// Queue a complete frame: what the network does to it is settled here, in the audio thread.
static void finish_frame(DredgeSession* const s, const uint64_t frame, const bool wake)
{
    Captured* const captured = &s->capture[frame % SLOTS];
    const DredgeFate fate = dredge_fate_follow(&s->fate, &s->settings.network, s->trace, frame);
    captured->lane = s->settings.lane;
    captured->arrival = fate.lost ? DREDGE_LADDER_NEVER : (int64_t)((frame + 1) * s->frame);
    if (wake) {
        dredge_stages_follow_priority(s->stages);
    }
    dredge_stages_post(s->stages, STAGES_PER_FRAME * (frame + 1), wake);
}

static void capture(DredgeSession* const s, const float* sound, uint32_t count, const bool wake)
{
    while (count) {
        const uint64_t frame = s->captured / s->frame;
        const uint32_t at = (uint32_t)(s->captured % s->frame);
        if (at == 0 && frame >= SLOTS) {
            dredge_stages_finish(s->stages, STAGES_PER_FRAME * (frame - SLOTS + 1));
        }
        const uint32_t room = s->frame - at;
        const uint32_t length = count < room ? count : room;
        memcpy(&s->capture[frame % SLOTS].pcm[(size_t)at * s->channels], sound,
               (size_t)length * s->channels * sizeof(float));
        s->captured += length;
        sound += (size_t)length * s->channels;
        count -= length;
        if (length == room) {
            finish_frame(s, frame, wake);
        }
    }
}

static void pull(DredgeSession* const s, float* sound, uint32_t count)
{
    const uint64_t silent = (uint64_t)s->frame + s->playout;
    while (count) {
        uint32_t length = 0;
        if (s->pulled < silent) {
            const uint64_t left = silent - s->pulled;
            length = left < count ? (uint32_t)left : count;
            memset(sound, 0, (size_t)length * s->channels * sizeof(float));
        } else {
            const uint64_t frame = (s->pulled - silent) / s->frame;
            const uint32_t at = (uint32_t)((s->pulled - silent) % s->frame);
            dredge_stages_finish(s->stages, STAGES_PER_FRAME * (frame + s->lookahead + 1));
            length = s->frame - at < count ? s->frame - at : count;
            memcpy(sound, &s->played[frame % SLOTS].pcm[(size_t)at * s->channels],
                   (size_t)length * s->channels * sizeof(float));
        }
        s->pulled += length;
        sound += (size_t)length * s->channels;
        count -= length;
    }
}

// Make `count` samples at the host's rate.
static void pull_host(DredgeSession* const s, float* sound, uint32_t count)
{
    while (count) {
        if (!s->ahead_count) {
            const uint64_t exact = ((uint64_t)count * DREDGE_RATE + s->rate - 1) / s->rate;
            s->ahead_count = exact < CHUNK ? (uint32_t)exact : CHUNK;
            pull(s, s->ahead, s->ahead_count);
        }
        uint32_t used = s->ahead_count;
        uint32_t made = count;
        dredge_resampler_process(s->to_host, s->ahead, &used, sound, &made);
        s->ahead_count -= used;
        memmove(s->ahead, s->ahead + (size_t)used * s->channels,
                (size_t)s->ahead_count * s->channels * sizeof(float));
        sound += (size_t)made * s->channels;
        count -= made;
    }
}

static float clean(const float x)
{
    if (!isfinite(x)) {
        return 0.0f;
    }
    return x < -INPUT_LIMIT ? -INPUT_LIMIT : x > INPUT_LIMIT ? INPUT_LIMIT : x;
}

static void process_chunk(DredgeSession* const s, const float* const* const in,
                          float* const* const out, const uint32_t at, const uint32_t count,
                          const bool wake)
{
    float link[HOST_CHUNK * DREDGE_CHANNELS_MAX];
    const unsigned channels = s->channels;
    for (unsigned c = 0; c < channels; ++c) {
        for (uint32_t i = 0; i < count; ++i) {
            s->host[i * channels + c] = clean(in[c][at + i]);
        }
    }
    uint32_t used = count;
    uint32_t made = CHUNK + RESAMPLER_SPARE;
    dredge_resampler_process(s->to_core, s->host, &used, s->core, &made);
    assert(used == count);
    capture(s, s->core, made, wake);
    pull_host(s, link, count);
    dredge_delay_process(s->dry, s->host, count);

    const float step = 1000.0f / (FADE_MS * (float)s->rate);
    for (uint32_t i = 0; i < count; ++i) {
        s->wet += s->settings.enabled ? step : -step;
        s->wet = s->wet < 0.0f ? 0.0f : s->wet > 1.0f ? 1.0f : s->wet;
        for (unsigned c = 0; c < channels; ++c) {
            const float dry = s->host[i * channels + c];
            const float wet = link[i * channels + c];
            out[c][at + i] = s->wet >= 1.0f ? wet : dry + s->wet * (wet - dry);
        }
    }
}

void dredge_session_process(DredgeSession* const s, const float* const* const in,
                            float* const* const out, const uint32_t count)
{
    const uint32_t whole = (uint32_t)((uint64_t)CHUNK * s->rate / DREDGE_RATE);
    const uint64_t block = (uint64_t)count * DREDGE_RATE / s->rate;
    const bool wake = s->settings.ahead && block <= s->frame;
    for (uint32_t at = 0; at < count;) {
        const uint32_t length = count - at < whole ? count - at : whole;
        process_chunk(s, in, out, at, length, wake);
        at += length;
    }
}

bool dredge_session_read(DredgeSession* const s, DredgeRecord* const record)
{
    RecordRing* const ring = &s->ring;
    const uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
    if (taken == atomic_load_explicit(&ring->written, memory_order_acquire)) {
        return false;
    }
    *record = ring->records[taken % RECORDS];
    atomic_store_explicit(&ring->taken, taken + 1, memory_order_release);
    return true;
}

DredgeStageCounts dredge_session_counts(const DredgeSession* const s)
{
    return dredge_stages_counts(s->stages);
}
