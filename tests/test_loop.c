// SPDX-License-Identifier: ISC
// Freeze: the loop by itself, and in a session.
#include "harness.h"
#include "speech.h"

#include "listen/loop.h"
#include "packet.h"
#include "session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    RATE = DREDGE_RATE,
    FADE = DREDGE_CROSSFADE_MS * RATE / 1000,
    KEPT = DREDGE_LOOP_SECONDS * RATE,
    LENGTH = 14 * RATE,
    PIECE = 960,
};

static float* live[DREDGE_HEARD]; // Ramps: a sample tells its place
static float* heard[DREDGE_HEARD];
static float* sound;
static bool holes[LENGTH / PIECE];

static int setup(void** state)
{
    (void)state;
    for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
        live[i] = malloc(LENGTH * sizeof(float));
        heard[i] = calloc(LENGTH, sizeof(float));
        for (int k = 0; k < LENGTH; ++k) {
            live[i][k] = (float)(k + 1) + 0.25f * (float)i;
        }
    }
    return 0;
}

static int teardown(void** state)
{
    (void)state;
    for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
        free(live[i]);
        free(heard[i]);
    }
    free(sound);
    return 0;
}

// Let what is live from `at` to `end` pass, in pieces of up to `block`.
static void pass(DredgeLoop* const loop, const int at, const int end, const int block)
{
    for (int k = at; k < end;) {
        const float* const in[] = {live[0] + k, live[1] + k, live[2] + k};
        const float* out[DREDGE_HEARD] = {NULL};
        const int piece = PIECE - k % PIECE;
        int most = end - k < block ? end - k : block;
        most = most < piece ? most : piece;
        const int count =
            (int)dredge_loop_process(loop, in, holes[k / PIECE], (uint32_t)most, out);
        assert_within(count, 1, most);
        for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
            memcpy(heard[i] + k, out[i], (size_t)count * sizeof(float));
        }
        k += count;
    }
}

// What is heard from `at` on is what was live from `from` on.
static void assert_heard(const int at, const int from, const int count)
{
    for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
        assert_memory_equal(heard[i] + at, live[i] + from, (size_t)count * sizeof(float));
    }
}

static void freeze(DredgeLoop* const loop, const double from, const double to)
{
    const DredgeLoopSettings settings = {.frozen = true, .from = from, .to = to};
    dredge_loop_set(loop, &settings);
}

static void thaw(DredgeLoop* const loop)
{
    const DredgeLoopSettings settings = {.frozen = false};
    dredge_loop_set(loop, &settings);
}

static void a_region_is_repeated_to_the_bit(void** state)
{
    (void)state;
    static const int blocks[] = {1, 63, 960};
    for (unsigned b = 0; b < 3; ++b) {
        DredgeLoop* const loop = dredge_loop_new(1);
        const int end = 3 * RATE + 17; // Of what is remembered
        const int length = RATE / 2;
        pass(loop, 0, end, blocks[b]);
        assert_heard(0, 0, end);
        freeze(loop, 1.0, 0.5);
        pass(loop, end, end + 5 * length, blocks[b]);
        for (int round = 0; round < 5; ++round) {
            assert_heard(end + round * length + FADE, end - RATE + FADE, length - FADE);
        }
        const DredgeLoopState now = dredge_loop_state(loop);
        assert_true(now.frozen);
        assert_int_equal(now.from, RATE);
        assert_int_equal(now.to, RATE / 2);
        thaw(loop);
        pass(loop, end + 5 * length, LENGTH, blocks[b]);
        assert_heard(end + 5 * length + FADE, end + 5 * length + FADE,
                     LENGTH - end - 5 * length - FADE);
        assert_false(dredge_loop_state(loop).frozen);
        dredge_loop_free(loop);
    }
}

static void all_that_is_kept_can_be_repeated(void** state)
{
    (void)state;
    DredgeLoop* const loop = dredge_loop_new(1);
    const int end = 12 * RATE;
    pass(loop, 0, end, 960);
    freeze(loop, INFINITY, NAN);
    pass(loop, end, end + FADE, 64);
    assert_int_equal(dredge_loop_state(loop).from, KEPT);
    assert_int_equal(dredge_loop_state(loop).to, 0);
    pass(loop, end + FADE, LENGTH, 64);
    assert_heard(end + FADE, end - KEPT + FADE, LENGTH - end - FADE);
    dredge_loop_free(loop);
}

