// SPDX-License-Identifier: ISC
// The session as an instrument of comparison: two lanes, monitor, song, drops.
#include "harness.h"
#include "speech.h"

#include "session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 48000, LENGTH = RATE * 6, BLOCK = 480, FRAME = 960, FRAMES = LENGTH / FRAME };

static float* sound; // Speech where there is some, else noise
static float heard[LENGTH];
static float other[LENGTH];
static DredgeFrameRecord records[FRAMES];

static DredgeSettings settings_for(const DredgeMonitor monitor)
{
    DredgeSettings settings = dredge_settings_default();
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        settings.lane[i].sender.bandwidth = DREDGE_BANDWIDTH_WB;
        settings.lane[i].sender.complexity = 2;
    }
    settings.playout.playout = 100;
    settings.monitor = monitor;
    settings.b_on = true;
    return settings;
}

static DredgeSession* open_session(const uint32_t rate, const DredgeSettings* const settings)
{
    DredgeStatus status = DREDGE_OK;
    DredgeSession* const session = dredge_session_new(rate, 1, false, &status);
    assert_non_null(session);
    dredge_session_set(session, settings);
    dredge_session_reset(session);
    return session;
}

static void process(DredgeSession* const session, const float* const from, float* const to,
                    const uint32_t at, const uint32_t count)
{
    const float* const in[] = {from + at};
    float* const out[] = {to + at};
    dredge_session_process(session, in, out, count);
}

// Process it all; returns how many frames were recorded.
static unsigned play(DredgeSession* const session, float* const to)
{
    unsigned frames = 0;
    for (uint32_t at = 0; at < LENGTH; at += BLOCK) {
        process(session, sound, to, at, BLOCK);
        while (frames < FRAMES && dredge_session_read(session, &records[frames])) {
            ++frames;
        }
    }
    return frames;
}

static unsigned render(const DredgeSettings* const settings, float* const to)
{
    DredgeSession* const session = open_session(RATE, settings);
    const unsigned frames = play(session, to);
    dredge_session_free(session);
    return frames;
}

static void check_fates(const unsigned frames)
{
    for (unsigned f = 0; f < frames; ++f) {
        const DredgeRecord* const a = &records[f].lane[DREDGE_LANE_A];
        const DredgeRecord* const b = &records[f].lane[DREDGE_LANE_B];
        assert_int_equal(a->frame, b->frame);
        assert_int_equal(a->fate, b->fate);
        assert_int_equal(a->lost, b->lost);
        assert_int_equal(a->arrival, b->arrival);
    }
}

static void lanes_set_alike_null(void** state)
{
    (void)state;
    for (int model = DREDGE_LOSS_RANDOM; model <= DREDGE_LOSS_GILBERT_ELLIOTT; ++model) {
        DredgeSettings settings = settings_for(DREDGE_MONITOR_A_MINUS_DRY);
        settings.lane[DREDGE_LANE_B] = settings.lane[DREDGE_LANE_A];
        settings.network.model = (DredgeLossModel)model;
        settings.network.loss = 0.4;
        settings.level_match = model == DREDGE_LOSS_RANDOM;
        render(&settings, heard);
        settings.monitor = DREDGE_MONITOR_B_MINUS_DRY;
        check_fates(render(&settings, other));
        assert_memory_equal(heard, other, sizeof(heard));
        assert_true(level(heard, LENGTH) > 0.001);
    }
}

static void lanes_differ_in_recovery_but_not_in_fate(void** state)
{
    (void)state;
    DredgeSettings settings = settings_for(DREDGE_MONITOR_A);
    const unsigned frames = render(&settings, heard);
    check_fates(frames);
    unsigned brought_back[DREDGE_LANES] = {0};
    for (unsigned f = 0; f < frames; ++f) {
        for (unsigned i = 0; i < DREDGE_LANES; ++i) {
            const DredgeSource source = records[f].lane[i].source;
            brought_back[i] +=
                source != DREDGE_SOURCE_RECEIVED && !dredge_source_is_concealed(source);
        }
    }
    assert_true(brought_back[DREDGE_LANE_B] > brought_back[DREDGE_LANE_A]);
    settings.monitor = DREDGE_MONITOR_B;
    render(&settings, other);
    assert_memory_not_equal(heard, other, sizeof(heard));
    // X is one of them.
    settings.monitor = DREDGE_MONITOR_X;
    settings.x_is_b = true;
    render(&settings, heard);
    assert_memory_equal(heard, other, sizeof(heard));
}

