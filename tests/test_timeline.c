// SPDX-License-Identifier: ISC
// Packets in the song.
#include "harness.h"

#include "timeline.h"

#include <math.h>
#include <stdlib.h>

enum { FRAME = 960 };

static uint64_t index_of(DredgeTimeline* const t, const uint64_t frame)
{
    return dredge_timeline_index(t, frame, (int64_t)(frame * FRAME), FRAME);
}

static void without_a_song_packets_count_from_the_start(void** state)
{
    (void)state;
    DredgeTimeline t = {.speed = 0.0};
    for (uint64_t f = 0; f < 10; ++f) {
        assert_int_equal(index_of(&t, f), f);
    }
    dredge_timeline_set(&t, 10 * FRAME, 50000.0, 0.0);
    assert_int_equal(index_of(&t, 10), 10);
}

static void packets_stand_where_the_song_is(void** state)
{
    (void)state;
    DredgeTimeline t = {.speed = 0.0};
    dredge_timeline_set(&t, 1000, 96000.0 + 1000.0, 1.0);
    for (uint64_t f = 1; f < 1000; ++f) {
        assert_int_equal(index_of(&t, f), 100 + f);
    }
    // A locate, before the start as well
    dredge_timeline_set(&t, 1000 * FRAME, -10.0 * FRAME, 1.0);
    for (uint64_t f = 0; f < 20; ++f) {
        assert_true((int64_t)index_of(&t, 1000 + f) == (int64_t)f - 10);
    }
    // Backwards, and at half the pace
    dredge_timeline_set(&t, 2000 * FRAME, 500.0 * FRAME, -1.0);
    assert_int_equal(index_of(&t, 2000), 500);
    assert_int_equal(index_of(&t, 2001), 499);
    dredge_timeline_set(&t, 3000 * FRAME, 500.0 * FRAME, 0.5);
    assert_int_equal(index_of(&t, 3000), 500);
    index_of(&t, 3001);
    assert_int_equal(index_of(&t, 3002), 501);
}

static void rounded_positions_neither_repeat_nor_skip_packets(void** state)
{
    (void)state;
    // On the grid and right between two packets, with positions that are off by up to 2 samples
    for (int phase = 0; phase < 2; ++phase) {
        DredgeTimeline t = {.speed = 0.0};
        uint64_t before = 0;
        for (uint64_t f = 0; f < 5000; ++f) {
            const double exact = (double)f * FRAME + phase * FRAME / 2.0;
            dredge_timeline_set(&t, f * FRAME, exact + (double)(f * 7 % 5) - 2.0, 1.0);
            const uint64_t index = index_of(&t, f);
            if (f) {
                assert_int_equal(index, before + 1);
            }
            before = index;
        }
    }
}

// A quarter of a packet is the most that is taken for rounding.
static void a_jump_is_more_than_a_quarter_of_a_packet(void** state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        for (int far = 0; far < 2; ++far) {
            // From 0.4 packets beside the grid on, where it shows.
            DredgeTimeline t = {.speed = 0.0};
            dredge_timeline_set(&t, 0, (100.0 + sign * 0.4) * FRAME, 1.0);
            assert_int_equal(index_of(&t, 0), 100);
            const double jump = sign * (far ? 0.251 : 0.249);
            dredge_timeline_set(&t, FRAME, (101.0 + sign * 0.4 + jump) * FRAME, 1.0);
            assert_int_equal(index_of(&t, 1), 101 + (far ? sign : 0));
        }
    }
}

static void every_pass_meets_the_same_packets(void** state)
{
    (void)state;
    uint64_t first[200];
    DredgeTimeline t = {.speed = 0.0};
    uint64_t frame = 0;
    for (unsigned pass = 0; pass < 50; ++pass) {
        // The transport starts anywhere between two frames
        const uint64_t at = frame * FRAME + pass * 37 % FRAME;
        dredge_timeline_set(&t, at, 480000.0 - 3 * FRAME, 1.0);
        ++frame;
        for (unsigned i = 0; i < 200; ++i, ++frame) {
            const uint64_t index = index_of(&t, frame);
            if (!pass) {
                first[i] = index;
            }
            assert_true(index - first[i] + 1 <= 2); // The frames lie up to half a frame aside
        }
    }
}

static void wild_transports_are_harmless(void** state)
{
    (void)state;
    static const double wild[] = {NAN,  INFINITY, -INFINITY, 1e300, -1e300, 9.1e15,
                                  -1.0, 0.0,      1e-300,    1e6,   -5e14,  1e15};
    DredgeTimeline t = {.speed = 0.0};
    for (uint64_t f = 0; f < 100000; ++f) {
        dredge_timeline_set(&t, f * FRAME, wild[f % 12], wild[f / 12 % 12]);
        index_of(&t, f);
        if (f % 100 == 0) {
            dredge_timeline_restart(&t, f * FRAME, f * FRAME);
        }
    }
    dredge_timeline_set(&t, 0, NAN, 1.0);
    assert_int_equal(index_of(&t, 5), 5);
    dredge_timeline_set(&t, 0, 0.0, NAN);
    assert_int_equal(index_of(&t, 5), 5);
}

RUN_TESTS(TEST(without_a_song_packets_count_from_the_start),
          TEST(packets_stand_where_the_song_is),
          TEST(rounded_positions_neither_repeat_nor_skip_packets),
          TEST(a_jump_is_more_than_a_quarter_of_a_packet),
          TEST(every_pass_meets_the_same_packets), TEST(wild_transports_are_harmless))