// The old fades out from where it was, the new one in: no step is larger than the ramp's own
// and that of the fade.
static void jumps_are_straight_fades(void** state)
{
    (void)state;
    DredgeLoop* const loop = dredge_loop_new(1);
    const int end = 4 * RATE;
    pass(loop, 0, end, 960);
    freeze(loop, 1.0, 0.0);
    pass(loop, end, end + 3 * RATE / 2, 100);
    freeze(loop, 3.9, 3.0); // It is outside now: it jumps
    pass(loop, end + 3 * RATE / 2, end + 3 * RATE, 100);
    thaw(loop);
    pass(loop, end + 3 * RATE, LENGTH, 100);
    const float most = 1.0f + 7.0f * RATE / FADE;
    for (int k = 1; k < LENGTH; ++k) {
        assert_true(fabsf(heard[1][k] - heard[1][k - 1]) <= most);
    }
    dredge_loop_free(loop);
}

static void nothing_is_too_short_to_freeze(void** state)
{
    (void)state;
    enum { LEAST = DREDGE_LOOP_LEAST_MS * RATE / 1000 };
    DredgeLoop* const loop = dredge_loop_new(1);
    freeze(loop, 0.0, 5.0);
    pass(loop, 0, LEAST - 1, 64);
    assert_false(dredge_loop_state(loop).frozen);
    pass(loop, LEAST - 1, RATE, 64);
    assert_true(dredge_loop_state(loop).frozen);
    assert_int_equal(dredge_loop_state(loop).from - dredge_loop_state(loop).to, LEAST);
    // What is remembered after that begins anew.
    thaw(loop);
    pass(loop, RATE, 2 * RATE, 64);
    freeze(loop, 10.0, 0.0);
    pass(loop, 2 * RATE, 3 * RATE, 64);
    assert_within(dredge_loop_state(loop).from, RATE - FADE, RATE);
    dredge_loop_reset(loop);
    assert_false(dredge_loop_state(loop).frozen);
    dredge_loop_free(loop);
}

static void assert_region(const DredgeLoop* const loop, const double from, const double to)
{
    const DredgeLoopState now = dredge_loop_state(loop);
    assert_float_equal((double)now.from / RATE, from, 1e-9);
    assert_float_equal((double)now.to / RATE, to, 1e-9);
}

static void moments_are_found_in_turn(void** state)
{
    (void)state;
    memset(holes, 0, sizeof(holes));
    holes[50] = true;                            // 1.00 s to 1.02 s
    holes[100] = holes[101] = holes[104] = true; // 2.00 s to 2.10 s: nearer than 0.1 s
    holes[145] = true;                           // 2.90 s to 2.92 s
    DredgeLoop* const loop = dredge_loop_new(1);
    const int end = 3 * RATE;
    pass(loop, 0, end, 480);
    dredge_loop_move(loop, true); // Live: nothing
    freeze(loop, 3.0, 0.0);
    dredge_loop_move(loop, false); // At once with the freeze
    pass(loop, end, end + RATE / 2, 480);
    assert_region(loop, 3.0 - 2.6, 0.0);
    dredge_loop_move(loop, false);
    pass(loop, end + RATE / 2, end + RATE, 480);
    assert_region(loop, 3.0 - 1.7, 3.0 - 2.4);
    // It begins at the start of the moment at once, with a fade.
    assert_heard(end + RATE / 2 + FADE, 17 * RATE / 10 + FADE, RATE / 4);
    dredge_loop_move(loop, true);
    pass(loop, end + RATE, end + RATE + PIECE, 480);
    assert_region(loop, 3.0 - 2.6, 0.0);
    dredge_loop_move(loop, true); // Behind the last comes the first
    pass(loop, end + RATE + PIECE, end + RATE + 2 * PIECE, 480);
    assert_region(loop, 3.0 - 0.7, 3.0 - 1.32);
    dredge_loop_move(loop, false); // ... and the other way round
    pass(loop, end + RATE + 2 * PIECE, end + RATE + 3 * PIECE, 480);
    assert_region(loop, 3.0 - 2.6, 0.0);
    freeze(loop, 2.0, 1.0); // A region of one's own
    assert_region(loop, 2.0, 1.0);
    dredge_loop_free(loop);
    memset(holes, 0, sizeof(holes));
}

