// SPDX-License-Identifier: ISC
// The whole core: alignment, any block size, any thread, any input.
#include "harness.h"
#include "speech.h"

#include "session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LENGTH = 48000 * 4 };

static float* sound; // Speech where there is some, else noise
static float reference[2][LENGTH];
static float output[2][LENGTH];

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

static DredgeSettings bursty(void)
{
    DredgeSettings settings = dredge_settings_default();
    settings.lane[DREDGE_LANE_A].sender.redundancy = DREDGE_REDUNDANCY_LBRR_DRED;
    settings.lane[DREDGE_LANE_A].sender.bandwidth = DREDGE_BANDWIDTH_WB;
    settings.lane[DREDGE_LANE_A].sender.bitrate = 64.0f;
    settings.lane[DREDGE_LANE_A].sender.complexity = 2;
    settings.playout.playout = 70;
    return settings;
}

static DredgeSession* open_session(const uint32_t rate, const unsigned channels,
                                   const DredgeSettings* const settings)
{
    DredgeStatus status = DREDGE_OK;
    DredgeSession* const session = dredge_session_new(rate, channels, false, &status);
    assert_non_null(session);
    dredge_session_set(session, settings);
    return session;
}

static void process(DredgeSession* const session, const uint32_t at, const uint32_t count,
                    float (*const out)[LENGTH], const float gain_right)
{
    static float right[8192];
    assert_true(count <= 8192);
    for (uint32_t i = 0; i < count; ++i) {
        right[i] = gain_right * sound[at + i];
    }
    const float* const in[] = {sound + at, right};
    float* const to[] = {out[0] + at, out[1] + at};
    dredge_session_process(session, in, to, count);
}

// A sequence of block sizes, from 0 to 8192, of any kind.
static uint32_t next_block(uint32_t* const seed)
{
    static const uint32_t usual[] = {0,   1,   2,   63,  64,   65,   128, 441,
                                     480, 959, 960, 961, 1024, 4096, 8192};
    *seed = *seed * 1664525U + 1013904223U;
    const uint32_t draw = *seed >> 16;
    return draw % 3 ? usual[draw % (sizeof(usual) / sizeof(usual[0]))] : draw % 1500;
}

static void check_splits(const uint32_t rate, const unsigned channels,
                         const DredgeSettings* const settings, const bool threaded)
{
    DredgeSession* const whole = open_session(rate, channels, settings);
    for (uint32_t at = 0; at < LENGTH; at += 960) {
        process(whole, at, 960, reference, 0.3f);
    }
    dredge_session_free(whole);
    DredgeSession* const split = open_session(rate, channels, settings);
    if (threaded) {
        assert_int_equal(dredge_session_start(split), DREDGE_OK);
    }
    uint32_t seed = rate + channels;
    for (uint32_t at = 0; at < LENGTH;) {
        const uint32_t block = next_block(&seed);
        const uint32_t count = block < LENGTH - at ? block : LENGTH - at;
        process(split, at, count, output, 0.3f);
        at += count;
    }
    dredge_session_free(split);
    for (unsigned c = 0; c < channels; ++c) {
        assert_memory_equal(output[c], reference[c], sizeof(output[c]));
    }
    assert_true(level(output[0], LENGTH) > 0.0);
}

static void any_split_gives_the_same(void** state)
{
    (void)state;
    const DredgeSettings settings = bursty();
    static const uint32_t rates[] = {8000, 44100, 48000, 96000, 192000};
    for (int i = 0; i < 5; ++i) {
        check_splits(rates[i], 1, &settings, false);
        check_splits(rates[i], 1, &settings, true);
    }
    check_splits(48000, 2, &settings, true);
    check_splits(44100, 2, &settings, true);
}

static void any_split_gives_the_same_at_any_frame_and_playout(void** state)
{
    (void)state;
    static const unsigned frames[] = {120, 240, 480, 960, 1920, 2880};
    static const unsigned playouts[] = {20, 33, 1500};
    for (int f = 0; f < 6; ++f) {
        for (int p = 0; p < 3; ++p) {
            DredgeSettings settings = bursty();
            settings.frame = frames[f];
            settings.lane[DREDGE_LANE_A].sender.application = (DredgeApplication)(f % 3);
            settings.playout.playout = playouts[p];
            check_splits(48000, 1, &settings, (f + p) % 2);
        }
    }
}

