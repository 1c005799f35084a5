// SPDX-License-Identifier: ISC
#include "report/directory.h"

#include "report.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

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
