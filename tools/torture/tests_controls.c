// SPDX-License-Identifier: ISC
#include "torture/instance.h"
#include "torture/tests.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

enum { BLOCK = 256, BEFORE = 8 };

// The latest changes, for messages.
typedef struct {
    char text[BEFORE][64];
    unsigned count;
} Changes;

static void turn(Instance* const i, Changes* const changes, const uint32_t port,
                 const float value)
{
    i->values[port] = value;
    snprintf(changes->text[changes->count++ % BEFORE], sizeof(changes->text[0]), "%s = %g",
             i->subject->ports[port].symbol, (double)value);
}

static const char* latest(const Changes* const changes)
{
    return changes->count ? changes->text[(changes->count - 1) % BEFORE] : "nothing";
}

static float absurd(const SubjectPort* const port, Random* const random)
{
    const float range = port->most - port->least;
    const float all[] = {NAN,
                         INFINITY,
                         -INFINITY,
                         1e30f,
                         -1e30f,
                         FLT_MAX,
                         -FLT_MAX,
                         FLT_MIN / 8.0f,
                         -0.0f,
                         2147483648.0f,
                         -2147483904.0f,
                         4294967296.0f,
                         port->most + 1.0f,
                         port->least - 1.0f,
                         port->most + range * 10.0f,
                         port->least - range * 10.0f,
                         port->least + range * 0.4999f,
                         nextafterf(port->most, INFINITY)};
    return all[random_below(random, sizeof(all) / sizeof(all[0]))];
}

// Turn controls before every block; then all back, and see that it still works.
static void fuzz(Trial* const t, const bool in_range)
{
    const uint32_t length = BLOCK * (trial_length(t, 48000.0) * 4 / BLOCK + 1);
    Tape in = instance_in_tape(t->subject, length);
    Tape out = instance_out_tape(t->subject, length);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    Changes changes = {.count = 0};
    Instance* const i = instance_open(t, 48000.0);
    for (uint32_t at = 0; i && at + BLOCK <= length; at += BLOCK) {
        for (uint32_t n = random_below(&t->random, 4); n > 0; --n) {
            const uint32_t port = random_below(&t->random, t->subject->port_count);
            if (in_range ? instance_may_turn(i, port) : instance_is_free(i, port)) {
                turn(i, &changes, port,
                     in_range ? instance_draw(i, port, &t->random)
                              : absurd(&t->subject->ports[port], &t->random));
            }
        }
        if (!in_range && at / BLOCK % 64 == 63) {
            instance_defaults(i); // Or nothing but the first absurd value is ever tried
        }
        trial_doing(t, "running after %s", latest(&changes));
        instance_play(i, &in, at, at + BLOCK, &out, BLOCK, NULL);
        const Sight sight = tape_look(&out, at, at + BLOCK);
        if (!sight.finite && in_range) {
            trial_fail(t, "output that is %s after %s", sight_word(&sight), latest(&changes));
        } else if (!sight.finite) {
            trial_warn(t, "output that is not finite after %s", latest(&changes));
        } else if (sight.peak > t->orders->bound && in_range) {
            trial_warn(t, "output of %.3g after %s", sight.peak, latest(&changes));
        }
    }
    if (i && i->odd_values && in_range) {
        trial_warn(t, "%s", i->odd);
    }
    instance_free(i);
    tape_free(&in);
    tape_free(&out);
}

static void in_range(Trial* const t)
{
    fuzz(t, true);
}

static void out_of_range(Trial* const t)
{
    fuzz(t, false);
}

// After each control was absurd, by itself, the plugin must come back.
static void come_back(Trial* const t)
{
    const uint32_t length = (uint32_t)(48000.0 * t->orders->settle);
    Tape in = instance_in_tape(t->subject, length);
    Tape out = instance_out_tape(t->subject, length);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    Instance* i = instance_open(t, 48000.0);
    for (uint32_t port = 0; i && port < t->subject->port_count; ++port) {
        if (!instance_is_free(i, port)) {
            continue;
        }
        i->values[port] = NAN;
        trial_doing(t, "running with %s = NaN", t->subject->ports[port].symbol);
        instance_play(i, &in, 0, 1024, NULL, BLOCK, NULL);
        i->values[port] = INFINITY;
        trial_doing(t, "running with %s = infinity", t->subject->ports[port].symbol);
        instance_play(i, &in, 1024, 2048, NULL, BLOCK, NULL);
        instance_defaults(i);
        instance_play(i, &in, 2048, 4096, &out, BLOCK, NULL);
        if (tape_look(&out, 2048, 4096).finite) {
            continue;
        }
        instance_play(i, &in, 4096, length, &out, BLOCK, NULL);
        if (!tape_look(&out, length - length / 4, length - BLOCK).finite) {
            trial_warn(t, "%s = NaN or infinity spoils the output for more than %g s",
                       t->subject->ports[port].symbol, t->orders->settle);
        }
        instance_free(i);
        i = instance_open(t, 48000.0);
    }
    instance_free(i);
    tape_free(&in);
    tape_free(&out);
}

static void meters(Trial* const t)
{
    const uint32_t length = BLOCK * (trial_length(t, 48000.0) * 2 / BLOCK + 1);
    Tape in = instance_in_tape(t->subject, length);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    Instance* const i = instance_open(t, 48000.0);
    for (uint32_t at = 0; i && at + BLOCK <= length; at += BLOCK) {
        if (at / BLOCK % 16 == 0) {
            instance_turn(i, 2, &t->random);
        }
        trial_doing(t, "running with other controls");
        instance_play(i, &in, at, at + BLOCK, NULL, BLOCK, NULL);
        for (uint32_t p = 0; p < t->subject->port_count; ++p) {
            const SubjectPort* const port = &t->subject->ports[p];
            const bool meter = port->type == PORT_VALUE && !port->input && !port->per_rate &&
                               p != t->subject->latency;
            const double value = (double)i->values[p];
            if (meter && !(value >= (double)port->least && value <= (double)port->most)) {
                trial_warn(t, "the meter '%s' is %g, outside its range %g to %g", port->symbol,
                           value, (double)port->least, (double)port->most);
            }
        }
    }
    instance_free(i);
    tape_free(&in);
}

const Test tests_of_controls[] = {
    {"controls", "any values in range, before every block: finite output", in_range,
     .limit = 90},
    {"absurd", "NaN, infinity, 1e30 and values out of range, before every block", out_of_range,
     .hostile = true, .limit = 90},
    {"come-back", "each control NaN and infinite once: good output afterwards", come_back,
     .hostile = true, .limit = 180},
    {"meters", "output controls stay within their declared ranges", meters, .limit = 60},
    {.name = NULL},
};
