// SPDX-License-Identifier: ISC
#include "codec/splice.h"

#include "codec/anatomy.h"

#include <opus.h>
#include <string.h>

enum {
    FRAMES_MAX = 48,
    CODE_3 = 3,
    HAS_PADDING = 0x40,
    IS_VBR = 0x80,
    DRED_WITHOUT_LENGTH = 126 << 1,
    PADDING_STEP = 254, // What a length byte of 255 stands for
    LENGTH_STEP = 252,  // From here on a frame length takes two bytes
};

static uint8_t* write_padding_length(uint8_t* p, size_t length)
{
    for (; length > PADDING_STEP; length -= PADDING_STEP) {
        *p++ = 255;
    }
    *p++ = (uint8_t)length;
    return p;
}

static uint8_t* write_frame_length(uint8_t* p, const size_t length)
{
    if (length < LENGTH_STEP) {
        *p++ = (uint8_t)length;
    } else {
        *p++ = (uint8_t)(LENGTH_STEP + (length & 3));
        *p++ = (uint8_t)((length - LENGTH_STEP) >> 2);
    }
    return p;
}

size_t dredge_splice(const uint8_t* const primary, const size_t primary_size,
                     const uint8_t* const layer, const size_t layer_size, uint8_t* const out,
                     const size_t room)
{
    size_t dred_size = 0;
    const uint8_t* const dred = dredge_anatomy_find_dred(layer, layer_size, &dred_size);
    const unsigned char* frames[FRAMES_MAX];
    opus_int16 sizes[FRAMES_MAX];
    const int count =
        opus_packet_parse(primary, (opus_int32)primary_size, NULL, frames, sizes, NULL);
    if (!dred || count <= 0) {
        return 0;
    }
    const size_t padding = 1 + dred_size;
    size_t most = 2 + padding / PADDING_STEP + 1 + padding;
    bool vbr = false;
    for (int i = 0; i < count; ++i) {
        most += 2 + (size_t)sizes[i];
        vbr = vbr || sizes[i] != sizes[0];
    }
    if (most > room) {
        return 0;
    }
    uint8_t* p = out;
    *p++ = primary[0] | CODE_3;
    *p++ = (uint8_t)(count | HAS_PADDING | (vbr ? IS_VBR : 0));
    p = write_padding_length(p, padding);
    for (int i = 0; vbr && i + 1 < count; ++i) {
        p = write_frame_length(p, (size_t)sizes[i]);
    }
    for (int i = 0; i < count; ++i) {
        memcpy(p, frames[i], (size_t)sizes[i]);
        p += sizes[i];
    }
    *p++ = DRED_WITHOUT_LENGTH;
    memcpy(p, dred, dred_size);
    return (size_t)(p - out) + dred_size;
}
