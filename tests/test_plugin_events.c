// SPDX-License-Identifier: ISC
// What the plugin is told while it runs: notes, where the song stands, and nonsense.
#include "harness.h"
#include "plugin_host.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

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

// LV2's functions believe such sizes: they would read far behind, or never end.
static void sizes_that_lie_are_not_believed(void** state)
{
    (void)state;
    static const uint32_t sizes[] = {0, 1, 0xfffffff0, 0xffffffff, 0x80000000, 1000000, 8};
    Host* const host = open_mono();
    host_activate(host);
    alarm(60);
    for (size_t i = 0; i < 3 * sizeof(sizes) / sizeof(sizes[0]); ++i) {
        struct {
            LV2_Atom_Object_Body object;
            LV2_Atom_Property_Body property;
            uint32_t value[2];
        } message = {
            .object = {.otype = host_urid(host, "http://lv2plug.in/ns/ext/patch#Set")},
            .property = {.key = host_urid(host, "http://lv2plug.in/ns/ext/patch#property"),
                         .value = {.size = sizes[i / 3],
                                   .type =
                                       host_urid(host, "http://lv2plug.in/ns/ext/atom#URID")}},
            .value = {host_urid(host, i % 3 ? "urn:dredge:trace" : "urn:dredge:watch")},
        };
        host_send(host, "http://lv2plug.in/ns/ext/atom#Object", &message, sizeof(message));
        float* const io[] = {output[0], output[1]};
        host_run(host, io, io, 16);
    }
    alarm(0);
    host_free(host);
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

RUN_PLUGIN_TESTS(TEST(malformed_messages_are_ignored), TEST(sizes_that_lie_are_not_believed),
                 TEST(drops_by_knob_and_note_are_the_same), TEST(notes_are_exact_to_the_sample),
                 TEST(a_locked_region_loses_the_same_in_every_pass),
                 TEST(wild_transports_and_floods_are_harmless))
