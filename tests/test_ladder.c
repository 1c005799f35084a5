// SPDX-License-Identifier: ISC
#include "harness.h"

#include "playout/ladder.h"

#include <string.h>

enum { FRAME = 960, LATE = 1000000 };

static DredgeLadder ladder;

static void send(const bool lost, const DredgeAnatomy anatomy)
{
    const uint64_t index = ladder.packets;
    const DredgeArrival arrival = {
        .index = index,
        .arrival = lost ? DREDGE_LADDER_NEVER : (int64_t)(index + 1) * FRAME,
        .anatomy = anatomy,
    };
    dredge_ladder_add(&ladder, &arrival);
}

static void start(void)
{
    memset(&ladder, 0, sizeof(ladder));
}

static void assert_rung(const uint64_t frame, const int64_t now, const DredgeSource source,
                        const uint64_t packet)
{
    const DredgeRung rung = dredge_ladder_choose(&ladder, frame, FRAME, now, true);
    assert_int_equal(rung.source, source);
    assert_int_equal(rung.packet, packet);
}

static void the_best_rung_wins(void** state)
{
    (void)state;
    const DredgeAnatomy all = {.has_lbrr = true, .red_copies = 2, .dred_oldest = 48000};
    const DredgeAnatomy no_red = {.has_lbrr = true, .dred_oldest = 48000};
    const DredgeAnatomy dred = {.dred_oldest = 48000};
    start();
    send(false, all);
    assert_rung(0, LATE, DREDGE_SOURCE_RECEIVED, 0);
    send(true, all);
    send(false, all);
    assert_rung(1, LATE, DREDGE_SOURCE_RED, 2);
    send(true, all);
    send(false, no_red);
    assert_rung(3, LATE, DREDGE_SOURCE_LBRR, 4);
    send(true, all);
    send(false, dred);
    assert_rung(5, LATE, DREDGE_SOURCE_DRED, 6);
    send(true, all);
    assert_rung(7, LATE, DREDGE_SOURCE_NEURAL, 7);
}

static void lbrr_goes_back_one_frame_and_red_its_copies(void** state)
{
    (void)state;
    const DredgeAnatomy lbrr = {.has_lbrr = true};
    const DredgeAnatomy red = {.red_copies = 2};
    start();
    send(true, lbrr);
    send(true, lbrr);
    send(false, lbrr);
    assert_rung(0, LATE, DREDGE_SOURCE_NEURAL, 0);
    assert_rung(1, LATE, DREDGE_SOURCE_LBRR, 2);
    start();
    send(true, red);
    send(true, red);
    send(true, red);
    send(false, red);
    assert_rung(0, LATE, DREDGE_SOURCE_NEURAL, 0);
    assert_rung(1, LATE, DREDGE_SOURCE_RED, 3);
    assert_rung(2, LATE, DREDGE_SOURCE_RED, 3);
}

static void dred_comes_from_the_nearest_packet_that_reaches(void** state)
{
    (void)state;
    start();
    for (int i = 0; i < 4; ++i) {
        send(true, (DredgeAnatomy){.dred_oldest = 0});
    }
    send(false, (DredgeAnatomy){.dred_oldest = FRAME * 2});
    send(false, (DredgeAnatomy){.dred_oldest = FRAME * 4});
    send(false, (DredgeAnatomy){.dred_oldest = FRAME * 10, .dred_newest = FRAME * 5});
    assert_rung(3, LATE, DREDGE_SOURCE_DRED, 4);
    assert_rung(2, LATE, DREDGE_SOURCE_DRED, 4);
    assert_rung(1, LATE, DREDGE_SOURCE_DRED, 5);
    assert_rung(0, LATE, DREDGE_SOURCE_DRED, 6);
    ladder.first_only = true;
    const DredgeRung rung = dredge_ladder_choose(&ladder, 0, FRAME, LATE, true);
    assert_int_equal(rung.source, DREDGE_SOURCE_NEURAL);
    assert_true(rung.hint);
    assert_int_equal(rung.packet, 4);
    ladder.first_only = false;
    // A decoder that can't play DRED gets none.
    assert_int_equal(dredge_ladder_choose(&ladder, 3, FRAME, LATE, false).source,
                     DREDGE_SOURCE_NEURAL);
}

static void silence_between_dred_and_packet_is_not_covered(void** state)
{
    (void)state;
    start();
    send(true, (DredgeAnatomy){.dred_oldest = 0});
    send(true, (DredgeAnatomy){.dred_oldest = 0});
    send(false, (DredgeAnatomy){.dred_oldest = FRAME * 2, .dred_newest = FRAME});
    assert_rung(0, LATE, DREDGE_SOURCE_DRED, 2);
    assert_rung(1, LATE, DREDGE_SOURCE_NEURAL, 2);
}

static void only_what_has_come_counts(void** state)
{
    (void)state;
    start();
    send(true, (DredgeAnatomy){.dred_oldest = 0});
    send(false, (DredgeAnatomy){.dred_oldest = 48000});
    assert_rung(0, 2 * FRAME - 1, DREDGE_SOURCE_NEURAL, 0);
    assert_rung(0, 2 * FRAME, DREDGE_SOURCE_DRED, 1);
    assert_rung(1, 2 * FRAME - 1, DREDGE_SOURCE_NEURAL, 1);
}

RUN_TESTS(TEST(the_best_rung_wins), TEST(lbrr_goes_back_one_frame_and_red_its_copies),
          TEST(dred_comes_from_the_nearest_packet_that_reaches),
          TEST(silence_between_dred_and_packet_is_not_covered), TEST(only_what_has_come_counts))
