// SPDX-License-Identifier: ISC
#include "sound/sound_reader.h"

#include "need.h"
#include "report.h"
#include "sound/sound_input.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BLOCK = 4096,
    QUALITY = 10,              // speexdsp's best
    PROMISED_MAX = 0x7f000000, // Who writes into a pipe promises all that fits
};

// Whether a WAV header promises more than there is. libsndfile corrects that in silence, but
// says so in its log.
static bool is_truncated(SNDFILE* const file)
{
    char log[4096] = "";
    sf_command(file, SFC_GET_LOG_INFO, log, sizeof(log));
    const char* const line = strstr(log, "data : ");
    unsigned long promised = 0;
    unsigned long found = 0;
    return line && sscanf(line, "data : %lu (should be %lu)", &promised, &found) == 2 &&
           promised > found && promised < PROMISED_MAX;
}

static bool make_resampler(SoundReader* const r)
{
    if (r->file_rate <= SOUND_RATE_MAX) {
        return true;
    }
    while (r->rate > SOUND_RATE_MAX) {
        r->rate = r->rate % 2 ? SOUND_RATE_MAX : r->rate / 2;
    }
    int error = 0;
    r->resampler = speex_resampler_init(r->channels, r->file_rate, r->rate, QUALITY, &error);
    r->waiting = need_memory((size_t)BLOCK * r->channels, sizeof(float));
    if (!r->resampler) {
        need_failed();
    }
    speex_resampler_skip_zeros(r->resampler);
    r->spare = (uint64_t)speex_resampler_get_input_latency(r->resampler);
    r->length = r->length * r->rate / r->file_rate;
    complain("warning: %s: %u Hz, resampled to %u Hz", r->name, r->file_rate, r->rate);
    return true;
}

void sound_reader_drop(SoundReader* const r)
{
    if (r->file) {
        sf_close(r->file);
    }
    if (r->resampler) {
        speex_resampler_destroy(r->resampler);
    }
    free(r->waiting);
    free(r->name);
    *r = (SoundReader){.file = NULL};
}

bool sound_reader_open(SoundReader* const r, const char* const path)
{
    *r = (SoundReader){.name = need_copy(strcmp(path, "-") ? path : "standard input")};
    const int descriptor = sound_input_open(path);
    if (descriptor < 0) {
        sound_reader_drop(r);
        return false;
    }
    SF_INFO info = {.format = 0};
    errno = 0;
    r->file = sf_open_fd(descriptor, SFM_READ, &info, SF_TRUE);
    if (!r->file && errno == ENOMEM) {
        need_failed(); // No property of the file
    }
    if (!r->file) {
        complain("%s: %s; expected a sound file", r->name, sf_strerror(NULL));
        sound_reader_drop(r);
        return false;
    }
    r->file_rate = r->rate = (uint32_t)info.samplerate;
    r->channels = (unsigned)info.channels;
    r->format = info.format;
    r->length = info.frames < PROMISED_MAX ? (uint64_t)info.frames : 0;
    if (is_truncated(r->file)) {
        complain("%s: truncated: the header promises more than the %llu samples there are",
                 r->name, (unsigned long long)r->length);
    } else if (make_resampler(r)) {
        return true;
    }
    sound_reader_drop(r);
    return false;
}

static uint64_t read_file(SoundReader* const r, float* const samples, const uint64_t count)
{
    uint64_t done = 0;
    while (done < count) {
        const sf_count_t got =
            sf_readf_float(r->file, samples + done * r->channels, (sf_count_t)(count - done));
        if (got <= 0) {
            break;
        }
        done += (uint64_t)got;
    }
    r->taken += done;
    return done;
}

// Have samples of the file waiting, or at its end the zeros that drive the last ones out.
static void refill(SoundReader* const r)
{
    const uint32_t room = BLOCK - r->waits;
    float* const end = r->waiting + (size_t)r->waits * r->channels;
    uint64_t more = r->ended ? 0 : read_file(r, end, room);
    r->ended = r->ended || more < room;
    if (!more && r->spare) {
        more = r->spare < room ? r->spare : room;
        memset(end, 0, (size_t)more * r->channels * sizeof(float));
        r->spare -= more;
    }
    r->waits += (uint32_t)more;
}

static uint64_t read_resampled(SoundReader* const r, float* const samples, const uint64_t count)
{
    uint64_t done = 0;
    while (done < count) {
        refill(r);
        const uint64_t whole = (r->taken * r->rate + r->file_rate - 1) / r->file_rate;
        uint64_t wanted = count - done;
        if (r->ended && whole - r->read - done < wanted) {
            wanted = whole - r->read - done;
        }
        spx_uint32_t in = r->waits;
        spx_uint32_t out = (spx_uint32_t)(wanted < BLOCK ? wanted : BLOCK);
        if (!in || !out) {
            break;
        }
        speex_resampler_process_interleaved_float(r->resampler, r->waiting, &in,
                                                  samples + done * r->channels, &out);
        r->waits -= in;
        memmove(r->waiting, r->waiting + (size_t)in * r->channels,
                (size_t)r->waits * r->channels * sizeof(float));
        done += out;
    }
    return done;
}

uint64_t sound_reader_read(SoundReader* const r, float* const samples, const uint64_t count)
{
    const uint64_t done =
        r->resampler ? read_resampled(r, samples, count) : read_file(r, samples, count);
    r->read += done;
    return done;
}

bool sound_reader_close(SoundReader* const r)
{
    bool good = true;
    if (sf_error(r->file)) {
        good = complain("%s: %s", r->name, sf_strerror(r->file));
    } else if (!r->taken) {
        good = complain("%s: holds no sound", r->name);
    } else if (r->read < r->length) {
        good = complain("%s: truncated: the header promises %llu samples, there are %llu",
                        r->name, (unsigned long long)r->length, (unsigned long long)r->read);
    }
    sound_reader_drop(r);
    return good;
}

unsigned sound_choice_count(const SoundChoice* const choice, const char* const name,
                            const unsigned channels)
{
    for (unsigned i = 0; i < choice->picked; ++i) {
        if (choice->pick[i] > channels) {
            complain("%s: has %u channels; expected --channels up to %u, found %u", name,
                     channels, channels, choice->pick[i]);
            return 0;
        }
    }
    const unsigned taken = choice->picked ? choice->picked : channels;
    const unsigned made = choice->channels ? choice->channels : taken;
    if (taken > 2 && made != 1) {
        complain(
            "%s: has %u channels; expected 1 or 2, --channels 1,2 to choose, or --mode mono",
            name, channels);
        return 0;
    }
    return made;
}

void sound_choice_make(const SoundChoice* const choice, const float* from,
                       const unsigned channels, float* to, const uint64_t count)
{
    const unsigned taken = choice->picked ? choice->picked : channels;
    const unsigned made = choice->channels ? choice->channels : taken;
    for (uint64_t i = 0; i < count; ++i, from += channels, to += made) {
        float sum = 0.0f;
        float picked[SOUND_PICK_MAX] = {0.0f};
        for (unsigned c = 0; c < taken; ++c) {
            const float sample = from[choice->picked ? choice->pick[c] - 1 : c];
            sum += sample;
            picked[c % SOUND_PICK_MAX] = sample;
        }
        for (unsigned c = 0; c < made; ++c) {
            to[c] = made == taken ? picked[c] : sum / (float)taken;
        }
    }
}
