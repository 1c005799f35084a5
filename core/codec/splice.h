// SPDX-License-Identifier: ISC
// Move the DRED of one Opus packet into another.
#ifndef DREDGE_SPLICE_H
#define DREDGE_SPLICE_H

#include "realtime.h"

#include <stddef.h>
#include <stdint.h>

/**
   Append the DRED of `layer` to `primary`: a valid Opus packet of code 3 (RFC 6716, section
   3.2.5) with the extension in its padding. Padding that `primary` has is left out; its frames
   decode as before.

   Both packets begin with the same frame.

   @param out room for `room` bytes
   @return bytes written, or 0 where `layer` has no DRED, `primary` is not valid, or room is
   too small. Any thread.
*/
size_t dredge_splice(const uint8_t* primary, size_t primary_size, const uint8_t* layer,
                     size_t layer_size, uint8_t* out, size_t room) DREDGE_REALTIME;

#endif
