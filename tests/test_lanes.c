// SPDX-License-Identifier: ISC
// Two lanes: lane B is what a lane of its own would be, and costs only where it differs.
#include "harness.h"
#include "speech.h"

#include "lanes.h"

#include <stdlib.h>
#include <string.h>

enum { FRAME = 960, FRAMES = 400, AHEAD = 4 };

static float* sound;
static float heard[DREDGE_LANES][FRAMES * FRAME];
static float alone[FRAMES * FRAME];
static DredgeFrameRecord records[FRAMES];
static DredgeLanesCounts counts;
static bool adaptive; // In all scores

static DredgeLinkSettings lane_with(const DredgeRedundancy redundancy,
                                    const DredgeConcealment concealment)
{
    return (DredgeLinkSettings){
        .sender = {.redundancy = redundancy,
                   .bandwidth = DREDGE_BANDWIDTH_WB,
                   .bitrate = 24.0f,
                   .depth = 500,
                   .expected_loss = DREDGE_EXPECTED_AUTO,
                   .complexity = 3,
                   .vbr = true},
        .concealment = concealment,
    };
}

// 20 % in bursts of 1 to 7.
static DredgeJourney journey(const uint32_t frame)
{
    const bool lost = frame % 20 < frame / 20 % 7 + 1 && frame > 20;
    return (DredgeJourney){.sent = (int64_t)(frame + 1) * FRAME, .fate = {.lost = lost}};
}

// Packets up to AHEAD after a frame's own come in time for it.
static DredgePlayout playout(void)
{
    return (DredgePlayout){
        .playout = AHEAD * 20 + DREDGE_WORK_MS, .adaptive = adaptive, .least = 20};
}

// What the settings are at a frame.
typedef DredgeLanesSettings (*Score)(uint32_t frame);

static void play_lanes(const Score score)
{
    DredgeStatus status = DREDGE_OK;
    DredgeLanes* const lanes = dredge_lanes_new(1, false, &status);
    assert_non_null(lanes);
    dredge_lanes_reset(lanes, FRAME, DREDGE_APPLICATION_VOIP);
    uint32_t read = 0;
    for (uint32_t f = 0; f < FRAMES; ++f) {
        const DredgeLanesSettings settings = score(f);
        const DredgeJourney way = journey(f);
        for (unsigned lane = 0; lane < DREDGE_LANES; ++lane) {
            dredge_lanes_send(lanes, lane, &settings, sound + (size_t)f * FRAME, &way);
        }
        for (unsigned lane = 0; lane < DREDGE_LANES && f >= AHEAD; ++lane) {
            float* const pcm[DREDGE_LANES] = {heard[0] + (size_t)(f - AHEAD) * FRAME,
                                              heard[1] + (size_t)(f - AHEAD) * FRAME};
            dredge_lanes_play(lanes, lane, &settings, pcm);
        }
        while (dredge_lanes_read(lanes, &records[read])) {
            ++read;
        }
    }
    assert_true(adaptive || read == FRAMES - AHEAD);
    counts = dredge_lanes_counts(lanes);
    dredge_lanes_free(lanes);
}

// One lane of the score, on a link that has always run.
static void play_alone(const Score score, const unsigned lane)
{
    DredgeStatus status = DREDGE_OK;
    DredgeLink* const link = dredge_link_new(1, false, &status);
    static DredgeReceiver receiver;
    assert_non_null(link);
    dredge_link_reset(link, FRAME, DREDGE_APPLICATION_VOIP);
    dredge_receiver_reset(&receiver, 0);
    for (uint32_t f = 0; f < FRAMES; ++f) {
        const DredgeLanesSettings settings = score(f);
        const DredgeJourney way = journey(f);
        dredge_link_send(link, &settings.lane[lane], sound + (size_t)f * FRAME, &way);
        if (f >= AHEAD) {
            DredgeRecord done[DREDGE_RECEIVER_FRAMES_MAX];
            dredge_receiver_play(&receiver, link, &settings.lane[lane], &settings.playout,
                                 FRAME, 1, alone + (size_t)(f - AHEAD) * FRAME, done);
        }
    }
    dredge_link_free(link);
}