static void without_holes_the_region_stays(void** state)
{
    (void)state;
    DredgeLoop* const loop = dredge_loop_new(1);
    pass(loop, 0, RATE, 480);
    freeze(loop, 0.5, 0.0);
    dredge_loop_move(loop, true);
    pass(loop, RATE, 2 * RATE, 480);
    assert_region(loop, 0.5, 0.0);
    dredge_loop_free(loop);
}

// In a session

enum { SOUND = 8 * RATE, FROZEN_AT = 4 * RATE, THAWED_AT = 6 * RATE };

static float reference[DREDGE_HEARD][SOUND];
static float output[SOUND];

static DredgeSettings settings_for(const DredgeMonitor monitor)
{
    DredgeSettings settings = dredge_settings_default();
    settings.lane[DREDGE_LANE_A].sender.complexity = 2;
    settings.lane[DREDGE_LANE_B].sender.complexity = 2;
    settings.playout.playout = 100;
    settings.network.loss = 0.3;
    settings.monitor = monitor;
    settings.b_on = true;
    return settings;
}

static DredgeSession* open_session(const DredgeSettings* const settings)
{
    DredgeStatus status = DREDGE_OK;
    DredgeSession* const session = dredge_session_new(RATE, 1, false, &status);
    assert_non_null(session);
    dredge_session_set(session, settings);
    dredge_session_reset(session);
    return session;
}

static void process(DredgeSession* const session, const int at, const int end, const int block)
{
    for (int k = at; k < end;) {
        const int count = end - k < block ? end - k : block;
        const float* const in[] = {sound + k};
        float* const out[] = {output + k};
        dredge_session_process(session, in, out, (uint32_t)count);
        k += count;
    }
}

static void render_references(void)
{
    free(sound);
    sound = speech_fill(SOUND);
    assert_non_null(sound);
    for (int i = 0; i < DREDGE_HEARD; ++i) {
        const DredgeSettings settings = settings_for((DredgeMonitor)i);
        DredgeSession* const session = open_session(&settings);
        process(session, 0, SOUND, 1024);
        memcpy(reference[i], output, sizeof(output));
        dredge_session_free(session);
    }
}

// Freeze what was heard last, switch within the loop, and go on live.
static void a_session_freezes_and_goes_on(void** state)
{
    (void)state;
    render_references();
    static const int blocks[] = {64, 441, 4096};
    static float first[SOUND];
    for (unsigned b = 0; b < 3; ++b) {
        DredgeSettings settings = settings_for(DREDGE_MONITOR_A);
        settings.loop = (DredgeLoopSettings){.from = 0.5};
        DredgeSession* const session = open_session(&settings);
        process(session, 0, FROZEN_AT, blocks[b]);
        const uint32_t latency = dredge_session_latency(session);
        assert_memory_equal(output, reference[DREDGE_HEARD_A], FROZEN_AT * sizeof(float));
        settings.loop.frozen = true;
        for (int round = 0; round < 4; ++round) {
            const int signal = round % DREDGE_HEARD;
            const int start = FROZEN_AT + round * RATE / 2;
            settings.monitor = (DredgeMonitor)signal;
            dredge_session_set(session, &settings);
            process(session, start, start + RATE / 2, blocks[b]);
            // The fade of the loop and that of the monitor are equally long.
            assert_memory_equal(output + start + FADE,
                                reference[signal] + FROZEN_AT - RATE / 2 + FADE,
                                (RATE / 2 - FADE) * sizeof(float));
        }
        assert_int_equal(dredge_session_latency(session), latency);
        const DredgeClock clock = dredge_session_clock(session);
        assert_true(clock.loop.frozen);
        assert_int_equal(clock.heard - clock.frozen_at, THAWED_AT - FROZEN_AT);
        settings.loop.frozen = false;
        settings.monitor = DREDGE_MONITOR_B;
        dredge_session_set(session, &settings);
        process(session, THAWED_AT, SOUND, blocks[b]);
        assert_memory_equal(output + THAWED_AT + FADE,
                            reference[DREDGE_HEARD_B] + THAWED_AT + FADE,
                            (SOUND - THAWED_AT - FADE) * sizeof(float));
        if (b) {
            assert_memory_equal(output, first, sizeof(output));
        }
        memcpy(first, output, sizeof(output));
        dredge_session_free(session);
    }
}