// Stages that are allowed once so many samples went in: two to send each frame, and two to play
// each for which all packets have come that may.
static uint64_t posted_stages(const DredgeSettings* const settings, const uint32_t samples)
{
    const uint32_t later = (settings->playout.playout * 48 - DREDGE_WORK_MS * 48) / 960;
    const uint32_t sent = samples / 960;
    return 2 * sent + (sent > later ? 2 * (sent - later) : 0);
}

static void at_small_blocks_the_helper_does_the_work(void** state)
{
    (void)state;
    const DredgeSettings settings = bursty();
    DredgeSession* const session = open_session(48000, 1, &settings);
    assert_int_equal(dredge_session_start(session), DREDGE_OK);
    for (uint32_t at = 0; at < LENGTH; at += 64) {
        process(session, at, 64, output, 0.0f);
        // Give the helper the time that it would have: wait till it has done what is posted.
        const uint64_t posted = posted_stages(&settings, at + 64);
        while (dredge_session_counts(session).done < posted) {
        }
    }
    const DredgeStageCounts counts = dredge_session_counts(session);
    assert_int_equal(counts.claimed, 0);
    assert_int_equal(counts.waits, 0);
    assert_int_equal(counts.done, posted_stages(&settings, LENGTH));
    dredge_session_free(session);
}

// When the link begins anew the level match lives on, wherever the helper was then.
static void gains_live_on_the_same_with_and_without_helper(void** state)
{
    (void)state;
    DredgeSettings settings = bursty();
    settings.level_match = true;
    settings.lane[DREDGE_LANE_A].sender.bitrate = 8.0f;
    for (int threaded = 0; threaded < 2; ++threaded) {
        settings.playout.playout = 400;
        DredgeSession* const session = open_session(48000, 1, &settings);
        if (threaded) {
            assert_int_equal(dredge_session_start(session), DREDGE_OK);
        }
        for (uint32_t at = 0; at + 256 <= LENGTH; at += 256) {
            if (at == 256 * 300) {
                usleep(threaded ? 100000 : 0); // The helper does all that there is
                settings.playout.playout = 70;
                dredge_session_set(session, &settings);
            }
            process(session, at, 256, threaded ? output : reference, 0.0f);
        }
        dredge_session_free(session);
    }
    assert_memory_equal(output[0], reference[0], LENGTH / 256 * 256 * sizeof(float));
}

static void check_latency(const uint32_t rate, const uint32_t block, const unsigned frame,
                          const DredgeApplication application)
{
    static float noise[LENGTH];
    noise_fill(noise, LENGTH, 0.2f, 3);
    DredgeSettings settings = bursty();
    settings.network.model = DREDGE_LOSS_NONE;
    settings.lane[DREDGE_LANE_A].sender.redundancy = DREDGE_REDUNDANCY_NONE;
    settings.lane[DREDGE_LANE_A].sender.bandwidth = DREDGE_BANDWIDTH_AUTO;
    settings.lane[DREDGE_LANE_A].sender.bitrate = 128.0f;
    settings.frame = frame;
    settings.lane[DREDGE_LANE_A].sender.application = application;
    settings.playout.playout = 20;
    DredgeSession* const session = open_session(rate, 1, &settings);
    for (uint32_t at = 0; at + block <= LENGTH; at += block) {
        const float* const in[] = {noise + at};
        float* const out[] = {output[0] + at};
        dredge_session_process(session, in, out, block);
    }
    const uint32_t reported = dredge_session_latency(session);
    dredge_session_free(session);
    // Search 30 samples on both sides.
    enum { SKIP = 10000, COUNT = 60000, AROUND = 30 };
    const uint32_t lag =
        best_lag(noise + SKIP, output[0] + SKIP + reported - AROUND, COUNT, 2 * AROUND);
    const int off = (int)lag - AROUND;
    if (rate == 48000 ? off != 0 : abs(off) > 1) {
        fail_msg("%u Hz, block %u: reported %u, off by %d", rate, block, reported, off);
    }
}

