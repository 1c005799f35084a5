// SPDX-License-Identifier: ISC
// Sound for the tests, and what can be said about sound.
#ifndef DREDGE_TORTURE_SOUND_H
#define DREDGE_TORTURE_SOUND_H

#include "torture/random.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    SOUND_MUSIC, ///< Tones, noise and pauses, up to -6 dBFS
    SOUND_NOISE, ///< To full scale
    SOUND_SILENCE,
    SOUND_SQUARE, ///< Full scale
    SOUND_IMPULSES,
    SOUND_CONSTANT,
    SOUND_GOOD, ///< How many of them are what a host may send; the others follow
    SOUND_SUBNORMAL = SOUND_GOOD,
    SOUND_HUGE, ///< Up to 1e30
    SOUND_NAN,
    SOUND_INFINITE,
    SOUND_KINDS,
} SoundKind;

/// Channels of the same length, one behind the other.
typedef struct {
    unsigned channels;
    uint32_t length;
    float* samples;
} Tape;

/// A blank tape; aborts for want of memory. tape_free() it.
Tape tape_new(unsigned channels, uint32_t length);
void tape_free(Tape* tape);

/// A channel from a sample on.
float* tape_at(const Tape* tape, unsigned channel, uint32_t at);

/// Fill a tape; what is at a place depends on the draws and the place only.
void tape_record(Tape* tape, SoundKind kind, double rate, Random* random);

/// In words, for messages.
const char* sound_word(SoundKind kind);

/// The bits of a sample that was never written: a NaN that no arithmetic makes.
#define SOUND_UNWRITTEN 0x7fc0dead

/// What is on a tape. Zero-initialise.
typedef struct {
    bool finite;
    double peak;        ///< Of the finite samples
    uint32_t strange;   ///< Samples that are not finite
    uint32_t unwritten; ///< ... because they are SOUND_UNWRITTEN
    uint32_t subnormal; ///< Samples
} Sight;

/// Look at a part of a tape.
Sight tape_look(const Tape* tape, uint32_t from, uint32_t to);

/// "not finite", or "not written" where that is why.
const char* sight_word(const Sight* sight);

/// The first sample from `from` on at which two tapes differ by a bit, in any channel; the
/// length of the shorter if none does. NaNs are like each other.
uint32_t tape_differs(const Tape* a, const Tape* b, uint32_t from);

/// The largest difference from `from` on, before `to`.
double tape_distance(const Tape* a, const Tape* b, uint32_t from, uint32_t to);

#endif
