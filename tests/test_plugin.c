// SPDX-License-Identifier: ISC
// The built plugin in a host: ports, meters, and what hosts do to plugins.
#include "harness.h"
#include "plugin_host.h"
#include "speech.h"

#include "ports.h"

#include <math.h>
#include <string.h>

static void the_table_of_ports_makes_sense(void** state)
{
    (void)state;
    for (int i = 0; i < (int)ports_get()->count; ++i) {
        const Port* const p = &ports_get()->port[i];
        assert_non_null(p->comment);
        for (int k = 0; k < i; ++k) {
            assert_string_not_equal(p->symbol, ports_get()->port[k].symbol);
            assert_string_not_equal(p->name, ports_get()->port[k].name);
        }
        if (p->kind == PORT_KIND_IN) {
            assert_true(p->minimum <= p->standard && p->standard <= p->maximum);
            assert_float_equal(port_value(p, &p->standard), p->standard, 0.0);
        }
        if (p->flags & DREDGE_PARAMETER_NAMED) {
            assert_non_null(p->choices);
        }
        for (const DredgeChoice* point = p->choices; point && point->label; ++point) {
            assert_true(point->value >= p->minimum && point->value <= p->maximum);
        }
    }
    const float odd = 37.0f;
    assert_float_equal(port_value(ports_find("frame"), &odd), 40.0, 0.0);
    const float ten = 9.7f;
    assert_float_equal(port_value(ports_find("loss_model"), &ten), 9.0, 0.0);
    assert_float_equal(port_value(ports_find("loss"), &(float){NAN}), 20.0, 0.0);
    assert_float_equal(port_value(ports_find("loss"), NULL), 20.0, 0.0);
}

static void sound_comes_through_on_both_plugins(void** state)
{
    (void)state;
    static const char* const uris[] = {"urn:dredge:mono", "urn:dredge:stereo"};
    for (int i = 0; i < 2; ++i) {
        Host* const host = open_host(uris[i], (HostOptions){.quiet = true});
        host_activate(host);
        play(host, LENGTH, BLOCK);
        assert_float_equal(value(host, "latency"), (20 + 400) * 48 + 312, 0.0);
        for (int c = 0; c <= i; ++c) {
            assert_true(level(output[c] + LENGTH / 2, LENGTH / 2) > 0.005);
        }
        assert_true(value(host, "packets") > 120.0);
        assert_true(value(host, "a_kbps") > 20.0);
        assert_true(value(host, "a_kbps_primary") > 5.0);
        assert_true(value(host, "cpu") > 0.0);
        host_free(host);
    }
}

static void meters_count_what_happens(void** state)
{
    (void)state;
    Host* const host = open_mono();
    *host_control(host, "freewheel") = 1.0f;
    *host_control(host, "loss_model") = 5.0f;
    *host_control(host, "a_redundancy") = 1.0f;
    *host_control(host, "a_depth") = 40.0f;
    *host_control(host, "playout") = 200.0f;
    host_activate(host);
    host_set_trace(host, write_trace("three.txt", "0\n0\n0\n0\n0\n0\n0\n1\n1\n1\n"));
    idle(host, 3);
    assert_non_null(strstr(host_trace(host), "three.txt"));
    play(host, LENGTH, BLOCK);
    const double lost = value(host, "packets_lost");
    assert_float_equal(value(host, "loss_now"), 30.0, 2.0);
    assert_true(lost > 30.0);
    assert_float_equal(value(host, "burst_now"), 3.0, 2.0);
    // Two copies bring back the last two of three.
    assert_float_equal(value(host, "a_by_red"), lost * 2 / 3, 2.0);
    assert_float_equal(value(host, "a_by_concealment"), lost / 3, 2.0);
    assert_float_equal(value(host, "a_recovered"), 66.7, 3.0);
    assert_float_equal(value(host, "a_concealed"), 33.3, 3.0);
    assert_float_equal(value(host, "a_depth_now"), 40.0, 0.1);
    assert_true(value(host, "a_kbps_red") > value(host, "a_kbps_primary"));
    host_free(host);
}

static void unconnected_atom_ports_are_fine(void** state)
{
    (void)state;
    const HostOptions options = {.quiet = true, .no_atoms = true, .no_worker = true};
    Host* const host = open_host("urn:dredge:mono", options);
    host_activate(host);
    play(host, LENGTH, BLOCK);
    assert_true(level(output[0] + LENGTH / 2, LENGTH / 2) > 0.005);
    host_free(host);
}

