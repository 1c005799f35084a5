// SPDX-License-Identifier: ISC
// Monitor, level match, blind test.
#include "harness.h"
#include "speech.h"

#include "listen/abx.h"
#include "listen/level_match.h"
#include "listen/mixer.h"
#include "packet.h"

#include <ebur128.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FADE = 480, LENGTH = 4 * FADE };

static float signals[DREDGE_HEARD][LENGTH];
static float mixed[LENGTH];

static void mix(DredgeMixer* const mixer, const uint32_t at, const uint32_t count)
{
    const float* const in[] = {signals[0] + at, signals[1] + at, signals[2] + at};
    dredge_mixer_process(mixer, in, mixed + at, count, 1);
}

static void each_choice_is_what_it_says(void** state)
{
    (void)state;
    for (int i = 0; i < DREDGE_HEARD; ++i) {
        noise_fill(signals[i], LENGTH, 0.5f, 1 + (uint32_t)i);
    }
    DredgeMixer mixer;
    static const int expected[][2] = {{0, -1}, {1, -1}, {2, -1}, {1, -1}, {1, 0}, {2, 0}};
    for (int choice = DREDGE_MONITOR_DRY; choice <= DREDGE_MONITOR_B_MINUS_DRY; ++choice) {
        dredge_mixer_reset(&mixer, (DredgeMonitor)choice, false);
        mix(&mixer, 0, LENGTH);
        for (int i = 0; i < LENGTH; ++i) {
            const int* const e = expected[choice];
            assert_true(mixed[i] == signals[e[0]][i] - (e[1] < 0 ? 0.0f : signals[e[1]][i]));
        }
    }
    dredge_mixer_reset(&mixer, DREDGE_MONITOR_X, true);
    mix(&mixer, 0, LENGTH);
    assert_memory_equal(mixed, signals[DREDGE_HEARD_B], sizeof(mixed));
}

static void fades_are_straight_and_sum_to_one(void** state)
{
    (void)state;
    for (int i = 0; i < LENGTH; ++i) {
        signals[0][i] = 0.0f;
        signals[1][i] = signals[2][i] = 1.0f;
    }
    DredgeMixer mixer;
    dredge_mixer_reset(&mixer, DREDGE_MONITOR_A, false);
    dredge_mixer_set(&mixer, DREDGE_MONITOR_B, false);
    mix(&mixer, 0, FADE / 3); // Turned back half-way, in any pieces
    dredge_mixer_set(&mixer, DREDGE_MONITOR_A, false);
    mix(&mixer, FADE / 3, 7);
    dredge_mixer_set(&mixer, DREDGE_MONITOR_B, false);
    mix(&mixer, FADE / 3 + 7, LENGTH - FADE / 3 - 7);
    for (int i = 0; i < LENGTH; ++i) {
        assert_float_equal(mixed[i], 1.0, 1e-5);
    }
    dredge_mixer_set(&mixer, DREDGE_MONITOR_DRY, false);
    mix(&mixer, 0, FADE);
    for (int i = 1; i < FADE; ++i) {
        assert_float_equal(mixed[i - 1] - mixed[i], 1.0 / FADE, 1e-5);
    }
    assert_true(mixed[FADE - 1] == 0.0f);
}

static void what_is_not_heard_is_not_read(void** state)
{
    (void)state;
    for (int i = 0; i < LENGTH; ++i) {
        signals[0][i] = signals[2][i] = NAN;
        signals[1][i] = 0.25f;
    }
    DredgeMixer mixer;
    dredge_mixer_reset(&mixer, DREDGE_MONITOR_A, false);
    mix(&mixer, 0, LENGTH);
    assert_memory_equal(mixed, signals[1], sizeof(mixed));
}

// Run noise at three levels through the level match; returns the gains reached.
static void match(DredgeLevelMatch* const m, const bool on, const unsigned seconds,
                  const float levels[DREDGE_HEARD], float last[DREDGE_HEARD - 1])
{
    enum { FRAME = 960 };
    static float frames[DREDGE_HEARD][FRAME];
    for (unsigned f = 0; f < seconds * 50; ++f) {
        for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
            noise_fill(frames[i], FRAME, levels[i], 1 + f);
        }
        float* const lanes[] = {frames[1], frames[2]};
        dredge_level_match_process(m, on, frames[0], lanes, FRAME);
    }
    for (unsigned i = 1; i < DREDGE_HEARD; ++i) {
        last[i - 1] = (float)(level(frames[i], FRAME) / level(frames[0], FRAME));
    }
}