static void latency_is_exact(void** state)
{
    (void)state;
    static const uint32_t rates[] = {44100, 48000, 96000};
    static const uint32_t blocks[] = {1, 63, 64, 441, 1024};
    for (int r = 0; r < 3; ++r) {
        for (int b = 0; b < 5; ++b) {
            check_latency(rates[r], blocks[b], 960, DREDGE_APPLICATION_VOIP);
        }
    }
    check_latency(8000, 64, 960, DREDGE_APPLICATION_VOIP);
    check_latency(16000, 64, 960, DREDGE_APPLICATION_AUDIO);
    check_latency(192000, 64, 960, DREDGE_APPLICATION_LOW_DELAY);
    check_latency(48000, 64, 480, DREDGE_APPLICATION_VOIP);
    check_latency(48000, 64, 2880, DREDGE_APPLICATION_LOW_DELAY);
    check_latency(44100, 64, 1920, DREDGE_APPLICATION_VOIP);
    check_latency(48000, 64, 120, DREDGE_APPLICATION_LOW_DELAY);
    check_latency(44100, 441, 240, DREDGE_APPLICATION_LOW_DELAY);
    check_latency(48000, 1024, 120, DREDGE_APPLICATION_VOIP);
}

static void latency_stays_below_its_maximum(void** state)
{
    (void)state;
    static const uint32_t rates[] = {8000,  11025, 22050,  44100, 48000,
                                     88200, 96000, 191999, 192000};
    DredgeSettings settings = dredge_settings_default();
    settings.frame = 2880;
    settings.playout.playout = DREDGE_PLAYOUT_MAX;
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); ++i) {
        DredgeSession* const session = open_session(rates[i], 1, &settings);
        assert_true(dredge_session_latency(session) <= dredge_session_latency_max(rates[i]));
        dredge_session_free(session);
    }
}

static void disabled_is_the_input_delayed(void** state)
{
    (void)state;
    DredgeSettings settings = bursty();
    settings.enabled = false;
    static const uint32_t rates[] = {44100, 48000};
    for (int r = 0; r < 2; ++r) {
        DredgeSession* const session = open_session(rates[r], 1, &settings);
        dredge_session_reset(session);
        for (uint32_t at = 0; at + 256 <= LENGTH; at += 256) {
            process(session, at, 256, output, 0.0f);
        }
        const uint32_t latency = dredge_session_latency(session);
        for (uint32_t i = 0; i < latency; ++i) {
            assert_true(output[0][i] == 0.0f);
        }
        assert_memory_equal(output[0] + latency, sound,
                            (LENGTH - 1024 - latency) * sizeof(float));
        dredge_session_free(session);
    }
}

#define SINE_STEP (0.5f * 2.0f * 3.14159265f * 440.0f / 48000.0f) // The largest between samples

static const float* make_sine(void)
{
    static float sine[LENGTH];
    for (int i = 0; i < LENGTH; ++i) {
        sine[i] = 0.5f * sinf(2.0f * 3.14159265f * 440.0f * (float)i / 48000.0f);
    }
    return sine;
}

static void switching_fades(void** state)
{
    (void)state;
    const float* const sine = make_sine();
    DredgeSettings settings = bursty();
    settings.network.model = DREDGE_LOSS_NONE;
    settings.lane[DREDGE_LANE_A].sender.redundancy = DREDGE_REDUNDANCY_NONE;
    DredgeSession* const session = open_session(48000, 1, &settings);
    uint32_t seed = 5;
    for (uint32_t at = 0; at < LENGTH;) {
        const uint32_t block = next_block(&seed) % 2000;
        const uint32_t count = block < LENGTH - at ? block : LENGTH - at;
        settings.enabled = seed >> 31;
        dredge_session_set(session, &settings);
        const float* const in[] = {sine + at};
        float* const out[] = {output[0] + at};
        dredge_session_process(session, in, out, count);
        at += count;
    }
    dredge_session_free(session);
    for (int i = 24000; i < LENGTH; ++i) {
        // The sine's own step, coding noise, and a fade of at most 1 in 480 samples.
        assert_true(fabsf(output[0][i] - output[0][i - 1]) < SINE_STEP + 0.03f);
    }
}

