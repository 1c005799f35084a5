// SPDX-License-Identifier: ISC
// The adaptive playout delay.
#include "harness.h"
#include "speech.h"

#include "receiver.h"
#include "tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FRAME = 960, FRAMES = 500, MS = 48, MOST = 400, LEAST = 40, AHEAD = (MOST - 10) / 20 };

static float* sound;
static float heard[FRAMES * FRAME];
static float other[FRAMES * FRAME];
static DredgeRecord records[FRAMES + DREDGE_RECEIVER_FRAMES_MAX];
static unsigned played;
static unsigned hole = FRAMES; // Where five more packets are lost
static uint32_t longest_lag;
static uint32_t last_lag;

static DredgeLinkSettings lane(const DredgeRedundancy redundancy)
{
    return (DredgeLinkSettings){
        .sender = {.redundancy = redundancy,
                   .bandwidth = DREDGE_BANDWIDTH_WB,
                   .bitrate = 24.0f,
                   .depth = 1000,
                   .expected_loss = DREDGE_EXPECTED_AUTO,
                   .complexity = 3,
                   .vbr = true},
        .concealment = DREDGE_CONCEALMENT_NEURAL,
    };
}

static void play(const DredgeNetwork* const network, const DredgePlayout* const playout,
                 const DredgeRedundancy redundancy, float* const out)
{
    DredgeStatus status = DREDGE_OK;
    DredgeLink* const link = dredge_link_new(1, false, &status);
    assert_non_null(link);
    const DredgeLinkSettings settings = lane(redundancy);
    static DredgeReceiver receiver;
    dredge_link_reset(link, FRAME, DREDGE_APPLICATION_VOIP);
    dredge_receiver_reset(&receiver, 0);
    const unsigned ahead = (playout->playout - DREDGE_WORK_MS) / 20;
    played = 0;
    longest_lag = 0;
    for (unsigned f = 0; f < FRAMES; ++f) {
        DredgeJourney journey = {.sent = (int64_t)(f + 1) * FRAME,
                                 .fate = dredge_fate_draw(network, NULL, f),
                                 .bottleneck = network->bottleneck};
        journey.fate.lost |= f >= hole && f < hole + 5;
        dredge_link_send(link, &settings, sound + (size_t)f * FRAME, &journey);
        if (f < ahead) {
            continue;
        }
        const unsigned count =
            dredge_receiver_play(&receiver, link, &settings, playout, FRAME, 1,
                                 out + (size_t)(f - ahead) * FRAME, records + played);
        for (unsigned i = 0; i < count; ++i) {
            const DredgeRecord* const r = &records[played + i];
            assert_int_equal(r->frame, played + i); // Each once, in order
            assert_true(r->playout >= (float)(playout->adaptive ? playout->least : 20));
            assert_true(r->playout <= (float)playout->playout + 0.01f);
        }
        played += count;
        last_lag = playout->adaptive ? dredge_pacer_lag(&receiver.pacer) : 0;
        longest_lag = last_lag > longest_lag ? last_lag : longest_lag;
    }
    dredge_link_free(link);
}

static unsigned concealed(void)
{
    unsigned count = 0;
    for (unsigned i = 0; i < played; ++i) {
        count += dredge_source_is_concealed(records[i].source);
    }
    return count;
}

static const DredgePlayout fixed = {.playout = MOST};
static const DredgePlayout adaptive = {.playout = MOST, .adaptive = true, .least = LEAST};
static const DredgePlayout shortest = {.playout = LEAST};

static void on_a_perfect_network_it_is_as_with_a_fixed_delay(void** state)
{
    (void)state;
    const DredgeNetwork network = {.model = DREDGE_LOSS_NONE};
    play(&network, &fixed, DREDGE_REDUNDANCY_DRED, heard);
    play(&network, &adaptive, DREDGE_REDUNDANCY_DRED, other);
    assert_memory_equal(heard, other, (size_t)(FRAMES - AHEAD) * FRAME * sizeof(float));
    assert_float_equal(records[100].playout, LEAST, 0.01);
}

static void the_delay_follows_the_jitter(void** state)
{
    (void)state;
    static const double jitters[] = {5.0, 20.0, 60.0};
    double before = 0.0;
    for (int i = 0; i < 3; ++i) {
        const DredgeNetwork network = {.delay = 60.0, .jitter = jitters[i], .seed = 3};
        play(&network, &adaptive, DREDGE_REDUNDANCY_NONE, heard);
        double mean = 0.0;
        unsigned late = 0;
        for (unsigned f = 200; f < played; ++f) {
            mean += (double)records[f].playout / (played - 200);
            late += dredge_record_is_late(&records[f]);
        }
        // The 97th percentile of a normal distribution, and the receiver's work
        const double wanted = 60.0 + 1.88 * jitters[i] + DREDGE_WORK_MS;
        assert_true(fabs(mean - wanted) < 0.15 * wanted);
        assert_true(late <= (played - 200) * 6 / 100);
        assert_true(mean > before);
        before = mean;
    }
}

