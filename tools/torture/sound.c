// SPDX-License-Identifier: ISC
#include "torture/sound.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TURN 6.283185307179586

Tape tape_new(const unsigned channels, const uint32_t length)
{
    const Tape tape = {.channels = channels,
                       .length = length,
                       .samples = calloc((size_t)channels * length + 1, sizeof(float))};
    if (!tape.samples) {
        abort();
    }
    return tape;
}

void tape_free(Tape* const tape)
{
    free(tape->samples);
    tape->samples = NULL;
}

float* tape_at(const Tape* const tape, const unsigned channel, const uint32_t at)
{
    return tape->samples + (size_t)channel * tape->length + at;
}

static double sample_of(const SoundKind kind, const double seconds, const double frequency,
                        Random* const random)
{
    const double noise = random_between(random, -1.0, 1.0);
    const double tone = sin(TURN * frequency * seconds);
    switch (kind) {
    case SOUND_MUSIC: // Three notes, a hiss and a pause in each second
        return fmod(seconds, 1.0) < 0.75  ? 0.3 * tone + 0.1 * noise
               : fmod(seconds, 1.0) < 0.9 ? 0.2 * noise
                                          : 0.0;
    case SOUND_NOISE:
        return noise;
    case SOUND_SQUARE:
        return tone < 0.0 ? -1.0 : 1.0;
    case SOUND_IMPULSES:
        return fabs(noise) > 0.999 ? noise : 0.0;
    case SOUND_CONSTANT:
        return 1.0;
    case SOUND_SUBNORMAL:
        return noise * 1e-40;
    case SOUND_HUGE:
        return noise * 1e30;
    case SOUND_NAN:
        return fabs(noise) > 0.9 ? (double)NAN : 0.1 * noise;
    case SOUND_INFINITE:
        return noise > 0.95    ? (double)INFINITY
               : noise < -0.95 ? (double)-INFINITY
                               : 0.1 * noise;
    default:
        return 0.0;
    }
}

void tape_record(Tape* const tape, const SoundKind kind, const double rate,
                 Random* const random)
{
    for (unsigned c = 0; c < tape->channels; ++c) {
        for (uint32_t i = 0; i < tape->length; ++i) {
            const double seconds = i / rate;
            const double note = floor(seconds * 4.0);
            const double frequency = 110.0 * (c + 1) * (1.0 + fmod(note * 3.0, 7.0));
            *tape_at(tape, c, i) = (float)sample_of(kind, seconds, frequency, random);
        }
    }
}

const char* sound_word(const SoundKind kind)
{
    static const char* const words[SOUND_KINDS] = {
        [SOUND_MUSIC] = "music",
        [SOUND_NOISE] = "full-scale noise",
        [SOUND_SILENCE] = "silence",
        [SOUND_SQUARE] = "a full-scale square wave",
        [SOUND_IMPULSES] = "impulses",
        [SOUND_CONSTANT] = "a constant 1",
        [SOUND_SUBNORMAL] = "subnormal",
        [SOUND_HUGE] = "noise of 1e30",
        [SOUND_NAN] = "NaN",
        [SOUND_INFINITE] = "infinity",
    };
    return words[kind];
}

Sight tape_look(const Tape* const tape, const uint32_t from, const uint32_t to)
{
    Sight sight = {.finite = true};
    for (unsigned c = 0; c < tape->channels; ++c) {
        for (uint32_t i = from; i < to; ++i) {
            const float sample = *tape_at(tape, c, i);
            const double size = fabs((double)sample);
            if (!isfinite(sample)) {
                sight.finite = false;
                ++sight.strange;
            } else if (size > sight.peak) {
                sight.peak = size;
            }
            uint32_t bits = 0;
            memcpy(&bits, &sample, sizeof(bits));
            sight.unwritten += bits == SOUND_UNWRITTEN;
            sight.subnormal += fpclassify(sample) == FP_SUBNORMAL;
        }
    }
    return sight;
}

const char* sight_word(const Sight* const sight)
{
    return sight->strange && sight->unwritten == sight->strange ? "not written" : "not finite";
}

static uint32_t shorter(const Tape* const a, const Tape* const b)
{
    return a->length < b->length ? a->length : b->length;
}

uint32_t tape_differs(const Tape* const a, const Tape* const b, const uint32_t from)
{
    const uint32_t end = shorter(a, b);
    for (uint32_t i = from; i < end; ++i) {
        for (unsigned c = 0; c < a->channels; ++c) {
            const float x = *tape_at(a, c, i);
            const float y = *tape_at(b, c, i);
            if (x != y && !(isnan(x) && isnan(y))) {
                return i;
            }
        }
    }
    return end;
}

double tape_distance(const Tape* const a, const Tape* const b, const uint32_t from,
                     const uint32_t to)
{
    double largest = 0.0;
    for (uint32_t i = from; i < to; ++i) {
        for (unsigned c = 0; c < a->channels; ++c) {
            const double x = fabs((double)*tape_at(a, c, i) - (double)*tape_at(b, c, i));
            largest = x > largest || isnan(x) ? x : largest;
        }
    }
    return largest;
}
