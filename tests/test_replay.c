// SPDX-License-Identifier: ISC
// What a replay gives is what a session gives: sample by sample, record by record.
#include "harness.h"
#include "speech.h"

#include "session.h"
#include "testbed/replay.h"

#include <stdlib.h>
#include <string.h>

enum { SPEECH = 48000 * 4, BLOCK = 1024, RECORDS = 1000 };

typedef struct {
    DredgeSettings settings;
    uint32_t rate;
    unsigned channels;
    bool reference;
    bool rewind;
} Case;

typedef struct {
    float* sound;
    uint64_t frames;
    DredgeRecord records[RECORDS];
} Result;

static float* speech;

static int make_speech(void** state)
{
    (void)state;
    uint32_t length = 0;
    speech = speech_read(&length);
    if (!speech || length < SPEECH) {
        speech = realloc(speech, SPEECH * sizeof(float));
        noise_fill(speech, SPEECH, 0.2f, 1);
    }
    return 0;
}

static int free_speech(void** state)
{
    (void)state;
    free(speech);
    return 0;
}

// The same numbers at any rate; the second channel is the first one backwards.
static float* make_sound(const Case* const c, const uint64_t length)
{
    float* const sound = malloc(length * c->channels * sizeof(float));
    for (uint64_t i = 0; i < length; ++i) {
        sound[i * c->channels] = speech[i];
        if (c->channels == 2) {
            sound[i * 2 + 1] = speech[length - 1 - i];
        }
    }
    return sound;
}

static DredgeTrace* make_trace(void)
{
    uint8_t lost[60];
    for (size_t i = 0; i < sizeof(lost); ++i) {
        lost[i] = i % 17 >= 11 || i % 5 == 3;
    }
    return dredge_trace_new(lost, sizeof(lost));
}

static void take(void* const context, const DredgeRecord* const record)
{
    Result* const result = context;
    assert_true(result->frames < RECORDS);
    result->records[result->frames++] = *record;
}

static void run_session(const Case* const c, const float* const sound, const uint64_t length,
                        Result* const result)
{
    DredgeStatus status = DREDGE_OK;
    DredgeSession* const session =
        dredge_session_new(c->rate, c->channels, c->reference, &status);
    assert_non_null(session);
    dredge_session_set_rewind(session, c->rewind && !c->reference);
    dredge_session_set(session, &c->settings);
    dredge_session_set_trace(session, make_trace());
    const uint32_t latency = dredge_session_latency(session);
    const uint64_t total = length + latency;
    float planes[DREDGE_CHANNELS_MAX][BLOCK];
    float* const pointers[] = {planes[0], planes[1]};
    for (uint64_t at = 0; at < total; at += BLOCK) {
        const uint32_t count = total - at < BLOCK ? (uint32_t)(total - at) : BLOCK;
        for (uint32_t i = 0; i < count; ++i) {
            for (unsigned k = 0; k < c->channels; ++k) {
                planes[k][i] = at + i < length ? sound[(at + i) * c->channels + k] : 0.0f;
            }
        }
        dredge_session_process(session, (const float* const*)pointers, pointers, count);
        for (uint32_t i = 0; i < count; ++i) {
            for (unsigned k = 0; k < c->channels && at + i >= latency; ++k) {
                result->sound[(at + i - latency) * c->channels + k] = planes[k][i];
            }
        }
        DredgeFrameRecord record;
        while (dredge_session_read(session, &record)) {
            take(result, &record.lane[DREDGE_LANE_A]);
        }
    }
    dredge_trace_free(dredge_session_set_trace(session, NULL));
    dredge_session_free(session);
}

static void run_replay(const Case* const c, const DredgeStream* const stream,
                       Result* const result)
{
    DredgeTrace* const trace = make_trace();
    const DredgeReplaySettings settings = {
        .network = c->settings.network,
        .trace = trace,
        .playout = c->settings.playout,
        .concealment = c->settings.lane[DREDGE_LANE_A].concealment,
        .enhancement = c->settings.lane[DREDGE_LANE_A].enhancement,
        .reference = c->reference,
        .rewind = c->rewind,
    };
    result->frames = 0;
    assert_int_equal(dredge_replay(stream, &settings, result->sound, take, result), DREDGE_OK);
    dredge_trace_free(trace);
}

static void compare(const Result* const a, const Result* const b, const size_t samples)
{
    assert_int_equal(a->frames, b->frames);
    for (uint64_t i = 0; i < a->frames; ++i) {
        const DredgeRecord* const x = &a->records[i];
        const DredgeRecord* const y = &b->records[i];
        assert_int_equal(x->frame, y->frame);
        assert_int_equal(x->fate, y->fate);
        assert_int_equal(x->length, y->length);
        assert_int_equal(x->lost, y->lost);
        assert_int_equal(x->dropped, y->dropped);
        assert_int_equal(x->source, y->source);
        assert_int_equal(x->packet, y->packet);
        assert_int_equal(x->rewound, y->rewound);
        assert_int_equal(x->arrival, y->arrival);
        assert_int_equal(x->headers, y->headers);
        assert_int_equal(x->anatomy.primary, y->anatomy.primary);
        assert_int_equal(x->anatomy.dred, y->anatomy.dred);
        assert_int_equal(x->anatomy.red, y->anatomy.red);
        assert_true(x->playout == y->playout && x->gain == y->gain);
    }
    assert_memory_equal(a->sound, b->sound, samples * sizeof(float));
}

