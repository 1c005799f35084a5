// SPDX-License-Identifier: ISC
// Packets of any size in little memory.
#include "harness.h"

#include "packets.h"

#include <string.h>

enum { LARGEST = 8192 };

static uint32_t seed;

static uint32_t draw(const uint32_t below)
{
    seed = seed * 1664525U + 1013904223U;
    return (uint32_t)(((uint64_t)seed * below) >> 32);
}

static uint32_t size_of(const uint64_t number, const uint32_t most)
{
    return 1 + (uint32_t)(number * 2654435761U % most);
}

static void fill(uint8_t* const data, const uint64_t number, const uint32_t size)
{
    for (uint32_t i = 0; i < size; ++i) {
        data[i] = (uint8_t)(number * 31 + i);
    }
}

static void check(const DredgePackets* const packets, const uint64_t number,
                  const uint32_t most)
{
    uint8_t wanted[LARGEST];
    const DredgePacketBytes bytes = dredge_packets_get(packets, number);
    assert_int_equal(bytes.size, size_of(number, most));
    fill(wanted, number, bytes.size);
    assert_memory_equal(bytes.data, wanted, bytes.size);
}

static void what_is_needed_stays(void** state)
{
    (void)state;
    static const struct {
        unsigned window;
        uint32_t most;
    } cases[] = {
        {1, 100}, {75, 1500}, {1000, 300}, {DREDGE_PACKETS_KEPT - 1, 2000}, {200, LARGEST}};
    uint8_t data[LARGEST];
    for (int c = 0; c < 5; ++c) {
        DredgePackets* const packets = dredge_packets_new();
        DredgePackets* const copy = dredge_packets_new();
        seed = (uint32_t)c;
        uint64_t needed = 0;
        for (uint64_t number = 0; number < 5000; ++number) {
            // The window moves in fits and starts.
            const uint64_t oldest = number > cases[c].window ? number - cases[c].window : 0;
            needed = draw(4) || number - needed >= cases[c].window ? oldest : needed;
            const uint32_t size = size_of(number, cases[c].most);
            fill(data, number, size);
            dredge_packets_add(packets, data, size, needed);
            check(packets, needed + draw((uint32_t)(number - needed + 1)), cases[c].most);
            if (number % 500 == 499) {
                dredge_packets_copy(copy, packets);
                for (uint64_t i = needed; i <= number; ++i) {
                    check(packets, i, cases[c].most);
                    check(copy, i, cases[c].most);
                }
            }
        }
        dredge_packets_reset(packets);
        assert_int_equal(dredge_packets_get(packets, 0).size, 0);
        dredge_packets_free(packets);
        dredge_packets_free(copy);
    }
}

// Where there is no room a packet is missing, and none of the others is harmed.
static void too_much_is_not_kept(void** state)
{
    (void)state;
    uint8_t data[LARGEST];
    DredgePackets* const packets = dredge_packets_new();
    uint64_t number = 0;
    for (; number < DREDGE_PACKETS_KEPT; ++number) {
        fill(data, number, size_of(number, LARGEST));
        dredge_packets_add(packets, data, size_of(number, LARGEST), 0);
    }
    unsigned kept = 0;
    uint32_t bytes = 0;
    for (uint64_t i = 0; i < number; ++i) {
        if (dredge_packets_get(packets, i).size) {
            check(packets, i, LARGEST);
            ++kept;
            bytes += size_of(i, LARGEST);
        }
    }
    assert_within(kept, 900, 1100);
    assert_within(bytes, DREDGE_PACKETS_BYTES - LARGEST, DREDGE_PACKETS_BYTES);
    assert_int_equal(dredge_packets_get(packets, number).size, 0);
    for (unsigned i = 0; i < 1000;
         ++i, ++number) { // It goes on when the old ones are done with
        fill(data, number, size_of(number, LARGEST));
        dredge_packets_add(packets, data, size_of(number, LARGEST), number - 100);
        check(packets, number, LARGEST);
    }
    dredge_packets_free(packets);
}

RUN_TESTS(TEST(what_is_needed_stays), TEST(too_much_is_not_kept))
