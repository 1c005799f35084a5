// SPDX-License-Identifier: ISC
#include "harness.h"

#include "codec/red.h"

#include <string.h>

static uint8_t data[4096];

static void what_is_packed_is_found(void** state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(data); ++i) {
        data[i] = (uint8_t)(i * 7);
    }
    const DredgeRedBlock blocks[] = {
        {.data = data, .size = 1023, .offset = 16383},
        {.data = data + 1023, .size = 1, .offset = 960},
        {.data = data + 1100, .size = 1200, .offset = 0},
    };
    uint8_t payload[4096];
    const size_t size = dredge_red_pack(payload, sizeof(payload), blocks, 3);
    assert_int_equal(size, 4 + 4 + 1 + 1023 + 1 + 1200);
    assert_int_equal(payload[0], 0x80 | DREDGE_RED_PAYLOAD_TYPE);
    assert_int_equal(payload[8], DREDGE_RED_PAYLOAD_TYPE);

    DredgeRedBlock found[DREDGE_RED_BLOCKS_MAX];
    assert_int_equal(dredge_red_parse(payload, size, found), 3);
    for (int i = 0; i < 3; ++i) {
        assert_int_equal(found[i].size, blocks[i].size);
        assert_int_equal(found[i].offset, blocks[i].offset);
        assert_memory_equal(found[i].data, blocks[i].data, blocks[i].size);
    }
}

static void limits_are_those_of_the_format(void** state)
{
    (void)state;
    assert_true(
        dredge_red_fits(&(DredgeRedBlock){.data = data, .size = 1023, .offset = 16383}));
    assert_false(dredge_red_fits(&(DredgeRedBlock){.data = data, .size = 1024, .offset = 1}));
    assert_false(dredge_red_fits(&(DredgeRedBlock){.data = data, .size = 9, .offset = 16384}));
    assert_false(dredge_red_fits(&(DredgeRedBlock){.data = data, .size = 0, .offset = 1}));
    const DredgeRedBlock primary = {.data = data, .size = 100};
    uint8_t payload[100];
    assert_int_equal(dredge_red_pack(payload, sizeof(payload), &primary, 1), 0);
}

static void malformed_payloads_are_refused(void** state)
{
    (void)state;
    DredgeRedBlock found[DREDGE_RED_BLOCKS_MAX];
    assert_int_equal(dredge_red_parse(data, 0, found), 0);
    const uint8_t headers_only[] = {0xef, 0, 0, 4};
    assert_int_equal(dredge_red_parse(headers_only, sizeof(headers_only), found), 0);
    const uint8_t cut_header[] = {0xef, 0};
    assert_int_equal(dredge_red_parse(cut_header, sizeof(cut_header), found), 0);
    const uint8_t cut_block[] = {0xef, 0, 0, 4, 0x6f, 1, 2, 3};
    assert_int_equal(dredge_red_parse(cut_block, sizeof(cut_block), found), 0);
    uint8_t endless[1024];
    memset(endless, 0xff, sizeof(endless));
    assert_int_equal(dredge_red_parse(endless, sizeof(endless), found), 0);
    // Any bytes at all: no block may lie outside.
    uint32_t seed = 1;
    for (int n = 0; n < 200000; ++n) {
        uint8_t bytes[64];
        for (size_t i = 0; i < sizeof(bytes); ++i) {
            seed = seed * 1664525U + 1013904223U;
            bytes[i] = (uint8_t)(seed >> 24);
        }
        const size_t size = seed % sizeof(bytes);
        const unsigned count = dredge_red_parse(bytes, size, found);
        for (unsigned i = 0; i < count; ++i) {
            assert_true(found[i].data >= bytes &&
                        found[i].data + found[i].size <= bytes + size);
        }
    }
}

RUN_TESTS(TEST(what_is_packed_is_found), TEST(limits_are_those_of_the_format),
          TEST(malformed_payloads_are_refused))
