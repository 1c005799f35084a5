// SPDX-License-Identifier: ISC
#include "session.h"

#include "audio/edge.h"
#include "audio/history.h"
#include "audio/sample.h"
#include "grid.h"
#include "listen/bypass.h"
#include "listen/level_match.h"
#include "listen/loop.h"
#include "listen/outline.h"
#include "memory.h"
#include "network/fate.h"
#include "ring.h"
#include "seam.h"
#include "timeline.h"

#include <assert.h>
#include <string.h>

enum {
    MS = DREDGE_RATE / 1000,
    // Frames between capture and coding, and between recovery and playing: so many, or, of
    // those that are longer than 20 ms, as many as 480 ms hold
    SLOTS = 16,
    SLOTS_SOUND = 480 * MS,
    JOBS = 64, // Steps that the stages are behind at the most
    // The link begins anew at most once in so long, and in two frames' time: frames that are
    // cut short may not fill the slots.
    ANEW_LEAST = 20 * MS,
    HOST_CHUNK = DREDGE_EDGE_CHUNK * (DREDGE_RATE_MAX / DREDGE_RATE),
    KEPT = 1 << 17, // Samples of input kept: playout, frame, slots, look-ahead, and a chunk
    RECORDS = 512,  // Frames whose records wait to be taken
};

// A place in the stream that no window shows.
static const int64_t LONG_AGO = -3600 * (int64_t)DREDGE_RATE;

typedef float Frame[DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];

// To send a frame, or to play one. A stage for each lane.
typedef struct {
    bool plays;
    bool level_match;
    uint64_t frame;
    DredgeLanesSettings lanes;
    DredgeJourney journey; ///< Of the frame that is sent
} Job;

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

    unsigned frame;   ///< Samples at 48 kHz
    unsigned playout; ///< Samples at 48 kHz
    unsigned known;   ///< A frame is played so many samples after its beginning, with all
                      ///< packets that may come in time
    uint32_t latency; ///< Samples at the host's rate

    uint32_t starts;     ///< How often the link began
    uint64_t captured;   ///< Samples at 48 kHz
    uint64_t pulled;     ///< Samples at 48 kHz
    uint64_t drop_until; ///< In captured samples
    uint64_t b_until;    ///< ... lane B is still heard until then, fading out
    bool shall_align;    ///< The frames shall begin where the song's begin
    uint64_t align_from; ///< ... but not before, in captured samples
    DredgeTimeline timeline;
    DredgeMixer mixer;

    DredgeGrid grid;
    DredgeSeam seam[DREDGE_LANES];
    bool matched;   ///< Levels have been matched since the last reset
    uint64_t jobs;  ///< That were posted
    uint64_t plays; ///< Frames among them that are played
    Job job[JOBS];
    uint64_t send_of[SLOTS]; ///< Which job, counted from 1, sends what was captured
    uint64_t play_of[SLOTS]; ///< ... and makes what is played
    unsigned slots;
    float* captures;              ///< A frame in each slot
    float* playing[DREDGE_LANES]; ///< ... of what is played
    bool holes[SLOTS];            ///< Its packet was lost or late, in any lane
    DredgeRing* sent;             ///< Records of frames, as far as they are known then
    DredgeRing* records;
    DredgeLoop* loop;
    DredgeOutline outline;
    int64_t frozen_at; ///< What was heard then
    Frame silence;     ///< Never written
    Frame dry;         ///< Of the stages

    float host[HOST_CHUNK * DREDGE_CHANNELS_MAX];
    float core[DREDGE_EDGE_ROOM * DREDGE_CHANNELS_MAX];
};

// A frame's place among all slots.
static size_t slot_of(const DredgeSession* const s, const uint64_t frame)
{
    return frame % s->slots * s->frame * s->channels;
}

static void note_fate(DredgeSession* const s, DredgeRecord* const record)
{
    const DredgeSpan* const span = dredge_grid_span(&s->grid, record->frame);
    record->fate = span->index;
    record->duplicated = span->duplicated;
}

// The end of what was heard before the link begins anew comes over the beginning.
static void join(DredgeSession* const s, const DredgeSpan* const span, const unsigned lane,
                 float* const pcm)
{
    DredgeSeam* const seam = &s->seam[lane];
    const size_t from = (size_t)span->from * s->channels;
    const size_t to = (size_t)span->to * s->channels;
    if (span->to == s->frame) {
        dredge_seam_mix(seam, pcm + from, span->to - span->from, s->channels);
        return;
    }
    if (span->closes) {
        dredge_seam_open(seam, dredge_lanes_lookahead(s->lanes));
    }
    dredge_seam_keep(seam, pcm + to, s->frame - span->to, s->channels);
}

