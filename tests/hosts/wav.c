// SPDX-License-Identifier: ISC
#include "wav.h"

#include <stdio.h>
#include <stdlib.h>

bool wav_read(const char* const path, Wav* const wav)
{
    SF_INFO info = {.format = 0};
    SNDFILE* const file = sf_open(path, SFM_READ, &info);
    if (!file) {
        fprintf(stderr, "%s: %s\n", path, sf_strerror(NULL));
        return false;
    }
    *wav = (Wav){.length = info.frames, .channels = info.channels, .rate = info.samplerate};
    wav->samples = malloc((size_t)info.frames * (size_t)info.channels * sizeof(float) + 1);
    const bool good =
        wav->samples && sf_readf_float(file, wav->samples, info.frames) == info.frames;
    sf_close(file);
    if (!good) {
        fprintf(stderr, "%s: can't be read whole\n", path);
        free(wav->samples);
        wav->samples = NULL;
    }
    return good;
}

bool wav_write(const char* const path, const Wav* const wav)
{
    SF_INFO info = {.samplerate = wav->rate,
                    .channels = wav->channels,
                    .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT};
    SNDFILE* const file = sf_open(path, SFM_WRITE, &info);
    const bool good = file && sf_writef_float(file, wav->samples, wav->length) == wav->length;
    if (!good) {
        fprintf(stderr, "%s: can't be written: %s\n", path, sf_strerror(file));
    }
    return (!file || !sf_close(file)) && good;
}