// Also when there is something to tell.
static void one_empty_atom_for_all_ports_is_left_alone(void** state)
{
    (void)state;
    const HostOptions options = {.quiet = true, .one_atom = true};
    Host* const host = open_host("urn:dredge:mono", options);
    const char* const path = write_trace("shared.txt", "0\n1\n");
    assert_true(host_restore_value(host, "urn:dredge:trace",
                                   "http://lv2plug.in/ns/ext/atom#Path", path, strlen(path)));
    host_activate(host);
    press(host, "abx_start");
    play(host, LENGTH, BLOCK);
    assert_true(level(output[0] + LENGTH / 2, LENGTH / 2) > 0.005);
    assert_true(host_atom_is_whole(host));
    host_free(host);
}

static void the_latency_is_there_before_the_first_block(void** state)
{
    (void)state;
    Host* const host = open_mono();
    *host_control(host, "playout") = 200.0f;
    *host_control(host, "latency") = 0.0f;
    host_activate(host);
    const double latency = value(host, "latency");
    play(host, BLOCK, BLOCK);
    assert_true(latency > 0.2 * 48000);
    assert_float_equal(value(host, "latency"), latency, 0.0);
    host_free(host);
}

static void absurd_controls_are_survived(void** state)
{
    (void)state;
    static const float absurd[] = {NAN, INFINITY, -INFINITY, 1e30f, -1e30f, -1.0f, 0.5f, 1e9f};
    Host* const host = open_mono();
    host_activate(host);
    for (int turn = 0; turn < 8; ++turn) {
        for (int i = 0; i < (int)ports_get()->count; ++i) {
            if (ports_get()->port[i].kind == PORT_KIND_IN) {
                *host_control(host, ports_get()->port[i].symbol) = absurd[(turn + i) % 8];
                play(host, 4800, 100);
                for (uint32_t k = 0; k < 4800; ++k) {
                    assert_true(isfinite(output[0][k]));
                }
            }
        }
        for (int i = 0; i < (int)ports_get()->count; ++i) {
            if (ports_get()->port[i].kind == PORT_KIND_OUT) {
                const float x = *host_control(host, ports_get()->port[i].symbol);
                assert_true(x >= ports_get()->port[i].minimum &&
                            x <= ports_get()->port[i].maximum);
            }
        }
    }
    // And back to normal.
    for (int i = 0; i < (int)ports_get()->count; ++i) {
        if (ports_get()->port[i].kind == PORT_KIND_IN) {
            *host_control(host, ports_get()->port[i].symbol) = ports_get()->port[i].standard;
        }
    }
    for (int i = 0; i < 5; ++i) { // The longest drop takes 10 s
        play(host, LENGTH, BLOCK);
    }
    assert_true(level(output[0] + LENGTH / 2, LENGTH / 2) > 0.005);
    host_free(host);
}

// Rows of controls at either end or as they are, so that every pair of ends occurs; the
// sanitizers say whether a number leaves its type on the way.
static void all_pairs_of_extremes_are_survived(void** state)
{
    (void)state;
    enum { ROWS = 150, ENDS = 2 };
    static bool seen[PORTS_MAX][ENDS][PORTS_MAX][ENDS];
    int inputs[PORTS_MAX];
    int count = 0;
    for (int i = 0; i < (int)ports_get()->count; ++i) {
        if (ports_get()->port[i].kind == PORT_KIND_IN) {
            inputs[count++] = i;
        }
    }
    Host* const host = open_host("urn:dredge:stereo", (HostOptions){.quiet = true});
    host_activate(host);
    uint32_t seed = 1;
    for (int row = 0; row < ROWS; ++row) {
        int end[PORTS_MAX];
        for (int i = 0; i < count; ++i) {
            const Port* const port = &ports_get()->port[inputs[i]];
            seed = seed * 1664525U + 1013904223U;
            end[i] = (int)((seed >> 16) % 3);
            *host_control(host, port->symbol) = end[i] == 0   ? port->minimum
                                                : end[i] == 1 ? port->maximum
                                                              : port->standard;
            for (int j = 0; j < i && end[i] < ENDS; ++j) {
                if (end[j] < ENDS) {
                    seen[i][end[i]][j][end[j]] = true;
                }
            }
        }
        play(host, 3840, 960); // Up to a frame of 60 ms, and something of the next
        for (uint32_t k = 0; k < 3840; ++k) {
            assert_true(isfinite(output[0][k]) && isfinite(output[1][k]));
        }
    }
    for (int i = 0; i < count; ++i) {
        for (int j = 0; j < i; ++j) {
            assert_true(seen[i][0][j][0] && seen[i][0][j][1] && seen[i][1][j][0] &&
                        seen[i][1][j][1]);
        }
    }
    // And back to normal.
    for (int i = 0; i < count; ++i) {
        *host_control(host, ports_get()->port[inputs[i]].symbol) =
            ports_get()->port[inputs[i]].standard;
    }
    *host_control(host, "loss_model") = 0.0f;
    for (int i = 0; i < 4; ++i) { // A drop may last for 10 s
        play(host, LENGTH, BLOCK);
    }
    assert_true(level(output[0] + LENGTH / 2, LENGTH / 2) > 0.005);
    host_free(host);
}

