// SPDX-License-Identifier: ISC
// The scores: what is known of them beforehand.
#include "harness.h"
#include "speech.h"

#include "score/alignment.h"
#include "score/convert.h"
#include "score/estoi.h"
#include "score/raters.h"
#include "score/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH = 48000 * 4 };

static float* sound;

static int make_sound(void** state)
{
    (void)state;
    uint32_t length = 0;
    sound = speech_read(&length);
    if (!sound || length < LENGTH) {
        sound = realloc(sound, LENGTH * sizeof(float));
        noise_fill(sound, LENGTH, 0.2f, 1);
        for (int i = 0; i < LENGTH; ++i) {
            sound[i] *= (float)sin(i * 0.0003); // So that envelopes move
        }
    }
    return 0;
}

static int free_sound(void** state)
{
    (void)state;
    free(sound);
    return 0;
}

static Scores compare(const float* const other, const uint32_t rate)
{
    ScoreReference* const reference = score_reference_new(sound, LENGTH, rate, 1);
    assert_non_null(reference);
    Scores scores;
    assert_true(score_measure(reference, other, &scores));
    score_reference_free(reference);
    return scores;
}

static void test_the_same(void** state)
{
    (void)state;
    static const uint32_t rates[] = {8000, 16000, 44100, 48000};
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); ++i) {
        const Scores s = compare(sound, rates[i]);
        assert_true(s.align_error == 0.0);
        assert_true(fabs(s.level_db) < 1e-6);
        assert_true(fabs(s.lsd_db) < 1e-6);
        assert_true(fabs(s.estoi - 1.0) < 1e-6);
    }
}

static void test_level(void** state)
{
    (void)state;
    float* const half = malloc(LENGTH * sizeof(float));
    for (int i = 0; i < LENGTH; ++i) {
        half[i] = 0.5f * sound[i];
    }
    const Scores s = compare(half, 48000);
    assert_true(fabs(s.level_db + 6.0206) < 0.001);
    assert_true(s.lsd_db > 3.0 && s.lsd_db < 6.03); // Less where the floor is
    assert_true(fabs(s.estoi - 1.0) < 1e-4);        // It does not hear the level
    free(half);
}

static void test_alignment(void** state)
{
    (void)state;
    static const int lags[] = {-1500, -5, 1, 480};
    float* const late = malloc(LENGTH * sizeof(float));
    for (size_t k = 0; k < sizeof(lags) / sizeof(lags[0]); ++k) {
        for (int i = 0; i < LENGTH; ++i) {
            const int at = i - lags[k];
            late[i] = at >= 0 && at < LENGTH ? sound[at] : 0.0f;
        }
        assert_true(compare(late, 48000).align_error == lags[k]);
    }
    free(late);
}

static void test_noise(void** state)
{
    (void)state;
    float* const noisy = malloc(LENGTH * sizeof(float));
    double last = 1.0;
    for (float level = 0.003f; level < 2.0f; level *= 5.0f) {
        noise_fill(noisy, LENGTH, level, 3);
        for (int i = 0; i < LENGTH; ++i) {
            noisy[i] += sound[i];
        }
        const double estoi = compare(noisy, 48000).estoi;
        assert_true(estoi < last);
        last = estoi;
    }
    assert_true(last < 0.2);
    noise_fill(noisy, LENGTH, 0.2f, 4);
    assert_true(fabs(compare(noisy, 48000).estoi) < 0.1); // Nothing in common
    free(noisy);
}

static void test_silence(void** state)
{
    (void)state;
    float* const silent = calloc(LENGTH, sizeof(float));
    const Scores s = compare(silent, 48000);
    assert_true(isnan(s.align_error) && isnan(s.level_db));
    assert_true(fabs(s.estoi) < 1e-6);
    assert_true(s.lsd_db > 20.0);
    ScoreReference* const reference = score_reference_new(silent, 100, 48000, 1);
    Scores none;
    assert_true(score_measure(reference, silent, &none)); // Too short for any
    assert_true(isnan(none.estoi));
    score_reference_free(reference);
    free(silent);
}

static void test_conversion(void** state)
{
    (void)state;
    float stereo[2000];
    for (int i = 0; i < 1000; ++i) {
        stereo[2 * i] = (float)sin(i * 0.05);
        stereo[2 * i + 1] = 0.0f;
    }
    uint64_t made = 0;
    float* const slow = convert_to_mono(stereo, 1000, 2, 48000, 16000, &made);
    assert_int_equal(made, 333);
    for (int i = 50; i < 280; ++i) {
        assert_true(fabs(slow[i] - 0.5 * sin(i * 0.15)) < 0.005);
    }
    free(slow);
}

// numpy 1.24: random.seed(23), then random.normal(size=(1, 64)) fifteen times
static void test_raters(void** state)
{
    (void)state;
    float raters[RATERS][RATER_SIZE];
    raters_draw(raters);
    assert_float_equal(raters[0][0], 0.6669881f, 1e-6f);
    assert_float_equal(raters[0][1], 0.02581308f, 1e-7f);
    assert_float_equal(raters[0][2], -0.7776194f, 1e-6f);
    assert_float_equal(raters[0][3], 0.94863385f, 1e-6f);
    assert_float_equal(raters[7][13], -2.4541698f, 1e-6f);
    assert_float_equal(raters[14][63], 0.10938302f, 1e-6f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_same), TEST(test_level),      TEST(test_alignment), TEST(test_noise),
        TEST(test_silence),  TEST(test_conversion), TEST(test_raters),
    };
    return cmocka_run_group_tests(tests, make_sound, free_sound);
}
