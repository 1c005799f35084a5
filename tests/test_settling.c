// SPDX-License-Identifier: ISC
// What was before does not matter: with all controls back at their defaults, the plugin is soon
// a fresh one. docs/torture.md says how soon, and why not always to the bit.
#include "harness.h"
#include "plugin_host.h"
#include "ports.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TICK = 2880, // 60 ms: whole frames of all durations. Controls turn at its start
    BEFORE = 20, // Ticks in which they are somewhere else
    SETTLE = 42, // Ticks until it has settled: 2.5 s
    AFTER = 100, // Ticks back at the defaults
    ALL = BEFORE + AFTER,
};

typedef float Sound[ALL * TICK];

static Sound music;
static Sound fresh;
static Sound used;
static Sound dry;
static uint32_t seed;

static double draw(void)
{
    seed = seed * 1664525U + 1013904223U;
    return (seed >> 8) / 16777216.0;
}

static void make_music(void)
{
    seed = 5;
    for (uint32_t i = 0; i < ALL * TICK; ++i) {
        const double s = i / 48000.0;
        const double note = 110.0 * (1.0 + fmod(floor(s * 4.0), 7.0));
        const double tone = fmod(s, 1.0) < 0.8 ? 0.2 * sin(6.283185307 * note * s) : 0.0;
        music[i] = (float)(tone + 0.05 * (draw() - 0.5));
    }
}

static bool is_control(const Port* const port)
{
    return port->kind == PORT_KIND_IN;
}

static bool is_one_of(const char* const symbol, const char* const* const symbols)
{
    for (const char* const* s = symbols; *s; ++s) {
        if (!strcmp(symbol, *s)) {
            return true;
        }
    }
    return false;
}

// With these the link begins anew.
static const char* const restarting[] = {"application", "frame",       "playout",
                                         "adaptive",    "playout_min", NULL};
// These change what the encoder of lane A does; the loss does, as what it expects. With the
// last two the frames begin anew where the song's begin.
static const char* const encoding[] = {"bandwidth",      "complexity", "dtx",      "vbr",
                                       "a_redundancy",   "a_bitrate",  "a_budget", "a_depth",
                                       "a_red_distance", "a_expected", "loss",     "freewheel",
                                       "lock",           NULL};

// To anywhere in the ticks before; in the last of them not to the default; then back to that.
static void turn(Host* const host, const Port* const port, const unsigned tick)
{
    const double value =
        (double)port->minimum + draw() * (double)(port->maximum - port->minimum);
    const float away = port->standard == port->minimum ? port->maximum : port->minimum;
    *host_control(host, port->symbol) = tick == BEFORE       ? port->standard
                                        : tick == BEFORE - 1 ? away
                                                             : (float)value;
}

// The last drop must have ended before: it is an act, and no setting.
static void turn_all(Host* const host, const unsigned tick)
{
    const Ports* const ports = ports_get();
    for (unsigned i = PORT_FIRST; i < ports->count; ++i) {
        if (is_control(&ports->port[i])) {
            turn(host, &ports->port[i], tick);
        }
    }
    *host_control(host, "drop_ms") = 60.0f;
    if (tick > BEFORE - 4) {
        *host_control(host, "drop") = 0.0f;
    }
}

static void run_tick(Host* const host, const unsigned tick, float* const to)
{
    float* const in[] = {music + tick * TICK, music + tick * TICK};
    float* const out[] = {to + tick * TICK, to + tick * TICK};
    host_run(host, in, out, TICK);
}

static Host* start(const unsigned tick, const float loss, const float monitor)
{
    Host* const host = open_mono();
    *host_control(host, "loss") = loss;
    *host_control(host, "monitor") = monitor;
    host_activate(host);
    host_send_position(host, (int64_t)tick * TICK, 1.0f, 0);
    return host;
}

static void play_fresh(const unsigned from, const float loss, const float monitor,
                       float* const to)
{
    Host* const host = start(from, loss, monitor);
    for (unsigned tick = from; tick < ALL; ++tick) {
        run_tick(host, tick, to);
    }
    host_free(host);
}

