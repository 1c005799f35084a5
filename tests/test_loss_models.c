// SPDX-License-Identifier: ISC
// Each loss model against its formula, and what it makes of impossible wishes.
#include "harness.h"
#include "loss_networks.h"

#include "network/expected.h"
#include "network/fate.h"
#include "network/random.h"

#include <math.h>

enum { PACKETS = 300000 };

static void loss_and_burst_are_as_expected(void** state)
{
    (void)state;
    static const unsigned sizes[] = {0, 2, 6};
    for (size_t n = 0; n < SIZE(networks); ++n) {
        for (size_t u = 0; u < SIZE(sizes) && available(&networks[n]); ++u) {
            DredgeNetwork network = networks[n];
            network.seed = 40 + n;
            network.units = sizes[u];
            const uint64_t packets = PACKETS / (sizes[u] ? sizes[u] : 1);
            const DredgeLossStatistics e = dredge_fate_expected(&network);
            const Measured m = measure(&network, packets);
            // What is known by simulation, or with all phases between packets and period.
            const bool rough = network.model == DREDGE_LOSS_NEURAL ||
                               (network.model == DREDGE_LOSS_PERIODIC && sizes[u]);
            const double loss = 1e-4 + 4.0 * m.error + (rough ? 0.03 * e.loss : 0.0);
            const double burst = 0.01 + 6.0 / sqrt(m.bursts) + (rough ? 0.03 : 0);
            if (fabs(m.loss - e.loss) > loss || fabs(m.burst / e.burst - 1.0) > burst) {
                fail_msg("model %d, %u units: loss %.5f, expected %.5f +- %.5f; burst %.4f, "
                         "expected %.4f",
                         network.model, network.units, m.loss, e.loss, loss, m.burst, e.burst);
            }
        }
    }
}

// The closed formulae, of which dredge_fate_expected() knows nothing.
static void the_formulae_hold(void** state)
{
    (void)state;
    const DredgeNetwork ge = networks[4];
    const double p = ge.to_bad;
    const double r = ge.to_good;
    const double e = ge.loss_in_bad;
    DredgeLossStatistics s = dredge_fate_expected(&ge);
    assert_near(s.loss, (p * e + r * ge.loss_in_good) / (p + r), 1e-12);

    // Nothing is lost in the good state: runs end with 1-e or by leaving the bad one.
    s = dredge_fate_expected(&networks[3]);
    assert_near(s.burst, 1.0 / (1.0 - (1.0 - 0.25) * 0.7), 1e-12);
    assert_near(s.burst, 2.105, 1e-3);

    const DredgeNetwork* const f = &networks[5];
    const double d = f->p31 * f->p23 * (1.0 + f->p14) + f->p13 * f->p23 + f->p13 * f->p32;
    const double lost = f->p13 * f->p23 / d;
    const double single = f->p14 * f->p31 * f->p23 / d;
    s = dredge_fate_expected(f);
    assert_near(s.loss, lost + single, 1e-12);
    // Bursts begin with a way into state 3 or 4 from state 1 or 2.
    const double begun = f->p31 * f->p23 / d * (f->p13 + f->p14) + f->p13 * f->p32 / d * f->p23;
    assert_near(s.burst, (lost + single) / begun, 1e-9);

    s = dredge_fate_expected(&networks[7]);
    assert_near(s.loss, 0.1, 1e-12);
    assert_near(s.burst, 4.419, 1e-3);

    s = dredge_fate_expected(&networks[8]);
    assert_near(s.loss, 0.1, 1e-12);
    assert_near(s.burst, 1.0 / 0.9, 1e-12); // gamma 0 is random

    s = dredge_fate_expected(&networks[10]);
    assert_near(s.loss, 0.2, 1e-12);
    assert_near(s.burst, 2.5, 1e-12);

    // A packet of n units survives if all of them do.
    DredgeNetwork even = networks[0];
    even.units = 3;
    s = dredge_fate_expected(&even);
    assert_near(s.loss, 1.0 - 0.8 * 0.8 * 0.8, 1e-12);
    assert_near(s.burst, 1.0 / (0.8 * 0.8 * 0.8), 1e-12);

    // Two units: received are both only from good, and without a way to bad in between.
    DredgeNetwork units = networks[1];
    units.units = 2;
    s = dredge_fate_expected(&units);
    const double q = 0.0625;
    assert_near(s.loss, 1.0 - 0.8 * (1.0 - q), 1e-12);
    assert_near(s.burst,
                (1.0 - 0.8 * (1.0 - q)) / (0.8 * (1.0 - q) * (1.0 - (1.0 - q) * (1.0 - q))),
                1e-9);
}

