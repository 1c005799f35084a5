// SPDX-License-Identifier: ISC
// The bottleneck, and what redundancy does to it.
#include "harness.h"
#include "speech.h"

#include "network/path.h"
#include "packet.h"
#include "session.h"
#include "tally.h"

#include <math.h>
#include <stdlib.h>

enum { FRAME = 960, MS = 48 };

static DredgeJourney journey(const unsigned packet, const double capacity, const unsigned queue)
{
    return (DredgeJourney){
        .sent = (int64_t)(packet + 1) * FRAME,
        .bottleneck = {.capacity = capacity, .queue = queue, .overhead = 40},
    };
}

static void an_empty_network_takes_no_time(void** state)
{
    (void)state;
    DredgePath path = {.busy_until = 0.0};
    for (unsigned i = 0; i < 10; ++i) {
        const DredgeJourney j = journey(i, 0.0, 0);
        const DredgeJourneysEnd end = dredge_path_carry(&path, &j, 1000, FRAME);
        assert_false(end.lost);
        assert_int_equal(end.arrival, j.sent);
    }
}

static void a_thin_link_takes_the_time_of_its_bits(void** state)
{
    (void)state;
    DredgePath path = {.busy_until = 0.0};
    // 100 bytes at 40 kb/s are 20 ms: each frame's packet has just passed when the next comes.
    for (unsigned i = 0; i < 50; ++i) {
        const DredgeJourney j = journey(i, 40.0, 0);
        const DredgeJourneysEnd end = dredge_path_carry(&path, &j, 60, FRAME);
        assert_false(end.lost);
        assert_int_equal(end.arrival - j.sent, 20 * MS);
    }
}

static void a_queue_grows_and_then_drops(void** state)
{
    (void)state;
    DredgePath path = {.busy_until = 0.0};
    // 150 bytes take 30 ms, 10 more than there are; up to 100 ms they wait.
    unsigned dropped = 0;
    for (unsigned i = 0; i < 300; ++i) {
        const DredgeJourney j = journey(i, 40.0, 100);
        const DredgeJourneysEnd end = dredge_path_carry(&path, &j, 110, FRAME);
        if (i <= 10) {
            assert_false(end.dropped);
            assert_int_equal(end.arrival - j.sent, (30 + 10 * (int)i) * MS);
        }
        assert_int_equal(end.lost, end.dropped);
        assert_true(end.dropped || end.arrival - j.sent <= (100 + 30) * MS);
        dropped += end.dropped;
    }
    assert_within(dropped, 92, 100); // A third of what comes is too much
}

// However thin it was: what waits passes at the new capacity, and is not waited for.
static void a_link_comes_back_when_its_capacity_does(void** state)
{
    (void)state;
    static const double thin[] = {1e-30, 1e-3, 0.01, 0.1};
    for (size_t t = 0; t < sizeof(thin) / sizeof(thin[0]); ++t) {
        DredgePath path = {.busy_until = 0.0};
        unsigned i = 0;
        for (; i < 5; ++i) { // 100 ms
            DredgeJourney j = journey(i, thin[t], 200);
            j.bottleneck.overhead = 0;
            const DredgeJourneysEnd end = dredge_path_carry(&path, &j, 100, FRAME);
            assert_true(end.arrival >= j.sent && end.arrival <= j.sent + DREDGE_PATH_LONGEST);
        }
        for (; i < 10; ++i) {
            DredgeJourney j = journey(i, 500.0, 200);
            j.bottleneck.overhead = 0;
            const DredgeJourneysEnd end = dredge_path_carry(&path, &j, 100, FRAME);
            assert_false(end.lost);
            assert_true(end.arrival - j.sent <= 4 * MS);
        }
    }
    // Eight packets of 20 ms wait, and then take half as long; and then there is no link.
    DredgePath path = {.busy_until = 0.0};
    for (unsigned i = 0; i < 8; ++i) {
        const DredgeJourney j = {.sent = FRAME, .bottleneck = journey(0, 40.0, 500).bottleneck};
        assert_int_equal(dredge_path_carry(&path, &j, 60, FRAME).arrival - FRAME,
                         20 * MS * (i + 1));
    }
    DredgeJourney j = {.sent = FRAME, .bottleneck = journey(0, 80.0, 500).bottleneck};
    assert_int_equal(dredge_path_carry(&path, &j, 60, FRAME).arrival - FRAME, 90 * MS);
    j.bottleneck.queue = 50; // Room for less than waits
    assert_int_equal(dredge_path_carry(&path, &j, 60, FRAME).arrival - FRAME, 60 * MS);
    j.bottleneck.capacity = 0.0;
    assert_int_equal(dredge_path_carry(&path, &j, 60, FRAME).arrival - FRAME, 0);
}

