// SPDX-License-Identifier: ISC
#include "sound/sound_input.h"

#include "need.h"
#include "report.h"
#include "sound/wav_header.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOOK = 1 << 16 }; // Bytes within which the sound begins

// Passes on what was looked at, and then all the rest.
typedef struct {
    int from;
    int to;
    size_t size;
    uint8_t bytes[LOOK];
} Relay;

static bool write_all(const int to, const uint8_t* bytes, size_t size)
{
    while (size) {
        const ssize_t done = write(to, bytes, size);
        if (done < 0 && errno != EINTR) {
            return false; // Nobody reads any more
        }
        bytes += done > 0 ? done : 0;
        size -= done > 0 ? (size_t)done : 0;
    }
    return true;
}

static void* relay(void* const context)
{
    Relay* const r = context;
    sigset_t signals;
    sigfillset(&signals); // That nobody reads is told by write()
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    ssize_t got = (ssize_t)r->size;
    while (got > 0 && write_all(r->to, r->bytes, (size_t)got)) {
        do {
            got = read(r->from, r->bytes, sizeof(r->bytes));
        } while (got < 0 && errno == EINTR);
    }
    close(r->from);
    close(r->to);
    free(r);
    return NULL;
}

static int start_relay(Relay* const r, const char* const name)
{
    int ends[2] = {-1, -1};
    pthread_t thread;
    if (pipe(ends)) {
        complain("%s: %s", name, strerror(errno));
    } else {
        r->to = ends[1];
        if (!pthread_create(&thread, NULL, relay, r)) {
            pthread_detach(thread);
            return ends[0];
        }
        complain("%s: no thread to read it", name);
        close(ends[0]);
        close(ends[1]);
    }
    close(r->from);
    free(r);
    return -1;
}

static size_t look(const int from, uint8_t* const bytes, const size_t enough)
{
    size_t size = 0;
    ssize_t got = 1;
    while (got && size < enough) {
        got = read(from, bytes + size, enough - size);
        if (got < 0 && errno != EINTR) {
            break;
        }
        size += got > 0 ? (size_t)got : 0;
    }
    return size;
}

// From a pipe no more is read than the header needs: what follows may take its time.
static void look_at_pipe(Relay* const r)
{
    size_t data = 0;
    r->size = look(r->from, r->bytes, WAV_RIFF_HEADER);
    while (wav_begins(r->bytes, r->size) && r->size < LOOK && !data) {
        const size_t more = look(r->from, r->bytes + r->size, 1);
        r->size += more;
        data = more ? wav_find_data(r->bytes, r->size) : LOOK;
    }
}

static void warn(const char* const name)
{
    complain("warning: %s: the header promises no sound; all that follows is taken", name);
}

static int open_pipe(Relay* const r, const char* const name)
{
    look_at_pipe(r);
    const size_t data = wav_find_data(r->bytes, r->size);
    if (data && !wav_chunk_length(r->bytes + data)) {
        wav_open_end(r->bytes, data);
        warn(name);
    }
    return start_relay(r, name);
}

static int open_regular(Relay* const r, const char* const name, const off_t length)
{
    const int from = r->from;
    r->size = look(from, r->bytes, LOOK);
    const size_t data = wav_find_data(r->bytes, r->size);
    const bool ends =
        !data || wav_chunk_length(r->bytes + data) || length <= (off_t)data + WAV_CHUNK_HEADER;
    const bool whole = (off_t)r->size == length;
    if (ends || (whole && wav_is_chunks(r->bytes, r->size, data + WAV_CHUNK_HEADER))) {
        free(r);
        if (lseek(from, 0, SEEK_SET)) {
            complain("%s: %s", name, strerror(errno));
            close(from);
            return -1;
        }
        return from;
    }
    wav_open_end(r->bytes, data);
    warn(name);
    return start_relay(r, name);
}

int sound_input_open(const char* const path)
{
    const bool standard = !strcmp(path, "-");
    const char* const name = standard ? "standard input" : path;
    const int from = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    struct stat found;
    if (from < 0 || fstat(from, &found)) {
        complain("%s: %s; expected a sound file", name, strerror(errno));
        return -1;
    }
    if (S_ISDIR(found.st_mode)) {
        complain("%s: is a directory; expected a sound file", name);
        close(from);
        return -1;
    }
    Relay* const r = need_memory(1, sizeof(Relay));
    r->from = from;
    return S_ISREG(found.st_mode) ? open_regular(r, name, found.st_size) : open_pipe(r, name);
}
