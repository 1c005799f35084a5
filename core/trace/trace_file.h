// SPDX-License-Identifier: ISC
// A trace file's bytes in memory.
#ifndef DREDGE_TRACE_FILE_H
#define DREDGE_TRACE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { DREDGE_TRACE_FILE_MAX = 256 << 20 }; ///< Bytes

typedef struct {
    uint8_t* bytes;
    size_t size; ///< Up to DREDGE_TRACE_FILE_MAX
} DredgeTraceFile;

/// Read a whole regular file, from `path` on the disk; false leaves a sentence in `error`.
/// Freed with dredge_trace_file_free(). Not for the audio thread.
bool dredge_trace_file_load(DredgeTraceFile* file, const char* path, char* error,
                            size_t error_size);

/// The same from an open stream, up to its end; `name` stands for it in messages.
bool dredge_trace_file_take(DredgeTraceFile* file, FILE* from, const char* name, char* error,
                            size_t error_size);

/// Free the bytes.
void dredge_trace_file_free(DredgeTraceFile* file);

#endif