static void check_alone(const Score score)
{
    play_lanes(score);
    for (unsigned lane = 0; lane < DREDGE_LANES; ++lane) {
        play_alone(score, lane);
        assert_memory_equal(heard[lane], alone, (FRAMES - AHEAD) * FRAME * sizeof(float));
    }
}

static void check_records(void)
{
    for (uint32_t f = 0; f < FRAMES - AHEAD; ++f) {
        const DredgeRecord* const a = &records[f].lane[DREDGE_LANE_A];
        const DredgeRecord* const b = &records[f].lane[DREDGE_LANE_B];
        assert_int_equal(a->frame, f);
        assert_int_equal(b->frame, f);
        assert_int_equal(a->lost, b->lost);
        assert_int_equal(a->arrival, b->arrival);
    }
}

static DredgeLanesSettings same(const uint32_t frame)
{
    (void)frame;
    const DredgeLinkSettings lane =
        lane_with(DREDGE_REDUNDANCY_LBRR_DRED, DREDGE_CONCEALMENT_NEURAL);
    return (DredgeLanesSettings){.lane = {lane, lane}, .b_on = true, .playout = playout()};
}

static DredgeLanesSettings off(const uint32_t frame)
{
    DredgeLanesSettings settings = same(frame);
    settings.lane[DREDGE_LANE_B] = lane_with(DREDGE_REDUNDANCY_RED, DREDGE_CONCEALMENT_SILENCE);
    settings.b_on = false;
    return settings;
}

static DredgeLanesSettings other_codings(const uint32_t frame)
{
    DredgeLanesSettings settings = same(frame);
    settings.lane[DREDGE_LANE_B] =
        lane_with(DREDGE_REDUNDANCY_LBRR, DREDGE_CONCEALMENT_CLASSIC);
    return settings;
}

static DredgeLanesSettings other_concealments(const uint32_t frame)
{
    DredgeLanesSettings settings = same(frame);
    settings.lane[DREDGE_LANE_A] = lane_with(DREDGE_REDUNDANCY_LBRR, DREDGE_CONCEALMENT_NEURAL);
    settings.lane[DREDGE_LANE_B] =
        lane_with(DREDGE_REDUNDANCY_LBRR, DREDGE_CONCEALMENT_CLASSIC);
    return settings;
}

// Lane B is enhanced, with another enhancer for a while.
static DredgeLanesSettings other_enhancements(const uint32_t frame)
{
    DredgeLanesSettings settings = same(frame);
    const bool changed = frame >= 180 && frame < 240;
    settings.lane[DREDGE_LANE_B].enhancement =
        changed ? DREDGE_ENHANCEMENT_LACE : DREDGE_ENHANCEMENT_NOLACE;
    return settings;
}

// Lane B is turned on in the midst of a burst, then set in other ways.
static DredgeLanesSettings branching(const uint32_t frame)
{
    DredgeLanesSettings settings = same(frame);
    if (frame >= 143) {
        settings.lane[DREDGE_LANE_B].concealment = DREDGE_CONCEALMENT_CLASSIC;
    }
    if (frame >= 205) {
        settings.lane[DREDGE_LANE_B].sender.redundancy = DREDGE_REDUNDANCY_RED;
    }
    if (frame >= 300) {
        settings.lane[DREDGE_LANE_A].sender.bitrate = 40.0f;
        settings.lane[DREDGE_LANE_B].sender.redundancy = DREDGE_REDUNDANCY_DRED;
    }
    return settings;
}

// Together, apart from frame 100 on, set alike again at 150.
static DredgeLanesSettings returning(const uint32_t frame)
{
    return frame >= 100 && frame < 150 ? other_codings(frame) : same(frame);
}