static void lanes_become_as_loud_as_the_dry_sound(void** state)
{
    (void)state;
    DredgeLevelMatch* const m = dredge_level_match_new(1);
    float ratio[2];
    match(m, true, 8, (const float[]){0.1f, 0.2f, 0.05f}, ratio);
    assert_float_equal(ratio[0], 1.0, 0.02);
    assert_float_equal(ratio[1], 1.0, 0.02);
    assert_float_equal(dredge_level_match_gain(m, 0), -6.02, 0.1);
    assert_float_equal(dredge_level_match_gain(m, 1), 6.02, 0.1);
    // Silence, and a lane that is far too loud, change nothing or as much as allowed.
    match(m, true, 8, (const float[]){0.0f, 0.0f, 0.05f}, ratio);
    assert_float_equal(dredge_level_match_gain(m, 0), -6.02, 0.2);
    match(m, true, 16, (const float[]){0.01f, 0.8f, 0.0f}, ratio);
    assert_float_equal(dredge_level_match_gain(m, 0), -DREDGE_LEVEL_MATCH_MAX, 0.1);
    // Off: back to exactly nothing.
    match(m, false, 8, (const float[]){0.1f, 0.2f, 0.05f}, ratio);
    assert_true(dredge_level_match_gain(m, 0) == 0.0f);
    assert_true(dredge_level_match_gain(m, 1) == 0.0f);
    dredge_level_match_free(m);
}

// Short-term loudness of the noise that match() plays, at a level of 1
static double noise_lufs(void)
{
    enum { FRAME = 960 };
    static float frame[FRAME];
    double lufs = 0.0;
    ebur128_state* meter = ebur128_init(1, 48000, EBUR128_MODE_S);
    for (unsigned f = 0; f < 400; ++f) {
        noise_fill(frame, FRAME, 1.0f, 1 + f);
        ebur128_add_frames_float(meter, frame, FRAME);
    }
    assert_int_equal(ebur128_loudness_shortterm(meter, &lufs), EBUR128_SUCCESS);
    ebur128_destroy(&meter);
    return lufs;
}

static void gains_keep_still_below_the_gate(void** state)
{
    (void)state;
    const double full = noise_lufs();
    const float above = (float)pow(10.0, (-59.5 - full) / 20.0);
    const float below = (float)pow(10.0, (-60.5 - full) / 20.0);
    DredgeLevelMatch* const m = dredge_level_match_new(1);
    float ratio[2];
    match(m, true, 8, (const float[]){0.1f, 0.2f, 0.2f}, ratio);
    // A dry sound that is too quiet
    match(m, true, 8, (const float[]){below, below, below}, ratio);
    assert_float_equal(dredge_level_match_gain(m, 0), -6.02, 0.1);
    assert_float_equal(dredge_level_match_gain(m, 1), -6.02, 0.1);
    // A lane that is too quiet, and one that is not
    match(m, true, 8, (const float[]){above, below, above}, ratio);
    assert_float_equal(dredge_level_match_gain(m, 0), -6.02, 0.1);
    assert_float_equal(dredge_level_match_gain(m, 1), 0.0, 0.1);
    match(m, true, 8, (const float[]){above, above, above}, ratio);
    assert_float_equal(dredge_level_match_gain(m, 0), 0.0, 0.1);
    dredge_level_match_free(m);
}

static void a_reset_forgets_what_was_loud(void** state)
{
    (void)state;
    DredgeLevelMatch* const used = dredge_level_match_new(1);
    DredgeLevelMatch* const fresh = dredge_level_match_new(1);
    float ratio[2];
    match(used, true, 5, (const float[]){0.5f, 0.1f, 0.9f}, ratio);
    dredge_level_match_reset(used);
    match(used, true, 2, (const float[]){0.1f, 0.2f, 0.05f}, ratio);
    match(fresh, true, 2, (const float[]){0.1f, 0.2f, 0.05f}, ratio);
    for (unsigned i = 0; i < 2; ++i) {
        assert_float_equal(dredge_level_match_gain(used, i), dredge_level_match_gain(fresh, i),
                           1e-4);
    }
    dredge_level_match_free(used);
    dredge_level_match_free(fresh);
}

static void p_is_the_binomial_tail(void** state)
{
    (void)state;
    assert_float_equal(dredge_abx_p(0, 10), 1.0, 1e-12);
    assert_float_equal(dredge_abx_p(10, 10), 1.0 / 1024, 1e-12);
    assert_float_equal(dredge_abx_p(9, 10), 11.0 / 1024, 1e-12);
    assert_float_equal(dredge_abx_p(5, 10), 638.0 / 1024, 1e-12);
    assert_float_equal(dredge_abx_p(1, 1), 0.5, 1e-12);
    assert_float_equal(dredge_abx_p(12, 16), 2517.0 / 65536, 1e-12);
    assert_float_equal(dredge_abx_p(60, 100), 0.028443966820, 1e-10);
}

