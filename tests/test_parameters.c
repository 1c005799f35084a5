// SPDX-License-Identifier: ISC
// The table of parameters: that it makes sense, and agrees with the settings of a new session.
#include "harness.h"

#include "parameters/parameters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void entries_make_sense(void** state)
{
    (void)state;
    for (unsigned i = 0; i < dredge_parameter_count; ++i) {
        const DredgeParameter* const p = &dredge_parameters[i];
        assert_non_null(p->title);
        assert_non_null(p->comment);
        assert_true(p->comment[strlen(p->comment) - 1] != '.');
        assert_true(p->symbol || p->option);
        // What is not everywhere, or not the same everywhere, says why.
        if (!p->symbol || !p->option || p->port_most != 0.0f) {
            assert_non_null(p->reason);
        }
        assert_true(p->least <= p->standard && p->standard <= p->most);
        assert_true(!(p->flags & DREDGE_PARAMETER_NAMED) || p->choices);
        for (const DredgeChoice* c = p->choices; c && c->label; ++c) {
            assert_true(c->value >= p->least && c->value <= p->most);
            assert_true(!(p->flags & DREDGE_PARAMETER_NAMED) || !p->option || c->word);
        }
        for (unsigned k = 0; k < i; ++k) {
            const DredgeParameter* const other = &dredge_parameters[k];
            assert_true(!p->symbol || !other->symbol || strcmp(p->symbol, other->symbol) != 0);
            assert_true(!p->option || !other->option || strcmp(p->option, other->option) != 0);
        }
    }
    for (unsigned i = 0; i < DREDGE_METERS; ++i) {
        assert_non_null(dredge_meters[i].symbol);
        assert_non_null(dredge_meters[i].source);
        assert_true(dredge_meters[i].least < dredge_meters[i].most);
    }
}

// All defaults, stored in their places, are those of a new session.
static void defaults_are_those_of_a_session(void** state)
{
    (void)state;
    const DredgeSettings usual = dredge_settings_default();
    DredgeSettings made;
    memset(&made, 0xa5, sizeof(made));
    for (unsigned i = 0; i < dredge_parameter_count; ++i) {
        const DredgeParameter* const p = &dredge_parameters[i];
        for (int lane = DREDGE_LANE_A; lane < DREDGE_LANES; ++lane) {
            dredge_parameter_store(p, lane, dredge_parameter_standard(p, lane), &made);
        }
    }
    for (int lane = DREDGE_LANE_A; lane < DREDGE_LANES; ++lane) {
        assert_true(dredge_link_settings_equal(&made.lane[lane], &usual.lane[lane]));
    }
    made.network.units = usual.network.units;
    made.network.sharers = usual.network.sharers;
    assert_true(dredge_fate_same_losses(&made.network, &usual.network));
    assert_true(made.network.delay == usual.network.delay &&
                made.network.jitter == usual.network.jitter &&
                made.network.distribution == usual.network.distribution &&
                made.network.correlation == usual.network.correlation &&
                made.network.reorder == usual.network.reorder &&
                made.network.duplicate == usual.network.duplicate);
    assert_true(made.network.bottleneck.capacity == usual.network.bottleneck.capacity);
    assert_int_equal(made.network.bottleneck.queue, usual.network.bottleneck.queue);
    assert_int_equal(made.network.bottleneck.overhead, usual.network.bottleneck.overhead);
    assert_int_equal(made.playout.playout, usual.playout.playout);
    assert_int_equal(made.playout.least, usual.playout.least);
    assert_int_equal(made.playout.adaptive, usual.playout.adaptive);
    assert_int_equal(made.frame, usual.frame);
    assert_int_equal(made.monitor, usual.monitor);
    assert_int_equal(made.lock, usual.lock);
    assert_int_equal(made.enabled, usual.enabled);
    assert_int_equal(made.ahead, usual.ahead);
    assert_int_equal(made.b_on, usual.b_on);
    assert_int_equal(made.level_match, usual.level_match);
}

