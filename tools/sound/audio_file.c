// SPDX-License-Identifier: ISC
#include "sound/audio_file.h"

#include "need.h"
#include "report.h"
#include "sound/sound_reader.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 4096 };

bool sound_read(const char* const path, Sound* const sound)
{
    SoundReader reader;
    memset(sound, 0, sizeof(*sound));
    if (!sound_reader_open(&reader, path)) {
        return false;
    }
    sound->rate = reader.rate;
    sound->channels = reader.channels;
    sound->format = reader.format;
    uint64_t room = 0;
    // Until the end instead of trusting the header's length.
    for (uint64_t got = BLOCK; got == BLOCK; sound->length += got) {
        if (sound->length + BLOCK > room) {
            room = room ? room * 2 : reader.length + BLOCK;
            sound->samples =
                need_grown(sound->samples, (size_t)room * sound->channels * sizeof(float));
        }
        got =
            sound_reader_read(&reader, sound->samples + sound->length * sound->channels, BLOCK);
    }
    const bool good = sound_reader_close(&reader);
    if (!good) {
        sound_free(sound);
    }
    return good;
}

void sound_free(Sound* const sound)
{
    free(sound->samples);
    sound->samples = NULL;
}

bool sound_convert(Sound* const sound, const char* const path, const unsigned channels)
{
    const SoundChoice choice = {.channels = channels};
    if (!sound_choice_count(&choice, path, sound->channels)) {
        return false;
    }
    if (sound->channels == channels) {
        return true;
    }
    float* const converted = need_memory((size_t)sound->length * channels, sizeof(float));
    sound_choice_make(&choice, sound->samples, sound->channels, converted, sound->length);
    free(sound->samples);
    sound->samples = converted;
    sound->channels = channels;
    return true;
}

bool sound_writer_open(SoundWriter* const w, const char* const path, const uint32_t rate,
                       const unsigned channels, const int format)
{
    *w = (SoundWriter){.channels = channels};
    if (!output_file_begin(&w->output, path)) {
        return false;
    }
    SF_INFO info = {.samplerate = (int)rate, .channels = (int)channels, .format = format};
    errno = 0;
    w->file = w->output.standard >= 0 ? sound_pipe_open(&w->pipe, w->output.standard, &info)
                                      : sf_open(w->output.part, SFM_WRITE, &info);
    if (!w->file) {
        complain("%s: can't be written: %s", path,
                 errno == ENOMEM ? strerror(errno) : sf_strerror(NULL));
        return output_file_end(&w->output, false);
    }
    w->short_samples = (format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_16;
    sf_command(w->file, SFC_SET_CLIPPING, NULL, SF_TRUE);
    return true;
}

// 24 bits first and then 16, half up: what the reference decoder's program writes.
static short to_short(const float x)
{
    const float scaled = x * 8388608.0f;
    const float limit = 0x7fff00;
    const long fine = lrintf(scaled > limit ? limit : scaled < -limit ? -limit : scaled);
    return (short)((fine + 128) >> 8);
}

void sound_writer_write(SoundWriter* const w, const float* samples, uint64_t length)
{
    while (length && !w->failed) {
        const uint64_t count = length < BLOCK ? length : BLOCK;
        sf_count_t done = 0;
        if (w->short_samples) {
            short block[BLOCK * 2];
            for (uint64_t i = 0; i < count * w->channels; ++i) {
                block[i] = to_short(samples[i]);
            }
            done = sf_writef_short(w->file, block, (sf_count_t)count);
        } else {
            done = sf_writef_float(w->file, samples, (sf_count_t)count);
        }
        if (done != (sf_count_t)count) {
            w->failed = true;
            complain("%s: can't be written: %s", w->output.path, sf_strerror(w->file));
        }
        samples += count * w->channels;
        length -= count;
    }
}

bool sound_writer_close(SoundWriter* const w, const bool keep)
{
    if (sf_close(w->file) && keep && !w->failed) {
        w->failed = true;
        complain("%s: can't be written: %s", w->output.path, strerror(errno));
    }
    return output_file_end(&w->output, keep && !w->failed);
}