static void check(const Case* const c)
{
    // Four seconds at 48 kHz, two at most elsewhere.
    const uint64_t length = c->rate * 2 < SPEECH ? c->rate * 2 + 77 : SPEECH - 77;
    const size_t samples = length * c->channels;
    float* const sound = make_sound(c, length);
    Result* const expected = calloc(1, sizeof(Result));
    Result* const found = calloc(1, sizeof(Result));
    expected->sound = calloc(samples, sizeof(float));
    found->sound = calloc(samples, sizeof(float));
    run_session(c, sound, length, expected);

    const DredgeSound input = {
        .samples = sound, .length = length, .rate = c->rate, .channels = c->channels};
    DredgeStatus status = DREDGE_OK;
    DredgeStream* const stream =
        dredge_stream_new(&input, &c->settings.lane[DREDGE_LANE_A].sender, c->settings.frame,
                          DREDGE_PLAYOUT_MAX, &status);
    assert_non_null(stream);
    run_replay(c, stream, found);
    compare(expected, found, samples);
    run_replay(c, stream, found); // And once more
    compare(expected, found, samples);

    dredge_stream_free(stream);
    free(expected->sound);
    free(found->sound);
    free(expected);
    free(found);
    free(sound);
}

static Case usual(const uint32_t rate)
{
    Case c = {
        .settings = dredge_settings_default(), .rate = rate, .channels = 1, .rewind = true};
    DredgeSenderSettings* const sender = &c.settings.lane[DREDGE_LANE_A].sender;
    sender->redundancy = DREDGE_REDUNDANCY_LBRR_DRED;
    sender->bandwidth = DREDGE_BANDWIDTH_WB;
    sender->complexity = 2;
    c.settings.network.loss = 0.3;
    c.settings.playout.playout = 70;
    return c;
}

static void test_every_rate(void** state)
{
    (void)state;
    static const uint32_t rates[] = {8000, 16000, 22050, 44100, 48000, 96000, 192000};
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); ++i) {
        const Case c = usual(rates[i]);
        check(&c);
    }
}

static void test_every_frame_and_playout(void** state)
{
    (void)state;
    static const unsigned frames[] = {120, 240, 480, 960, 1920, 2880};
    static const unsigned playouts[] = {20, 33, 400, 1500};
    for (size_t i = 0; i < 6; ++i) {
        Case c = usual(i % 2 ? 48000 : 16000);
        c.settings.frame = frames[i];
        c.settings.lane[DREDGE_LANE_A].sender.application = (DredgeApplication)(i % 3);
        for (size_t k = 0; k < 4; ++k) {
            c.settings.playout.playout = playouts[k];
            check(&c);
        }
    }
}

static void test_stereo_red(void** state)
{
    (void)state;
    Case c = usual(44100);
    c.channels = 2;
    c.settings.lane[DREDGE_LANE_A].sender.redundancy = DREDGE_REDUNDANCY_RED;
    c.settings.lane[DREDGE_LANE_A].sender.depth = 60;
    c.settings.lane[DREDGE_LANE_A].concealment = DREDGE_CONCEALMENT_CLASSIC;
    check(&c);
}

static void test_thin_link_and_adaptive_playout(void** state)
{
    (void)state;
    Case c = usual(48000);
    c.settings.lane[DREDGE_LANE_A].enhancement = DREDGE_ENHANCEMENT_LACE;
    c.settings.network.loss = 0.1;
    c.settings.network.delay = 30;
    c.settings.network.jitter = 20;
    c.settings.network.duplicate = 0.1;
    c.settings.network.bottleneck.capacity = 70;
    c.settings.playout = (DredgePlayout){.playout = 500, .adaptive = true, .least = 40};
    check(&c);
}

static void test_trace_without_rewind_and_reference(void** state)
{
    (void)state;
    Case c = usual(48000);
    c.settings.network.model = DREDGE_LOSS_TRACE;
    c.rewind = false;
    check(&c);
    c.reference = true;
    c.settings.network.trace_once = true;
    c.settings.playout.playout = 1500;
    check(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_rate),
        TEST(test_every_frame_and_playout),
        TEST(test_stereo_red),
        TEST(test_thin_link_and_adaptive_playout),
        TEST(test_trace_without_rewind_and_reference),
    };
    return cmocka_run_group_tests(tests, make_speech, free_speech);
}