static void values_are_cleaned_and_go_to_their_lanes(void** state)
{
    (void)state;
    const DredgeParameter* const frame = dredge_parameter_find("frame");
    assert_true(dredge_parameter_clean(frame, 0, 3.0f) == 2.5f);
    assert_true(dredge_parameter_clean(frame, 0, -INFINITY) == 2.5f);
    assert_true(dredge_parameter_clean(frame, 0, 1e30f) == 60.0f);
    const DredgeParameter* const redundancy = dredge_parameter_find_option("redundancy");
    assert_true(dredge_parameter_clean(redundancy, DREDGE_LANE_A, NAN) == 2.0f);
    assert_true(dredge_parameter_clean(redundancy, DREDGE_LANE_B, NAN) == 4.0f);
    assert_true(dredge_parameter_clean(dredge_parameter_find("depth"), 0, 99.6f) == 100.0f);
    assert_true(dredge_parameter_clean(dredge_parameter_find("seed"), 0, 1e9f) == 16777216.0f);
    assert_null(dredge_parameter_find("nothing"));
    assert_null(dredge_parameter_find_option("b_on"));

    DredgeSettings s = dredge_settings_default();
    dredge_parameter_store(redundancy, DREDGE_LANE_B, 1.0f, &s);
    assert_int_equal(s.lane[DREDGE_LANE_A].sender.redundancy, DREDGE_REDUNDANCY_LBRR);
    assert_int_equal(s.lane[DREDGE_LANE_B].sender.redundancy, DREDGE_REDUNDANCY_RED);
    dredge_parameter_store(dredge_parameter_find("complexity"), DREDGE_LANE_A, 3.0f, &s);
    assert_int_equal(s.lane[DREDGE_LANE_A].sender.complexity, 3);
    assert_int_equal(s.lane[DREDGE_LANE_B].sender.complexity, 3);
    const DredgeParameter* const expected = dredge_parameter_find("expected");
    dredge_parameter_store(expected, DREDGE_LANE_A, 0.0f, &s);
    assert_int_equal(s.lane[DREDGE_LANE_A].sender.expected_loss, DREDGE_EXPECTED_AUTO);
    dredge_parameter_store(expected, DREDGE_LANE_A, 7.0f, &s);
    assert_int_equal(s.lane[DREDGE_LANE_A].sender.expected_loss, 7);
    dredge_parameter_store(dredge_parameter_find("loss"), 0, 70.0f, &s);
    assert_true(s.network.loss == 0.7);
    dredge_parameter_store(frame, 0, 2.5f, &s);
    assert_int_equal(s.frame, 120);
}

// Each setting of a loss model makes other losses.
static void every_setting_of_losses_counts(void** state)
{
    (void)state;
    static const char* const options[] = {
        "loss-model", "loss", "burst", "loss-in-bad", "loss-in-good", "seed", "ge-p",
        "ge-r",       "p13",  "p31",   "p32",         "p23",          "p14",  "burstiness"};
    const DredgeNetwork usual = dredge_settings_default().network;
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); ++i) {
        const DredgeParameter* const p = dredge_parameter_find_option(options[i]);
        DredgeSettings changed = {.network = usual};
        dredge_parameter_store(p, 0, p->standard == p->least ? p->most : p->least, &changed);
        assert_false(dredge_fate_same_losses(&usual, &changed.network));
    }
    const DredgeNetwork same = usual;
    assert_true(dredge_fate_same_losses(&usual, &same));
}

// What is read back is what was stored, in its own lane.
static void values_can_be_read_back(void** state)
{
    (void)state;
    for (unsigned i = 0; i < dredge_parameter_count; ++i) {
        const DredgeParameter* const p = &dredge_parameters[i];
        const float least = dredge_parameter_clean(p, 0, p->least);
        const float most = dredge_parameter_clean(p, 0, p->most);
        const float values[] = {least, most, p->standard};
        for (int k = 0; k < 3; ++k) {
            DredgeSettings settings = dredge_settings_default();
            const int lane = p->lanes == DREDGE_LANES_EACH ? k % DREDGE_LANES : DREDGE_LANE_A;
            dredge_parameter_store(p, lane, values[k], &settings);
            const float expected =
                p->type == DREDGE_FIELD_NONE ? dredge_parameter_standard(p, lane) : values[k];
            const float got = dredge_parameter_read(p, lane, &settings);
            assert_true(fabsf(got - expected) <= 1e-5f * fabsf(expected));
        }
    }
}

RUN_TESTS(TEST(values_can_be_read_back), TEST(entries_make_sense),
          TEST(defaults_are_those_of_a_session), TEST(values_are_cleaned_and_go_to_their_lanes),
          TEST(every_setting_of_losses_counts))
