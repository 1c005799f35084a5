// SPDX-License-Identifier: ISC
#include "torture/instance.h"
#include "torture/tests.h"

#include <math.h>
#include <stdio.h>

static const uint32_t sizes[] = {0,   1,   2,   16,  63,   64,   65,   100,  127,  256,
                                 441, 480, 512, 960, 1023, 1024, 1025, 2048, 4096, 8192};
enum { SIZES = sizeof(sizes) / sizeof(sizes[0]) };

static void check_finite(Trial* const t, const Tape* const out, const uint32_t to,
                         const char* const when)
{
    const Sight sight = tape_look(out, 0, to);
    if (!sight.finite) {
        trial_fail(t, "%u samples of the output are %s %s", sight.strange, sight_word(&sight),
                   when);
    } else if (sight.peak > t->orders->bound) {
        trial_warn(t, "the output reaches %.3g %s", sight.peak, when);
    }
}

// One way to connect against separate buffers.
static void compare_wires(Trial* const t, const Wires wires, const char* const words)
{
    const uint32_t length = trial_length(t, 48000.0);
    Tape in = instance_in_tape(t->subject, length);
    Tape separate = instance_out_tape(t->subject, length);
    Tape other = instance_out_tape(t->subject, length);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    for (unsigned c = 1; wires == WIRES_ONE_INPUT && c < in.channels; ++c) {
        for (uint32_t i = 0; i < length; ++i) {
            *tape_at(&in, c, i) = *tape_at(&in, 0, i);
        }
    }
    Instance* const a = instance_open(t, 48000.0);
    Instance* const b = instance_new(t, 48000.0);
    trial_doing(t, "running %s", words);
    if (a && b) {
        b->wires = wires;
        instance_activate(b);
        instance_play(a, &in, 0, length, &separate, 256, NULL);
        instance_play(b, &in, 0, length, &other, 256, NULL);
        const uint32_t place = tape_differs(&separate, &other, 0);
        check_finite(t, &other, length, words);
        if (wires != WIRES_BARE && place < length) {
            trial_warn(t, "other output %s, from sample %u on, by up to %.3g", words, place,
                       tape_distance(&separate, &other, place, length));
        }
    }
    instance_free(a);
    instance_free(b);
    tape_free(&in);
    tape_free(&separate);
    tape_free(&other);
}

static void connect(Trial* const t)
{
    compare_wires(t, WIRES_BARE, "with optional ports left unconnected");
    if (t->subject->sound_ins > 1) {
        compare_wires(t, WIRES_ONE_INPUT, "with one buffer for all inputs");
    }
}

static void in_place(Trial* const t)
{
    if (t->subject->in_place_broken) {
        trial_skip(t, "the plugin says lv2:inPlaceBroken");
    } else if (!t->subject->sound_ins || !t->subject->sound_outs) {
        trial_skip(t, "no inputs or no outputs");
    } else {
        compare_wires(t, WIRES_IN_PLACE, "with inputs and outputs in the same buffers");
    }
}

static void block_sizes(Trial* const t)
{
    const uint32_t length = 4 * INSTANCE_BLOCK + trial_length(t, 48000.0);
    Tape in = instance_in_tape(t->subject, length);
    Tape out = instance_out_tape(t->subject, length);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    Instance* const i = instance_open(t, 48000.0);
    uint32_t at = 0;
    for (unsigned n = 0; i && n < SIZES * 40U; ++n) {
        const uint32_t wanted = sizes[n < SIZES ? n : random_below(&t->random, SIZES)];
        const uint32_t size = instance_block(i, wanted);
        trial_doing(t, "running a block of %u samples", size);
        at = at + size > length ? 0 : at;
        instance_block_of_tape(i, &in, at, &out, size);
        at += size;
    }
    check_finite(t, &out, length, "with blocks of changing size");
    instance_free(i);
    tape_free(&in);
    tape_free(&out);
}

static void one_rate(Trial* const t, const double rate)
{
    const uint32_t length = trial_length(t, rate);
    trial_doing(t, "running at %g Hz", rate);
    Instance* const i = instance_new(t, rate);
    if (!i) { // It may refuse
        return;
    }
    Tape in = instance_in_tape(t->subject, length);
    Tape out = instance_out_tape(t->subject, length);
    tape_record(&in, SOUND_MUSIC, rate, &t->random);
    instance_activate(i);
    for (uint32_t at = 0; at + 4096 <= length; at += 4096) {
        instance_play(i, &in, at, at + 4096, &out, 512, NULL);
        instance_turn(i, 2, &t->random);
    }
    char when[64];
    snprintf(when, sizeof(when), "at %g Hz", rate);
    check_finite(t, &out, length, when);
    instance_free(i);
    tape_free(&in);
    tape_free(&out);
}

static void rates(Trial* const t)
{
    static const double all[] = {8000.0,  11025.0, 16000.0, 22050.0,  32000.0,  44100.0,
                                 48000.0, 88200.0, 96000.0, 176400.0, 192000.0, 384000.0};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); ++i) {
        one_rate(t, all[i]);
    }
}

const Test tests_of_blocks[] = {
    {"connect", "optional ports unconnected; one buffer for all inputs", connect, .limit = 60},
    {"in-place", "inputs and outputs in the same buffers: the same output", in_place,
     .limit = 60},
    {"blocks", "blocks of 0, 1, 63, 64, 65, ... 8192 samples, changing with every run",
     block_sizes, .limit = 60},
    {"rates", "8 to 384 kHz; a plugin may refuse", rates, .limit = 120},
    {.name = NULL},
};