static void it_waits_for_redundancy_and_catches_up_in_pauses(void** state)
{
    (void)state;
    const DredgeNetwork network = {.model = DREDGE_LOSS_GILBERT_ELLIOTT,
                                   .loss = 0.1,
                                   .burst = 4.0,
                                   .loss_in_bad = 1.0,
                                   .seed = 2};
    play(&network, &shortest, DREDGE_REDUNDANCY_DRED, heard);
    const unsigned with_shortest = concealed();
    play(&network, &fixed, DREDGE_REDUNDANCY_DRED, heard);
    const unsigned with_longest = concealed();
    play(&network, &adaptive, DREDGE_REDUNDANCY_DRED, heard);
    double mean = 0.0;
    for (unsigned f = 0; f < played; ++f) {
        mean += (double)records[f].playout / played;
    }
    print_message("concealed: %u at %d ms, %u at %d ms, %u between, %.0f ms on average\n",
                  with_shortest, LEAST, with_longest, MOST, concealed(), mean);
    assert_true(concealed() < with_shortest / 2);
    assert_true(mean < (MOST + LEAST) / 2.0);
    assert_true(longest_lag >= 3 * FRAME);
    assert_true(last_lag < longest_lag); // Some was caught up
    assert_true(played > FRAMES - AHEAD - MOST / 20);
    // Without redundancy there is nothing to wait for.
    play(&network, &adaptive, DREDGE_REDUNDANCY_NONE, heard);
    assert_int_equal(longest_lag, 0);
}

// A hole, and then a long pause: it is shortened by all that was waited, and what follows is
// heard in its place again.
static void all_lag_goes_in_a_long_pause(void** state)
{
    (void)state;
    static float quiet[FRAMES * FRAME];
    memcpy(quiet, sound, sizeof(quiet));
    memset(quiet + (size_t)250 * FRAME, 0, (size_t)60 * FRAME * sizeof(float));
    float* const speech = sound;
    sound = quiet;
    const DredgeNetwork network = {.model = DREDGE_LOSS_NONE};
    hole = 240;
    play(&network, &adaptive, DREDGE_REDUNDANCY_DRED, heard);
    hole = FRAMES;
    play(&network, &adaptive, DREDGE_REDUNDANCY_DRED, other);
    sound = speech;
    assert_int_equal(longest_lag, 0);
    // From well after the pause on, both are the same but for what the decoder remembers.
    const float* const a = heard + (size_t)330 * FRAME;
    const float* const b = other + (size_t)330 * FRAME;
    assert_int_equal(best_lag(a + 480, b, 50 * FRAME, 960), 480);
    assert_true(spectral_distance(a, b, 50 * FRAME) < 1.0);
    // In between it was late.
    assert_memory_not_equal(heard + (size_t)245 * FRAME, other + (size_t)245 * FRAME,
                            FRAME * sizeof(float));
}

static void any_network_leaves_the_sound_whole(void** state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 12; ++seed) {
        const DredgeNetwork network = {
            .model = (DredgeLossModel)(seed % 5),
            .loss = 0.05 * seed,
            .burst = 1.0 + seed,
            .loss_in_bad = 1.0,
            .seed = seed,
            .delay = 20.0 * (seed % 4),
            .jitter = 15.0 * (seed % 5),
            .distribution = (DredgeJitter)(seed % 3),
            .reorder = 0.05,
            .duplicate = 0.1,
            .bottleneck = {.capacity = seed % 2 ? 60.0 : 0.0, .queue = 150, .overhead = 40},
        };
        const DredgePlayout playout = {
            .playout = 30 + 90 * seed, .adaptive = true, .least = 20 + seed};
        play(&network, &playout, (DredgeRedundancy)(seed % 5), heard);
        const unsigned slots = FRAMES - (playout.playout - DREDGE_WORK_MS) / 20;
        for (unsigned i = 0; i < slots * FRAME; ++i) {
            assert_true(isfinite(heard[i]) && fabsf(heard[i]) < 4.0f);
        }
        assert_true(played <= slots + 1);
        assert_true(played + playout.playout / 20 + 1 >= slots);
    }
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
        TEST(on_a_perfect_network_it_is_as_with_a_fixed_delay),
        TEST(the_delay_follows_the_jitter),
        TEST(it_waits_for_redundancy_and_catches_up_in_pauses),
        TEST(all_lag_goes_in_a_long_pause),
        TEST(any_network_leaves_the_sound_whole),
    };
    return cmocka_run_group_tests(tests, make_sound, free_sound);
}
