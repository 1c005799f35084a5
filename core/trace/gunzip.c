// SPDX-License-Identifier: ISC
#include "trace/gunzip.h"

#include <stdlib.h>
#include <zlib.h>

enum {
    HEADER = 10,
    DEFLATE = 8,
    GZIP_ONLY = 16 + MAX_WBITS,
    FIRST_ROOM = 1 << 16,
};

bool dredge_is_gzip(const uint8_t* const bytes, const size_t size)
{
    return size >= HEADER && bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == DEFLATE;
}

// Room for more; false: no memory.
static bool grow(DredgeUnpacked* const to, size_t* const room, const size_t most)
{
    size_t wanted = *room ? *room * 2 : FIRST_ROOM;
    wanted = wanted < most ? wanted : most;
    uint8_t* const grown = realloc(to->bytes, wanted);
    if (grown) {
        to->bytes = grown;
        *room = wanted;
    }
    return grown;
}

DredgeUnpacked dredge_gunzip(const uint8_t* const bytes, const size_t size, const size_t most)
{
    static const char no_memory[] = "not enough memory";
    DredgeUnpacked to = {.bytes = NULL};
    z_stream z = {.next_in = (z_const Bytef*)bytes, .avail_in = (uInt)size};
    size_t room = 0;
    if (inflateInit2(&z, GZIP_ONLY) != Z_OK) {
        to.problem = no_memory;
        return to;
    }
    bool more = true;
    while (more && !to.problem) {
        if (to.size == room && room == most) {
            to.problem = "unpacks to more than 256 MB";
            break;
        }
        if (to.size == room && !grow(&to, &room, most)) {
            to.problem = no_memory;
            break;
        }
        z.next_out = to.bytes + to.size;
        z.avail_out = (uInt)(room - to.size);
        const int status = inflate(&z, Z_NO_FLUSH);
        to.size = room - z.avail_out;
        if (status == Z_STREAM_END) {
            // Several may stand one after the other; what else follows is padding.
            more = dredge_is_gzip(z.next_in, z.avail_in) && inflateReset(&z) == Z_OK;
        } else if (status == Z_MEM_ERROR) {
            to.problem = no_memory;
        } else if (status == Z_BUF_ERROR || (status == Z_OK && z.avail_out && !z.avail_in)) {
            to.problem = "cut off";
        } else if (status != Z_OK) {
            to.problem = "damaged";
        }
    }
    inflateEnd(&z);
    if (to.problem == no_memory) {
        // The file is whole: a part of it would be another one.
        free(to.bytes);
        to.bytes = NULL;
        to.size = 0;
    }
    return to;
}
