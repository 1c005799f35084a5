// SPDX-License-Identifier: ISC
#include "torture/instance.h"
#include "torture/tests.h"

#include <math.h>
#include <stdio.h>

enum { ROUNDS = 3 };

// Samples from one change of controls to the next.
static uint32_t tick_of(const Instance* const i)
{
    return (uint32_t)(i->rate * INSTANCE_TICK_MS / 1000.0);
}

// Play with controls that change at every tick, as `seed` has it, from the start on.
static void play_turning(Instance* const i, const Tape* const in, Tape* const out,
                         const uint32_t block, Random* const splits, const uint64_t seed)
{
    const uint32_t tick = tick_of(i);
    Random knobs = seed;
    for (uint32_t at = 0; at + tick <= in->length; at += tick) {
        instance_turn(i, 2, &knobs);
        instance_play(i, in, at, at + tick, out, block, splits);
    }
}

// Two fresh instances get the same, in blocks of a size against others.
static void compare(Trial* const t, const uint32_t block, const bool split, const bool turning)
{
    const uint32_t length = 2 * trial_length(t, 48000.0);
    const uint64_t seed = random_bits(&t->random);
    Tape in = instance_in_tape(t->subject, length);
    Tape first = instance_out_tape(t->subject, length);
    Tape second = instance_out_tape(t->subject, length);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    Instance* const a = instance_open(t, 48000.0);
    Instance* const b = instance_open(t, 48000.0);
    if (a && b) {
        const char* const how = turning ? "controls that turn" : "all controls as usual";
        Random splits = random_bits(&t->random);
        trial_doing(t, "running with %s", how);
        if (turning) {
            play_turning(a, &in, &first, 256, NULL, seed);
            play_turning(b, &in, &second, block, split ? &splits : NULL, seed);
        } else {
            instance_play(a, &in, 0, length, &first, 256, NULL);
            instance_play(b, &in, 0, length, &second, block, split ? &splits : NULL);
        }
        const uint32_t place = tape_differs(&first, &second, 0);
        if (place < length) {
            trial_warn(t, "with %s, %s, other output from sample %u on, by up to %.3g", how,
                       split ? "in other blocks" : "in the same blocks", place,
                       tape_distance(&first, &second, place, length));
        }
    }
    instance_free(a);
    instance_free(b);
    tape_free(&in);
    tape_free(&first);
    tape_free(&second);
}

static void repeat(Trial* const t)
{
    compare(t, 256, false, false);
    for (int n = 0; n < ROUNDS; ++n) {
        compare(t, 256, false, true);
    }
}

static void splits(Trial* const t)
{
    static const uint32_t blocks[] = {64, 700, 2048};
    if (t->subject->fixed_blocks || t->subject->power_of_2_blocks) {
        trial_skip(t, "the plugin does not take any block");
        return;
    }
    compare(t, 511, true, false);
    for (int n = 0; n < ROUNDS; ++n) {
        compare(t, blocks[n], true, true);
    }
}

static void reset(Trial* const t)
{
    const uint32_t length = trial_length(t, 48000.0);
    Tape in = instance_in_tape(t->subject, length);
    Tape fresh = instance_out_tape(t->subject, length);
    Tape again = instance_out_tape(t->subject, length);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    Instance* const a = instance_open(t, 48000.0);
    Instance* const b = instance_open(t, 48000.0);
    if (a && b) {
        trial_doing(t, "running, deactivating and activating");
        play_turning(b, &in, &again, 256, NULL, random_bits(&t->random));
        instance_deactivate(b);
        instance_defaults(b);
        instance_activate(b);
        instance_play(a, &in, 0, length, &fresh, 256, NULL);
        instance_play(b, &in, 0, length, &again, 256, NULL);
        const uint32_t place = tape_differs(&fresh, &again, 0);
        if (place < length) {
            trial_warn(t,
                       "activated again, it does not begin anew: other output from sample %u "
                       "on, by up to %.3g",
                       place, tape_distance(&fresh, &again, place, length));
        }
    }
    instance_free(a);
    instance_free(b);
    tape_free(&in);
    tape_free(&fresh);
    tape_free(&again);
}

// How far the last half second of two tapes is apart, in words.
static void tell_distance(Trial* const t, const Tape* const fresh, const Tape* const used,
                          const uint32_t from)
{
    const uint32_t place = tape_differs(fresh, used, from);
    if (place < fresh->length) {
        const double distance = tape_distance(fresh, used, from, fresh->length);
        const double level = tape_look(fresh, from, fresh->length).peak;
        trial_warn(t,
                   "%g s after all controls are back, the output differs by %.3g (%.0f dB "
                   "below its peak)",
                   t->orders->settle, distance, 20.0 * log10((level + 1e-12) / distance));
    }
}

static void defaults(Trial* const t)
{
    const uint32_t settle = (uint32_t)(t->orders->settle * 48000.0);
    const uint32_t tick = 48 * INSTANCE_TICK_MS;
    const uint32_t before = tick * (trial_length(t, 48000.0) / tick + 1);
    const uint32_t length = tick * ((before + settle + 24000) / tick);
    Tape in = instance_in_tape(t->subject, length);
    Tape fresh = instance_out_tape(t->subject, length);
    Tape used = instance_out_tape(t->subject, length);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    Instance* const a = instance_open(t, 48000.0);
    Instance* const b = instance_open(t, 48000.0);
    if (a && b) {
        trial_doing(t, "running with all controls turned, and back again");
        Random knobs = random_bits(&t->random);
        for (uint32_t at = 0; at < length; at += tick) {
            if (at < before) {
                instance_turn(b, 3, &knobs);
            } else {
                instance_defaults(b);
            }
            instance_play(a, &in, at, at + tick, &fresh, 256, NULL);
            instance_play(b, &in, at, at + tick, &used, 256, NULL);
        }
        tell_distance(t, &fresh, &used, length - 24000);
    }
    instance_free(a);
    instance_free(b);
    tape_free(&in);
    tape_free(&fresh);
    tape_free(&used);
}

const Test tests_of_sameness[] = {
    {"repeat", "the same input and controls give the same output in two fresh instances",
     repeat, .limit = 90},
    {"splits", "... and in blocks of any size", splits, .limit = 90},
    {"reset", "deactivated and activated, an instance is as fresh", reset, .limit = 60},
    {"defaults", "with all controls back, the output is soon that of a fresh instance",
     defaults, .limit = 60},
    {.name = NULL},
};