static void x_is_drawn_fairly_and_anew(void** state)
{
    (void)state;
    DredgeAbx abx;
    dredge_abx_reset(&abx, 12345);
    unsigned b = 0;
    unsigned changes = 0;
    bool before = false;
    for (int test = 0; test < 100; ++test) {
        dredge_abx_start(&abx, 100);
        for (int i = 0; i < 100; ++i) {
            const bool x = dredge_abx_x_is_b(&abx);
            assert_int_equal(x, dredge_abx_x_is_b(&abx)); // Asking changes nothing
            b += x;
            changes += x != before;
            before = x;
            assert_true(dredge_abx_answer(&abx, true));
        }
        const DredgeAbxTest* const last = dredge_abx_last(&abx);
        assert_int_equal(last->state, DREDGE_ABX_DONE);
        assert_false(dredge_abx_answer(&abx, true));
    }
    assert_within(b, 4800, 5200); // 4 standard deviations
    assert_within(changes, 4800, 5200);
    assert_int_equal(abx.tests, DREDGE_ABX_TESTS);
}

static void answers_are_counted_when_the_test_is_done(void** state)
{
    (void)state;
    DredgeAbx abx;
    dredge_abx_reset(&abx, 7);
    assert_null(dredge_abx_last(&abx));
    assert_false(dredge_abx_answer(&abx, false));
    dredge_abx_start(&abx, 10);
    for (int i = 0; i < 10; ++i) {
        const bool x = dredge_abx_x_is_b(&abx);
        assert_true(dredge_abx_answer(&abx, i == 3 ? !x : x));
    }
    assert_int_equal(dredge_abx_right(dredge_abx_last(&abx)), 9);
    dredge_abx_start(&abx, 5);
    dredge_abx_answer(&abx, true);
    dredge_abx_start(&abx, 5);
    assert_int_equal(abx.test[1].state, DREDGE_ABX_GIVEN_UP);
    assert_int_equal(abx.test[1].answered, 1);
}

static void the_log_survives_and_gives_nothing_away(void** state)
{
    (void)state;
    static char text[DREDGE_ABX_TEXT_MAX];
    static char again[DREDGE_ABX_TEXT_MAX];
    DredgeAbx abx;
    DredgeAbx other;
    dredge_abx_reset(&abx, 99);
    assert_int_equal(dredge_abx_write(&abx, text), 0);
    for (unsigned test = 0; test < 20; ++test) { // More than are remembered
        dredge_abx_start(&abx, test % 3 ? 100 : 7);
        for (unsigned i = 0; i < 90; ++i) {
            dredge_abx_answer(&abx, i % 3);
        }
    }
    assert_int_equal(dredge_abx_last(&abx)->state, DREDGE_ABX_RUNNING);
    const size_t length = dredge_abx_write(&abx, text);
    assert_true(length < sizeof(text));
    assert_null(strstr(strstr(text, "running"), "X="));
    dredge_abx_reset(&other, 1);
    assert_int_equal(dredge_abx_read(&other, text), 0);
    assert_int_equal(dredge_abx_write(&other, again), length);
    assert_string_equal(again, text);
    while (dredge_abx_last(&abx)->state == DREDGE_ABX_RUNNING) { // Both go on alike
        assert_int_equal(dredge_abx_x_is_b(&abx), dredge_abx_x_is_b(&other));
        dredge_abx_answer(&abx, false);
        dredge_abx_answer(&other, false);
    }
    assert_int_equal(dredge_abx_right(dredge_abx_last(&abx)),
                     dredge_abx_right(dredge_abx_last(&other)));
}

static void a_broken_log_changes_nothing(void** state)
{
    (void)state;
    static const struct {
        const char* text;
        unsigned line;
    } broken[] = {
        {"nonsense", 1},
        {"\n", 1},
        {"done 0: X= said=", 1},
        {"done 101: X=A said=A", 1},
        {"done 2: X=AB said=A", 1},
        {"done 2: X=ABA said=ABA", 1},
        {"done 1: X=A said=A\nrunning 2: said=AB key=1\n", 2},
        {"running 2: said=A key=zz", 1},
        {"running 2: said=A key=1\ndone 1: X=A said=A", 1},
        {"given up 3: X=ABA said=ABA", 1},
        {"done 9999999999: X=A said=A", 1},
    };
    DredgeAbx abx;
    dredge_abx_reset(&abx, 5);
    dredge_abx_start(&abx, 3);
    const DredgeAbx before = abx;
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); ++i) {
        assert_int_equal(dredge_abx_read(&abx, broken[i].text), broken[i].line);
        assert_memory_equal(&abx, &before, sizeof(abx));
    }
}

RUN_TESTS(TEST(each_choice_is_what_it_says), TEST(fades_are_straight_and_sum_to_one),
          TEST(what_is_not_heard_is_not_read), TEST(lanes_become_as_loud_as_the_dry_sound),
          TEST(gains_keep_still_below_the_gate), TEST(a_reset_forgets_what_was_loud),
          TEST(p_is_the_binomial_tail), TEST(x_is_drawn_fairly_and_anew),
          TEST(answers_are_counted_when_the_test_is_done),
          TEST(the_log_survives_and_gives_nothing_away), TEST(a_broken_log_changes_nothing))
