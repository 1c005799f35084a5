// SPDX-License-Identifier: ISC
// An output that appears under its name only when it is complete.
#ifndef DREDGE_OUTPUT_FILE_H
#define DREDGE_OUTPUT_FILE_H

#include <stdbool.h>

typedef struct {
    char* path; ///< Where it will stand
    char* part; ///< Where it is written
} OutputFile;

/**
   Settle the names. Says on stderr what is wrong: a device or a directory is never replaced.

   Ends with output_file_end() unless it returns false.
*/
bool output_file_begin(OutputFile* output, const char* path);

/// Move the complete file to its place, or remove what there is of it; returns whether it
/// stands.
bool output_file_end(OutputFile* output, bool keep);

#endif
