// SPDX-License-Identifier: ISC
// Writing a WAV where nothing can be mended later: into a pipe.
#ifndef DREDGE_SOUND_PIPE_H
#define DREDGE_SOUND_PIPE_H

#include <sndfile.h>
#include <stdint.h>

/// What libsndfile writes to. It stays in its place while the file is open.
typedef struct {
    int to;             ///< Descriptor
    sf_count_t at;      ///< Where libsndfile believes to be
    sf_count_t written; ///< Bytes that it wrote
    size_t held;        ///< Bytes of the header, until all of it is there
    uint8_t header[512];
} SoundPipe;

/// Open a WAV file for writing. If it can't be sought in, its header promises as much sound as
/// fits.
SNDFILE* sound_pipe_open(SoundPipe* pipe, int to, SF_INFO* info);

#endif
