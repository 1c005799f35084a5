// SPDX-License-Identifier: ISC
#include "session.h"

#include "audio/edge.h"
#include "audio/history.h"
#include "audio/sample.h"
#include "listen/bypass.h"
#include "listen/level_match.h"
#include "listen/loop.h"
#include "listen/outline.h"
#include "memory.h"
#include "network/fate.h"
#include "ring.h"
#include "timeline.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    MS = DREDGE_RATE / 1000,
    SLOTS = 16, // Frames between capture and coding, and between recovery and playing
    HOST_CHUNK = DREDGE_EDGE_CHUNK * (DREDGE_RATE_MAX / DREDGE_RATE),
    KEPT = 1 << 17, // Samples of input kept: playout, frame, slots, look-ahead, and a chunk
    RECORDS = 512,  // Frames whose records wait to be taken
    FATES = 2048, // Frames whose index in the network is kept: more than a lane is ever behind
};

// The stages of a frame, in their order.
enum { SEND_A, SEND_B, PLAY_A, PLAY_B, STAGES_PER_FRAME };

// A place in the stream that no window shows.
static const int64_t LONG_AGO = -3600 * (int64_t)DREDGE_RATE;

// What the network did to a frame's packet in all lanes.
typedef struct {
    uint64_t index;
    bool duplicated;
} IndexedFate;

typedef float Frame[DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];

typedef struct {
    DredgeLanesSettings lanes;
    bool level_match;
    DredgeJourney journey;
    Frame pcm;
} Captured;

typedef struct {
    bool hole; // Its packet was lost or late, in any lane
    Frame pcm[DREDGE_LANES];
} Played;

struct DredgeSession {
    uint32_t rate;
    unsigned channels;
    DredgeSettings settings;
    DredgeTrace* trace;
    DredgeFateCursor fate;

    DredgeLanes* lanes;
    DredgeLevelMatch* level_match;
    DredgeStages* stages;
    DredgeEdge* edge;
    DredgeBypass* bypass;
    DredgeHistory* history; ///< Of the input

    unsigned frame;     ///< Samples at 48 kHz
    unsigned playout;   ///< Samples at 48 kHz
    unsigned lookahead; ///< Packets after a frame's own that may come in time
    uint32_t latency;   ///< Samples at the host's rate

    uint32_t starts;     ///< How often the link began
    uint64_t captured;   ///< Samples at 48 kHz
    uint64_t pulled;     ///< Samples at 48 kHz
    uint64_t drop_until; ///< In captured samples
    DredgeTimeline timeline;
    DredgeMixer mixer;

    Captured capture[SLOTS];
    Played played[SLOTS];
    IndexedFate fates[FATES];
    DredgeRing* sent; ///< Records of frames, as far as they are known then
    DredgeRing* records;
    DredgeLoop* loop;
    DredgeOutline outline;
    int64_t frozen_at; ///< What was heard then
    Frame silence;     ///< Never written
    Frame dry;         ///< Of the stages

    float host[HOST_CHUNK * DREDGE_CHANNELS_MAX];
    float core[DREDGE_EDGE_ROOM * DREDGE_CHANNELS_MAX];
};

// What the dry sound is while `frame` is played.
static void copy_dry(DredgeSession* const s, const uint64_t frame)
{
    const int64_t start = (int64_t)(frame * s->frame) - dredge_lanes_lookahead(s->lanes);
    dredge_history_copy(s->history, start, s->dry, s->frame);
}

static void note_fate(const DredgeSession* const s, DredgeRecord* const record)
{
    const IndexedFate* const fate = &s->fates[record->frame % FATES];
    record->fate = fate->index;
    record->duplicated = fate->duplicated;
}

