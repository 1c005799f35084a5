// SPDX-License-Identifier: ISC
#include "sound/sound_pipe.h"

#include "sound/wav_header.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(const int to, const uint8_t* bytes, size_t size)
{
    while (size) {
        const ssize_t done = write(to, bytes, size);
        if (done < 0 && errno != EINTR) {
            return false;
        }
        bytes += done > 0 ? done : 0;
        size -= done > 0 ? (size_t)done : 0;
    }
    return true;
}

static sf_count_t get_length(void* const context)
{
    const SoundPipe* const p = context;
    return p->written;
}

static sf_count_t seek(const sf_count_t offset, const int whence, void* const context)
{
    SoundPipe* const p = context;
    p->at = offset + (whence == SEEK_CUR ? p->at : whence == SEEK_END ? p->written : 0);
    return p->at;
}

static sf_count_t tell(void* const context)
{
    const SoundPipe* const p = context;
    return p->at;
}

static sf_count_t read_nothing(void* const bytes, const sf_count_t count, void* const context)
{
    (void)bytes;
    (void)count;
    (void)context;
    return 0;
}

// Hold back the header until the sound begins, since its lengths are to be changed.
static bool pass_on(SoundPipe* const p, const uint8_t* bytes, size_t count)
{
    while (p->held < sizeof(p->header) && count) {
        p->header[p->held++] = *bytes++;
        --count;
        const size_t data = wav_find_data(p->header, p->held);
        if (data || p->held == sizeof(p->header)) {
            if (data) {
                wav_open_end(p->header, data);
            }
            const size_t held = p->held;
            p->held = sizeof(p->header); // Never again
            if (!write_all(p->to, p->header, held)) {
                return false;
            }
        }
    }
    return write_all(p->to, bytes, count);
}

// What is written over something that is gone already is the header once more.
static sf_count_t write_on(const void* const bytes, const sf_count_t count, void* const context)
{
    SoundPipe* const p = context;
    const sf_count_t old = p->at < p->written ? p->written - p->at : 0;
    p->at += count;
    if (old < count) {
        p->written = p->at;
        return pass_on(p, (const uint8_t*)bytes + old, (size_t)(count - old)) ? count : 0;
    }
    return count;
}

SNDFILE* sound_pipe_open(SoundPipe* const p, const int to, SF_INFO* const info)
{
    static SF_VIRTUAL_IO functions = {get_length, seek, read_nothing, write_on, tell};
    struct stat found;
    if (!fstat(to, &found) && S_ISREG(found.st_mode)) {
        return sf_open_fd(dup(to), SFM_WRITE, info, SF_TRUE);
    }
    *p = (SoundPipe){.to = to};
    return sf_open_virtual(&functions, SFM_WRITE, info, p);
}
