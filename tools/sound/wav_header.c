// SPDX-License-Identifier: ISC
#include "sound/wav_header.h"

#include <string.h>

static uint32_t le32(const uint8_t* const bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

uint32_t wav_chunk_length(const uint8_t* const chunk)
{
    return le32(chunk + 4);
}

bool wav_begins(const uint8_t* const bytes, const size_t size)
{
    return size >= WAV_RIFF_HEADER && !memcmp(bytes, "RIFF", 4) &&
           !memcmp(bytes + 8, "WAVE", 4);
}

size_t wav_find_data(const uint8_t* const bytes, const size_t size)
{
    size_t at = WAV_RIFF_HEADER;
    while (wav_begins(bytes, size) && at + WAV_CHUNK_HEADER <= size) {
        if (!memcmp(bytes + at, "data", 4)) {
            return at;
        }
        const uint32_t length = wav_chunk_length(bytes + at);
        at += WAV_CHUNK_HEADER + (size_t)length + length % 2;
    }
    return 0;
}

bool wav_is_chunks(const uint8_t* const bytes, const size_t size, size_t at)
{
    while (at + WAV_CHUNK_HEADER <= size) {
        for (size_t i = 0; i < 4; ++i) {
            if (bytes[at + i] < ' ' || bytes[at + i] > '~') {
                return false;
            }
        }
        const uint32_t length = wav_chunk_length(bytes + at);
        at += WAV_CHUNK_HEADER + (size_t)length + length % 2;
    }
    return at == size;
}

void wav_open_end(uint8_t* const bytes, const size_t data)
{
    memset(bytes + 4, 0xff, 4);
    memset(bytes + data + 4, 0xff, 4);
}
