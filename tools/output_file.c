// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // asprintf()
#include "output_file.h"

#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool output_file_begin(OutputFile* const output, const char* const path)
{
    struct stat status;
    if (!stat(path, &status) && !S_ISREG(status.st_mode)) {
        return complain("%s: can't be written: not a regular file", path);
    }
    output->path = strdup(path);
    if (!output->path || asprintf(&output->part, "%s.part", path) < 0) {
        free(output->path);
        return complain("%s: not enough memory", path);
    }
    return true;
}

bool output_file_end(OutputFile* const output, const bool keep)
{
    bool stands = keep;
    if (keep && rename(output->part, output->path)) {
        stands = complain("%s: can't be written: %s", output->path, strerror(errno));
    }
    if (!stands) {
        unlink(output->part);
    }
    free(output->path);
    free(output->part);
    return stands;
}
