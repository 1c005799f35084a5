// SPDX-License-Identifier: ISC
#include "harness.h"

#include "network/burst.h"
#include "network/fate.h"

#include <math.h>
#include <string.h>

static DredgeBurst count(const char* const digits)
{
    DredgeBurst burst = {.run = 0};
    for (size_t i = 0; i < strlen(digits); ++i) {
        dredge_burst_add(&burst, digits[i] == '1');
    }
    return burst;
}

static void assert_near(const double value, const double expected, const double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%g instead of %g", value, expected);
    }
}

static void runs_are_counted(void** state)
{
    (void)state;
    const DredgeBurst b = count("1100010011101");
    assert_int_equal(b.bursts.runs, 4);
    assert_int_equal(b.bursts.packets, 7);
    assert_int_equal(b.bursts.longest, 3);
    assert_int_equal(b.bursts.histogram[0], 2);
    assert_int_equal(b.bursts.histogram[1], 1);
    assert_int_equal(b.bursts.histogram[2], 1);
    assert_int_equal(b.gaps.runs, 3);
    assert_int_equal(b.gaps.packets, 6);
    assert_int_equal(b.gaps.longest, 3);
    for (int i = 0; i < 3; ++i) {
        assert_int_equal(b.gaps.histogram[i], 1);
    }
    assert_near(dredge_burst_loss(&b), 7.0 / 13.0, 1e-12);
    assert_near(dredge_burst_mean(&b), 7.0 / 4.0, 1e-12);
    assert_near(dredge_burst_ratio(&b), 7.0 / 4.0 * 6.0 / 13.0, 1e-12);
}

static void extremes_have_figures(void** state)
{
    (void)state;
    const DredgeBurst none = count("");
    assert_true(dredge_burst_loss(&none) == 0.0 && dredge_burst_mean(&none) == 0.0);
    const DredgeBurst received = count("000");
    assert_true(dredge_burst_loss(&received) == 0.0 && dredge_burst_ratio(&received) == 0.0);
    const DredgeBurst lost = count("111");
    assert_true(dredge_burst_loss(&lost) == 1.0 && dredge_burst_mean(&lost) == 3.0);
    assert_true(dredge_burst_ratio(&lost) == 0.0);
    DredgeBurst longer = {.run = 0};
    for (int i = 0; i < 2 * DREDGE_BURST_BINS; ++i) {
        dredge_burst_add(&longer, true);
    }
    assert_int_equal(longer.bursts.histogram[DREDGE_BURST_BINS - 1], 1);
    assert_int_equal(longer.bursts.longest, 2 * DREDGE_BURST_BINS);
    for (int i = 0; i < DREDGE_BURST_BINS - 1; ++i) {
        assert_int_equal(longer.bursts.histogram[i], 0);
    }
}

// The histogram of random losses is geometric, and their ratio 1; a chain's is burst (1 -
// loss).
static void models_measure_as_set(void** state)
{
    (void)state;
    DredgeNetwork network = {.model = DREDGE_LOSS_RANDOM, .loss = 0.3, .seed = 5};
    DredgeBurst random = {.run = 0};
    for (uint64_t i = 0; i < 200000; ++i) {
        dredge_burst_add(&random, dredge_fate_draw(&network, NULL, i).lost);
    }
    assert_near(dredge_burst_ratio(&random), 1.0, 0.02);
    for (int length = 1; length <= 5; ++length) {
        const double share = pow(0.3, length - 1) * 0.7;
        const double runs = (double)random.bursts.runs;
        assert_near((double)random.bursts.histogram[length - 1] / runs, share,
                    4.0 * sqrt(share * (1.0 - share) / runs));
    }
    network = (DredgeNetwork){.model = DREDGE_LOSS_GILBERT_ELLIOTT,
                              .loss = 0.1,
                              .burst = 4.0,
                              .loss_in_bad = 1.0,
                              .seed = 5};
    DredgeBurst chain = {.run = 0};
    for (uint64_t i = 0; i < 50000; ++i) {
        dredge_burst_add(&chain, dredge_fate_draw(&network, NULL, i).lost);
    }
    assert_near(dredge_burst_ratio(&chain), 3.6, 0.25);
}

RUN_TESTS(TEST(runs_are_counted), TEST(extremes_have_figures), TEST(models_measure_as_set))