// One control, or all (NULL), are anywhere in the first ticks.
static void play_used(const Port* const port, const float loss)
{
    Host* const host = start(0, loss, 1.0f);
    for (unsigned tick = 0; tick < ALL; ++tick) {
        if (tick <= BEFORE && port) {
            turn(host, port, tick);
        } else if (tick <= BEFORE) {
            turn_all(host, tick);
        }
        if (tick == BEFORE) {
            *host_control(host, "loss") = loss;
            host_send_position(host, (int64_t)tick * TICK, 1.0f, 0);
        }
        run_tick(host, tick, used);
    }
    host_free(host);
}

// The last sample at which two sounds differ, in ticks after the controls were back; 0 for
// none.
static double last_difference(void)
{
    for (uint32_t i = ALL * TICK; i > BEFORE * TICK; --i) {
        if (fresh[i - 1] != used[i - 1]) {
            return (double)(i - BEFORE * TICK) / TICK;
        }
    }
    return 0.0;
}

static double level_of_difference(const float* const a, const float* const b)
{
    double sum = 0.0;
    for (uint32_t i = (BEFORE + SETTLE) * TICK; i < ALL * TICK; ++i) {
        const double d = (double)a[i] - (double)b[i];
        sum += d * d;
    }
    return sqrt(sum / ((AFTER - SETTLE) * TICK));
}

// Among all controls are some with which the link begins anew, when they are back too. Then
// nothing is left of what was before.
static void all_controls_back_make_a_fresh_instance(void** state)
{
    (void)state;
    play_fresh(BEFORE, 20.0f, 1.0f, fresh);
    for (int round = 0; round < 12; ++round) {
        play_used(NULL, 20.0f);
        assert_float_equal(last_difference(), 0.0, 0.0);
    }
}

static void a_link_begun_anew_is_fresh(void** state)
{
    (void)state;
    play_fresh(BEFORE, 20.0f, 1.0f, fresh);
    for (unsigned i = 0; restarting[i]; ++i) {
        play_used(ports_find(restarting[i]), 20.0f);
        assert_float_equal(last_difference(), 0.0, 0.0);
    }
}

// The codec goes on meanwhile. Where nothing is lost, its memory is to the bit as if nothing
// had been.
static void what_is_not_the_encoders_settles_to_the_bit(void** state)
{
    (void)state;
    const Ports* const ports = ports_get();
    play_fresh(0, 0.0f, 1.0f, fresh);
    for (unsigned i = PORT_FIRST; i < ports->count; ++i) {
        const Port* const port = &ports->port[i];
        if (is_control(port) && !is_one_of(port->symbol, restarting) &&
            !is_one_of(port->symbol, encoding)) {
            play_used(port, 0.0f);
            if (last_difference() > SETTLE) {
                fail_msg("%s settles after %g ms", port->symbol, last_difference() * 60.0);
            }
        }
    }
}

// Elsewhere the encoder's memory, and what concealment was fed with, never quite die. What is
// left is well below what the codec itself adds, and no worse.
static void the_rest_settles_below_the_codecs_noise(void** state)
{
    (void)state;
    static const char* const others[] = {
        "loss_model", "burst", "loss_in_good", "seed", "jitter", "delay", NULL};
    play_fresh(0, 20.0f, 0.0f, dry);
    play_fresh(0, 20.0f, 1.0f, fresh);
    const double noise = level_of_difference(fresh, dry);
    const Ports* const ports = ports_get();
    for (unsigned i = PORT_FIRST; i < ports->count; ++i) {
        const Port* const port = &ports->port[i];
        if (is_one_of(port->symbol, encoding) || is_one_of(port->symbol, others)) {
            play_used(port, 20.0f);
            const double left = level_of_difference(fresh, used) / noise;
            const double own = level_of_difference(used, dry) / noise;
            if (left > 0.5 || own < 0.95 || own > 1.05) {
                fail_msg("%s leaves %.2f of the noise, its own is %.3f", port->symbol, left,
                         own);
            }
        }
    }
}

static int begin(void** state)
{
    make_music();
    return plugin_tests_begin(state);
}

int main(const int argc, char** const argv)
{
    const struct CMUnitTest tests[] = {TEST(all_controls_back_make_a_fresh_instance),
                                       TEST(a_link_begun_anew_is_fresh),
                                       TEST(what_is_not_the_encoders_settles_to_the_bit),
                                       TEST(the_rest_settles_below_the_codecs_noise)};
    return plugin_tests_take(argc, argv)
               ? cmocka_run_group_tests(tests, begin, plugin_tests_end)
               : 2;
}