// A chi-square test of burst lengths against `chance` of a burst lasting exactly `length`.
static void check_histogram(const Measured* const m, const char* const name,
                            double (*const chance)(unsigned length))
{
    double chi = 0.0;
    int bins = 0;
    double rest = 1.0;
    unsigned seen = 0;
    for (unsigned length = 1; length < BURSTS; ++length) {
        const double expected = chance(length) * m->bursts;
        if (expected < 20.0) {
            break;
        }
        chi += pow(m->histogram[length] - expected, 2.0) / expected;
        rest -= chance(length);
        seen += m->histogram[length];
        ++bins;
    }
    if (rest * m->bursts > 20.0) {
        chi += pow(m->bursts - seen - rest * m->bursts, 2.0) / (rest * m->bursts);
        ++bins;
    }
    const double freedom = bins - 1;
    if (chi > freedom + 4.0 * sqrt(2.0 * freedom) + 4.0) {
        fail_msg("%s: chi square %.1f with %.0f degrees of freedom", name, chi, freedom);
    }
}

static double geometric_8(const unsigned length)
{
    return 0.8 * pow(0.2, length - 1);
}

static double geometric_4(const unsigned length)
{
    return 0.25 * pow(0.75, length - 1);
}

static double geometric_ge(const unsigned length)
{
    const double on = 0.75 * 0.7;
    return (1.0 - on) * pow(on, length - 1);
}

static double bellcore(const unsigned length)
{
    static const double more[] = {.85, .825, .8, .775, .75, .725, .7, .6, .45, 0.0};
    double chance = 1.0;
    for (unsigned i = 1; i < length && i <= SIZE(more); ++i) {
        chance *= more[i - 1];
    }
    return length <= SIZE(more) ? chance * (1.0 - more[length - 1]) : 0.0;
}

static double halves(const unsigned length)
{
    return length == 2 || length == 3 ? 0.5 : 0.0;
}

static void bursts_are_as_long_as_they_should_be(void** state)
{
    (void)state;
    static const struct {
        int network;
        const char* name;
        double (*chance)(unsigned length);
    } cases[] = {
        {0, "random", geometric_8},
        {1, "Gilbert-Elliott", geometric_4},
        {3, "gemodel", geometric_ge},
        {7, "Bellcore", bellcore},
    };
    for (size_t i = 0; i < SIZE(cases); ++i) {
        DredgeNetwork network = networks[cases[i].network];
        network.seed = 17;
        const Measured measured = measure(&network, PACKETS);
        check_histogram(&measured, cases[i].name, cases[i].chance);
    }
    DredgeNetwork network = networks[7];
    Measured m = measure(&network, PACKETS);
    unsigned longer = m.bursts; // Ten at most, but two may meet at an anchor
    for (int i = 1; i <= 10; ++i) {
        longer -= m.histogram[i];
    }
    assert_within(longer, 0, PACKETS / DREDGE_FATE_ANCHOR / 10);
    network = networks[10]; // Regular: nothing but 2 and 3, as many of each
    m = measure(&network, PACKETS);
    assert_near(m.histogram[2] / (double)m.bursts, halves(2), 1e-4);
    assert_near(m.histogram[3] / (double)m.bursts, halves(3), 1e-4);
}

// What plain lossgen gives (8 million packets, its own warm-up): loss, mean burst, and per cent
// of bursts of 1, 2, 3, 4, 5, 6 to 9, 10 to 19 and 20 or more packets.
static void neural_losses_are_like_lossgens(void** state)
{
    (void)state;
    static const double reference[][11] = {
        {0.05, .0554, 1.753, 76.1, 12.3, 4.24, 2.28, 1.34, 2.09, 1.15, .53},
        {0.10, .1020, 1.765, 74.8, 13.5, 4.33, 2.18, 1.30, 2.27, 1.17, .49},
        {0.20, .1967, 1.862, 68.0, 18.1, 5.90, 2.52, 1.33, 2.38, 1.28, .46},
        {0.30, .2927, 1.975, 60.8, 21.9, 8.27, 3.36, 1.57, 2.42, 1.28, .44},
        {0.50, .4927, 2.110, 54.3, 24.0, 9.90, 4.70, 2.30, 3.16, 1.24, .35},
        {0.80, .7921, 5.061, 16.1, 15.0, 16.7, 14.6, 9.19, 16.7, 9.43, 2.27},
    };
    static const unsigned ends[] = {1, 2, 3, 4, 5, 9, 19, BURSTS - 1};
    if (!dredge_neural_available()) {
        skip();
    }
    for (size_t i = 0; i < SIZE(reference); ++i) {
        const double* const want = reference[i];
        const DredgeNetwork network = {.model = DREDGE_LOSS_NEURAL, .loss = want[0], .seed = 5};
        const Measured m = measure(&network, 500000);
        assert_near(m.loss / want[1], 1.0, 0.05);
        assert_near(m.burst / want[2], 1.0, 0.08);
        assert_within(m.longest, 40, 200);
        unsigned length = 1;
        for (size_t bin = 0; bin < SIZE(ends); ++bin) {
            unsigned count = 0;
            for (; length <= ends[bin]; ++length) {
                count += m.histogram[length];
            }
            const double share = 100.0 * count / m.bursts;
            const double sampling = 4.0 * sqrt(want[3 + bin] * 100.0 / m.bursts);
            // A tenth; of the longest ones anchors cut more.
            assert_near(share, want[3 + bin],
                        sampling + (bin == 7 ? 0.4 : 0.1) * want[3 + bin]);
        }
    }
}