// With nothing but silence from the link, the output is what is left of the input.
static void switching_takes_ten_milliseconds(void** state)
{
    (void)state;
    static const uint32_t rates[] = {44100, 48000, 96000};
    static float ones[LENGTH];
    for (int i = 0; i < LENGTH; ++i) {
        ones[i] = 1.0f;
    }
    for (int r = 0; r < 3; ++r) {
        DredgeSettings settings = bursty();
        settings.network = (DredgeNetwork){.model = DREDGE_LOSS_RANDOM, .loss = 1.0};
        settings.lane[DREDGE_LANE_A].concealment = DREDGE_CONCEALMENT_SILENCE;
        settings.playout.playout = 20;
        DredgeSession* const session = open_session(rates[r], 1, &settings);
        for (uint32_t at = 0; at + 1000 <= LENGTH; at += 1000) {
            settings.enabled = at / 20000 % 2;
            dredge_session_set(session, &settings);
            const float* const in[] = {ones + at};
            float* const out[] = {output[0] + at};
            dredge_session_process(session, in, out, 1000);
        }
        dredge_session_free(session);
        for (uint32_t at = 20000; at + 20000 <= LENGTH; at += 20000) {
            unsigned fading = 0;
            for (uint32_t i = at; i < at + 20000; ++i) {
                fading += output[0][i] > 1e-4f && output[0][i] < 1.0f - 1e-4f;
            }
            assert_within(fading, rates[r] / 100 - 2, rates[r] / 100 + 1);
        }
    }
}

static void turning_bitrate_and_depth_never_clicks(void** state)
{
    (void)state;
    const float* const sine = make_sine();
    DredgeSettings settings = bursty();
    settings.network.model = DREDGE_LOSS_NONE;
    DredgeSession* const session = open_session(48000, 1, &settings);
    uint32_t seed = 9;
    for (uint32_t at = 0; at < LENGTH; at += 4800) {
        seed = seed * 1664525U + 1013904223U;
        settings.lane[DREDGE_LANE_A].sender.bitrate = 24.0f + (float)(seed >> 24) / 4.0f;
        settings.lane[DREDGE_LANE_A].sender.depth = (int)(seed >> 16) % 1041;
        dredge_session_set(session, &settings);
        const float* const in[] = {sine + at};
        float* const out[] = {output[0] + at};
        dredge_session_process(session, in, out, 4800);
    }
    dredge_session_free(session);
    for (int i = 24000; i < LENGTH; ++i) {
        assert_true(fabsf(output[0][i] - output[0][i - 1]) < SINE_STEP + 0.05f);
    }
}

static void bad_samples_never_come_out(void** state)
{
    (void)state;
    static float in[LENGTH];
    for (int enabled = 0; enabled < 2; ++enabled) {
        memcpy(in, sound, sizeof(in));
        for (uint32_t i = 0; i < LENGTH; i += 97) {
            static const float bad[] = {NAN, INFINITY, -INFINITY, 1e30f, -3.4e38f, 1e-42f};
            in[i] = bad[i % 6];
        }
        for (uint32_t i = 20000; i < 30000; ++i) {
            in[i] = NAN;
        }
        for (uint32_t i = 60000; i < 70000; ++i) {
            in[i] = 1e-40f;
        }
        // After the bad part, time to recover.
        memcpy(in + LENGTH / 2, sound + LENGTH / 2, LENGTH / 2 * sizeof(float));
        DredgeSettings settings = bursty();
        settings.enabled = enabled;
        settings.network.loss = 0.5;
        DredgeSession* const session = open_session(48000, 1, &settings);
        for (uint32_t at = 0; at < LENGTH; at += 480) {
            const float* const from[] = {in + at};
            float* const to[] = {output[0] + at};
            dredge_session_process(session, from, to, 480);
        }
        dredge_session_free(session);
        for (uint32_t i = 0; i < LENGTH; ++i) {
            assert_true(isfinite(output[0][i]) && fabsf(output[0][i]) < 16.0f);
        }
        assert_true(level(output[0] + LENGTH * 3 / 4, LENGTH / 4) > 0.005);
    }
}

