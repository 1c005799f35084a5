// SPDX-License-Identifier: ISC
// Sound files, read piece by piece by libsndfile.
#ifndef DREDGE_SOUND_READER_H
#define DREDGE_SOUND_READER_H

#include <sndfile.h>
#include <speex/speex_resampler.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    SOUND_RATE_MAX = 192000, ///< Hz; what is faster is resampled
    SOUND_PICK_MAX = 2,
};

/// A file being read.
typedef struct {
    SNDFILE* file;
    char* name;
    unsigned channels;
    uint32_t rate;   ///< Of what is read
    int format;      ///< libsndfile's
    uint64_t length; ///< Samples per channel that the header promises; 0: it doesn't tell
    uint64_t read;   ///< ... and that have been read

    SpeexResamplerState* resampler; ///< NULL: the file's rate is the one above
    uint32_t file_rate;
    uint64_t taken; ///< Samples of the file
    uint64_t spare; ///< Zeros that the resampler still gets at the end
    float* waiting; ///< Samples for the resampler
    uint32_t waits; ///< ... how many
    bool ended;     ///< There are no more
} SoundReader;

/**
   Open a file, "-" for the standard input. A rate above SOUND_RATE_MAX is halved until it is
   not, or else becomes SOUND_RATE_MAX; says on stderr so, and what is wrong with the file.

   @return false if it can't be read or is truncated; else sound_reader_close() follows
*/
bool sound_reader_open(SoundReader* reader, const char* path);

/// Read up to `count` samples per channel, interleaved. Returns how many; fewer only at the
/// end.
uint64_t sound_reader_read(SoundReader* reader, float* samples, uint64_t count);

/// Close the file in the middle, whatever is in it.
void sound_reader_drop(SoundReader* reader);

/// Close the file at its end. Returns false, after a complaint, if it was damaged or held no
/// sound.
bool sound_reader_close(SoundReader* reader);

/// Which channels to take.
typedef struct {
    unsigned channels;             ///< To make of them: 1 or 2; 0: as many as there are
    unsigned picked;               ///< How many of the file's are taken; 0: all
    unsigned pick[SOUND_PICK_MAX]; ///< Their numbers, from 1
} SoundChoice;

/// How many channels a choice makes of a file's. 0, after a complaint: it can't be made.
unsigned sound_choice_count(const SoundChoice* choice, const char* name, unsigned channels);

/// Make them, sample by sample: the mean for mono, the same twice for stereo. `to` may be
/// `from` if there are not more of them.
void sound_choice_make(const SoundChoice* choice, const float* from, unsigned channels,
                       float* to, uint64_t count);

#endif
