// SPDX-License-Identifier: ISC
#include "output_stream.h"

#include "report.h"

#include <errno.h>
#include <string.h>

bool output_stream_open(OutputStream* const file, const char* const path)
{
    if (!output_file_begin(&file->output, path)) {
        return false;
    }
    file->stream = output_file_open(&file->output);
    return file->stream || output_file_end(&file->output, false);
}

bool output_stream_close(OutputStream* const file, const bool keep)
{
    bool good = !ferror(file->stream);
    good = !fclose(file->stream) && good;
    if (keep && !good) {
        complain("%s: can't be written: %s", file->output.path, strerror(errno));
    }
    return output_file_end(&file->output, good && keep);
}
