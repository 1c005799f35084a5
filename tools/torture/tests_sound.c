// SPDX-License-Identifier: ISC
#include "torture/instance.h"
#include "torture/tests.h"

#include <stdio.h>

enum { BLOCK = 256 };

// Play one kind of sound through a fresh instance, or one that has heard other things.
static Sight play_kind(Trial* const t, Instance* const i, const SoundKind kind,
                       const double seconds)
{
    const uint32_t length = (uint32_t)(seconds * 48000.0);
    Tape in = instance_in_tape(t->subject, length);
    Tape out = instance_out_tape(t->subject, length);
    tape_record(&in, kind, 48000.0, &t->random);
    trial_doing(t, "running with %s as input", sound_word(kind));
    instance_play(i, &in, 0, length, &out, BLOCK, NULL);
    const Sight sight = tape_look(&out, 0, length);
    tape_free(&in);
    tape_free(&out);
    return sight;
}

static void input(Trial* const t)
{
    for (int kind = 0; kind < SOUND_GOOD; ++kind) {
        Instance* const i = instance_open(t, 48000.0);
        if (!i) {
            return;
        }
        const Sight sight = play_kind(t, i, (SoundKind)kind, t->orders->seconds);
        if (!sight.finite) {
            trial_fail(t, "%s as input gives %u samples that are %s",
                       sound_word((SoundKind)kind), sight.strange, sight_word(&sight));
        } else if (sight.peak > t->orders->bound) {
            trial_warn(t, "%s as input gives up to %.3g", sound_word((SoundKind)kind),
                       sight.peak);
        }
        if (i->odd_values) {
            trial_warn(t, "%s with %s as input", i->odd, sound_word((SoundKind)kind));
        }
        instance_free(i);
    }
}

static void recover(Trial* const t)
{
    if (!t->subject->sound_ins) {
        trial_skip(t, "no inputs");
        return;
    }
    for (int kind = SOUND_GOOD; kind < SOUND_KINDS; ++kind) {
        Instance* const i = instance_open(t, 48000.0);
        if (!i) {
            return;
        }
        play_kind(t, i, SOUND_MUSIC, 0.5);
        play_kind(t, i, (SoundKind)kind, 0.2);
        play_kind(t, i, SOUND_MUSIC, t->orders->settle);
        const Sight after = play_kind(t, i, SOUND_MUSIC, 0.5);
        if (!after.finite) {
            trial_warn(t, "after input of %s the output is not finite for more than %g s",
                       sound_word((SoundKind)kind), t->orders->settle);
        } else if (after.peak > t->orders->bound) {
            trial_warn(t, "%g s after input of %s the output still reaches %.3g",
                       t->orders->settle, sound_word((SoundKind)kind), after.peak);
        }
        instance_free(i);
    }
}

static void subnormal(Trial* const t)
{
    Instance* const i = instance_open(t, 48000.0);
    if (!i) {
        return;
    }
    play_kind(t, i, SOUND_IMPULSES, 0.5);
    const Sight decay = play_kind(t, i, SOUND_SILENCE, t->orders->settle);
    if (decay.subnormal) {
        trial_warn(t, "%u subnormal samples in the output while it decays", decay.subnormal);
    }
    instance_free(i);
}

static void float_mode(Trial* const t)
{
    Instance* const i = instance_open(t, 48000.0);
    if (i) {
        play_kind(t, i, SOUND_MUSIC, 0.5);
        if (i->changed_mode) {
            trial_warn(t, "run() changes how the thread rounds numbers, and leaves it so");
        }
    }
    instance_free(i);
}

static void bypass(Trial* const t)
{
    if (t->subject->enabled == SUBJECT_NONE) {
        trial_skip(t, "no control that is lv2:enabled");
        return;
    }
    const uint32_t length = (uint32_t)(48000.0 * (t->orders->seconds + t->orders->settle));
    Tape in = instance_in_tape(t->subject, length);
    Tape out = instance_out_tape(t->subject, length);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    Instance* const i = instance_open(t, 48000.0);
    if (i) {
        const uint32_t from = (uint32_t)(48000.0 * t->orders->settle);
        for (uint32_t at = 0; at + 1024 <= from; at += 1024) {
            i->values[t->subject->enabled] = (float)random_below(&t->random, 2);
            trial_doing(t, "switching bypass to and fro");
            instance_play(i, &in, at, at + 1024, &out, BLOCK, NULL);
        }
        i->values[t->subject->enabled] = 0.0f;
        instance_play(i, &in, from / 1024 * 1024, length, &out, BLOCK, NULL);
        const uint32_t latency =
            t->subject->latency == SUBJECT_NONE ? 0 : (uint32_t)i->values[t->subject->latency];
        const uint32_t end = length - length % BLOCK;
        if (!tape_look(&out, 0, end).finite) {
            trial_fail(t, "output that is not finite while bypass is switched");
        }
        // The sound before, if it goes straight through
        const uint32_t late = length - (length - from) / 2;
        const bool straight = in.channels == out.channels && in.channels && latency <= late;
        for (uint32_t n = late; straight && n < end; ++n) {
            for (unsigned c = 0; c < in.channels; ++c) {
                const float want = *tape_at(&in, c, n - latency);
                const float got = *tape_at(&out, c, n);
                if (got - want > 1e-3f || want - got > 1e-3f) {
                    trial_warn(t, "bypassed, the output is not the input %u samples before",
                               latency);
                    n = end - 1;
                    break;
                }
            }
        }
    }
    instance_free(i);
    tape_free(&in);
    tape_free(&out);
}

static void latency(Trial* const t)
{
    const uint32_t port = t->subject->latency;
    if (port == SUBJECT_NONE) {
        trial_skip(t, "it reports no latency");
        return;
    }
    Instance* const i = instance_open(t, 48000.0);
    if (i) {
        play_kind(t, i, SOUND_MUSIC, 0.1);
        const float first = i->values[port];
        for (int n = 0; n < 16; ++n) {
            i->rolling = n % 2;
            play_kind(t, i, n % 3 ? SOUND_NOISE : SOUND_SILENCE, 0.05);
            if (i->values[port] != first) {
                trial_warn(t, "the latency changes from %g to %g while no control does",
                           (double)first, (double)i->values[port]);
            }
        }
        for (int n = 0; n < 64; ++n) {
            instance_turn(i, 4, &t->random);
            play_kind(t, i, SOUND_MUSIC, 0.02);
            const float now = i->values[port];
            if (!(now >= 0.0f && now <= 48000.0f * 600.0f)) {
                trial_fail(t, "a latency of %g samples", (double)now);
            } else if (now != (float)(uint32_t)now) {
                trial_warn(t, "a latency of %.9g samples, which is not whole", (double)now);
            }
        }
    }
    instance_free(i);
}

const Test tests_of_sound[] = {
    {"input", "music, noise, silence, square waves, impulses, a constant: finite output", input,
     .limit = 60},
    {"recover", "NaN, infinity, 1e30 and subnormal numbers as input: good output afterwards",
     recover, .limit = 60},
    {"subnormal", "no subnormal numbers in the output while sound decays", subnormal,
     .limit = 60},
    {"float-mode", "run() leaves the processor's rounding as it found it", float_mode,
     .limit = 30},
    {"bypass", "lv2:enabled off: the input, as late as the reported latency", bypass,
     .limit = 60},
    {"latency", "the reported latency is a number of samples, and steady", latency,
     .limit = 60},
    {.name = NULL},
};
