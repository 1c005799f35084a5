// SPDX-License-Identifier: ISC
#include "harness.h"

#include "network/fate.h"
#include "network/random.h"

#include <math.h>
#include <stdlib.h>

enum { PACKETS = 400000 };

static bool lost(const DredgeNetwork* const network, const uint64_t index)
{
    return dredge_fate_draw(network, NULL, index).lost;
}

typedef struct {
    double loss;
    double burst;
} Measured;

static Measured measure(const DredgeNetwork* const network)
{
    DredgeFateCursor cursor = {.ready = false};
    unsigned count = 0;
    unsigned runs = 0;
    bool before = false;
    for (uint64_t i = 0; i < PACKETS; ++i) {
        const bool now = dredge_fate_follow(&cursor, network, NULL, i).lost;
        count += now;
        runs += now && !before;
        before = now;
    }
    return (Measured){(double)count / PACKETS, runs ? (double)count / runs : 0.0};
}

static void any_order_gives_the_same(void** state)
{
    (void)state;
    const DredgeNetwork networks[] = {
        {.model = DREDGE_LOSS_RANDOM, .loss = 0.3, .seed = 7},
        {.model = DREDGE_LOSS_GILBERT_ELLIOTT,
         .loss = 0.2,
         .burst = 5,
         .loss_in_bad = 0.9,
         .loss_in_good = 0.01,
         .seed = 7},
    };
    for (int n = 0; n < 2; ++n) {
        enum { COUNT = 5000 };
        bool forward[COUNT];
        for (uint64_t i = 0; i < COUNT; ++i) {
            forward[i] = lost(&networks[n], i);
        }
        for (uint64_t i = 0; i < COUNT; ++i) {
            const uint64_t at = (i * 2753) % COUNT;
            assert_int_equal(lost(&networks[n], at), forward[at]);
        }
    }
    const DredgeNetwork far = networks[1];
    assert_int_equal(lost(&far, UINT64_C(1) << 60), lost(&far, UINT64_C(1) << 60));
}

static void seeds_differ(void** state)
{
    (void)state;
    DredgeNetwork a = {.model = DREDGE_LOSS_RANDOM, .loss = 0.5, .seed = 1};
    DredgeNetwork b = a;
    b.seed = 2;
    unsigned same = 0;
    for (uint64_t i = 0; i < 10000; ++i) {
        same += lost(&a, i) == lost(&b, i);
    }
    assert_within(same, 4800, 5200);
}

static void random_loses_the_asked_share(void** state)
{
    (void)state;
    for (double loss = 0.0; loss <= 1.0; loss += 0.25) {
        const DredgeNetwork network = {.model = DREDGE_LOSS_RANDOM, .loss = loss, .seed = 3};
        assert_true(fabs(measure(&network).loss - loss) < 0.003);
    }
}

// From loss, mean burst, loss in the bad and in the good state.
static DredgeNetwork gilbert_elliott(const double* const wish, const uint64_t seed)
{
    return (DredgeNetwork){.model = DREDGE_LOSS_GILBERT_ELLIOTT,
                           .loss = wish[0],
                           .burst = wish[1],
                           .loss_in_bad = wish[2],
                           .loss_in_good = wish[3],
                           .seed = seed};
}