static void dry_is_the_input_to_the_bit(void** state)
{
    (void)state;
    const DredgeSettings settings = settings_for(DREDGE_MONITOR_DRY);
    DredgeSession* const session = open_session(RATE, &settings);
    play(session, heard);
    const uint32_t latency = dredge_session_latency(session);
    assert_memory_equal(heard + latency, sound, (LENGTH - latency) * sizeof(float));
    dredge_session_free(session);
}

static void lanes_are_aligned_with_dry_at_any_rate(void** state)
{
    (void)state;
    static float noise[LENGTH];
    static const uint32_t rates[] = {44100, 48000, 96000};
    noise_fill(noise, LENGTH, 0.2f, 3);
    for (int r = 0; r < 3; ++r) {
        DredgeSettings settings = settings_for(DREDGE_MONITOR_DRY);
        settings.network.model = DREDGE_LOSS_NONE;
        for (unsigned i = 0; i < DREDGE_LANES; ++i) {
            settings.lane[i].sender.redundancy = DREDGE_REDUNDANCY_NONE;
            settings.lane[i].sender.bandwidth = DREDGE_BANDWIDTH_AUTO;
            settings.lane[i].sender.bitrate = 128.0f;
        }
        settings.lane[DREDGE_LANE_B].concealment = DREDGE_CONCEALMENT_CLASSIC;
        static float monitors[3][LENGTH];
        for (int m = 0; m < 3; ++m) {
            settings.monitor = (DredgeMonitor)m;
            DredgeSession* const session = open_session(rates[r], &settings);
            for (uint32_t at = 0; at < LENGTH; at += BLOCK) {
                process(session, noise, monitors[m], at, BLOCK);
            }
            dredge_session_free(session);
        }
        enum { SKIP = 40000, COUNT = 60000, AROUND = 30 };
        for (int m = 1; m < 3; ++m) {
            assert_int_equal(
                best_lag(monitors[0] + SKIP, monitors[m] + SKIP - AROUND, COUNT, 2 * AROUND),
                AROUND);
        }
    }
}

// A minute of a sine, 20 choices a second at any instant. White as the worst case: a step of
// the crossfade is its slope times the largest difference of what it goes between.
static void switching_never_clicks(void** state)
{
    (void)state;
    enum { MINUTE = 60 * RATE };
    float* const sine = malloc(MINUTE * sizeof(float));
    float* const out = malloc(MINUTE * sizeof(float));
    const double pace = 2.0 * 3.14159265358979 * 440.0 / RATE;
    for (int i = 0; i < MINUTE; ++i) {
        sine[i] = (float)(0.5 * sin(pace * i));
    }
    DredgeSettings settings = settings_for(DREDGE_MONITOR_A);
    settings.network.model = DREDGE_LOSS_NONE;
    settings.lane[DREDGE_LANE_A].sender.redundancy = DREDGE_REDUNDANCY_NONE;
    DredgeSession* const session = open_session(RATE, &settings);
    uint32_t seed = 5;
    unsigned switches = 0;
    for (uint32_t at = 0; at < MINUTE; ++switches) {
        seed = seed * 1664525U + 1013904223U;
        const uint32_t block = 1 + (seed >> 8) % 4800;
        const uint32_t count = block < MINUTE - at ? block : MINUTE - at;
        settings.monitor = (DredgeMonitor)(seed >> 24) % 6;
        settings.x_is_b = seed >> 7 & 1;
        settings.b_on = seed >> 6 & 1;
        dredge_session_set(session, &settings);
        process(session, sine, out, at, count);
        at += count;
    }
    dredge_session_free(session);
    // Signals of up to 0.6 that are up to twice that apart while a difference is heard.
    const double largest = 0.5 * pace + 1.2 / 480.0;
    double worst = 0.0;
    for (uint32_t i = RATE / 2; i < MINUTE; ++i) {
        worst = fmax(worst, fabs((double)out[i] - (double)out[i - 1]));
    }
    print_message("%u switches, largest step %.5f; the sine's own %.5f, with a fade %.5f\n",
                  switches, worst, 0.5 * pace, largest);
    assert_true(worst < largest * 1.1); // The coded sine is a little rough
    free(sine);
    free(out);
}

