// SPDX-License-Identifier: ISC
// The built plugin in a host: ports, messages, state, and what hosts do to plugins.
#include "harness.h"
#include "host.h"
#include "speech.h"

#include "ports.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 256, LENGTH = 48000 * 3 };

static const char* bundle;
static char folder[] = "/tmp/dredge-plugin-XXXXXX";
static float sound[2][LENGTH];
static float output[2][LENGTH];

static Host* open_host(const char* const uri, const HostOptions options)
{
    Host* const host = host_new(bundle, uri, 48000.0, options);
    assert_non_null(host);
    return host;
}

static Host* open_mono(void)
{
    return open_host("urn:dredge:mono", (HostOptions){.quiet = true});
}

static void play(Host* const host, const uint32_t length, const uint32_t block)
{
    for (uint32_t at = 0; at < length; at += block) {
        const uint32_t count = length - at < block ? length - at : block;
        float* const in[] = {sound[0] + at, sound[1] + at};
        float* const out[] = {output[0] + at, output[1] + at};
        host_run(host, in, out, count);
    }
}

static void idle(Host* const host, const int runs)
{
    for (int i = 0; i < runs; ++i) {
        play(host, 0, 1);
        float* const io[] = {output[0], output[1]};
        host_run(host, io, io, 0);
    }
}

static double value(Host* const host, const char* const symbol)
{
    return (double)*host_control(host, symbol);
}

