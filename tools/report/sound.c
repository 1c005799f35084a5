// SPDX-License-Identifier: ISC
#include "report/sound.h"

#include "need.h"
#include "report.h"
#include "sound/audio_file.h"

#include <ebur128.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// A file that libsndfile writes into memory.
typedef struct {
    unsigned char* bytes;
    sf_count_t size, room, at;
} MemoryFile;

static sf_count_t memory_size(void* const user)
{
    return ((MemoryFile*)user)->size;
}

static sf_count_t memory_seek(const sf_count_t offset, const int whence, void* const user)
{
    MemoryFile* const m = user;
    m->at = offset + (whence == SEEK_CUR ? m->at : whence == SEEK_END ? m->size : 0);
    return m->at;
}

static sf_count_t memory_read(void* const to, const sf_count_t count, void* const user)
{
    MemoryFile* const m = user;
    const sf_count_t left = m->size - m->at;
    const sf_count_t n = count < left ? count : left > 0 ? left : 0;
    memcpy(to, m->bytes + m->at, (size_t)n);
    m->at += n;
    return n;
}

static sf_count_t memory_write(const void* const from, const sf_count_t count, void* const user)
{
    MemoryFile* const m = user;
    if (m->at + count > m->room) {
        m->room = 2 * (m->at + count);
        unsigned char* const more = need_memory((size_t)m->room, 1);
        if (m->size) {
            memcpy(more, m->bytes, (size_t)m->size);
        }
        free(m->bytes);
        m->bytes = more;
    }
    memcpy(m->bytes + m->at, from, (size_t)count);
    m->at += count;
    m->size = m->at > m->size ? m->at : m->size;
    return count;
}

static sf_count_t memory_tell(void* const user)
{
    return ((MemoryFile*)user)->at;
}

char* base64(const unsigned char* const bytes, const size_t count)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char* const text = need_memory((count + 2) / 3 * 4 + 1, 1);
    char* out = text;
    for (size_t i = 0; i < count; i += 3) {
        const size_t left = count - i;
        const unsigned triple = (unsigned)bytes[i] << 16 |
                                (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0) |
                                (left > 2 ? bytes[i + 2] : 0);
        for (unsigned k = 0; k < 4; ++k) {
            *out++ = digits[triple >> (18 - 6 * k) & 63];
        }
        if (left < 3) { // Two or one digits were too many
            memcpy(out - (3 - left), "==", 3 - left);
        }
    }
    return text;
}

// Gated loudness of BS.1770: pauses don't count.
static double loudness(const Sound* const sound)
{
    double lufs = -HUGE_VAL;
    ebur128_state* state = ebur128_init(sound->channels, sound->rate, EBUR128_MODE_I);
    if (state) {
        ebur128_add_frames_float(state, sound->samples, sound->length);
        ebur128_loudness_global(state, &lufs);
        ebur128_destroy(&state);
    }
    return lufs;
}

// Exactly back to what was read: libsndfile itself would scale by one less.
static bool write_exactly(SNDFILE* const file, const Sound* const sound)
{
    const size_t count = (size_t)sound->length * sound->channels;
    int* const samples = need_memory(count, sizeof(*samples));
    for (size_t i = 0; i < count; ++i) {
        const double x = (double)sound->samples[i] * 0x80000000LL;
        samples[i] = (int)fmin(fmax(x, INT_MIN), INT_MAX);
    }
    const sf_count_t length = (sf_count_t)sound->length;
    const bool good = sf_writef_int(file, samples, length) == length;
    free(samples);
    return good;
}

// Sixteen bits stay sixteen; all else becomes 24.
static MemoryFile to_flac(const Sound* const sound)
{
    static SF_VIRTUAL_IO memory = {.get_filelen = memory_size,
                                   .seek = memory_seek,
                                   .read = memory_read,
                                   .write = memory_write,
                                   .tell = memory_tell};
    const bool fine = (sound->format & SF_FORMAT_SUBMASK) != SF_FORMAT_PCM_16;
    SF_INFO info = {.samplerate = (int)sound->rate,
                    .channels = (int)sound->channels,
                    .format = SF_FORMAT_FLAC | (fine ? SF_FORMAT_PCM_24 : SF_FORMAT_PCM_16)};
    MemoryFile flac = {.size = 0};
    SNDFILE* const file = sf_open_virtual(&memory, SFM_WRITE, &info, &flac);
    if (file) {
        const bool good = write_exactly(file, sound);
        if (sf_close(file) || !good) {
            flac.size = 0;
        }
    }
    return flac;
}

json_t* sound_json(const char* const path)
{
    Sound sound;
    if (!sound_read(path, &sound)) {
        return NULL;
    }
    const double lufs = loudness(&sound);
    MemoryFile flac = to_flac(&sound);
    const int rate = (int)sound.rate;
    sound_free(&sound);
    json_t* json = NULL;
    if (flac.size) {
        char* const text = base64(flac.bytes, (size_t)flac.size);
        json = json_pack("{ss si so}", "data", text, "rate", rate, "loudness",
                         isfinite(lufs) ? json_real(lufs) : json_null());
        free(text);
    } else {
        complain("%s: can't be coded as FLAC", path);
    }
    free(flac.bytes);
    return json;
}
