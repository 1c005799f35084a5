// SPDX-License-Identifier: ISC
// Any bytes as an Opus packet, and as a RED payload.
#include "input.h"

#include "codec/anatomy.h"
#include "codec/red.h"

#include <opus.h>

enum { OPUS_FRAMES_MAX = 48 };

static void check_anatomy(const uint8_t* const data, const size_t size)
{
    static OpusDREDDecoder* decoder;
    static OpusDRED* dred;
    int error = 0;
    decoder = decoder ? decoder : opus_dred_decoder_create(&error);
    dred = dred ? dred : opus_dred_alloc(&error);
    if (!decoder || !dred) {
        abort();
    }
    DredgeAnatomy a;
    const bool valid = dredge_anatomy_read(decoder, dred, data, size, 20, &a);
    size_t payload = 0;
    const uint8_t* const found = dredge_anatomy_find_dred(data, size, &payload);
    if (found && (found < data || found + payload > data + size)) {
        abort();
    }
    opus_int16 sizes[OPUS_FRAMES_MAX];
    if (valid && opus_packet_parse(data, (opus_int32)size, NULL, NULL, sizes, NULL) <= 0) {
        abort();
    }
    // The layers are the packet.
    if (valid && (size_t)a.primary + a.lbrr + a.dred + a.padding != size) {
        abort();
    }
    if (!valid && (a.primary || a.lbrr || a.dred || a.padding || a.has_lbrr)) {
        abort();
    }
    if (a.dred_oldest && a.dred_newest > a.dred_oldest) {
        abort();
    }
}

static void check_red(const uint8_t* const data, const size_t size)
{
    static uint8_t again[1 << 16];
    DredgeRedBlock block[DREDGE_RED_BLOCKS_MAX];
    DredgeRedBlock other[DREDGE_RED_BLOCKS_MAX];
    const unsigned count = dredge_red_parse(data, size, block);
    if (count > DREDGE_RED_BLOCKS_MAX) {
        abort();
    }
    bool fits = count > 0;
    for (unsigned i = 0; i < count; ++i) {
        if (block[i].data < data || block[i].data + block[i].size > data + size) {
            abort();
        }
        fits = fits && (i + 1 == count || dredge_red_fits(&block[i]));
    }
    if (!fits) { // Of no age or no size: it can be read, but we write no such thing
        return;
    }
    const size_t packed = dredge_red_pack(again, sizeof(again), block, count);
    if (packed != size || dredge_red_parse(again, packed, other) != count) {
        abort();
    }
    for (unsigned i = 0; i < count; ++i) {
        if (other[i].size != block[i].size || other[i].offset != block[i].offset ||
            memcmp(other[i].data, block[i].data, block[i].size) != 0) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t* const bytes, const size_t size)
{
    check_red(bytes, size);
    check_anatomy(bytes, size < DREDGE_OPUS_MAX ? size : DREDGE_OPUS_MAX);
    return 0;
}
