// SPDX-License-Identifier: ISC
#include "codec/red.h"

#include <assert.h>
#include <string.h>

bool dredge_red_fits(const DredgeRedBlock* const block)
{
    return block->size && block->size <= DREDGE_RED_BLOCK_MAX &&
           block->offset <= DREDGE_RED_OFFSET_MAX;
}

size_t dredge_red_pack(uint8_t* const out, const size_t room,
                       const DredgeRedBlock* const blocks, const unsigned count)
{
    assert(count >= 1 && count <= DREDGE_RED_BLOCKS_MAX);
    size_t size = DREDGE_RED_PRIMARY_HEADER + (size_t)(count - 1) * DREDGE_RED_HEADER;
    for (unsigned i = 0; i < count; ++i) {
        size += blocks[i].size;
    }
    if (size > room) {
        return 0;
    }
    uint8_t* header = out;
    for (unsigned i = 0; i + 1 < count; ++i) {
        assert(dredge_red_fits(&blocks[i]));
        *header++ = 0x80 | DREDGE_RED_PAYLOAD_TYPE;
        *header++ = (uint8_t)(blocks[i].offset >> 6);
        *header++ = (uint8_t)((blocks[i].offset & 0x3f) << 2 | blocks[i].size >> 8);
        *header++ = (uint8_t)(blocks[i].size & 0xff);
    }
    *header++ = DREDGE_RED_PAYLOAD_TYPE;
    for (unsigned i = 0; i < count; ++i) {
        memcpy(header, blocks[i].data, blocks[i].size);
        header += blocks[i].size;
    }
    return size;
}

unsigned dredge_red_parse(const uint8_t* const payload, const size_t size,
                          DredgeRedBlock* const blocks)
{
    unsigned count = 0;
    size_t at = 0;
    while (at < size && payload[at] & 0x80) {
        if (size - at < DREDGE_RED_HEADER || count + 1 == DREDGE_RED_BLOCKS_MAX) {
            return 0;
        }
        const uint8_t* const header = payload + at;
        blocks[count++] = (DredgeRedBlock){
            .offset = (uint32_t)header[1] << 6 | header[2] >> 2,
            .size = (uint32_t)(header[2] & 3) << 8 | header[3],
        };
        at += DREDGE_RED_HEADER;
    }
    if (at == size) {
        return 0;
    }
    at += DREDGE_RED_PRIMARY_HEADER;
    for (unsigned i = 0; i < count; ++i) {
        if (blocks[i].size > size - at) {
            return 0;
        }
        blocks[i].data = payload + at;
        at += blocks[i].size;
    }
    blocks[count++] = (DredgeRedBlock){.data = payload + at, .size = (uint32_t)(size - at)};
    return count;
}