// What happens at a sample, in any order of block sizes.
static void act(DredgeSession* const session, const uint32_t at, DredgeSettings* const settings)
{
    const uint32_t step = at / 7919;
    settings->monitor = (DredgeMonitor)(step % 6);
    settings->x_is_b = step % 4 == 1;
    settings->b_on = step % 3;
    settings->level_match = step % 16 > 8;
    settings->lane[DREDGE_LANE_B].concealment =
        step % 10 < 5 ? DREDGE_CONCEALMENT_CLASSIC : DREDGE_CONCEALMENT_NEURAL;
    settings->lane[DREDGE_LANE_B].sender.redundancy =
        step % 14 < 7 ? DREDGE_REDUNDANCY_LBRR : DREDGE_REDUNDANCY_RED;
    settings->network.delay = step % 9 * 10.0;
    settings->network.jitter = step % 8 * 5.0;
    settings->network.bottleneck.capacity = step % 6 ? 0.0 : 50.0;
    settings->network.model = (DredgeLossModel)(step % 10);
    dredge_session_set(session, settings);
    if (step % 5 == 0) {
        dredge_session_drop(session, 100);
    }
    if (step % 7 == 0) {
        dredge_session_locate(session, step % 3 * 100000.0, step % 2);
    }
}

static void check_splits(const uint32_t rate, const bool threaded, const bool adaptive)
{
    for (int pass = 0; pass < 2; ++pass) {
        DredgeSettings settings = settings_for(DREDGE_MONITOR_A);
        settings.playout.adaptive = adaptive;
        DredgeSession* const session = open_session(rate, &settings);
        if (pass && threaded) {
            assert_int_equal(dredge_session_start(session), DREDGE_OK);
        }
        uint32_t seed = rate;
        for (uint32_t at = 0; at < LENGTH;) {
            if (at % 7919 == 0) {
                act(session, at, &settings);
            }
            seed = seed * 1664525U + 1013904223U;
            const uint32_t block = pass ? 1 + (seed >> 8) % 1500 : 7919;
            const uint32_t left = 7919 - at % 7919;
            const uint32_t most = left < LENGTH - at ? left : LENGTH - at;
            const uint32_t count = block < most ? block : most;
            process(session, sound, pass ? other : heard, at, count);
            at += count;
        }
        dredge_session_free(session);
    }
    assert_memory_equal(heard, other, sizeof(heard));
}

static void any_split_gives_the_same_whatever_is_turned(void** state)
{
    (void)state;
    static const uint32_t rates[] = {44100, 48000, 192000};
    for (int i = 0; i < 3; ++i) {
        check_splits(rates[i], false, i % 2);
        check_splits(rates[i], true, i % 2);
    }
}

// Which packets are lost when everything is dropped for `ms` from sample `at` on.
static void check_drop(const uint32_t at, const unsigned ms)
{
    DredgeSettings settings = settings_for(DREDGE_MONITOR_A);
    settings.network.model = DREDGE_LOSS_NONE;
    DredgeSession* const session = open_session(RATE, &settings);
    process(session, sound, heard, 0, at);
    dredge_session_drop(session, ms);
    process(session, sound, heard, at, LENGTH - at);
    DredgeFrameRecord record;
    while (dredge_session_read(session, &record)) {
        const uint64_t sent = (record.lane[0].frame + 1) * FRAME;
        assert_int_equal(record.lane[0].lost, sent > at && sent <= at + ms * 48);
        assert_int_equal(record.lane[1].lost, record.lane[0].lost);
    }
    dredge_session_free(session);
}

static void a_drop_is_exact_to_the_sample(void** state)
{
    (void)state;
    static const uint32_t starts[] = {0, 1, FRAME - 1, FRAME, FRAME + 1, 12345, 48000};
    for (int i = 0; i < 7; ++i) {
        check_drop(starts[i], 20);
        check_drop(starts[i], 200);
        check_drop(starts[i], 5);
        check_drop(starts[i], 0);
    }
}

