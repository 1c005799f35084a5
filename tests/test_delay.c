// SPDX-License-Identifier: ISC
// Delays, overtaking and copies: their statistics, and the same answers in any order.
#include "harness.h"

#include "network/delay.h"
#include "network/fate.h"

#include <math.h>
#include <stdlib.h>

enum { PACKETS = 200000 };

typedef struct {
    double mean;
    double deviation;
    double neighbours; ///< Correlation of delays one packet apart
    double tenth;      ///< Correlation ten packets apart
    double low;
    double high;
} Measured;

static double correlation(const double* const x, const int apart, const Measured* const m)
{
    double sum = 0.0;
    for (int i = 0; i + apart < PACKETS; ++i) {
        sum += (x[i] - m->mean) * (x[i + apart] - m->mean);
    }
    return sum / (PACKETS - apart) / (m->deviation * m->deviation);
}

static Measured measure(const DredgeNetwork* const network)
{
    static double x[PACKETS];
    Measured m = {.low = INFINITY, .high = -INFINITY};
    for (uint64_t i = 0; i < PACKETS; ++i) {
        x[i] = dredge_fate_draw(network, NULL, i).delay_ms;
        m.mean += x[i] / PACKETS;
        m.low = fmin(m.low, x[i]);
        m.high = fmax(m.high, x[i]);
    }
    for (int i = 0; i < PACKETS; ++i) {
        m.deviation += (x[i] - m.mean) * (x[i] - m.mean) / PACKETS;
    }
    m.deviation = sqrt(m.deviation);
    m.neighbours = correlation(x, 1, &m);
    m.tenth = correlation(x, 10, &m);
    return m;
}

static void assert_near(const double x, const double expected, const double tolerance)
{
    if (!(fabs(x - expected) <= tolerance)) {
        fail_msg("%.6f is not %.6f +- %.6f", x, expected, tolerance);
    }
}

static void nothing_asked_is_nothing_done(void** state)
{
    (void)state;
    const DredgeNetwork network = {.model = DREDGE_LOSS_RANDOM, .loss = 0.5, .seed = 1};
    for (uint64_t i = 0; i < 1000; ++i) {
        const DredgeFate fate = dredge_fate_draw(&network, NULL, i);
        assert_true(fate.delay_ms == 0.0 && fate.copy_delay_ms == 0.0 && !fate.duplicated);
    }
}

