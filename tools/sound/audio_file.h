// SPDX-License-Identifier: ISC
// Sound files, by libsndfile.
#ifndef DREDGE_AUDIO_FILE_H
#define DREDGE_AUDIO_FILE_H

#include "output_file.h"
#include "sound/sound_pipe.h"

#include <sndfile.h>
#include <stdbool.h>
#include <stdint.h>

/// A sound file in memory.
typedef struct {
    float* samples;  ///< Interleaved
    uint64_t length; ///< Samples per channel
    unsigned channels;
    uint32_t rate;
    int format; ///< libsndfile's
} Sound;

/**
   Read a whole file, as sound_reader.h does.

   @return false if it can't be read, has no sound, or is truncated
*/
bool sound_read(const char* path, Sound* sound);

/// Free what sound_read() allocated.
void sound_free(Sound* sound);

/// Make `channels` of what there is, as sound_choice_make() does.
bool sound_convert(Sound* sound, const char* path, unsigned channels);

/// A file being written, under another name until it is complete.
typedef struct {
    SNDFILE* file;
    OutputFile output;
    SoundPipe pipe; ///< Where the output is the standard output
    bool short_samples;
    unsigned channels;
    bool failed;
} SoundWriter;

/**
   Begin to write a file; says on stderr what is wrong.

   A 16-bit format gets its samples by rounding to the nearest, as opus_demo does.
*/
bool sound_writer_open(SoundWriter* writer, const char* path, uint32_t rate, unsigned channels,
                       int format);

/// Write `length` samples per channel.
void sound_writer_write(SoundWriter* writer, const float* samples, uint64_t length);

/// Complete the file, or remove what there is of it. Says on stderr what went wrong.
bool sound_writer_close(SoundWriter* writer, bool keep);

#endif