// The frame's time that ends when the captured frame's packet is the last that can be of use.
static void play(DredgeSession* const s, const unsigned lane, const uint64_t slot,
                 const Captured* const captured)
{
    Played* const played = &s->played[slot % SLOTS];
    float* const pcm[DREDGE_LANES] = {played->pcm[DREDGE_LANE_A], played->pcm[DREDGE_LANE_B]};
    dredge_lanes_play(s->lanes, lane, &captured->lanes, pcm);
    if (lane != DREDGE_LANE_B) {
        return;
    }
    if (captured->level_match) { // Else nobody listens to it
        copy_dry(s, slot);
    }
    dredge_level_match_process(s->level_match, captured->level_match, s->dry, pcm, s->frame);
    // A frame's time without a frame is filled by concealment.
    DredgeFrameRecord record;
    bool hole = true;
    for (bool first = true; dredge_lanes_read(s->lanes, &record); first = false) {
        hole = !first && hole;
        for (unsigned i = 0; i < DREDGE_LANES; ++i) {
            DredgeRecord* const r = &record.lane[i];
            note_fate(s, r);
            r->gain = dredge_level_match_gain(s->level_match, i);
            hole = hole || r->source != DREDGE_SOURCE_RECEIVED;
        }
        dredge_ring_put(s->records, &record);
    }
    played->hole = hole;
}

static void note_sent(DredgeSession* const s)
{
    DredgeFrameRecord record;
    dredge_lanes_sent(s->lanes, &record);
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        note_fate(s, &record.lane[i]);
    }
    dredge_ring_put(s->sent, &record);
}

static void do_stage(void* const context, const uint64_t stage)
{
    DredgeSession* const s = context;
    const uint64_t frame = stage / STAGES_PER_FRAME;
    const unsigned step = stage % STAGES_PER_FRAME;
    const Captured* const captured = &s->capture[frame % SLOTS];
    if (step == SEND_A || step == SEND_B) {
        dredge_lanes_send(s->lanes, step == SEND_A ? DREDGE_LANE_A : DREDGE_LANE_B,
                          &captured->lanes, captured->pcm, &captured->journey);
        if (step == SEND_B) {
            note_sent(s);
        }
    } else if (frame >= s->lookahead) {
        play(s, step == PLAY_A ? DREDGE_LANE_A : DREDGE_LANE_B, frame - s->lookahead, captured);
    }
}

// What is heard next: the place in the stream that was captured then.
static int64_t heard_at(const DredgeSession* const s)
{
    return (int64_t)s->pulled - (int64_t)(s->frame + s->playout);
}

// Start from silence with the settings in force. For whoever holds the stages.
static void start_over(void* const context)
{
    DredgeSession* const s = context;
    s->frame = s->settings.frame;
    s->playout = s->settings.playout.playout * MS;
    s->lookahead = (s->playout - DREDGE_WORK_MS * MS) / s->frame;
    dredge_lanes_reset(s->lanes, s->frame, s->settings.lane[DREDGE_LANE_A].sender.application);
    dredge_edge_reset(s->edge);
    s->latency = dredge_edge_latency(s->edge, (double)s->frame + s->playout +
                                                  dredge_lanes_lookahead(s->lanes));
    dredge_bypass_reset(s->bypass, s->latency);
    dredge_timeline_restart(&s->timeline, s->captured, 0);
    s->drop_until = s->drop_until > s->captured ? s->drop_until - s->captured : 0;
    s->captured = 0;
    s->pulled = 0;
    ++s->starts;
    s->frozen_at = LONG_AGO; // What is frozen was before
    dredge_ring_clear(s->sent);
    dredge_ring_clear(s->records);
    dredge_outline_reset(&s->outline, heard_at(s));
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
    DredgeSession* const s = dredge_memory_new(sizeof(DredgeSession));
    *status = DREDGE_NO_MEMORY;
    if (!s) {
        return NULL;
    }
    s->rate = rate;
    s->channels = channels;
    s->settings = dredge_settings_default();
    s->stages = dredge_stages_new(do_stage, s);
    s->edge = dredge_edge_new(channels, rate);
    s->bypass = dredge_bypass_new(channels, rate, dredge_session_latency_max(rate));
    s->level_match = dredge_level_match_new(channels);
    s->history = dredge_history_new(channels, KEPT);
    s->loop = dredge_loop_new(channels);
    s->sent = dredge_ring_new(RECORDS, sizeof(DredgeFrameRecord));
    s->records = dredge_ring_new(RECORDS, sizeof(DredgeFrameRecord));
    const bool complete = s->stages && s->edge && s->bypass && s->level_match && s->history &&
                          s->loop && s->sent && s->records;
    s->lanes = complete ? dredge_lanes_new(channels, reference, status) : NULL;
    if (!s->lanes) {
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
        dredge_lanes_free(s->lanes);
        dredge_level_match_free(s->level_match);
        dredge_edge_free(s->edge);
        dredge_bypass_free(s->bypass);
        dredge_history_free(s->history);
        dredge_loop_free(s->loop);
        dredge_ring_free(s->sent);
        dredge_ring_free(s->records);
        free(s);
    }
}