static void delays_spread_as_asked(void** state)
{
    (void)state;
    // Mean and deviation in units of the jitter, and the extremes.
    static const struct {
        DredgeJitter distribution;
        double mean;
        double deviation;
        double low;
        double high;
    } cases[] = {
        {DREDGE_JITTER_NORMAL, 0.0, 1.0, -6.0, 6.0},
        {DREDGE_JITTER_UNIFORM, 0.0, 0.57735, -1.0, 1.0},
        {DREDGE_JITTER_PARETO, -0.0329, 0.8209, -0.6667, 4.0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        for (double c = 0.0; c < 1.0; c += 0.4) {
            const DredgeNetwork network = {.delay = 100.0,
                                           .jitter = 10.0,
                                           .distribution = cases[i].distribution,
                                           .correlation = c,
                                           .seed = 6};
            const Measured m = measure(&network);
            // Correlated draws count less; the factor is that of an autoregressive process.
            const double error = 4.0 * sqrt((1.0 + c) / (1.0 - c) / PACKETS);
            assert_near(m.mean, 100.0 + 10.0 * cases[i].mean, 10.0 * error);
            assert_near(m.deviation, 10.0 * cases[i].deviation, 20.0 * error);
            assert_true(m.low >= 100.0 + 10.0 * cases[i].low - 1e-3);
            assert_true(m.high <= 100.0 + 10.0 * cases[i].high + 1e-3);
            // Ranks are as asked; a skewed distribution shows somewhat less.
            const double less = cases[i].distribution == DREDGE_JITTER_PARETO ? 0.1 : 0.02;
            assert_near(m.neighbours, c, c > 0.0 ? less : 0.01);
            assert_near(m.tenth, pow(c, 10.0), 0.03);
        }
    }
}

static void a_long_memory_is_bounded(void** state)
{
    (void)state;
    const DredgeNetwork network = {
        .delay = 100.0, .jitter = 10.0, .correlation = 0.99, .seed = 6};
    const Measured m = measure(&network);
    assert_near(m.deviation, 10.0, 0.5);
    assert_near(m.neighbours, 0.988, 0.003); // 128 draws instead of all
    DredgeNetwork more = network;
    more.correlation = 7.0;
    assert_true(dredge_fate_draw(&more, NULL, 5).delay_ms ==
                dredge_fate_draw(&network, NULL, 5).delay_ms);
}

static void delays_are_never_negative(void** state)
{
    (void)state;
    const DredgeNetwork network = {.delay = 5.0, .jitter = 10.0, .seed = 2};
    const Measured m = measure(&network);
    assert_true(m.low == 0.0);
    DredgeNetwork odd = {.delay = -5.0, .jitter = NAN, .correlation = NAN, .seed = 2};
    assert_true(dredge_fate_draw(&odd, NULL, 0).delay_ms == 0.0);
    odd = (DredgeNetwork){.delay = NAN, .jitter = 1.0, .reorder = NAN, .duplicate = NAN};
    assert_true(dredge_fate_draw(&odd, NULL, 0).delay_ms >= 0.0);
}

static void packets_overtake_and_come_twice(void** state)
{
    (void)state;
    const DredgeNetwork network = {.model = DREDGE_LOSS_RANDOM,
                                   .loss = 0.25,
                                   .delay = 50.0,
                                   .jitter = 5.0,
                                   .reorder = 0.1,
                                   .duplicate = 0.2,
                                   .seed = 9};
    unsigned lost = 0;
    unsigned overtaking = 0;
    unsigned copies = 0;
    unsigned apart = 0;
    for (uint64_t i = 0; i < PACKETS; ++i) {
        const DredgeFate fate = dredge_fate_draw(&network, NULL, i);
        lost += fate.lost;
        overtaking += fate.delay_ms == 0.0;
        copies += fate.duplicated;
        assert_false(fate.lost && fate.duplicated);
        if (fate.duplicated) {
            assert_true(fate.copy_delay_ms > 20.0);
            apart += fate.copy_delay_ms != fate.delay_ms;
        }
    }
    assert_near(lost / (double)PACKETS, 0.25, 0.004);
    assert_near(overtaking / (double)PACKETS, 0.1, 0.003);
    assert_near(copies / (double)PACKETS, 0.2 * 0.75, 0.004);
    assert_int_equal(apart, copies);
}

static void any_order_gives_the_same(void** state)
{
    (void)state;
    enum { COUNT = 4000 };
    static DredgeFate forward[COUNT];
    for (int d = DREDGE_JITTER_NORMAL; d <= DREDGE_JITTER_TRACE; ++d) {
        const DredgeNetwork network = {.model = DREDGE_LOSS_GILBERT_ELLIOTT,
                                       .loss = 0.1,
                                       .burst = 3.0,
                                       .loss_in_bad = 1.0,
                                       .delay = 30.0,
                                       .jitter = 20.0,
                                       .distribution = (DredgeJitter)d,
                                       .correlation = 0.5,
                                       .reorder = 0.05,
                                       .duplicate = 0.05,
                                       .seed = 3};
        DredgeFateCursor cursor = {.ready = false};
        for (uint64_t i = 0; i < COUNT; ++i) {
            forward[i] = dredge_fate_follow(&cursor, &network, NULL, i);
        }
        for (uint64_t i = 0; i < COUNT; ++i) {
            const uint64_t at = i * 2741 % COUNT;
            const DredgeFate fate = dredge_fate_draw(&network, NULL, at);
            assert_int_equal(fate.lost, forward[at].lost);
            assert_int_equal(fate.duplicated, forward[at].duplicated);
            assert_true(fate.delay_ms == forward[at].delay_ms);
            assert_true(fate.copy_delay_ms == forward[at].copy_delay_ms);
        }
    }
}

// Losses must not move when delay is turned up: other knobs, same losses.
static void delay_does_not_touch_losses(void** state)
{
    (void)state;
    const DredgeNetwork without = {.model = DREDGE_LOSS_RANDOM, .loss = 0.3, .seed = 4};
    DredgeNetwork with = without;
    with.delay = 40.0;
    with.jitter = 10.0;
    with.reorder = 0.2;
    with.duplicate = 0.2;
    for (uint64_t i = 0; i < 5000; ++i) {
        assert_int_equal(dredge_fate_draw(&with, NULL, i).lost,
                         dredge_fate_draw(&without, NULL, i).lost);
    }
}

RUN_TESTS(TEST(nothing_asked_is_nothing_done), TEST(delays_spread_as_asked),
          TEST(a_long_memory_is_bounded), TEST(delays_are_never_negative),
          TEST(packets_overtake_and_come_twice), TEST(any_order_gives_the_same),
          TEST(delay_does_not_touch_losses))
