// SPDX-License-Identifier: ISC
// Frames that follow the song: the same place in it sounds the same in every pass.
#include "harness.h"
#include "speech.h"

#include "session.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RATE = 48000,
    SONG = 6 * RATE,
    PASS = RATE,
    LONGEST = 2 * RATE,
    BLOCK = 4096,
    STARTS = 3
};

static float* song;
static float first[PASS];
static float again[PASS];
static uint32_t seed;

static uint32_t draw(const uint32_t below)
{
    seed = seed * 1664525U + 1013904223U;
    return (uint32_t)(((uint64_t)seed * below) >> 32);
}

static DredgeSettings settings_for(const unsigned frame, const bool adaptive)
{
    DredgeSettings settings = dredge_settings_default();
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        settings.lane[i].sender.bandwidth = DREDGE_BANDWIDTH_WB;
        settings.lane[i].sender.complexity = 2;
    }
    settings.frame = frame;
    settings.playout = (DredgePlayout){.playout = 200, .adaptive = adaptive, .least = 40};
    settings.network.loss = 0.2;
    settings.network.delay = 10.0;
    settings.network.jitter = 20.0;
    settings.network.bottleneck.capacity = 100.0;
    settings.b_on = true;
    return settings;
}

static DredgeSession* open_session(const DredgeSettings* const settings)
{
    DredgeStatus status = DREDGE_OK;
    DredgeSession* const session = dredge_session_new(RATE, 1, false, &status);
    assert_non_null(session);
    dredge_session_set(session, settings);
    dredge_session_reset(session);
    return session;
}

static void process(DredgeSession* const session, const float* const from, float* const to,
                    const uint32_t count)
{
    const float* const in[] = {from};
    float* const out[] = {to};
    dredge_session_process(session, in, out, count);
}

// Cycles that are no part of a pass: the song stands still or plays something else.
static void pass_time(DredgeSession* const session)
{
    static float quiet[BLOCK];
    static float gone[BLOCK];
    const uint32_t length = 6000 + draw(30000); // Jumps that are closer count as one
    for (uint32_t i = 0; i < BLOCK; ++i) {
        quiet[i] = (float)draw(1000) / 5000.0f - 0.1f;
    }
    dredge_session_locate(session, draw(SONG), draw(2));
    for (uint32_t at = 0; at < length;) {
        const uint32_t block = draw(BLOCK);
        const uint32_t count = block < length - at ? block : length - at;
        process(session, quiet, gone, count);
        at += count;
    }
}

/*
   Play the song from `start` on, PASS samples of it, in blocks of any size, and keep what is
   heard of them. The host tells the position with each block, or only at first.
*/
static void play(DredgeSession* const session, const uint32_t start, float* const heard)
{
    static float out[BLOCK];
    const uint32_t latency = dredge_session_latency(session);
    const uint32_t most = draw(4) ? BLOCK - 1 : 64;
    const bool tells = draw(2);
    dredge_session_locate(session, start, 1.0);
    for (uint32_t at = 0; at < PASS + latency;) {
        const uint32_t block = draw(most + 1);
        const uint32_t left = PASS + latency - at;
        const uint32_t count = block < left ? block : left;
        if (tells) {
            dredge_session_locate(session, (double)start + at, 1.0);
        }
        process(session, song + start + at, out, count);
        if (getenv("DBG")) {
            DredgeFrameRecord r;
            while (dredge_session_read(session, &r)) {
                const DredgeRecord* a = &r.lane[0];
                printf("  %lu fate %lu lost %d drop %d arr %ld src %d bytes %d\n", a->frame,
                       a->fate, a->lost, a->dropped,
                       a->arrival - (long)(a->frame + 1) * a->length, a->source,
                       a->anatomy.primary);
            }
        }
        for (uint32_t i = 0; i < count; ++i) {
            if (at + i >= latency) {
                heard[at + i - latency] = out[i];
            }
        }
        at += count;
    }
}

