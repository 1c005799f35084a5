// SPDX-License-Identifier: ISC
// Files compressed by gzip.
#ifndef DREDGE_GUNZIP_H
#define DREDGE_GUNZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What was unpacked.
typedef struct {
    uint8_t* bytes; ///< To be freed with free(); NULL: nothing could be
    size_t size;
    const char* problem; ///< What ended it before the file's end; NULL: nothing
} DredgeUnpacked;

/// Whether bytes begin as such a file (RFC 1952). Any thread.
bool dredge_is_gzip(const uint8_t* bytes, size_t size);

/// Unpack all that can be, up to `most` bytes. Not for the audio thread.
DredgeUnpacked dredge_gunzip(const uint8_t* bytes, size_t size, size_t most);

#endif