static void gilbert_elliott_has_the_asked_loss_and_burst(void** state)
{
    (void)state;
    static const double cases[][4] = {
        // loss, burst, loss in bad, loss in good
        {0.05, 2, 1.0, 0.0},  {0.2, 4, 1.0, 0.0},    {0.2, 10, 1.0, 0.0}, {0.5, 3, 1.0, 0.0},
        {0.1, 2.5, 0.7, 0.0}, {0.1, 1.8, 0.5, 0.01}, {0.3, 3, 0.8, 0.05}, {0.02, 30, 1.0, 0.0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        const DredgeNetwork network = gilbert_elliott(cases[i], 11);
        const Measured m = measure(&network);
        // Twice the standard error of the share of a Markov chain, and 4 % on the burst.
        const double error = 3.0 * sqrt(cases[i][0] * 2.0 * cases[i][1] / PACKETS);
        if (fabs(m.loss - cases[i][0]) > error || fabs(m.burst / cases[i][1] - 1.0) > 0.05) {
            fail_msg("case %zu: loss %.4f, burst %.3f", i, m.loss, m.burst);
        }
    }
}

static void the_textbook_chain_comes_out(void** state)
{
    (void)state;
    const DredgeNetwork network = {
        .model = DREDGE_LOSS_GILBERT_ELLIOTT, .loss = 0.2, .burst = 4, .loss_in_bad = 1.0};
    const DredgeGilbertElliott chain = dredge_gilbert_elliott(&network);
    assert_true(fabs(chain.to_good - 0.25) < 1e-12);
    assert_true(fabs(chain.to_bad - 0.0625) < 1e-12);
    assert_true(fabs(chain.bad - 0.2) < 1e-12);
}

static void impossible_wishes_are_clamped(void** state)
{
    (void)state;
    static const double cases[][5] = {
        // loss, burst, loss in bad, loss in good, expected loss
        {1.0, 4, 1.0, 0.0, 1.0}, {0.0, 4, 1.0, 0.0, 0.0},      {0.9, 1, 1.0, 0.0, 0.9},
        {0.8, 4, 0.5, 0.0, 0.5}, {0.0, 4, 0.5, 0.2, 0.2},      {0.5, 4, 0.0, 0.0, 0.0},
        {0.1, 4, 0.1, 0.5, 0.1}, {0.5, INFINITY, 1.0, 0, 0.5}, {NAN, NAN, 1.0, 0, 0.0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        const DredgeNetwork network = gilbert_elliott(cases[i], 5);
        const DredgeGilbertElliott chain = dredge_gilbert_elliott(&network);
        assert_true(chain.to_bad >= 0.0 && chain.to_bad <= 1.0);
        assert_true(chain.to_good >= 0.0 && chain.to_good <= 1.0);
        const double tolerance = isinf(cases[i][1]) ? 0.2 : 0.01;
        assert_true(fabs(measure(&network).loss - cases[i][4]) < tolerance);
    }
}

static void traces_start_again_or_end(void** state)
{
    (void)state;
    const uint8_t pattern[] = {1, 0, 0, 1, 1};
    DredgeTrace* const trace = dredge_trace_new(pattern, sizeof(pattern));
    DredgeNetwork network = {.model = DREDGE_LOSS_TRACE};
    for (uint64_t i = 0; i < 50; ++i) {
        assert_int_equal(dredge_fate_draw(&network, trace, i).lost, pattern[i % 5]);
    }
    network.trace_once = true;
    assert_true(dredge_fate_draw(&network, trace, 4).lost);
    assert_false(dredge_fate_draw(&network, trace, 5).lost);
    assert_false(dredge_fate_draw(&network, NULL, 0).lost);
    dredge_trace_free(trace);
}

static void draws_are_uniform(void** state)
{
    (void)state;
    unsigned bins[16] = {0};
    for (uint64_t i = 0; i < 160000; ++i) {
        const double x = dredge_random_uniform(1, 2, i);
        assert_true(x >= 0.0 && x < 1.0);
        ++bins[(int)(x * 16.0)];
    }
    for (int i = 0; i < 16; ++i) {
        assert_within(bins[i], 9600, 10400);
    }
}

static void indices_before_the_first_are_indices_as_well(void** state)
{
    (void)state;
    static const DredgeLossModel models[] = {DREDGE_LOSS_NONE, DREDGE_LOSS_RANDOM,
                                             DREDGE_LOSS_GILBERT_ELLIOTT, DREDGE_LOSS_TRACE};
    for (size_t m = 0; m < sizeof(models) / sizeof(models[0]); ++m) {
        const DredgeNetwork network = {
            .model = models[m], .loss = 0.3, .burst = 3.0, .loss_in_bad = 1.0, .seed = 4};
        unsigned lost = 0;
        for (uint64_t i = 0; i < 2000; ++i) {
            lost += dredge_fate_draw(&network, NULL, UINT64_MAX - i).lost;
        }
        const bool loses =
            models[m] == DREDGE_LOSS_RANDOM || models[m] == DREDGE_LOSS_GILBERT_ELLIOTT;
        assert_within(lost, loses ? 400 : 0, loses ? 800 : 0);
    }
}

RUN_TESTS(TEST(any_order_gives_the_same), TEST(seeds_differ),
          TEST(random_loses_the_asked_share),
          TEST(gilbert_elliott_has_the_asked_loss_and_burst),
          TEST(the_textbook_chain_comes_out), TEST(impossible_wishes_are_clamped),
          TEST(traces_start_again_or_end), TEST(draws_are_uniform),
          TEST(indices_before_the_first_are_indices_as_well))