static const char* write_trace(const char* const name, const char* const text)
{
    static char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE* const file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static void the_table_of_ports_makes_sense(void** state)
{
    (void)state;
    for (int i = 0; i < PORT_AUDIO; ++i) {
        const Port* const p = &ports[i];
        assert_non_null(p->symbol);
        assert_non_null(p->name);
        assert_non_null(p->comment);
        for (int k = 0; k < i; ++k) {
            assert_string_not_equal(p->symbol, ports[k].symbol);
            assert_string_not_equal(p->name, ports[k].name);
        }
        if (p->kind == PORT_KIND_IN) {
            assert_true(p->minimum <= p->standard && p->standard <= p->maximum);
            assert_float_equal(port_value((PortIndex)i, &p->standard), p->standard, 0.0);
        }
        if (p->flags & PORT_ENUMERATION) {
            assert_non_null(p->points);
        }
        for (const PortPoint* point = p->points; point && point->label; ++point) {
            assert_true(point->value >= p->minimum && point->value <= p->maximum);
        }
    }
    const float odd = 37.0f;
    assert_float_equal(port_value(PORT_FRAME, &odd), 40.0, 0.0);
    const float ten = 9.7f;
    assert_float_equal(port_value(PORT_LOSS_MODEL, &ten), 9.0, 0.0);
    assert_float_equal(port_value(PORT_LOSS, &(float){NAN}), 20.0, 0.0);
    assert_float_equal(port_value(PORT_LOSS, NULL), 20.0, 0.0);
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

static void a_broken_trace_leaves_the_old_one(void** state)
{
    (void)state;
    Host* const host = open_mono();
    *host_control(host, "loss_model") = 5.0f;
    *host_control(host, "playout") = 20.0f;
    host_activate(host);
    host_set_trace(host, write_trace("all.txt", "1"));
    idle(host, 3);
    assert_non_null(strstr(host_trace(host), "all.txt"));
    static const char* const bad[] = {"", "0\n1\nx\n"};
    for (int i = 0; i < 2; ++i) {
        host_set_trace(host, write_trace("bad.txt", bad[i]));
        idle(host, 3);
        assert_non_null(strstr(host_log(host), "bad.txt"));
        assert_non_null(strstr(host_log(host), "expected"));
        assert_non_null(strstr(host_trace(host), "all.txt"));
    }
    host_set_trace(host, "/nowhere/at/all.txt");
    idle(host, 3);
    assert_non_null(strstr(host_log(host), "/nowhere/at/all.txt"));
    play(host, LENGTH, BLOCK);
    assert_float_equal(value(host, "loss_now"), 100.0, 0.0);
    host_free(host);
}

static void malformed_messages_are_ignored(void** state)
{
    (void)state;
    Host* const host = open_mono();
    host_activate(host);
    uint8_t body[256];
    uint32_t seed = 3;
    static const char* const types[] = {
        "http://lv2plug.in/ns/ext/atom#Object", "http://lv2plug.in/ns/ext/midi#MidiEvent",
        "http://lv2plug.in/ns/ext/atom#Path", "http://lv2plug.in/ns/ext/atom#Sequence"};
    for (int i = 0; i < 1000; ++i) {
        for (size_t k = 0; k < sizeof(body); ++k) {
            seed = seed * 1664525U + 1013904223U;
            body[k] = seed & 0x1000000 ? 0 : (uint8_t)(seed >> 28);
        }
        host_send(host, types[i % 4], body, 8 * (1 + seed % 30));
        float* const io[] = {output[0], output[1]};
        host_run(host, io, io, 16);
    }
    assert_string_equal(host_log(host), "");
    host_free(host);
}

static void state_survives(void** state)
{
    (void)state;
    char directory[128];
    snprintf(directory, sizeof(directory), "%s/state", folder);
    mkdir(directory, 0700);
    Host* const first = open_mono();
    host_activate(first);
    *host_control(first, "a_bitrate") = 56.0f;
    *host_control(first, "playout") = 123.0f;
    host_set_trace(first, write_trace("kept.txt", "0\n1\n"));
    idle(first, 3);
    assert_true(host_save(first, directory));
    host_free(first);

    // With and without a worker, as at Ardour's session load.
    for (int no_worker = 0; no_worker < 2; ++no_worker) {
        const HostOptions options = {.quiet = true, .no_worker = no_worker};
        Host* const second = open_host("urn:dredge:mono", options);
        assert_true(host_restore(second, directory));
        assert_float_equal(value(second, "a_bitrate"), 56.0, 0.0);
        assert_float_equal(value(second, "playout"), 123.0, 0.0);
        host_activate(second);
        idle(second, 2);
        assert_non_null(strstr(host_trace(second), "kept.txt"));
        *host_control(second, "loss_model") = 5.0f;
        play(second, LENGTH, BLOCK);
        assert_float_equal(value(second, "loss_now"), 50.0, 2.0);
        host_free(second);
    }
}

static void a_vanished_trace_is_told_and_not_forgotten(void** state)
{
    (void)state;
    char directory[128];
    char path[256];
    snprintf(directory, sizeof(directory), "%s/vanished", folder);
    mkdir(directory, 0700);
    Host* const first = open_mono();
    host_activate(first);
    snprintf(path, sizeof(path), "%s", write_trace("gone.txt", "0\n1\n"));
    host_set_trace(first, path);
    idle(first, 3);
    assert_true(host_save(first, directory));
    host_free(first);
    char copy[512];
    snprintf(copy, sizeof(copy), "%s/gone.txt", directory);
    remove(copy); // lilv links files into the state
    remove(path);

    Host* const second = open_mono();
    assert_true(host_restore(second, directory));
    assert_non_null(strstr(host_log(second), "gone.txt"));
    host_activate(second);
    idle(second, 2);
    assert_non_null(strstr(host_trace(second), "gone.txt"));
    *host_control(second, "loss_model") = 5.0f;
    play(second, 48000, BLOCK);
    assert_float_equal(value(second, "loss_now"), 0.0, 0.0);
    host_free(second);
}

static void restoring_while_running_is_safe(void** state)
{
    (void)state;
    char directory[128];
    snprintf(directory, sizeof(directory), "%s/again", folder);
    mkdir(directory, 0700);
    Host* const host = open_mono();
    host_activate(host);
    host_set_trace(host, write_trace("again.txt", "0\n0\n1\n"));
    idle(host, 3);
    assert_true(host_save(host, directory));
    for (int i = 0; i < 200; ++i) {
        assert_true(host_restore(host, directory));
        if (i % 3) {
            idle(host, 1 + i % 3);
        }
    }
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

static void absurd_controls_are_survived(void** state)
{
    (void)state;
    static const float absurd[] = {NAN, INFINITY, -INFINITY, 1e30f, -1e30f, -1.0f, 0.5f, 1e9f};
    Host* const host = open_mono();
    host_activate(host);
    for (int turn = 0; turn < 8; ++turn) {
        for (int i = 0; i < PORT_AUDIO; ++i) {
            if (ports[i].kind == PORT_KIND_IN) {
                *host_control(host, ports[i].symbol) = absurd[(turn + i) % 8];
                play(host, 4800, 100);
                for (uint32_t k = 0; k < 4800; ++k) {
                    assert_true(isfinite(output[0][k]));
                }
            }
        }
        for (int i = 0; i < PORT_AUDIO; ++i) {
            if (ports[i].kind == PORT_KIND_OUT) {
                const float x = *host_control(host, ports[i].symbol);
                assert_true(x >= ports[i].minimum && x <= ports[i].maximum);
            }
        }
    }
    // And back to normal.
    for (int i = 0; i < PORT_AUDIO; ++i) {
        if (ports[i].kind == PORT_KIND_IN) {
            *host_control(host, ports[i].symbol) = ports[i].standard;
        }
    }
    for (int i = 0; i < 5; ++i) { // The longest drop takes 10 s
        play(host, LENGTH, BLOCK);
    }
    assert_true(level(output[0] + LENGTH / 2, LENGTH / 2) > 0.005);
    host_free(host);
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

static void drops_by_knob_and_note_are_the_same(void** state)
{
    (void)state;
    double lost[3];
    for (int way = 0; way < 3; ++way) {
        Host* const host = open_mono();
        *host_control(host, "loss_model") = 0.0f;
        *host_control(host, "drop_ms") = 200.0f;
        *host_control(host, "drop") = way == 2; // Was on before: no drop
        host_activate(host);
        play(host, 48000, BLOCK);
        if (way == 0) {
            *host_control(host, "drop") = 1.0f; // Stays on: one drop
        } else if (way == 1) {
            host_send_note(host, 0);
        }
        play(host, LENGTH, BLOCK);
        lost[way] = value(host, "packets_lost");
        host_free(host);
    }
    assert_float_equal(lost[0], 10.0, 0.0);
    assert_float_equal(lost[1], 10.0, 0.0);
    assert_float_equal(lost[2], 0.0, 0.0);
}

// A note at a sample gives the same as the knob at the start of a block that starts there.
static void notes_are_exact_to_the_sample(void** state)
{
    (void)state;
    static float by_knob[LENGTH];
    for (int way = 0; way < 2; ++way) {
        Host* const host = open_mono();
        *host_control(host, "freewheel") = 1.0f;
        *host_control(host, "drop_ms") = 100.0f;
        host_activate(host);
        play(host, 48000, BLOCK);
        float* const in[] = {sound[0] + 48000, sound[1]};
        float* const out[] = {output[0] + 48000, output[1]};
        if (way) {
            host_send_note(host, 481);
            host_send_position(host, 0, 0.0f, 999); // From another port: not before the note
            host_run(host, in, out, 1000);
        } else {
            host_run(host, in, out, 481);
            *host_control(host, "drop") = 1.0f;
            float* const in2[] = {sound[0] + 48481, sound[1]};
            float* const out2[] = {output[0] + 48481, output[1]};
            host_run(host, in2, out2, 519);
        }
        for (uint32_t at = 49000; at < LENGTH; at += 1000) {
            float* const from[] = {sound[0] + at, sound[1]};
            float* const to[] = {output[0] + at, output[1]};
            host_run(host, from, to, 1000);
        }
        host_free(host);
        if (!way) {
            memcpy(by_knob, output[0], sizeof(by_knob));
        }
    }
    assert_memory_equal(by_knob, output[0], sizeof(by_knob));
}

// Which of the packets of a region are lost, by how the count of lost ones grows.
static void a_locked_region_loses_the_same_in_every_pass(void** state)
{
    (void)state;
    enum { PASSES = 3, STEP = 960, STEPS = 100 };
    static int lost[PASSES][STEPS];
    Host* const host = open_mono();
    *host_control(host, "playout") = 20.0f;
    *host_control(host, "freewheel") = 1.0f;
    host_activate(host);
    for (unsigned pass = 0; pass < PASSES; ++pass) {
        host_send_position(host, 7777, 0.0f, 0); // Stopped for a while
        play(host, 9600 * (pass + 1), STEP);
        host_send_position(host, 480000, 1.0f, 0);
        const double before = value(host, "packets_lost");
        for (unsigned i = 0; i < STEPS; ++i) {
            float* const io[] = {output[0], output[1]};
            host_run(host, io, io, STEP);
            lost[pass][i] = (int)(value(host, "packets_lost") - before);
        }
    }
    for (unsigned pass = 1; pass < PASSES; ++pass) {
        // But for the first packets, which left before the locate.
        for (unsigned i = 4; i < STEPS; ++i) {
            assert_int_equal(lost[pass][i] - lost[pass][3], lost[0][i] - lost[0][3]);
        }
    }
    assert_true(lost[0][STEPS - 1] > 10);
    host_free(host);
}

static void wild_transports_and_floods_are_harmless(void** state)
{
    (void)state;
    static const float speeds[] = {NAN, INFINITY, -INFINITY, 1e30f, -1.0f, 0.0f, 1.0f, 1e-30f};
    static const int64_t frames[] = {INT64_MIN, INT64_MAX, -1, 0, 1LL << 40, -48000};
    Host* const host = open_mono();
    host_activate(host);
    uint32_t turn = 0;
    for (uint32_t at = 0; at + 256 <= LENGTH; at += 256, ++turn) {
        for (uint32_t i = 0; i < 30; ++i) { // As many as the host's buffer holds, out of order
            host_send_note(host, (i * 97 + turn) % 300);
            host_send_position(host, turn % 2 ? frames[i % 6] : 1000000 - (int64_t)turn * 500,
                               speeds[(i + turn) % 8], i * 31 % 300);
        }
        float* const in[] = {sound[0] + at, sound[1]};
        float* const out[] = {output[0] + at, output[1]};
        host_run(host, in, out, 256);
        for (uint32_t i = 0; i < 256; ++i) {
            assert_true(isfinite(output[0][at + i]));
        }
    }
    assert_float_equal(value(host, "loss_now"), 100.0, 5.0); // Dropped by the notes
    assert_string_equal(host_log(host), "");
    host_send_position(host, 0, 0.0f, 0);
    play(host, LENGTH, BLOCK);
    assert_true(value(host, "loss_now") < 80.0);
    host_free(host);
}

static void press(Host* const host, const char* const button)
{
    *host_control(host, button) = 1.0f;
    play(host, BLOCK, BLOCK);
    *host_control(host, button) = 0.0f;
    play(host, BLOCK, BLOCK);
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

static void a_blind_test_survives_in_the_state(void** state)
{
    (void)state;
    char directory[128];
    snprintf(directory, sizeof(directory), "%s/abx", folder);
    mkdir(directory, 0700);
    Host* const first = open_mono();
    *host_control(first, "abx_trials") = 4.0f;
    host_activate(first);
    press(first, "abx_start");
    press(first, "abx_is_b");
    press(first, "abx_is_a");
    assert_true(host_save(first, directory));
    press(first, "abx_is_a");
    press(first, "abx_is_b");
    const double right = value(first, "abx_right");
    host_free(first);

    Host* const second = open_mono();
    assert_true(host_restore(second, directory));
    host_activate(second);
    play(second, BLOCK, BLOCK);
    assert_float_equal(value(second, "abx_trial"), 3.0, 0.0);
    press(second, "abx_is_a");
    press(second, "abx_is_b");
    assert_float_equal(value(second, "abx_state"), 2.0, 0.0);
    assert_float_equal(value(second, "abx_right"), right, 0.0);
    host_free(second);
}

// The trace lies outside of the session's folder, or in it and is moved along.
static void a_moved_session_finds_its_trace(void** state)
{
    (void)state;
    for (int along = 0; along < 2; ++along) {
        char here[128];
        char there[128];
        char path[64];
        snprintf(here, sizeof(here), "%s/here%d", folder, along);
        snprintf(there, sizeof(there), "%s/there%d", folder, along);
        snprintf(path, sizeof(path), "here%d/moving.txt", along);
        mkdir(here, 0700);
        Host* const first = open_mono();
        host_activate(first);
        host_set_trace(first, write_trace(along ? path : "moving.txt", "0\n1\n"));
        idle(first, 3);
        assert_true(host_save(first, here));
        host_free(first);
        assert_int_equal(rename(here, there), 0);

        Host* const second = open_mono();
        assert_true(host_restore(second, there));
        assert_string_equal(host_log(second), "");
        host_activate(second);
        idle(second, 2);
        assert_non_null(strstr(host_trace(second), "moving.txt"));
        *host_control(second, "loss_model") = 5.0f;
        play(second, LENGTH, BLOCK);
        assert_float_equal(value(second, "loss_now"), 50.0, 2.0);
        host_free(second);
    }
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

static int make_sound(void** state)
{
    (void)state;
    uint32_t length = 0;
    float* const speech = speech_read(&length);
    for (uint32_t i = 0; i < LENGTH && speech; ++i) {
        sound[0][i] = speech[i % length];
    }
    if (!speech) {
        noise_fill(sound[0], LENGTH, 0.2f, 1);
    }
    free(speech);
    noise_fill(sound[1], LENGTH, 0.1f, 2);
    return mkdtemp(folder) ? 0 : 1;
}

static int remove_folder(void** state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof(command), "rm -r %s", folder);
    return system(command);
}

int main(const int argc, char** const argv)
{
    if (argc != 2) {
        fprintf(stderr, "Usage: %s BUNDLE\n", argv[0]);
        return 2;
    }
    bundle = argv[1];
    const struct CMUnitTest tests[] = {
        TEST(the_table_of_ports_makes_sense),
        TEST(sound_comes_through_on_both_plugins),
        TEST(meters_count_what_happens),
        TEST(a_broken_trace_leaves_the_old_one),
        TEST(malformed_messages_are_ignored),
        TEST(state_survives),
        TEST(a_vanished_trace_is_told_and_not_forgotten),
        TEST(restoring_while_running_is_safe),
        TEST(unconnected_atom_ports_are_fine),
        TEST(absurd_controls_are_survived),
        TEST(activating_starts_afresh_a_thousand_times),
        TEST(wrong_rates_are_refused_with_a_word),
        TEST(a_helper_makes_no_difference),
        TEST(drops_by_knob_and_note_are_the_same),
        TEST(notes_are_exact_to_the_sample),
        TEST(a_locked_region_loses_the_same_in_every_pass),
        TEST(wild_transports_and_floods_are_harmless),
        TEST(a_blind_test_runs_and_hides_its_results),
        TEST(a_blind_test_survives_in_the_state),
        TEST(a_moved_session_finds_its_trace),
        TEST(lane_b_has_its_own_meters),
    };
    return cmocka_run_group_tests(tests, make_sound, remove_folder);
}
