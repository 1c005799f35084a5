// SPDX-License-Identifier: ISC
// Sound files as text that a page can hold.
#ifndef DREDGE_SOUND_H
#define DREDGE_SOUND_H

#include <jansson.h>

/**
   Read a sound file.

   @return {data: base64 of a FLAC file, rate: Hz, loudness: LUFS or null}; NULL after a message
           on stderr
*/
json_t* sound_json(const char* path);

/// Bytes as base64, to be freed.
char* base64(const unsigned char* bytes, size_t count);

#endif