// 100 ms of a link that passes next to nothing must not silence it for good.
static void a_thin_link_recovers(void** state)
{
    (void)state;
    static const float thin[] = {1e-30f, 0.01f, 0.1f};
    for (int i = 0; i < 3; ++i) {
        Host* const host = open_mono();
        *host_control(host, "loss_model") = 0.0f;
        *host_control(host, "overhead") = 0.0f;
        host_activate(host);
        play(host, 48000, BLOCK);
        *host_control(host, "capacity") = thin[i];
        play(host, 4800, BLOCK);
        *host_control(host, "capacity") = 500.0f;
        play(host, LENGTH, BLOCK);
        const double lost = value(host, "a_dropped");
        play(host, LENGTH, BLOCK);
        assert_true(lost < 15.0);
        assert_float_equal(value(host, "a_dropped"), 0.0, 0.0);
        assert_true(level(output[0], LENGTH) > 0.005);
        host_free(host);
    }
}

static void activating_starts_afresh_a_thousand_times(void** state)
{
    (void)state;
    Host* const host = open_mono();
    static float first[24000];
    *host_control(host, "playout") = 40.0f;
    for (int i = 0; i < 1000; ++i) {
        host_activate(host);
        if (i % 100 == 0) {
            play(host, 24000, BLOCK);
            if (i) {
                assert_memory_equal(output[0], first, sizeof(first));
            } else {
                memcpy(first, output[0], sizeof(first));
            }
        } else {
            play(host, (uint32_t)(i % 7) * 960, 960);
        }
        host_deactivate(host);
    }
    host_free(host);
}

static void wrong_rates_are_refused_with_a_word(void** state)
{
    (void)state;
    static const double rates[] = {0.0, 7999.0, 192001.0, 44100.5, -48000.0};
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); ++i) {
        assert_null(
            host_new(bundle, "urn:dredge:mono", rates[i], (HostOptions){.quiet = true}));
    }
}

static void a_helper_makes_no_difference(void** state)
{
    (void)state;
    static float alone[LENGTH];
    for (int threads = 0; threads < 2; ++threads) {
        Host* const host = open_mono();
        *host_control(host, "threads") = (float)threads;
        *host_control(host, "a_redundancy") = 3.0f;
        *host_control(host, "a_bitrate") = 48.0f;
        *host_control(host, "playout") = 60.0f;
        host_activate(host);
        play(host, LENGTH, 64);
        if (!threads) {
            memcpy(alone, output[0], sizeof(alone));
        }
        host_free(host);
    }
    assert_memory_equal(output[0], alone, sizeof(alone));
}

static void a_blind_test_runs_and_hides_its_results(void** state)
{
    (void)state;
    Host* const host = open_mono();
    *host_control(host, "abx_is_a") = 1.0f; // As saved: not an answer
    *host_control(host, "abx_trials") = 3.0f;
    host_activate(host);
    press(host, "abx_is_a");
    press(host, "abx_is_b");
    assert_float_equal(value(host, "abx_state"), 0.0, 0.0);
    press(host, "abx_start");
    *host_control(host, "abx_trials") = 50.0f; // Too late for this one
    *host_control(host, "monitor") = 3.0f;
    for (int i = 0; i < 3; ++i) {
        assert_float_equal(value(host, "abx_state"), 1.0, 0.0);
        assert_float_equal(value(host, "abx_trial"), i + 1, 0.0);
        assert_float_equal(value(host, "abx_right"), 0.0, 0.0);
        assert_float_equal(value(host, "abx_p"), 1.0, 0.0);
        // The meters of the lanes, which would tell, stand still.
        const double bytes = value(host, "a_kbps");
        play(host, 24000, BLOCK);
        assert_float_equal(value(host, "a_kbps"), bytes, 0.0);
        if (i == 1) {
            *host_control(host, "abx_is_a") = 1.0f; // Both at once: no answer
            *host_control(host, "abx_is_b") = 1.0f;
            play(host, BLOCK, BLOCK);
            *host_control(host, "abx_is_a") = 0.0f;
            *host_control(host, "abx_is_b") = 0.0f;
            play(host, BLOCK, BLOCK);
        }
        press(host, i % 2 ? "abx_is_a" : "abx_is_b");
    }
    assert_float_equal(value(host, "abx_state"), 2.0, 0.0);
    const double right = value(host, "abx_right");
    static const double p[] = {1.0, 0.875, 0.5, 0.125};
    assert_float_equal(value(host, "abx_p"), p[(int)right], 1e-6);
    host_free(host);
}