// From a few places a fresh link plays the song; then one that has played for some time does.
static void check_passes(const DredgeSettings* const settings, const bool threaded)
{
    static const uint32_t starts[STARTS] = {12345, 100000, 96000};
    static float fresh[STARTS][PASS];
    for (int i = 0; i < STARTS; ++i) {
        DredgeSession* const session = open_session(settings);
        play(session, starts[i], fresh[i]);
        dredge_session_free(session);
        assert_true(level(fresh[i], PASS) > 0.001);
    }
    DredgeSession* const session = open_session(settings);
    if (threaded) {
        assert_int_equal(dredge_session_start(session), DREDGE_OK);
    }
    for (unsigned pass = 0; pass < 5; ++pass) {
        const uint32_t i = draw(STARTS);
        pass_time(session);
        play(session, starts[i], again);
        if (getenv("DBG")) {
            FILE* f = fopen("/tmp/dbg.bin", "wb");
            fwrite(fresh[i], 1, sizeof(again), f);
            fwrite(again, 1, sizeof(again), f);
            fclose(f);
            printf("pass %u i %u thr %d\n", pass, i, threaded);
        }
        assert_memory_equal(fresh[i], again, sizeof(again));
    }
    dredge_session_free(session);
}

static void a_place_in_the_song_sounds_the_same_in_every_pass(void** state)
{
    (void)state;
    static const unsigned frames[] = {120, 480, 960, 2880};
    seed = 1;
    for (int i = 0; i < 4; ++i) {
        DredgeSettings settings = settings_for(frames[i], i % 2);
        settings.monitor = i < 2 ? DREDGE_MONITOR_A : DREDGE_MONITOR_B;
        check_passes(&settings, i % 2 == 0);
    }
}

// Lost frames are silent: where is what comes through?
static void find_lost(const DredgeSettings* const settings, const uint32_t start,
                      const uint32_t before, bool* const lost)
{
    static float silence[LONGEST];
    static float heard[PASS];
    DredgeSession* const session = open_session(settings);
    process(session, silence, silence, before);
    memset(silence, 0, sizeof(silence));
    play(session, start, heard);
    dredge_session_free(session);
    for (uint32_t i = 0; i < PASS; ++i) {
        lost[start + i] = heard[i] == 0.0f;
    }
}

static void a_place_in_the_song_meets_the_same_losses_wherever_it_starts(void** state)
{
    (void)state;
    static bool lost[2][SONG];
    DredgeSettings settings = settings_for(960, false);
    settings.network.jitter = 0.0;
    settings.network.bottleneck.capacity = 0.0;
    settings.lane[DREDGE_LANE_A].sender.application = DREDGE_APPLICATION_LOW_DELAY;
    settings.lane[DREDGE_LANE_B].sender.application = DREDGE_APPLICATION_LOW_DELAY;
    settings.lane[DREDGE_LANE_A].sender.redundancy = DREDGE_REDUNDANCY_NONE;
    settings.lane[DREDGE_LANE_A].concealment = DREDGE_CONCEALMENT_SILENCE;
    settings.monitor = DREDGE_MONITOR_A;
    seed = 2;
    find_lost(&settings, 48000, 0, lost[0]);
    uint32_t changes = 0;
    for (int i = 0; i < 10; ++i) {
        const uint32_t start = 48000 + draw(PASS / 2);
        find_lost(&settings, start, draw(10000), lost[1]);
        // From the first whole frame on, and a frame later, for its predecessor may be lost.
        for (uint32_t at = start + 2 * 960; at < 48000 + PASS; ++at) {
            assert_int_equal(lost[0][at], lost[1][at]);
            changes += lost[0][at] != lost[0][at - 1];
        }
    }
    assert_true(changes > 50);
}