void dredge_session_reset(DredgeSession* const s)
{
    s->timeline = (DredgeTimeline){.speed = 0.0};
    s->drop_until = 0;
    dredge_stages_reset(s->stages, start_over);
    dredge_level_match_reset(s->level_match);
    dredge_mixer_reset(&s->mixer, s->settings.monitor, s->settings.x_is_b);
    dredge_bypass_settle(s->bypass, s->settings.enabled);
    dredge_loop_reset(s->loop);
}

DredgeStatus dredge_session_start(DredgeSession* const s)
{
    dredge_memory_touch_code();
    return dredge_stages_start(s->stages);
}

void dredge_session_stop(DredgeSession* const s)
{
    dredge_stages_stop(s->stages);
}

void dredge_session_set_rewind(DredgeSession* const s, const bool rewind)
{
    dredge_lanes_set_rewind(s->lanes, rewind);
}

void dredge_session_set(DredgeSession* const s, const DredgeSettings* const settings)
{
    const DredgePlayout* const was = &s->settings.playout;
    const DredgePlayout* const now = &settings->playout;
    const DredgeApplication was_for = s->settings.lane[DREDGE_LANE_A].sender.application;
    const DredgeApplication is_for = settings->lane[DREDGE_LANE_A].sender.application;
    const bool starts_over = settings->frame != s->settings.frame || is_for != was_for ||
                             now->playout != was->playout || now->adaptive != was->adaptive ||
                             now->least != was->least;
    s->settings = *settings;
    dredge_mixer_set(&s->mixer, settings->monitor, settings->x_is_b);
    dredge_loop_set(s->loop, &settings->loop);
    if (starts_over) {
        dredge_stages_reset(s->stages, start_over);
    }
}

DredgeTrace* dredge_session_set_trace(DredgeSession* const s, DredgeTrace* const trace)
{
    DredgeTrace* const old = s->trace;
    s->trace = trace;
    return old;
}

void dredge_session_locate(DredgeSession* const s, const double position, const double speed)
{
    dredge_timeline_set(&s->timeline, s->captured, position * DREDGE_RATE / s->rate, speed);
}

void dredge_session_drop(DredgeSession* const s, const unsigned ms)
{
    s->drop_until = s->captured + (uint64_t)ms * MS;
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
    const DredgeSettings* const now = &s->settings;
    Captured* const captured = &s->capture[frame % SLOTS];
    const uint64_t index =
        now->lock ? dredge_timeline_index(&s->timeline, frame, s->frame) : frame;
    captured->journey = (DredgeJourney){
        .sent = (int64_t)s->captured,
        .fate = dredge_fate_follow(&s->fate, &now->network, s->trace, index),
        .bottleneck = now->network.bottleneck,
    };
    captured->journey.fate.lost |= s->captured <= s->drop_until;
    s->fates[frame % FATES] =
        (IndexedFate){.index = index, .duplicated = captured->journey.fate.duplicated};
    captured->lanes =
        (DredgeLanesSettings){.lane = {now->lane[DREDGE_LANE_A], now->lane[DREDGE_LANE_B]},
                              .b_on = now->b_on || dredge_monitor_needs_b(now->monitor) ||
                                      dredge_mixer_hears_b(&s->mixer),
                              .playout = now->playout};
    captured->level_match = now->level_match;
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
        dredge_history_put(s->history, s->captured, sound, length);
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
    const uint64_t delay = silent + dredge_lanes_lookahead(s->lanes);
    while (count) {
        const float* live[DREDGE_HEARD] = {NULL, s->silence, s->silence};
        const float* heard[DREDGE_HEARD];
        bool hole = false;
        uint32_t length = count;
        live[DREDGE_HEARD_DRY] =
            dredge_history_at(s->history, (int64_t)s->pulled - (int64_t)delay, &length);
        if (s->pulled < silent) {
            const uint64_t left = silent - s->pulled;
            length = left < length ? (uint32_t)left : length;
        } else {
            const uint64_t frame = (s->pulled - silent) / s->frame;
            const uint32_t at = (uint32_t)((s->pulled - silent) % s->frame);
            dredge_stages_finish(s->stages, STAGES_PER_FRAME * (frame + s->lookahead + 1));
            length = s->frame - at < length ? s->frame - at : length;
            const Played* const played = &s->played[frame % SLOTS];
            live[DREDGE_HEARD_A] = &played->pcm[DREDGE_LANE_A][(size_t)at * s->channels];
            live[DREDGE_HEARD_B] = &played->pcm[DREDGE_LANE_B][(size_t)at * s->channels];
            hole = played->hole;
        }
        const bool was_frozen = dredge_loop_state(s->loop).frozen;
        length = dredge_loop_process(s->loop, live, hole, length, heard);
        if (!was_frozen && dredge_loop_state(s->loop).frozen) {
            s->frozen_at = heard_at(s);
        }
        dredge_outline_add(&s->outline, live, length, s->channels);
        dredge_mixer_process(&s->mixer, heard, sound, length, s->channels);
        s->pulled += length;
        sound += (size_t)length * s->channels;
        count -= length;
    }
}

