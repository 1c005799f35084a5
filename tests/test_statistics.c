// SPDX-License-Identifier: ISC
#include "harness.h"

#include "report.h"
#include "report/statistics.h"

#include <math.h>

static void assert_near(const double value, const double expected, const double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%g instead of %g", value, expected);
    }
}

// The mean of clips with one value each.
static Estimate mean_of(const double* const values, const int clips)
{
    Resamples resamples = resamples_new(clips);
    ClipSums sums = clip_sums_new(clips);
    for (int i = 0; i < clips; ++i) {
        clip_sums_add(&sums, i, values[i]);
    }
    const Estimate e = estimate(&resamples, &sums);
    clip_sums_free(&sums);
    resamples_free(&resamples);
    return e;
}

static void draws_repeat(void** state)
{
    (void)state;
    Resamples a = resamples_new(12);
    Resamples b = resamples_new(12);
    const size_t count = RESAMPLES * 12;
    assert_memory_equal(a.times, b.times, count * sizeof(*a.times));
    for (size_t i = 0; i < RESAMPLES; ++i) {
        int drawn = 0;
        for (size_t k = 0; k < 12; ++k) {
            drawn += a.times[i * 12 + k];
        }
        assert_int_equal(drawn, 12);
    }
    // Each clip is drawn as often as the others.
    for (size_t k = 0; k < 12; ++k) {
        int drawn = 0;
        for (size_t i = 0; i < RESAMPLES; ++i) {
            drawn += a.times[i * 12 + k];
        }
        assert_near(drawn, RESAMPLES, 4.0 * sqrt(RESAMPLES));
    }
    resamples_free(&a);
    resamples_free(&b);
}

static void intervals_are_those_of_theory(void** state)
{
    (void)state;
    // Half zeros, half ones: the standard error of the mean of 100 is 0.05.
    double values[100];
    for (int i = 0; i < 100; ++i) {
        values[i] = i % 2;
    }
    const Estimate e = mean_of(values, 100);
    assert_near(e.value, 0.5, 1e-12);
    assert_near(e.low, 0.5 - 1.96 * 0.05, 0.012);
    assert_near(e.high, 0.5 + 1.96 * 0.05, 0.012);
    assert_int_equal(e.clips, 100);
}

static void equal_clips_leave_no_doubt(void** state)
{
    (void)state;
    const double values[] = {3.5, 3.5, 3.5};
    const Estimate e = mean_of(values, 3);
    assert_near(e.low, 3.5, 1e-12);
    assert_near(e.high, 3.5, 1e-12);
}

static void one_clip_has_no_interval(void** state)
{
    (void)state;
    const double one[] = {2.0};
    assert_near(mean_of(one, 1).value, 2.0, 0.0);
    assert_true(isnan(mean_of(one, 1).low));
    const double among_none[] = {NAN, 2.0, NAN};
    const Estimate e = mean_of(among_none, 3);
    assert_near(e.value, 2.0, 0.0);
    assert_true(isnan(e.low) && isnan(e.high));
    assert_int_equal(e.clips, 1);
    const double none[] = {NAN, NAN};
    assert_true(isnan(mean_of(none, 2).value));
}

static void clips_are_drawn_whole(void** state)
{
    (void)state;
    // Two clips, each with many cells alike: means of draws are 0, 1 or 2 and nothing between.
    Resamples resamples = resamples_new(2);
    ClipSums sums = clip_sums_new(2);
    for (int i = 0; i < 1000; ++i) {
        clip_sums_add(&sums, 0, 0.0);
        clip_sums_add(&sums, 1, 2.0);
    }
    const Estimate e = estimate(&resamples, &sums);
    assert_near(e.value, 1.0, 1e-12);
    assert_near(e.low, 0.0, 1e-12);
    assert_near(e.high, 2.0, 1e-12);
    clip_sums_free(&sums);
    resamples_free(&resamples);
}

static void ratios_are_those_of_sums(void** state)
{
    (void)state;
    Resamples resamples = resamples_new(3);
    ClipSums sums = clip_sums_new(3);
    for (int i = 0; i < 3; ++i) {
        sums.above[i] = 0.4 * (i + 1);
        sums.below[i] = i + 1;
    }
    const Estimate e = estimate(&resamples, &sums);
    assert_near(e.value, 0.4, 1e-12);
    assert_near(e.low, 0.4, 1e-12); // The same in each clip
    assert_near(e.high, 0.4, 1e-12);
    clip_sums_free(&sums);
    resamples_free(&resamples);
}

static void losses_fall_into_ranges(void** state)
{
    (void)state;
    static const struct {
        double percent;
        int bin;
    } cases[] = {{0, 0},  {4.99, 0},  {5, 1},  {14.9, 1}, {15, 2},
                 {30, 3}, {44.99, 3}, {45, 4}, {100, 4},  {NAN, -1}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        assert_int_equal(loss_bin(cases[i].percent), cases[i].bin);
    }
}

RUN_TESTS(TEST(draws_repeat), TEST(intervals_are_those_of_theory),
          TEST(equal_clips_leave_no_doubt), TEST(one_clip_has_no_interval),
          TEST(clips_are_drawn_whole), TEST(ratios_are_those_of_sums),
          TEST(losses_fall_into_ranges))