static void a_region_loses_the_same_packets_in_every_pass(void** state)
{
    (void)state;
    enum { PASSES = 3, REGION = 100 * FRAME };
    const double region_start = 1234567.0;
    const DredgeSettings settings = settings_for(DREDGE_MONITOR_B);
    DredgeSession* const session = open_session(RATE, &settings);
    static bool lost[PASSES][200];
    uint64_t first = 0;
    unsigned read = 0;
    uint32_t at = 0;
    // Between the passes the transport stops for some time.
    for (unsigned pass = 0; pass < PASSES; ++pass) {
        dredge_session_locate(session, 5000.0 * pass, 0.0);
        process(session, sound, heard, at, 4321);
        at += 4321;
        dredge_session_locate(session, region_start, 1.0);
        for (unsigned i = 0; i < REGION; i += 777) {
            process(session, sound, heard, (at + i) % (LENGTH - 777), 777);
        }
        at = (at + (REGION + 776) / 777 * 777) % (LENGTH - 777);
        DredgeFrameRecord record;
        unsigned in_song = 0;
        while (dredge_session_read(session, &record)) {
            const DredgeRecord* const r = &record.lane[0];
            ++read;
            if (r->fate == r->frame) { // Free
                continue;
            }
            first = first ? first : r->fate;
            assert_true(r->fate - first < 200);
            lost[pass][r->fate - first] = r->lost;
            ++in_song;
        }
        assert_true(in_song > 90);
    }
    dredge_session_free(session);
    assert_true(read > 250);
    unsigned count = 0;
    for (unsigned i = 1; i < 95; ++i) {
        assert_int_equal(lost[0][i], lost[1][i]);
        assert_int_equal(lost[0][i], lost[2][i]);
        count += lost[0][i];
    }
    assert_true(count > 5);
}

static void unlocked_packets_count_from_the_start(void** state)
{
    (void)state;
    DredgeSettings settings = settings_for(DREDGE_MONITOR_A);
    settings.lock = false;
    DredgeSession* const session = open_session(RATE, &settings);
    dredge_session_locate(session, 1e6, 1.0);
    const unsigned frames = play(session, heard);
    for (unsigned f = 0; f < frames; ++f) {
        assert_int_equal(records[f].lane[0].fate, f);
    }
    dredge_session_free(session);
}

static void level_match_shows_in_the_records(void** state)
{
    (void)state;
    DredgeSettings settings = settings_for(DREDGE_MONITOR_A);
    settings.lane[DREDGE_LANE_A].sender.redundancy = DREDGE_REDUNDANCY_NONE;
    settings.lane[DREDGE_LANE_A].concealment = DREDGE_CONCEALMENT_SILENCE;
    settings.network.loss = 0.6;
    settings.level_match = true;
    const unsigned frames = render(&settings, heard);
    // Without most of its frames lane A is too quiet.
    assert_true(records[frames - 1].lane[DREDGE_LANE_A].gain > 1.0f);
    assert_true(records[frames - 1].lane[DREDGE_LANE_A].gain >
                records[frames - 1].lane[DREDGE_LANE_B].gain);
    settings.level_match = false;
    render(&settings, other);
    assert_true(level(heard + LENGTH / 2, LENGTH / 2) > level(other + LENGTH / 2, LENGTH / 2));
}

static int make_sound(void** state)
{
    (void)state;
    sound = speech_fill(LENGTH);
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
        TEST(lanes_set_alike_null),
        TEST(lanes_differ_in_recovery_but_not_in_fate),
        TEST(dry_is_the_input_to_the_bit),
        TEST(lanes_are_aligned_with_dry_at_any_rate),
        TEST(switching_never_clicks),
        TEST(any_split_gives_the_same_whatever_is_turned),
        TEST(a_drop_is_exact_to_the_sample),
        TEST(a_region_loses_the_same_packets_in_every_pass),
        TEST(unlocked_packets_count_from_the_start),
        TEST(level_match_shows_in_the_records),
    };
    return cmocka_run_group_tests(tests, make_sound, free_sound);
}
