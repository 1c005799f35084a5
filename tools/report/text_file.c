// SPDX-License-Identifier: ISC
#include "report/text_file.h"

#include "report.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

bool text_file_open(TextFile* const file, const char* const path)
{
    if (!output_file_begin(&file->output, path)) {
        return false;
    }
    file->stream = output_file_open(&file->output);
    if (!file->stream) {
        return output_file_end(&file->output, false);
    }
    return true;
}

bool text_file_close(TextFile* const file, const bool keep)
{
    bool good = !ferror(file->stream);
    good = !fclose(file->stream) && good;
    if (keep && !good) {
        complain("%s: can't be written: %s", file->output.path, strerror(errno));
    }
    return output_file_end(&file->output, good && keep);
}

bool need_directory(const char* const path)
{
    struct stat status;
    if (mkdir(path, 0777) && (errno != EEXIST || stat(path, &status))) {
        return complain("%s: can't be made: %s", path, strerror(errno));
    }
    if (!stat(path, &status) && !S_ISDIR(status.st_mode)) {
        return complain("%s: can't be made: there is a file of that name", path);
    }
    return true;
}