static void match_levels(DredgeSession* const s, const bool on, const DredgeSpan* const span,
                         float* const pcm[DREDGE_LANES])
{
    const uint32_t count = s->frame - span->from;
    float* const captured[DREDGE_LANES] = {
        pcm[DREDGE_LANE_A] + (size_t)span->from * s->channels,
        pcm[DREDGE_LANE_B] + (size_t)span->from * s->channels,
    };
    if (on) { // Else nobody listens to it
        const int64_t start = span->start + span->from - dredge_lanes_lookahead(s->lanes);
        dredge_history_copy(s->history, start, s->dry, count);
    }
    dredge_level_match_process(s->level_match, on, s->dry, captured, count);
}

static void play(DredgeSession* const s, const unsigned lane, const Job* const job)
{
    const size_t slot = slot_of(s, job->frame);
    const DredgeSpan* const span = dredge_grid_span(&s->grid, job->frame);
    float* const pcm[DREDGE_LANES] = {s->playing[DREDGE_LANE_A] + slot,
                                      s->playing[DREDGE_LANE_B] + slot};
    dredge_lanes_play(s->lanes, lane, &job->lanes, pcm);
    if (lane != DREDGE_LANE_B) {
        return;
    }
    match_levels(s, job->level_match, span, pcm);
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        join(s, span, i, pcm[i]);
    }
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
    s->holes[job->frame % s->slots] = hole;
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

DREDGE_REALTIME static void do_stage(void* const context, const uint64_t stage)
{
    DredgeSession* const s = context;
    const Job* const job = &s->job[stage / DREDGE_LANES % JOBS];
    const unsigned lane = stage % DREDGE_LANES;
    if (job->plays) {
        play(s, lane, job);
        return;
    }
    dredge_lanes_send(s->lanes, lane, &job->lanes, s->captures + slot_of(s, job->frame),
                      &job->journey);
    if (lane == DREDGE_LANE_B) {
        note_sent(s);
    }
}

// What is heard next: the place in the stream that was captured then.
static int64_t heard_at(const DredgeSession* const s)
{
    const int64_t place = (int64_t)s->pulled - (int64_t)(s->frame + s->playout);
    return place < 0 ? place : dredge_grid_nominal(&s->grid, place);
}

// Start from silence with the settings in force. For whoever holds the stages.
DREDGE_REALTIME static void start_over(void* const context)
{
    DredgeSession* const s = context;
    s->frame = s->settings.frame;
    s->slots = s->frame * SLOTS > SLOTS_SOUND ? SLOTS_SOUND / s->frame : SLOTS;
    s->playout = s->settings.playout.playout * MS;
    s->known = ((s->playout - DREDGE_WORK_MS * MS) / s->frame + 1) * s->frame;
    dredge_lanes_reset(s->lanes, s->frame, s->settings.lane[DREDGE_LANE_A].sender.application);
    dredge_edge_reset(s->edge);
    s->latency = dredge_edge_latency(s->edge, (double)s->frame + s->playout +
                                                  dredge_lanes_lookahead(s->lanes));
    dredge_bypass_reset(s->bypass, s->latency);
    dredge_timeline_restart(&s->timeline, s->captured, 0);
    s->drop_until = s->drop_until > s->captured ? s->drop_until - s->captured : 0;
    s->b_until = s->b_until > s->captured ? s->b_until - s->captured : 0;
    s->captured = 0;
    s->pulled = 0;
    s->shall_align = true;
    s->align_from = 0;
    dredge_grid_reset(&s->grid, s->frame);
    memset(s->seam, 0, sizeof(s->seam));
    s->jobs = 0;
    s->plays = 0;
    memset(s->send_of, 0, sizeof(s->send_of));
    memset(s->play_of, 0, sizeof(s->play_of));
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
    const size_t sound = sizeof(float) * SLOTS_SOUND * channels;
    s->captures = dredge_memory_new(sound);
    s->playing[DREDGE_LANE_A] = dredge_memory_new(sound);
    s->playing[DREDGE_LANE_B] = dredge_memory_new(sound);
    s->sent = dredge_ring_new(RECORDS, sizeof(DredgeFrameRecord));
    s->records = dredge_ring_new(RECORDS, sizeof(DredgeFrameRecord));
    const bool complete = s->stages && s->edge && s->bypass && s->level_match && s->history &&
                          s->loop && s->sent && s->records && s->captures &&
                          s->playing[DREDGE_LANE_A] && s->playing[DREDGE_LANE_B];
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
        dredge_memory_free(s->captures);
        dredge_memory_free(s->playing[DREDGE_LANE_A]);
        dredge_memory_free(s->playing[DREDGE_LANE_B]);
        dredge_ring_free(s->sent);
        dredge_ring_free(s->records);
        dredge_memory_free(s);
    }
}

