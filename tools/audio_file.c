// SPDX-License-Identifier: ISC
#include "audio_file.h"

#include "report.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 4096 };

// Whether a WAV header promises more than there is. libsndfile corrects that in silence, but
// says so in its log. Who writes into a pipe promises all that fits: that is no truncation.
static bool is_truncated(SNDFILE* const file)
{
    enum { WRITTEN_TO_PIPE = 0x7f000000 };
    char log[4096] = "";
    sf_command(file, SFC_GET_LOG_INFO, log, sizeof(log));
    const char* const line = strstr(log, "data : ");
    unsigned long promised = 0;
    unsigned long found = 0;
    return line && sscanf(line, "data : %lu (should be %lu)", &promised, &found) == 2 &&
           promised > found && promised < WRITTEN_TO_PIPE;
}

bool sound_read(const char* const path, Sound* const sound)
{
    memset(sound, 0, sizeof(*sound));
    SF_INFO info = {.format = 0};
    SNDFILE* const file = sf_open(path, SFM_READ, &info);
    if (!file) {
        return complain("%s: %s; expected a sound file", path, sf_strerror(NULL));
    }
    sound->rate = (uint32_t)info.samplerate;
    sound->channels = (unsigned)info.channels;
    sound->format = info.format;
    sf_count_t room = 0;
    bool good = true;
    // Read until the end instead of trusting the header's length: a truncated file has less.
    for (sf_count_t got = 1; good && got > 0; sound->length += (uint64_t)(got > 0 ? got : 0)) {
        if ((sf_count_t)sound->length + BLOCK > room) {
            room = room ? room * 2 : info.frames + BLOCK;
            float* const grown =
                realloc(sound->samples, (size_t)room * sound->channels * sizeof(float));
            if (!grown) {
                good = complain("%s: not enough memory", path);
                break;
            }
            sound->samples = grown;
        }
        got = sf_readf_float(file, sound->samples + sound->length * sound->channels, BLOCK);
    }
    if (good && sf_error(file)) {
        good = complain("%s: %s", path, sf_strerror(file));
    }
    if (good && !sound->length) {
        good = complain("%s: holds no sound", path);
    }
    if (good && ((sf_count_t)sound->length < info.frames || is_truncated(file))) {
        good =
            complain("%s: truncated: the header promises more than the %llu samples there are",
                     path, (unsigned long long)sound->length);
    }
    sf_close(file);
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
    if (sound->channels > 2 && channels != 1) {
        return complain("%s: has %u channels; expected 1 or 2, or --mode mono", path,
                        sound->channels);
    }
    if (sound->channels == channels) {
        return true;
    }
    float* const converted = malloc((size_t)sound->length * channels * sizeof(float));
    if (!converted) {
        return complain("%s: not enough memory", path);
    }
    for (uint64_t i = 0; i < sound->length; ++i) {
        float sum = 0.0f;
        for (unsigned c = 0; c < sound->channels; ++c) {
            sum += sound->samples[i * sound->channels + c];
        }
        for (unsigned c = 0; c < channels; ++c) {
            converted[i * channels + c] = sum / (float)sound->channels;
        }
    }
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
    w->file = sf_open(w->output.part, SFM_WRITE, &info);
    if (!w->file) {
        complain("%s: can't be written: %s", path, sf_strerror(NULL));
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
