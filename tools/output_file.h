// SPDX-License-Identifier: ISC
// An output that appears under its name only when it is complete.
#ifndef DREDGE_OUTPUT_FILE_H
#define DREDGE_OUTPUT_FILE_H

#include <stdbool.h>
#include <stdio.h>

typedef struct {
    char* path;   ///< Where it will stand
    char* part;   ///< Where it is written
    int standard; ///< A descriptor of the standard output, if that is where it goes; else -1
    unsigned guarded; ///< What a signal removes
} OutputFile;

/// Let SIGINT, SIGTERM, SIGHUP and exit() remove what is not complete before they end the
/// program.
void output_file_guard(void);

/**
   Settle the names. Says on stderr what is wrong: a device or a directory is never replaced.

   "-" is the standard output. What the program prints goes to stderr from then on.

   Ends with output_file_end() unless it returns false.
*/
bool output_file_begin(OutputFile* output, const char* path);

/// Open it for writing; NULL after a complaint.
FILE* output_file_open(const OutputFile* output);

/// Move the complete file to its place, or remove what there is of it; returns whether it
/// stands.
bool output_file_end(OutputFile* output, bool keep);

#endif