// With a lossless link nothing but the codec's noise tells what is heard from what went in.
static void the_sound_runs_on_where_the_song_jumps(void** state)
{
    (void)state;
    static float tone[PASS];
    static float out[PASS];
    for (uint32_t i = 0; i < PASS; ++i) {
        tone[i] = 0.3f * sinf(6.2831853f * 440.0f * (float)i / RATE);
    }
    static const unsigned frames[] = {120, 480, 960, 2880};
    for (int f = 0; f < 4; ++f) {
        DredgeSettings settings = settings_for(frames[f], false);
        settings.network = (DredgeNetwork){.model = DREDGE_LOSS_NONE};
        settings.lane[DREDGE_LANE_A].sender.redundancy = DREDGE_REDUNDANCY_NONE;
        settings.lane[DREDGE_LANE_A].sender.bitrate = 64.0f;
        settings.monitor = DREDGE_MONITOR_A;
        DredgeSession* const session = open_session(&settings);
        const uint32_t latency = dredge_session_latency(session);
        seed = 3;
        for (uint32_t at = 0; at < PASS; at += 1000) {
            if (at % 8000 == 0) {
                dredge_session_locate(session, draw(SONG), 1.0);
            }
            process(session, tone + at, out + at, 1000);
            assert_int_equal(dredge_session_latency(session), latency);
        }
        dredge_session_free(session);
        double worst = 10.0;
        double loudest = 0.0;
        for (uint32_t at = 2 * latency; at + 240 < PASS; at += 60) {
            const double ratio = level(out + at, 240) / level(tone + at - latency, 240);
            worst = fmin(worst, ratio);
            loudest = fmax(loudest, ratio);
        }
        float step = 0.0f;
        for (uint32_t at = 2 * latency; at + 1 < PASS; ++at) {
            step = fmaxf(step, fabsf(out[at + 1] - out[at]));
        }
        assert_within(worst, 0.8, 1.0);
        assert_within(loudest, 1.0, 1.1);
        assert_within(step, 0.0, 0.1); // The tone's own is 0.017; it begins in mid-wave
    }
}

static void any_transport_is_harmless(void** state)
{
    (void)state;
    static const double places[] = {NAN, INFINITY, -1e300, -12345.0, 0.0, 0.5, 1e12};
    static const double paces[] = {1.0, 1.0, 1.0, 0.0, -1.0, 0.37, NAN};
    static float out[BLOCK];
    seed = 4;
    for (int i = 0; i < 4; ++i) {
        DredgeSettings settings = settings_for(i % 2 ? 120 : 960, i / 2);
        DredgeSession* const session = open_session(&settings);
        for (int step = 0; step < 3000; ++step) {
            const double place = draw(3) ? draw(SONG) : places[draw(7)];
            dredge_session_locate(session, place, paces[draw(7)]);
            settings.lock = draw(20) != 0;
            settings.freewheels = draw(3) == 0;
            dredge_session_set(session, &settings);
            const uint32_t count = draw(300);
            process(session, song + draw(SONG), out, count);
            for (uint32_t at = 0; at < count; ++at) {
                assert_true(fabsf(out[at]) < 4.0f);
            }
        }
        // Nothing of it is left where the song goes on.
        settings.lock = true;
        settings.freewheels = false;
        dredge_session_set(session, &settings);
        pass_time(session);
        play(session, 54321, again);
        dredge_session_free(session);
        DredgeSession* const fresh = open_session(&settings);
        play(fresh, 54321, first);
        dredge_session_free(fresh);
        assert_memory_equal(first, again, sizeof(first));
    }
}

static void a_song_that_goes_on_begins_anew_for_an_export(void** state)
{
    (void)state;
    DredgeSettings settings = settings_for(960, false);
    static float out[BLOCK];
    for (int pass = 0; pass < 2; ++pass) {
        DredgeSession* const session = open_session(&settings);
        // The export begins at 30000; the song has played for some time by then, or not.
        const uint32_t start = pass ? 30000 - 7777 : 30000;
        dredge_session_locate(session, start, 1.0);
        for (uint32_t at = start; at < 30000; at += 11) {
            process(session, song + at, out, 11);
        }
        settings.freewheels = true;
        dredge_session_set(session, &settings);
        play(session, 30000, pass ? again : first);
        dredge_session_free(session);
        settings.freewheels = false;
    }
    assert_memory_equal(first, again, sizeof(first));
}

static int make_song(void** state)
{
    (void)state;
    song = speech_fill(SONG + PASS + LONGEST + BLOCK);
    return !song;
}

static int free_song(void** state)
{
    (void)state;
    free(song);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_place_in_the_song_sounds_the_same_in_every_pass),
        TEST(a_place_in_the_song_meets_the_same_losses_wherever_it_starts),
        TEST(the_sound_runs_on_where_the_song_jumps),
        TEST(any_transport_is_harmless),
        TEST(a_song_that_goes_on_begins_anew_for_an_export),
    };
    return cmocka_run_group_tests(tests, make_song, free_song);
}
