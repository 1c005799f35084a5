// SPDX-License-Identifier: ISC
// Whole sound files in memory, for the tests' own tools.
#ifndef DREDGE_TESTS_WAV_H
#define DREDGE_TESTS_WAV_H

#include <sndfile.h>
#include <stdbool.h>

typedef struct {
    float* samples; ///< Interleaved
    sf_count_t length;
    int channels;
    int rate;
} Wav;

/// Read a file whole; complains and returns false when that fails.
bool wav_read(const char* path, Wav* wav);

/// Write a file of floats; complains and returns false when that fails.
bool wav_write(const char* path, const Wav* wav);

#endif
