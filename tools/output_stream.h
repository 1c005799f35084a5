// SPDX-License-Identifier: ISC
// A file to write into that appears under its name when it is complete, see output_file.h.
#ifndef DREDGE_OUTPUT_STREAM_H
#define DREDGE_OUTPUT_STREAM_H

#include "output_file.h"

#include <stdio.h>

typedef struct {
    FILE* stream;
    OutputFile output;
} OutputStream;

/// Begin a file; says on stderr what is wrong.
bool output_stream_open(OutputStream* file, const char* path);

/// Complete it, or remove what there is of it; says on stderr what went wrong. Returns whether
/// it stands.
bool output_stream_close(OutputStream* file, bool keep);

#endif
