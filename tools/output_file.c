// SPDX-License-Identifier: ISC
#include "output_file.h"

#include "need.h"
#include "report.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { GUARDED = 256, PATH_ROOM = 4096 };

// Names that a signal removes. They are kept for ever, since a signal may come at any time.
typedef struct {
    atomic_bool used;
    char path[PATH_ROOM];
} Guarded;

static Guarded guarded[GUARDED];
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

// The output, once something else is printed than what the file descriptor 1 stands for.
static int standard_output = -1;

// The place of a name in the list, or GUARDED if there is none left.
static unsigned guard_add(const char* const path)
{
    unsigned i = GUARDED;
    if (strlen(path) < PATH_ROOM) {
        pthread_mutex_lock(&guard);
        for (i = 0; i < GUARDED && atomic_load(&guarded[i].used); ++i) {
        }
        if (i < GUARDED) {
            strcpy(guarded[i].path, path);
            atomic_store(&guarded[i].used, true);
        }
        pthread_mutex_unlock(&guard);
    }
    return i;
}

static void guard_remove(const unsigned i)
{
    if (i < GUARDED) {
        atomic_store(&guarded[i].used, false);
    }
}

static void remove_parts(void)
{
    for (unsigned i = 0; i < GUARDED; ++i) {
        if (atomic_load(&guarded[i].used)) {
            unlink(guarded[i].path);
        }
    }
}

static void clean_up(const int signal_number)
{
    remove_parts();
    // Once more, for what the system makes of it: a status that tells the signal.
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

void output_file_guard(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    atexit(remove_parts); // For who ends amid his work
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); ++i) {
        struct sigaction now;
        if (!sigaction(signals[i], NULL, &now) && now.sa_handler != SIG_IGN) {
            now = (struct sigaction){.sa_handler = clean_up};
            sigaction(signals[i], &now, NULL);
        }
    }
}

// From now on what is printed goes to stderr; what is written to the output does not.
static bool begin_standard(OutputFile* const output)
{
    if (standard_output >= 0) {
        return complain("expected '-', the standard output, once only");
    }
    fflush(stdout);
    standard_output = dup(STDOUT_FILENO);
    if (standard_output < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
        return complain("standard output: can't be written: %s", strerror(errno));
    }
    output->standard = standard_output;
    output->path = need_copy("standard output");
    output->part = need_text("/dev/fd/%d", standard_output);
    return true;
}

bool output_file_begin(OutputFile* const output, const char* const path)
{
    struct stat status;
    *output = (OutputFile){.standard = -1, .guarded = GUARDED};
    if (!strcmp(path, "-")) {
        return begin_standard(output);
    }
    if (!stat(path, &status) && !S_ISREG(status.st_mode)) {
        return complain("%s: can't be written: not a regular file", path);
    }
    output->path = need_copy(path);
    output->part = need_text("%s.part", path);
    output->guarded = guard_add(output->part);
    return true;
}

FILE* output_file_open(const OutputFile* const output)
{
    FILE* const file =
        output->standard >= 0 ? fdopen(dup(output->standard), "wb") : fopen(output->part, "wb");
    if (!file) {
        complain("%s: can't be written: %s", output->path, strerror(errno));
    }
    return file;
}

bool output_file_end(OutputFile* const output, const bool keep)
{
    bool stands = keep;
    if (output->standard < 0) {
        if (keep && rename(output->part, output->path)) {
            stands = complain("%s: can't be written: %s", output->path, strerror(errno));
        }
        if (!stands) {
            unlink(output->part);
        }
        guard_remove(output->guarded);
    }
    free(output->path);
    free(output->part);
    return stands;
}