static void in_place_is_the_same(void** state)
{
    (void)state;
    const DredgeSettings settings = bursty();
    DredgeSession* const apart = open_session(48000, 1, &settings);
    DredgeSession* const together = open_session(48000, 1, &settings);
    memcpy(output[1], sound, sizeof(output[1]));
    for (uint32_t at = 0; at < LENGTH; at += 480) {
        const float* const from[] = {sound + at};
        float* const to[] = {output[0] + at};
        dredge_session_process(apart, from, to, 480);
        float* const both[] = {output[1] + at};
        dredge_session_process(together, (const float* const*)both, both, 480);
    }
    assert_memory_equal(output[0], output[1], sizeof(output[0]));
    dredge_session_free(apart);
    dredge_session_free(together);
}

static void turning_any_knob_never_breaks(void** state)
{
    (void)state;
    DredgeSession* const session =
        open_session(48000, 2, &(DredgeSettings){.frame = 960, .playout = {.playout = 20}});
    assert_int_equal(dredge_session_start(session), DREDGE_OK);
    uint32_t seed = 77;
    static const unsigned frames[] = {120, 240, 480, 960, 1920, 2880};
    DredgeSettings settings = dredge_settings_default();
    for (int turn = 0; turn < 600; ++turn) {
        const uint32_t draw = (seed = seed * 1664525U + 1013904223U) >> 8;
        DredgeSenderSettings* const sender = &settings.lane[DREDGE_LANE_A].sender;
        switch (turn % 9) {
        case 0:
            settings.frame = frames[draw % 6];
            break;
        case 1:
            settings.playout.playout = 20 + draw % 1481;
            break;
        case 2:
            sender->redundancy = (DredgeRedundancy)(draw % 5);
            break;
        case 3:
            sender->bitrate = 6.0f + (float)(draw % 123);
            break;
        case 4:
            sender->bandwidth = (DredgeBandwidth)(draw % 6);
            break;
        case 5:
            settings.lane[DREDGE_LANE_A].concealment = (DredgeConcealment)(draw % 3);
            settings.lane[DREDGE_LANE_A].enhancement = (DredgeEnhancement)(draw / 3 % 3);
            break;
        case 6:
            sender->depth = (int)(draw % 1041);
            sender->vbr = draw & 4096;
            sender->dtx = draw & 8192;
            break;
        case 7:
            settings.enabled = draw & 1;
            settings.ahead = draw & 2;
            break;
        default:
            settings.network.loss = (draw % 101) / 100.0;
            settings.network.seed = draw;
        }
        dredge_session_set(session, &settings);
        const uint32_t at = draw % (LENGTH - 4096);
        process(session, at, draw % 4096, output, -0.5f);
        for (uint32_t i = 0; i < draw % 4096; ++i) {
            assert_true(isfinite(output[0][at + i]) && isfinite(output[1][at + i]));
        }
        DredgeFrameRecord record;
        while (dredge_session_read(session, &record)) {
            assert_true(record.lane[0].source <= DREDGE_SOURCE_SILENCE);
        }
    }
    dredge_session_free(session);
}

static void wrong_rates_and_channels_are_refused(void** state)
{
    (void)state;
    DredgeStatus status = DREDGE_OK;
    assert_null(dredge_session_new(7999, 1, false, &status));
    assert_int_equal(status, DREDGE_BAD_RATE);
    assert_null(dredge_session_new(192001, 1, false, &status));
    assert_int_equal(status, DREDGE_BAD_RATE);
    assert_null(dredge_session_new(48000, 0, false, &status));
    assert_int_equal(status, DREDGE_BAD_CHANNELS);
    assert_null(dredge_session_new(48000, 3, false, &status));
    assert_int_equal(status, DREDGE_BAD_CHANNELS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(any_split_gives_the_same),
        TEST(any_split_gives_the_same_at_any_frame_and_playout),
        TEST(at_small_blocks_the_helper_does_the_work),
        TEST(gains_live_on_the_same_with_and_without_helper),
        TEST(latency_is_exact),
        TEST(latency_stays_below_its_maximum),
        TEST(disabled_is_the_input_delayed),
        TEST(switching_takes_ten_milliseconds),
        TEST(switching_fades),
        TEST(turning_bitrate_and_depth_never_clicks),
        TEST(bad_samples_never_come_out),
        TEST(in_place_is_the_same),
        TEST(turning_any_knob_never_breaks),
        TEST(wrong_rates_and_channels_are_refused),
    };
    return cmocka_run_group_tests(tests, make_sound, free_sound);
}