static void lane_b_has_its_own_meters(void** state)
{
    (void)state;
    Host* const host = open_mono();
    *host_control(host, "a_redundancy") = 0.0f;
    host_activate(host);
    play(host, LENGTH, BLOCK);
    assert_float_equal(value(host, "b_kbps"), 0.0, 0.0);
    *host_control(host, "b_on") = 1.0f;
    play(host, LENGTH, BLOCK);
    assert_true(value(host, "b_kbps") > value(host, "a_kbps") + 10.0);
    assert_true(value(host, "b_by_dred") > 3.0);
    assert_float_equal(value(host, "a_by_dred"), 0.0, 0.0);
    *host_control(host, "b_on") = 0.0f;
    play(host, LENGTH, BLOCK);
    assert_float_equal(value(host, "b_kbps"), 0.0, 0.0);
    *host_control(host, "monitor") = 2.0f; // Whoever wants to hear it needs no switch
    play(host, LENGTH, BLOCK);
    assert_true(value(host, "b_kbps") > value(host, "a_kbps") + 10.0);
    host_free(host);
}

// The loop repeats what was heard, the monitor switches within, and exports are never frozen.
static void frozen_sound_repeats_and_exports_go_on(void** state)
{
    (void)state;
    enum { HALF = 24000, AT = 2 * HALF + 12000 - (2 * HALF + 12000) % BLOCK };
    static float live[LENGTH];
    Host* host = open_mono();
    host_activate(host);
    play(host, LENGTH, BLOCK);
    memcpy(live, output[0], sizeof(live));
    host_free(host);

    host = open_mono();
    host_activate(host);
    play(host, AT, BLOCK);
    *host_control(host, "loop_start") = 0.5f;
    *host_control(host, "freeze") = 1.0f;
    play(host, 2 * HALF, BLOCK);
    for (int round = 0; round < 2; ++round) {
        assert_memory_equal(output[0] + round * HALF + 480, live + AT - HALF + 480,
                            (HALF - 480) * sizeof(float));
    }
    assert_float_equal(value(host, "loop_start_now"), 0.5, 1e-6);
    press(host, "moment_before");
    assert_true(value(host, "loop_start_now") != 0.5);
    // A host that exports gets the live sound.
    *host_control(host, "freewheel") = 1.0f;
    play(host, 4 * BLOCK, BLOCK); // Longer than a fade
    assert_float_equal(value(host, "loop_start_now"), 0.0, 1e-6);
    *host_control(host, "freewheel") = 0.0f;
    *host_control(host, "freeze") = NAN;
    play(host, 4 * BLOCK, BLOCK); // Longer than a fade
    assert_float_equal(value(host, "loop_start_now"), 0.0, 1e-6);
    host_free(host);
}

RUN_PLUGIN_TESTS(TEST(frozen_sound_repeats_and_exports_go_on),
                 TEST(the_table_of_ports_makes_sense),
                 TEST(sound_comes_through_on_both_plugins), TEST(meters_count_what_happens),
                 TEST(unconnected_atom_ports_are_fine),
                 TEST(one_empty_atom_for_all_ports_is_left_alone),
                 TEST(the_latency_is_there_before_the_first_block),
                 TEST(absurd_controls_are_survived), TEST(all_pairs_of_extremes_are_survived),
                 TEST(a_thin_link_recovers), TEST(activating_starts_afresh_a_thousand_times),
                 TEST(wrong_rates_are_refused_with_a_word), TEST(a_helper_makes_no_difference),
                 TEST(a_blind_test_runs_and_hides_its_results), TEST(lane_b_has_its_own_meters))
