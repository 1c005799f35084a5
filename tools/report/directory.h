// SPDX-License-Identifier: ISC
// Folders to write into.
#ifndef DREDGE_DIRECTORY_H
#define DREDGE_DIRECTORY_H

#include <stdbool.h>

/// Make a directory, unless there is one; says on stderr what is wrong.
bool need_directory(const char* path);

#endif