// A link that begins anew, for another delay, does not disturb what is repeated.
static void a_new_link_leaves_the_loop_alone(void** state)
{
    (void)state;
    render_references();
    DredgeSettings settings = settings_for(DREDGE_MONITOR_A);
    settings.loop = (DredgeLoopSettings){.from = 0.5};
    DredgeSession* const session = open_session(&settings);
    process(session, 0, FROZEN_AT, 480);
    settings.loop.frozen = true;
    dredge_session_set(session, &settings);
    process(session, FROZEN_AT, FROZEN_AT + RATE / 2, 480);
    settings.playout.playout = 200;
    dredge_session_set(session, &settings);
    process(session, FROZEN_AT + RATE / 2, FROZEN_AT + RATE, 480);
    assert_memory_equal(output + FROZEN_AT + RATE / 2 + FADE,
                        reference[DREDGE_HEARD_A] + FROZEN_AT - RATE / 2 + FADE,
                        (RATE / 2 - FADE) * sizeof(float));
    const DredgeClock clock = dredge_session_clock(session);
    assert_true(clock.loop.frozen && clock.frozen_at < -RATE && clock.heard > clock.frozen_at);
    settings.loop.frozen = false;
    dredge_session_set(session, &settings);
    process(session, FROZEN_AT + RATE, SOUND, 480);
    assert_true(level(output + SOUND - 2 * RATE, 2 * RATE) > 0.001);
    dredge_session_free(session);
}

// The moments are those where the records say that a packet was missing.
static void moments_of_a_session_are_in_its_records(void** state)
{
    (void)state;
    DredgeSettings settings = settings_for(DREDGE_MONITOR_A);
    settings.network.loss = 0.02;
    settings.network.burst = 3.0;
    settings.network.seed = 5;
    DredgeSession* const session = open_session(&settings);
    static bool lost[SOUND / 960];
    memset(lost, 0, sizeof(lost));
    DredgeFrameRecord record;
    for (int at = 0; at < SOUND; at += 960) {
        process(session, at, at + 960, 960);
        while (dredge_session_read(session, &record)) {
            lost[record.lane[0].frame] = record.lane[0].source != DREDGE_SOURCE_RECEIVED ||
                                         record.lane[1].source != DREDGE_SOURCE_RECEIVED;
        }
    }
    settings.loop = (DredgeLoopSettings){.frozen = true, .from = 10.0};
    dredge_session_set(session, &settings);
    unsigned seen = 0;
    for (int k = 0; k < 40; ++k) {
        dredge_session_move_loop(session, true);
        process(session, 0, 1920, 960);
        const DredgeClock clock = dredge_session_clock(session);
        const int64_t context = DREDGE_LOOP_CONTEXT_MS * RATE / 1000;
        const int64_t from = clock.frozen_at - clock.loop.from + context;
        const int64_t to = clock.frozen_at - clock.loop.to - context;
        if (clock.loop.from == 0 || clock.loop.to == 0) {
            continue; // Clamped at an end
        }
        assert_int_equal(from % 960, 0);
        assert_int_equal(to % 960, 0);
        assert_true(lost[from / 960] && lost[to / 960 - 1]);
        assert_false(lost[from / 960 - 1] || lost[to / 960]);
        ++seen;
    }
    assert_true(seen > 20);
    dredge_session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_region_is_repeated_to_the_bit),
        TEST(all_that_is_kept_can_be_repeated),
        TEST(jumps_are_straight_fades),
        TEST(nothing_is_too_short_to_freeze),
        TEST(moments_are_found_in_turn),
        TEST(without_holes_the_region_stays),
        TEST(a_session_freezes_and_goes_on),
        TEST(a_new_link_leaves_the_loop_alone),
        TEST(moments_of_a_session_are_in_its_records),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
