// SPDX-License-Identifier: ISC
// A text file that appears under its name when it is complete.
#ifndef DREDGE_TEXT_FILE_H
#define DREDGE_TEXT_FILE_H

#include "output_file.h"

#include <stdio.h>

typedef struct {
    FILE* stream;
    OutputFile output;
} TextFile;

/// Begin a file; says on stderr what is wrong.
bool text_file_open(TextFile* file, const char* path);

/// Complete it, or remove what there is of it; says on stderr what went wrong.
bool text_file_close(TextFile* file, bool keep);

/// Make a directory, unless there is one.
bool need_directory(const char* path);

#endif
