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
    const float four = 4.4f;
    assert_float_equal(port_value(PORT_LOSS_MODEL, &four), 5.0, 0.0);
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
    play(host, LENGTH, BLOCK);
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
    };
    return cmocka_run_group_tests(tests, make_sound, remove_folder);
}