void dredge_session_reset(DredgeSession* const s)
{
    s->timeline = (DredgeTimeline){.speed = 0.0};
    s->drop_until = 0;
    dredge_stages_reset(s->stages, start_over);
    dredge_level_match_reset(s->level_match);
    s->matched = false;
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
    s->shall_align = s->shall_align || (settings->lock && !s->settings.lock) ||
                     (settings->freewheels && !s->settings.freewheels);
    const bool switches =
        settings->monitor != s->settings.monitor || settings->x_is_b != s->settings.x_is_b;
    if (switches && (dredge_monitor_needs_b(s->settings.monitor) || s->captured < s->b_until)) {
        s->b_until = s->captured + DREDGE_CROSSFADE_MS * MS;
    }
    s->settings = *settings;
    dredge_mixer_set(&s->mixer, settings->monitor, settings->x_is_b);
    dredge_loop_set(s->loop, &settings->loop);
    if (starts_over && s->matched) {
        // The gains live on: they must not depend on how far the helper was.
        dredge_stages_finish(s->stages, DREDGE_LANES * s->jobs);
    }
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

static void post(DredgeSession* const s, const Job* const job)
{
    const DredgeSettings* const now = &s->settings;
    if (s->jobs >= JOBS) {
        dredge_stages_finish(s->stages, DREDGE_LANES * (s->jobs - JOBS + 1));
    }
    Job* const posted = &s->job[s->jobs++ % JOBS];
    *posted = *job;
    posted->level_match = now->level_match;
    s->matched = s->matched || now->level_match;
    posted->lanes.lane[DREDGE_LANE_A] = now->lane[DREDGE_LANE_A];
    posted->lanes.lane[DREDGE_LANE_B] = now->lane[DREDGE_LANE_B];
    posted->lanes.b_on =
        now->b_on || dredge_monitor_needs_b(now->monitor) || s->captured <= s->b_until;
    posted->lanes.anew = dredge_grid_span(&s->grid, job->frame)->anew;
    posted->lanes.playout = now->playout;
}

static DredgeSpan* begin_span(DredgeSession* const s, const int64_t start, const uint32_t from)
{
    dredge_stages_finish(s->stages, DREDGE_LANES * s->send_of[s->grid.begun % s->slots]);
    return dredge_grid_begin(&s->grid, start, from);
}

// A frame begins with the next sample.
static DredgeSpan* begin_frame(DredgeSession* const s, const int64_t start, const uint32_t from)
{
    const uint64_t frame = s->grid.begun;
    DredgeSpan* const span = begin_span(s, start, from);
    span->index =
        s->settings.lock ? dredge_timeline_index(&s->timeline, frame, start, s->frame) : frame;
    return span;
}

// A frame of silence that ends what was captured; for the network it follows the one before.
static void begin_silence(DredgeSession* const s, const int64_t start)
{
    const uint64_t before = dredge_grid_last(&s->grid)->index;
    DredgeSpan* const span = begin_span(s, start, 0);
    span->index = before + 1;
    span->to = 0;
}

// Send a complete frame: what the network does to it is settled here, in the audio thread.
static void finish_frame(DredgeSession* const s)
{
    const uint64_t frame = s->grid.begun - 1;
    DredgeSpan* const span = dredge_grid_last(&s->grid);
    const DredgeNetwork* const network = &s->settings.network;
    Job job = {
        .frame = frame,
        .journey = {.sent = (int64_t)((frame + 1) * s->frame),
                    .fate = dredge_fate_follow(&s->fate, network, s->trace, span->index),
                    .bottleneck = network->bottleneck},
    };
    job.journey.fate.lost |= s->captured <= s->drop_until;
    span->duplicated = job.journey.fate.duplicated;
    s->grid.open = false;
    post(s, &job);
    s->send_of[frame % s->slots] = s->jobs;
}

static float* captured_frame(DredgeSession* const s, const uint32_t at)
{
    return s->captures + slot_of(s, s->grid.begun - 1) + (size_t)at * s->channels;
}

static void fill_with_silence(DredgeSession* const s, const uint32_t at, const uint32_t count)
{
    memset(captured_frame(s, at), 0, (size_t)count * s->channels * sizeof(float));
}

// Cut the frame being captured short, and send as much silence after it as it takes to hear its
// end.
static void close_frame(DredgeSession* const s)
{
    const uint32_t at = s->grid.open ? s->grid.at : 0;
    const int64_t start = (int64_t)s->captured - at;
    uint32_t silence = s->frame - at;
    if (!s->grid.open) {
        begin_silence(s, start);
    }
    dredge_grid_last(&s->grid)->to = at;
    dredge_grid_last(&s->grid)->closes = true;
    fill_with_silence(s, at, silence);
    finish_frame(s);
    for (; silence < dredge_lanes_lookahead(s->lanes); silence += s->frame) {
        begin_silence(s, start);
        fill_with_silence(s, 0, s->frame);
        finish_frame(s);
    }
}

// Let the frames begin where the song's begin, if that is asked for.
static void align(DredgeSession* const s)
{
    s->shall_align = dredge_timeline_heed(&s->timeline) || s->shall_align;
    s->shall_align = s->shall_align && s->settings.lock && dredge_timeline_plays(&s->timeline);
    if (!s->shall_align || s->captured < s->align_from) {
        return;
    }
    if (s->captured) {
        close_frame(s);
    }
    const uint32_t from = dredge_timeline_into(&s->timeline, s->captured, s->frame);
    begin_frame(s, (int64_t)s->captured - from, from)->anew = s->captured > 0;
    fill_with_silence(s, 0, from);
    s->shall_align = false;
    s->align_from = s->captured + (2 * s->frame > ANEW_LEAST ? 2 * s->frame : ANEW_LEAST);
}

// How many samples may pass until the next frame must be played.
static uint32_t until_play(DredgeSession* const s)
{
    const DredgeSpan* const next = dredge_grid_span(&s->grid, s->plays);
    const int64_t due = next->start + s->known - (int64_t)s->captured;
    return s->plays == s->grid.begun ? s->frame : due > 0 ? (uint32_t)due : 0;
}

static void capture(DredgeSession* const s, const float* sound, uint32_t count, const bool wake)
{
    const uint64_t jobs = s->jobs;
    while (count) {
        align(s);
        if (!s->grid.open) {
            begin_frame(s, (int64_t)s->captured, 0);
        }
        const uint32_t room = s->frame - s->grid.at;
        const uint32_t due = until_play(s);
        const uint32_t next = room < due ? room : due;
        const uint32_t length = count < next ? count : next;
        dredge_history_put(s->history, s->captured, sound, length);
        memcpy(captured_frame(s, s->grid.at), sound,
               (size_t)length * s->channels * sizeof(float));
        s->captured += length;
        s->grid.at += length;
        sound += (size_t)length * s->channels;
        count -= length;
        if (length == room) {
            finish_frame(s);
        }
        while (s->plays < s->grid.begun && !until_play(s)) {
            post(s, &(Job){.plays = true, .frame = s->plays});
            s->play_of[s->plays++ % s->slots] = s->jobs;
        }
    }
    if (s->jobs != jobs) {
        if (wake) {
            dredge_stages_follow_priority(s->stages);
        }
        dredge_stages_post(s->stages, DREDGE_LANES * s->jobs, wake);
    }
}

// The sample, of a frame that has been played, that is heard next.
static uint32_t hear(DredgeSession* const s, uint32_t* const left)
{
    const int64_t place = (int64_t)s->pulled - (int64_t)(s->frame + s->playout);
    const uint64_t before = s->grid.heard;
    const uint32_t at = dredge_grid_hear(&s->grid, place, left);
    const uint64_t frame = s->grid.heard;
    assert(frame < s->plays);
    dredge_stages_finish(s->stages, DREDGE_LANES * s->play_of[frame % s->slots]);
    if (frame != before && dredge_grid_span(&s->grid, frame)->anew) {
        dredge_outline_move(&s->outline, heard_at(s));
    }
    return at;
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
            uint32_t left = 0;
            const size_t at = hear(s, &left) * (size_t)s->channels;
            const size_t slot = slot_of(s, s->grid.heard);
            length = left < length ? left : length;
            live[DREDGE_HEARD_A] = s->playing[DREDGE_LANE_A] + slot + at;
            live[DREDGE_HEARD_B] = s->playing[DREDGE_LANE_B] + slot + at;
            hole = s->holes[s->grid.heard % s->slots];
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
    for (uint32_t at = 0; at < count;) {
        const uint32_t length = count - at < whole ? count - at : whole;
        process_chunk(s, in, out, at, length, s->settings.ahead);
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

DredgePacketBytes dredge_session_packet(const DredgeSession* const s, const uint64_t frame)
{
    return dredge_lanes_packet(s->lanes, DREDGE_LANE_A, frame);
}

unsigned dredge_session_lookahead(const DredgeSession* const s)
{
    return dredge_lanes_lookahead(s->lanes);
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
                         .captured = dredge_grid_captured(&s->grid),
                         .heard = heard_at(s),
                         .frozen_at = s->frozen_at,
                         .loop = dredge_loop_state(s->loop)};
}

DredgeStageCounts dredge_session_counts(const DredgeSession* const s)
{
    return dredge_stages_counts(s->stages);
}
