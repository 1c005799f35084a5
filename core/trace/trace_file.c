// SPDX-License-Identifier: ISC
#include "trace/trace_file.h"

#include "status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_ROOM = 1 << 16 };

bool dredge_trace_file_load(DredgeTraceFile* const file, const char* const path,
                            char* const error, const size_t error_size)
{
    // Opening and reading a pipe without a writer would wait for one.
    const int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat found;
    FILE* from = NULL;
    if (descriptor < 0 || fstat(descriptor, &found)) {
        snprintf(error, error_size, "%s: %s; expected a loss trace", path, strerror(errno));
    } else if (!S_ISREG(found.st_mode)) {
        snprintf(error, error_size, "%s: not a regular file; expected a loss trace", path);
    } else {
        from = fdopen(descriptor, "rb");
        if (!from) {
            snprintf(error, error_size, "%s: %s", path, strerror(errno));
        }
    }
    if (!from) {
        if (descriptor >= 0) {
            close(descriptor);
        }
        return false;
    }
    const bool good = dredge_trace_file_take(file, from, path, error, error_size);
    fclose(from);
    return good;
}

static bool grow(DredgeTraceFile* const file, size_t* const room)
{
    const size_t wanted = *room ? *room * 2 : FIRST_ROOM;
    uint8_t* const grown = realloc(file->bytes, wanted);
    if (grown) {
        file->bytes = grown;
        *room = wanted;
    }
    return grown;
}

bool dredge_trace_file_take(DredgeTraceFile* const file, FILE* const from,
                            const char* const name, char* const error, const size_t error_size)
{
    *file = (DredgeTraceFile){.bytes = NULL};
    const char* wrong = NULL;
    size_t room = 0;
    for (size_t got = 1; got && !wrong;) {
        if (file->size == room && !grow(file, &room)) {
            wrong = dredge_status_text(DREDGE_NO_MEMORY);
            break;
        }
        got = fread(file->bytes + file->size, 1, room - file->size, from);
        file->size += got;
        if (file->size > DREDGE_TRACE_FILE_MAX) {
            wrong = "larger than 256 MB; expected a smaller trace";
        }
    }
    if (!wrong && ferror(from)) {
        wrong = strerror(errno);
    }
    if (wrong) {
        snprintf(error, error_size, "%s: %s", name, wrong);
        dredge_trace_file_free(file);
    }
    return !wrong;
}

void dredge_trace_file_free(DredgeTraceFile* const file)
{
    free(file->bytes);
    *file = (DredgeTraceFile){.bytes = NULL};
}