static void lanes_set_alike_are_one(void** state)
{
    (void)state;
    check_alone(same);
    check_records();
    assert_memory_equal(heard[0], heard[1], sizeof(heard[0]));
    assert_int_equal(counts.coded[DREDGE_LANE_A], FRAMES);
    assert_int_equal(counts.coded[DREDGE_LANE_B], 0);
    assert_int_equal(counts.played[DREDGE_LANE_B], 0);
}

static void a_lane_that_is_off_costs_nothing(void** state)
{
    (void)state;
    play_lanes(off);
    check_records();
    assert_int_equal(counts.coded[DREDGE_LANE_B], 0);
    assert_int_equal(counts.played[DREDGE_LANE_B], 0);
    assert_false(records[100].b_on);
}

static void lanes_set_apart_are_two(void** state)
{
    (void)state;
    check_alone(other_codings);
    check_records();
    assert_memory_not_equal(heard[0], heard[1], sizeof(heard[0]));
    assert_int_equal(counts.coded[DREDGE_LANE_B], FRAMES);
    assert_int_equal(counts.played[DREDGE_LANE_B], FRAMES - AHEAD);
}

static void one_coding_serves_two_decoders(void** state)
{
    (void)state;
    check_alone(other_concealments);
    check_records();
    assert_memory_not_equal(heard[0], heard[1], sizeof(heard[0]));
    assert_int_equal(counts.coded[DREDGE_LANE_B], 0);
    assert_int_equal(counts.played[DREDGE_LANE_B], FRAMES - AHEAD);
}

static void enhancement_needs_no_coding_of_its_own(void** state)
{
    (void)state;
    check_alone(other_enhancements);
    check_records();
    assert_memory_not_equal(heard[0], heard[1], sizeof(heard[0]));
    assert_int_equal(counts.coded[DREDGE_LANE_B], 0);
}

static void a_lane_that_branches_off_has_always_run(void** state)
{
    (void)state;
    check_alone(branching);
    check_records();
    assert_int_equal(counts.coded[DREDGE_LANE_B], FRAMES - 205);
    assert_int_equal(counts.played[DREDGE_LANE_B], FRAMES - 143);
}

static void lanes_set_alike_again_become_one(void** state)
{
    (void)state;
    play_lanes(returning);
    check_records();
    assert_int_equal(counts.coded[DREDGE_LANE_B], 50);
    const uint32_t one = 150 + DREDGE_LANES_MERGE_MS / 20;
    assert_memory_not_equal(heard[0] + (size_t)122 * FRAME, heard[1] + (size_t)122 * FRAME,
                            FRAME * sizeof(float));
    assert_memory_equal(heard[0] + (size_t)one * FRAME, heard[1] + (size_t)one * FRAME,
                        (FRAMES - AHEAD - one) * FRAME * sizeof(float));
}

static void all_that_holds_for_adaptive_receivers(void** state)
{
    adaptive = true;
    lanes_set_alike_are_one(state);
    check_alone(other_codings);
    check_alone(other_concealments);
    check_alone(branching);
    adaptive = false;
}

static int make_sound(void** state)
{
    (void)state;
    sound = speech_fill(FRAMES * FRAME);
    return !sound;
}

static int free_sound(void** state)
{
    (void)state;
    free(sound);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lanes_set_alike_are_one),
        TEST(a_lane_that_is_off_costs_nothing),
        TEST(lanes_set_apart_are_two),
        TEST(one_coding_serves_two_decoders),
        TEST(enhancement_needs_no_coding_of_its_own),
        TEST(a_lane_that_branches_off_has_always_run),
        TEST(lanes_set_alike_again_become_one),
        TEST(all_that_holds_for_adaptive_receivers),
    };
    return cmocka_run_group_tests(tests, make_sound, free_sound);
}