static void process_chunk(DredgeSession* const s, const float* const* const in,
                          float* const* const out, const uint32_t at, const uint32_t count,
                          const bool wake)
{
    float mix[HOST_CHUNK * DREDGE_CHANNELS_MAX];
    const unsigned channels = s->channels;
    for (unsigned c = 0; c < channels; ++c) {
        for (uint32_t i = 0; i < count; ++i) {
            s->host[i * channels + c] = dredge_sample_clean(in[c][at + i]);
        }
    }
    capture(s, s->core, dredge_edge_enter(s->edge, s->host, count, s->core), wake);
    float* room = NULL;
    const uint32_t wanted = dredge_edge_wants(s->edge, count, &room);
    pull(s, room, wanted);
    dredge_edge_leave(s->edge, mix, count);
    dredge_bypass_process(s->bypass, s->host, mix, count, s->settings.enabled);
    for (unsigned c = 0; c < channels; ++c) {
        for (uint32_t i = 0; i < count; ++i) {
            out[c][at + i] = mix[i * channels + c];
        }
    }
}

void dredge_session_process(DredgeSession* const s, const float* const* const in,
                            float* const* const out, const uint32_t count)
{
    const uint32_t whole = dredge_edge_chunk(s->edge);
    const uint64_t block = (uint64_t)count * DREDGE_RATE / s->rate;
    const bool wake = s->settings.ahead && block <= s->frame;
    for (uint32_t at = 0; at < count;) {
        const uint32_t length = count - at < whole ? count - at : whole;
        process_chunk(s, in, out, at, length, wake);
        at += length;
    }
}

bool dredge_session_read(DredgeSession* const s, DredgeFrameRecord* const record)
{
    return dredge_ring_take(s->records, record);
}

bool dredge_session_read_sent(DredgeSession* const s, DredgeFrameRecord* const record)
{
    return dredge_ring_take(s->sent, record);
}

bool dredge_session_read_peaks(DredgeSession* const s, DredgePeaks* const peaks)
{
    return dredge_outline_take(&s->outline, peaks);
}

void dredge_session_move_loop(DredgeSession* const s, const bool forward)
{
    dredge_loop_move(s->loop, forward);
}

DredgeClock dredge_session_clock(const DredgeSession* const s)
{
    return (DredgeClock){.starts = s->starts,
                         .frame = s->frame,
                         .playout = s->playout,
                         .captured = (int64_t)s->captured,
                         .heard = heard_at(s),
                         .frozen_at = s->frozen_at,
                         .loop = dredge_loop_state(s->loop)};
}

DredgeStageCounts dredge_session_counts(const DredgeSession* const s)
{
    return dredge_stages_counts(s->stages);
}