static void fate_follows_the_queue(void** state)
{
    (void)state;
    DredgePath path = {.busy_until = 0.0};
    DredgeJourney j = journey(0, 40.0, 100);
    j.fate = (DredgeFate){.delay_ms = 50.0};
    assert_int_equal(dredge_path_carry(&path, &j, 60, FRAME).arrival - j.sent, 70 * MS);
    j = journey(1, 40.0, 100);
    j.fate = (DredgeFate){.delay_ms = 50.0, .duplicated = true, .copy_delay_ms = 7.0};
    assert_int_equal(dredge_path_carry(&path, &j, 60, FRAME).arrival - j.sent, 27 * MS);
    j = journey(2, 40.0, 100);
    j.fate = (DredgeFate){.lost = true};
    const DredgeJourneysEnd end = dredge_path_carry(&path, &j, 60, FRAME);
    assert_true(end.lost && !end.dropped);
}

static void headers_always_fit(void** state)
{
    (void)state;
    const DredgeBottleneck tiny = {.capacity = 1.0, .queue = 100, .overhead = 40};
    assert_float_equal(dredge_path_capacity(&tiny, 960), 16.0, 0.0);
    assert_float_equal(dredge_path_capacity(&tiny, 480), 32.0, 0.0);
    const DredgeBottleneck none = {.capacity = 0.0, .overhead = 40};
    assert_float_equal(dredge_path_capacity(&none, 960), 0.0, 0.0);
    const DredgeBottleneck odd = {.capacity = NAN, .overhead = 40};
    assert_float_equal(dredge_path_capacity(&odd, 960), 0.0, 0.0);
}

// LBRR in lane A, a second of DRED in lane B, 10 % lost besides.
static void run(const double capacity, DredgeTally tally[DREDGE_LANES])
{
    uint32_t length = 0;
    float* const sound = speech_read(&length);
    if (!sound) {
        skip();
    }
    DredgeStatus status = DREDGE_OK;
    DredgeSession* const session = dredge_session_new(48000, 1, false, &status);
    DredgeSettings settings = dredge_settings_default();
    settings.b_on = true;
    settings.network.loss = 0.1;
    settings.network.burst = 5.0;
    settings.network.bottleneck.capacity = capacity;
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        settings.lane[i].sender.bandwidth = DREDGE_BANDWIDTH_WB;
        settings.lane[i].sender.bitrate = 16.0f;
        tally[i] = (DredgeTally){.frames = 0};
    }
    settings.lane[DREDGE_LANE_B].sender.redundancy = DREDGE_REDUNDANCY_DRED;
    dredge_session_set(session, &settings);
    static float out[4800];
    for (unsigned at = 0; at + 4800 <= 3 * length; at += 4800) {
        const float* const in[] = {sound + at % (length - 4800)};
        float* const to[] = {out};
        dredge_session_process(session, in, to, 4800);
        DredgeFrameRecord record;
        while (dredge_session_read(session, &record)) {
            for (unsigned i = 0; i < DREDGE_LANES; ++i) {
                dredge_tally_add(&tally[i], &record.lane[i]);
            }
        }
    }
    dredge_session_free(session);
    free(sound);
}

static double missing(const DredgeTally* const t)
{
    return (double)dredge_tally_concealed(t) / (double)t->frames;
}

// What redundancy costs: where there is no room for it, it loses packets of its own.
static void redundancy_congests_a_thin_link(void** state)
{
    (void)state;
    DredgeTally tally[DREDGE_LANES];
    run(0.0, tally);
    const double a = dredge_tally_kbps(&tally[0], dredge_tally_bytes(&tally[0]));
    const double b = dredge_tally_kbps(&tally[1], dredge_tally_bytes(&tally[1]));
    assert_true(missing(&tally[1]) < missing(&tally[0]));
    assert_int_equal(tally[0].lost, tally[1].lost);
    assert_true(b > a + 5.0);
    run(1.5 * b, tally);
    print_message("LBRR %.1f kb/s, DRED %.1f\n", a, b);
    print_message("%.0f kb/s: concealed LBRR %.1f %%, DRED %.1f %%\n", 1.5 * b,
                  100.0 * missing(&tally[0]), 100.0 * missing(&tally[1]));
    assert_int_equal(tally[1].dropped, 0);
    assert_true(missing(&tally[1]) < missing(&tally[0]));
    run(a, tally);
    print_message(
        "%.0f kb/s: lost LBRR %lu + %lu dropped, DRED %lu + %lu; concealed %.1f, "
        "%.1f %%\n",
        a, (unsigned long)(tally[0].lost - tally[0].dropped), (unsigned long)tally[0].dropped,
        (unsigned long)(tally[1].lost - tally[1].dropped), (unsigned long)tally[1].dropped,
        100.0 * missing(&tally[0]), 100.0 * missing(&tally[1]));
    assert_true(tally[1].lost > tally[0].lost + tally[0].frames / 20);
}

RUN_TESTS(TEST(an_empty_network_takes_no_time), TEST(a_thin_link_takes_the_time_of_its_bits),
          TEST(a_queue_grows_and_then_drops), TEST(a_link_comes_back_when_its_capacity_does),
          TEST(fate_follows_the_queue), TEST(headers_always_fit),
          TEST(redundancy_congests_a_thin_link))
