// SPDX-License-Identifier: ISC
// What libsndfile can't do with WAV: files whose length is not known when they begin.
#ifndef DREDGE_WAV_HEADER_H
#define DREDGE_WAV_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WAV_RIFF_HEADER = 12, ///< Bytes: "RIFF", a length, "WAVE"
    WAV_CHUNK_HEADER = 8, ///< A name, a length
};

/// Whether bytes begin as a WAV file.
bool wav_begins(const uint8_t* bytes, size_t size);

/// Where the chunk with the sound begins; 0 if that is not among these bytes.
size_t wav_find_data(const uint8_t* bytes, size_t size);

/// The length in the header of a chunk.
uint32_t wav_chunk_length(const uint8_t* chunk);

/// Whether everything from a place on is nothing but chunks, as it may be behind a sound of no
/// length.
bool wav_is_chunks(const uint8_t* bytes, size_t size, size_t at);

/// Say in a header that the sound goes on for as long as there is some; `data` is where its
/// chunk begins.
void wav_open_end(uint8_t* bytes, size_t data);

#endif