static void assert_complaint(const DredgeNetwork* const network, const char* const expected)
{
    char text[200];
    assert_int_equal(dredge_fate_complaint(network, text, sizeof(text)), *expected != '\0');
    assert_string_equal(text, expected);
}

static void impossible_wishes_are_told(void** state)
{
    (void)state;
    for (size_t n = 0; n < SIZE(networks); ++n) {
        if (available(&networks[n])) {
            assert_complaint(&networks[n], "");
        }
    }
    DredgeNetwork n = {
        .model = DREDGE_LOSS_GILBERT_ELLIOTT, .loss = 0.75, .burst = 1, .loss_in_bad = 1};
    assert_complaint(&n, "mean burst raised from 1 to 3: the shortest possible at 75 % loss");
    assert_near(dredge_fate_expected(&n).burst, 3.0, 1e-9);
    n.model = DREDGE_LOSS_PERIODIC;
    assert_complaint(&n, "mean burst raised from 1 to 3: the shortest possible at 75 % loss");
    assert_near(measure(&n, PACKETS).burst, 3.0, 1e-4);
    n.loss = 1.0;
    assert_complaint(&n, "no burst ends: at 100 % loss nothing is received");
    n.model = DREDGE_LOSS_GILBERT_ELLIOTT;
    assert_complaint(&n, "no burst ends: at 100 % loss nothing is received");
    assert_int_equal(measure(&n, 1000).losses, 1000);
    n.loss = 0.1;
    n.burst = 10;
    n.loss_in_bad = 0.5;
    assert_complaint(&n, "mean burst lowered from 10 to 2: the longest possible when 50 % are "
                         "lost in the bad state");
    n.loss = 0.8;
    assert_complaint(&n, "loss lowered from 80 to 50 %: it lies between the losses in the good "
                         "and in the bad state");
    n = (DredgeNetwork){.model = DREDGE_LOSS_BELLCORE, .loss = 0.9};
    assert_complaint(&n, "loss lowered from 90 to 81.55 %: a received frame parts all bursts");
    n = (DredgeNetwork){.model = DREDGE_LOSS_EID, .loss = 0.7};
    assert_complaint(&n, "loss lowered from 70 to 50 %: half is lost in the bad state");
    n = (DredgeNetwork){.model = DREDGE_LOSS_RANDOM, .loss = 1.5};
    assert_complaint(&n, "loss lowered from 150 to 100 %: a share lies between 0 and 100 %");
    n = (DredgeNetwork){.model = DREDGE_LOSS_FOUR_STATES, .p13 = 0.7, .p14 = 0.5, .p31 = 1};
    assert_complaint(&n, "p14 lowered from 50 to 30 %: p13 and p14 make 100 % at most");
    n = (DredgeNetwork){.model = DREDGE_LOSS_GEMODEL, .to_bad = 1.5, .to_good = 0.5};
    assert_complaint(&n, "a probability lies between 0 and 100 %: the nearest is taken");
}

// Numbers of any kind neither fail nor lose another share than is told.
static void nonsense_is_clamped(void** state)
{
    (void)state;
    static const double odd[] = {NAN, -1.0, 0.0, 0.5, 1.0, 7.0, INFINITY, -INFINITY};
    for (uint64_t i = 0; i < 2000; ++i) {
        double x[12];
        for (uint64_t j = 0; j < 12; ++j) {
            x[j] = odd[(size_t)(dredge_random_uniform(1, 50, 12 * i + j) * SIZE(odd))];
        }
        const DredgeNetwork network = {.model = (DredgeLossModel)(i % 12),
                                       .loss = x[0],
                                       .burst = x[1],
                                       .loss_in_bad = x[2],
                                       .loss_in_good = x[3],
                                       .to_bad = x[4],
                                       .to_good = x[5],
                                       .p13 = x[6],
                                       .p31 = x[7],
                                       .p32 = x[8],
                                       .p23 = x[9],
                                       .p14 = x[10],
                                       .burstiness = x[11],
                                       .units = (unsigned)(i % 3),
                                       .seed = i};
        const DredgeLossStatistics e = dredge_fate_expected(&network);
        const Measured m = measure(&network, 2000);
        char text[200];
        dredge_fate_complaint(&network, text, sizeof(text));
        if (network.model != DREDGE_LOSS_TRACE) {
            assert_true(e.loss >= 0.0 && e.loss <= 1.0 && e.burst >= 0.0);
            if (e.loss == 0.0 || e.loss == 1.0) {
                assert_near(m.loss, e.loss, 0.0);
            }
        }
    }
}

RUN_TESTS(TEST(loss_and_burst_are_as_expected), TEST(the_formulae_hold),
          TEST(bursts_are_as_long_as_they_should_be), TEST(neural_losses_are_like_lossgens),
          TEST(impossible_wishes_are_told), TEST(nonsense_is_clamped))
