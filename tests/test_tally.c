// SPDX-License-Identifier: ISC
// What is added up about frames.
#include "harness.h"

#include "tally.h"

#include <math.h>
#include <string.h>

static const DredgeRecord usual = {
    .frame = 9,
    .length = 960,
    .arrival = 10 * 960 + 48 * 30, // 30 ms after it was sent
    .headers = 40,
    .anatomy = {.primary = 50, .lbrr = 20, .dred = 30, .red = 100, .padding = 5},
};

static void bitrates_are_bytes_by_time(void** state)
{
    (void)state;
    DredgeTally t = {.frames = 0};
    for (int i = 0; i < 50; ++i) { // A second
        dredge_tally_add(&t, &usual);
    }
    assert_int_equal(dredge_tally_bytes(&t), 50 * 245);
    assert_float_equal(dredge_tally_kbps(&t, t.primary), 20.0, 1e-12);
    assert_float_equal(dredge_tally_kbps(&t, t.headers), 16.0, 1e-12);
    assert_float_equal(dredge_tally_kbps(&t, dredge_tally_bytes(&t)), 98.0, 1e-12);
    assert_float_equal(dredge_tally_delay(&t), 30.0, 1e-12);
    assert_float_equal(dredge_tally_kbps(&(DredgeTally){.frames = 0}, 100), 0.0, 0.0);
    assert_float_equal(dredge_tally_delay(&(DredgeTally){.frames = 0}), 0.0, 0.0);
}

// Records of all sources, lost or not, dropped or not.
static void for_all(void (*const what)(DredgeTally*, const DredgeRecord*), DredgeTally* const t)
{
    for (int source = DREDGE_SOURCE_RECEIVED; source <= DREDGE_SOURCE_SILENCE; ++source) {
        for (int flags = 0; flags < 4; ++flags) {
            DredgeRecord record = usual;
            record.source = (DredgeSource)source;
            record.lost = flags & 1;
            record.dropped = flags & 2;
            what(t, &record);
        }
    }
}

static void what_is_removed_was_never_there(void** state)
{
    (void)state;
    DredgeTally t = {.frames = 0};
    const DredgeTally empty = t;
    for_all(dredge_tally_add, &t);
    assert_int_equal(t.frames, 28);
    assert_int_equal(t.lost, 14);
    assert_int_equal(t.dropped, 14);
    assert_int_equal(t.late, 12); // Came, and yet was not played
    assert_int_equal(dredge_tally_recovered(&t), 12);
    assert_int_equal(dredge_tally_concealed(&t), 12);
    for_all(dredge_tally_remove, &t);
    assert_memory_equal(&t, &empty, sizeof(t));
}

static void the_deepest_layer_is_the_depth(void** state)
{
    (void)state;
    DredgeRecord record = usual;
    assert_float_equal(dredge_record_depth(&record), 0.0, 0.0);
    record.anatomy.has_lbrr = true;
    assert_float_equal(dredge_record_depth(&record), 20.0, 0.0);
    record.anatomy.red_copies = 2;
    assert_float_equal(dredge_record_depth(&record), 40.0, 0.0);
    record.anatomy.red_distance = 3;
    assert_float_equal(dredge_record_depth(&record), 120.0, 0.0);
    record.anatomy.dred_oldest = 48 * 515;
    assert_float_equal(dredge_record_depth(&record), 515.0, 0.0);
}

RUN_TESTS(TEST(bitrates_are_bytes_by_time), TEST(what_is_removed_was_never_there),
          TEST(the_deepest_layer_is_the_depth))
