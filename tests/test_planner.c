// SPDX-License-Identifier: ISC
// The depth you ask for is the depth you get: plans against what packets really carry.
#include "harness.h"
#include "speech.h"

#include "codec/anatomy.h"
#include "codec/planner.h"
#include "codec/sender.h"
#include "codec/splice.h"

#include <math.h>
#include <opus.h>
#include <stdlib.h>
#include <string.h>

enum { FRAME = 960, FRAMES_MAX = 500, FRAME_MS = 20 };

static float* sound;
static float* both; // The same with a second channel
static unsigned frames;
static DredgePacket packets[FRAMES_MAX];

static DredgeSenderSettings layered(const DredgeRedundancy redundancy, const float bitrate,
                                    const int depth)
{
    return (DredgeSenderSettings){.redundancy = redundancy,
                                  .budget = DREDGE_BUDGET_LAYERED,
                                  .bandwidth = DREDGE_BANDWIDTH_WB,
                                  .bitrate = bitrate,
                                  .depth = depth,
                                  .expected_loss = DREDGE_EXPECTED_AUTO,
                                  .complexity = 5,
                                  .vbr = true};
}

static void encode(const DredgeSenderSettings* const settings, const unsigned channels)
{
    DredgeStatus status = DREDGE_OK;
    DredgeSender* const sender = dredge_sender_new(channels, &status);
    assert_non_null(sender);
    const float* const source = channels == 2 ? both : sound;
    for (unsigned f = 0; f < frames; ++f) {
        dredge_sender_encode(sender, settings, source + (size_t)f * FRAME * channels, FRAME, f,
                             &packets[f]);
    }
    dredge_sender_free(sender);
}

static bool is_active(const unsigned frame)
{
    return level(sound + (size_t)frame * FRAME, FRAME) > 0.01;
}

// Chunks in a packet: a packet starts 5 or 25 ms after its newest chunk's end.
static int chunks_in(const DredgeAnatomy* const anatomy)
{
    const int ms = (anatomy->dred_oldest - anatomy->dred_newest) / 48;
    return ms ? (ms + DREDGE_CHUNK_SHORTFALL) / DREDGE_CHUNK_MS : 0;
}

static void the_arithmetic_is_that_of_libopus(void** state)
{
    (void)state;
    static const int bitrates[] = {14000, 20000, 24000, 28000, 32000, 40000, 44000,
                                   46000, 52000, 60000, 72000, 73000, 90000};
    static const int losses[] = {2, 5, 10, 20, 25, 50};
    int error = 0;
    OpusEncoder* const encoder = opus_encoder_create(48000, 1, OPUS_APPLICATION_VOIP, &error);
    OpusDREDDecoder* const decoder = opus_dred_decoder_create(&error);
    OpusDRED* const dred = opus_dred_alloc(&error);
    for (size_t b = 0; b < sizeof(bitrates) / sizeof(bitrates[0]); ++b) {
        for (size_t l = 0; l < 12; ++l) {
            const DredgeEncoderSetting setting = {
                .bitrate = bitrates[b], .loss = losses[l % 6], .fec = l >= 6, .duration = 104};
            opus_encoder_ctl(encoder, OPUS_RESET_STATE);
            opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(0));
            opus_encoder_ctl(encoder, OPUS_SET_BANDWIDTH(OPUS_BANDWIDTH_WIDEBAND));
            opus_encoder_ctl(encoder, OPUS_SET_BITRATE(setting.bitrate));
            opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(setting.loss));
            opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(setting.fec));
            opus_encoder_ctl(encoder, OPUS_SET_DRED_DURATION(setting.duration));
            int most = 0;
            for (unsigned f = 0; f < 130; ++f) {
                uint8_t data[1500];
                DredgeAnatomy anatomy;
                const int size = opus_encode_float(encoder, sound + (size_t)f * FRAME, FRAME,
                                                   data, sizeof(data));
                dredge_anatomy_read(decoder, dred, data, (size_t)size, setting.loss, &anatomy);
                const int chunks = chunks_in(&anatomy);
                most = chunks > most ? chunks : most;
            }
            const int planned = dredge_planner_chunks(&setting, FRAME_MS);
            if (!figure_holds(most == planned || (planned == 0 && most == 1))) {
                fail_msg("%d b/s, %d %%, FEC %d: %d chunks planned, %d sent", setting.bitrate,
                         setting.loss, setting.fec, planned, most);
            }
        }
    }
    opus_dred_free(dred);
    opus_dred_decoder_destroy(decoder);
    opus_encoder_destroy(encoder);
}

static void libopus_gaps_are_in_the_plan(void** state)
{
    (void)state;
    // A second at 44 kb/s, not at 46, and again at 73; the one chunk at 24 kb/s and 5 %.
    DredgeEncoderSetting s = {.bitrate = 44000, .loss = 25, .duration = 104};
    assert_int_equal(dredge_planner_reach(dredge_planner_chunks(&s, FRAME_MS)), 1015);
    s.bitrate = 46000;
    assert_true(dredge_planner_reach(dredge_planner_chunks(&s, FRAME_MS)) < 500);
    s.bitrate = 73000;
    assert_int_equal(dredge_planner_reach(dredge_planner_chunks(&s, FRAME_MS)), 1015);
    s.bitrate = 24000;
    s.loss = 5;
    assert_int_equal(dredge_planner_chunks(&s, FRAME_MS), 1);
    s.loss = 0;
    assert_int_equal(dredge_planner_chunks(&s, FRAME_MS), 0);
}

static void what_is_affordable_is_found(void** state)
{
    (void)state;
    static const double lengths[] = {2.5, 5.0, 10.0, 20.0, 40.0, 60.0};
    int affordable = 0;
    for (int f = 0; f < 6; ++f) {
        for (int chunks = 2; chunks <= DREDGE_CHUNKS_MAX; ++chunks) {
            const DredgeEncoderSetting s = dredge_planner_cheapest(chunks, lengths[f]);
            const bool found = dredge_planner_chunks(&s, lengths[f]) >= chunks;
            assert_int_equal(dredge_planner_affords(chunks, lengths[f]), found);
            affordable += found;
        }
    }
    assert_true(affordable > 0 && affordable < 6 * (DREDGE_CHUNKS_MAX - 1));
}

static void the_cheapest_single_setting_is_found(void** state)
{
    (void)state;
    static const int primaries[] = {16000, 24000, 32000, 48000};
    static const int depths[] = {100, 200, 400, 600, 800, 1000};
    for (int p = 0; p < 4; ++p) {
        for (int d = 0; d < 6; ++d) {
            for (int fec = 0; fec < 2; ++fec) {
                const int wanted = dredge_planner_chunks_for(depths[d]);
                int lowest = 0;
                // Everything, from the bottom; also longer durations than asked for.
                for (int rate = primaries[p]; !lowest && rate <= 256000; rate += 100) {
                    for (int loss = 1; loss <= 50; ++loss) {
                        for (int more = 0; more < 3; ++more) {
                            const DredgeEncoderSetting s = {.bitrate = rate,
                                                            .loss = loss,
                                                            .fec = fec,
                                                            .duration =
                                                                4 * (wanted + more) - 5};
                            if (dredge_planner_chunks(&s, FRAME_MS) >= wanted &&
                                dredge_planner_primary(&s, FRAME_MS) * 1000.0 >= primaries[p]) {
                                lowest = rate;
                            }
                        }
                    }
                }
                DredgeEncoderSetting found;
                assert_true(dredge_planner_single(primaries[p], fec, wanted, FRAME_MS, &found));
                assert_int_equal(found.bitrate, lowest);
            }
        }
    }
}

static int compare(const void* const a, const void* const b)
{
    return *(const int32_t*)a - *(const int32_t*)b;
}

static void check_layers(const DredgeSenderSettings* const settings, const unsigned channels)
{
    static int32_t reaches[FRAMES_MAX];
    encode(settings, channels);
    double primary = 0.0;
    unsigned active = 0;
    unsigned settled = 0;
    for (unsigned f = 0; f < frames; ++f) {
        const DredgeAnatomy* const a = &packets[f].anatomy;
        assert_true(a->bandwidth >= 2); // Below wide band nothing would come back
        if (is_active(f)) {
            primary += a->primary;
            ++active;
            // What speech there was before can't be farther back than that.
            if (f >= 60) {
                reaches[settled++] = a->dred_oldest;
            }
        }
    }
    const double kbps = primary / active * 8.0 / FRAME_MS;
    qsort(reaches, settled, sizeof(reaches[0]), compare);
    const int median = reaches[settled / 2] / 48;
    const double asked = (double)settings->bitrate;
    if (!figure_holds(kbps >= 0.9 * asked && kbps <= 1.1 * asked &&
                      median >= settings->depth - 40)) {
        fail_msg("%.0f kb/s, %d ms, %u channels, redundancy %d, bandwidth %d: primary %.1f, "
                 "median %d ms",
                 asked, settings->depth, channels, (int)settings->redundancy,
                 (int)settings->bandwidth, kbps, median);
    }
}

static void layers_are_what_was_asked(void** state)
{
    (void)state;
    static const float primaries[] = {16.0f, 24.0f, 32.0f, 48.0f};
    static const int depths[] = {100, 200, 400, 600, 800, 1000};
    for (int p = 0; p < 4; ++p) {
        for (int d = 0; d < 6; ++d) {
            for (int lbrr = 0; lbrr < 2; ++lbrr) {
                DredgeSenderSettings settings =
                    layered(lbrr ? DREDGE_REDUNDANCY_LBRR_DRED : DREDGE_REDUNDANCY_DRED,
                            primaries[p], depths[d]);
                check_layers(&settings, 1);
                if (d == 5) { // The rest does not depend on the depth
                    check_layers(&settings, 2);
                    settings.bandwidth = DREDGE_BANDWIDTH_FB;
                    check_layers(&settings, 1);
                    check_layers(&settings, 2);
                }
            }
        }
    }
}

static void the_primary_is_not_touched(void** state)
{
    (void)state;
    static DredgePacket plain[FRAMES_MAX];
    for (unsigned channels = 1; channels <= 2; ++channels) {
        DredgeSenderSettings settings = layered(DREDGE_REDUNDANCY_NONE, 24.0f, 1000);
        encode(&settings, channels);
        memcpy(plain, packets, sizeof(plain));
        settings.redundancy = DREDGE_REDUNDANCY_DRED;
        encode(&settings, channels);
        unsigned with_dred = 0;
        for (unsigned f = 0; f < frames; ++f) {
            uint8_t bare[DREDGE_OPUS_MAX];
            memcpy(bare, packets[f].data, packets[f].size);
            const int size = opus_packet_unpad(bare, (opus_int32)packets[f].size);
            assert_int_equal(size, plain[f].size);
            assert_memory_equal(bare, plain[f].data, plain[f].size);
            with_dred += packets[f].anatomy.dred > 0;
        }
        assert_true(with_dred > frames / 2);
    }
}

static void splices_of_all_kinds_are_valid(void** state)
{
    (void)state;
    int error = 0;
    OpusEncoder* const encoder = opus_encoder_create(48000, 1, OPUS_APPLICATION_AUDIO, &error);
    OpusDecoder* const plain = opus_decoder_create(48000, 1, &error);
    OpusDecoder* const spliced = opus_decoder_create(48000, 1, &error);
    // A layer of any size: padding with one extension of DRED's kind.
    uint8_t layer[1100];
    for (unsigned n = 0; n < 60; ++n) {
        static const int lengths[] = {480, 960, 1920, 2880};
        const int length = lengths[n % 4];
        opus_encoder_ctl(encoder, OPUS_SET_BITRATE(12000 + 4000 * (int)n)); // SILK to CELT
        opus_encoder_ctl(encoder, OPUS_SET_VBR(n % 3 != 0));
        uint8_t primary[3000];
        const int size = opus_encode_float(encoder, sound + 100 * n, length, primary, 2000);
        assert_true(size > 0);
        // [code 3][one frame, padding][length][no frame bytes][126 << 1]["D" 12 ...]
        const unsigned payload = 3 + n * 13;
        uint8_t* p = layer;
        *p++ = 0x0b;
        *p++ = 0x41;
        unsigned rest = payload + 1;
        for (; rest > 254; rest -= 254) {
            *p++ = 255;
        }
        *p++ = (uint8_t)rest;
        *p++ = 126 << 1;
        for (unsigned i = 0; i < payload; ++i) {
            *p++ = (uint8_t)(i * 31 + n);
        }
        uint8_t out[4096];
        const size_t got =
            dredge_splice(primary, (size_t)size, layer, (size_t)(p - layer), out, sizeof(out));
        assert_true(got > 0);
        size_t found = 0;
        const uint8_t* const dred = dredge_anatomy_find_dred(out, got, &found);
        assert_int_equal(found, payload);
        assert_memory_equal(dred, p - payload, payload);
        float a[2880];
        float b[2880];
        assert_int_equal(opus_decode_float(plain, primary, size, a, 2880, 0), length);
        assert_int_equal(opus_decode_float(spliced, out, (int)got, b, 2880, 0), length);
        assert_memory_equal(a, b, (size_t)length * sizeof(float));
        assert_int_equal(
            dredge_splice(primary, (size_t)size, layer, (size_t)(p - layer), out, got - 1), 0);
    }
    uint8_t out[100];
    assert_int_equal(dredge_splice(layer, 0, layer, sizeof(layer), out, sizeof(out)), 0);
    assert_int_equal(dredge_splice(layer, 10, layer, 0, out, sizeof(out)), 0);
    opus_decoder_destroy(plain);
    opus_decoder_destroy(spliced);
    opus_encoder_destroy(encoder);
}

static void turning_the_depth_takes_two_frames_and_leaves_the_primary(void** state)
{
    (void)state;
    static DredgePacket steady[FRAMES_MAX];
    DredgeSenderSettings settings = layered(DREDGE_REDUNDANCY_DRED, 24.0f, 200);
    encode(&settings, 1);
    memcpy(steady, packets, sizeof(steady));
    DredgeStatus status = DREDGE_OK;
    DredgeSender* const sender = dredge_sender_new(1, &status);
    unsigned turned = 0;
    for (unsigned f = 0; f < frames; ++f) {
        if (!turned && f > 100 && is_active(f) && is_active(f - 10)) {
            turned = f;
            settings.depth = 800;
        }
        dredge_sender_encode(sender, &settings, sound + (size_t)f * FRAME, FRAME, f,
                             &packets[f]);
        assert_int_equal(packets[f].size - packets[f].anatomy.dred,
                         steady[f].size - steady[f].anatomy.dred);
    }
    dredge_sender_free(sender);
    assert_true(packets[turned - 1].anatomy.dred_oldest <= 240 * 48);
    assert_true(figure_holds(packets[turned + 2].anatomy.dred_oldest >= 760 * 48));
}

static void the_primary_is_what_the_others_leave(void** state)
{
    (void)state;
    // LBRR's share is 25.3 % plus 0.55 % for each per cent of expected loss, up to 25 %.
    DredgeEncoderSetting s = {.bitrate = 40000, .loss = 10, .fec = true};
    assert_true(fabs(dredge_planner_primary(&s, FRAME_MS) - (40.0 * (1.0 - 0.308))) < 1e-9);
    s.loss = 50;
    assert_true(fabs(dredge_planner_primary(&s, FRAME_MS) - (40.0 * (1.0 - 0.3905))) < 1e-9);
    s.fec = false;
    assert_true(fabs(dredge_planner_primary(&s, FRAME_MS) - (40.0)) < 1e-9);
    s.duration = 99;
    s.loss = 25;
    const double dred = dredge_planner_cost(&s, FRAME_MS, dredge_planner_chunks(&s, FRAME_MS));
    assert_true(dred > 5.0);
    assert_true(fabs(dredge_planner_primary(&s, FRAME_MS) - (40.0 - dred)) < 1e-9);
}

static void what_cannot_be_had_is_said(void** state)
{
    (void)state;
    DredgeSenderSettings s = layered(DREDGE_REDUNDANCY_DRED, 24.0f, 1000);
    assert_int_equal(dredge_sender_verdict(&s, FRAME), DREDGE_VERDICT_AS_ASKED);
    s.depth = 1040;
    assert_int_equal(dredge_sender_verdict(&s, FRAME), DREDGE_VERDICT_BEYOND_REACH);
    s.depth = 200;
    s.bandwidth = DREDGE_BANDWIDTH_NB;
    assert_int_equal(dredge_sender_verdict(&s, FRAME), DREDGE_VERDICT_NEEDS_WIDE_BAND);
    s.bandwidth = DREDGE_BANDWIDTH_WB;
    s.budget = DREDGE_BUDGET_SINGLE;
    assert_int_equal(dredge_sender_verdict(&s, FRAME), DREDGE_VERDICT_BITRATE_TOO_LOW);
    s.bitrate = 44.0f;
    s.depth = 1000;
    assert_int_equal(dredge_sender_verdict(&s, FRAME), DREDGE_VERDICT_AS_ASKED);
    s.bitrate = 46.0f;
    assert_int_equal(dredge_sender_verdict(&s, FRAME), DREDGE_VERDICT_BITRATE_TOO_LOW);
    s.bitrate = 24.0f;
    s.expected_loss = 5;
    assert_int_equal(dredge_sender_verdict(&s, FRAME), DREDGE_VERDICT_OVERSPENDS);
    s.redundancy = DREDGE_REDUNDANCY_LBRR;
    assert_int_equal(dredge_sender_verdict(&s, FRAME), DREDGE_VERDICT_AS_ASKED);
    s.redundancy = DREDGE_REDUNDANCY_RED;
    s.depth = 400;
    assert_int_equal(dredge_sender_verdict(&s, FRAME), DREDGE_VERDICT_BEYOND_REACH);
    s.depth = 340;
    assert_int_equal(dredge_sender_verdict(&s, FRAME), DREDGE_VERDICT_AS_ASKED);
    assert_int_equal(dredge_sender_verdict(&s, 120), DREDGE_VERDICT_AS_ASKED);
    s.depth = 344;
    assert_int_equal(dredge_sender_verdict(&s, 120), DREDGE_VERDICT_BEYOND_REACH);

    // What CELT has not, and what a short packet has no room for
    s = layered(DREDGE_REDUNDANCY_LBRR, 24.0f, 0);
    assert_int_equal(dredge_sender_verdict(&s, 480), DREDGE_VERDICT_AS_ASKED);
    assert_int_equal(dredge_sender_verdict(&s, 240), DREDGE_VERDICT_NO_LBRR);
    assert_false(dredge_sender_primary(&s, 240).fec);
    assert_int_equal(dredge_sender_primary(&s, 240).bitrate, 24000);
    s.application = DREDGE_APPLICATION_LOW_DELAY;
    assert_int_equal(dredge_sender_verdict(&s, FRAME), DREDGE_VERDICT_NO_LBRR);
    s.redundancy = DREDGE_REDUNDANCY_LBRR_DRED;
    assert_int_equal(dredge_sender_verdict(&s, FRAME), DREDGE_VERDICT_NO_LBRR);
    s.redundancy = DREDGE_REDUNDANCY_DRED;
    s.depth = 1000;
    assert_int_equal(dredge_sender_verdict(&s, FRAME), DREDGE_VERDICT_AS_ASKED);
    assert_int_equal(dredge_sender_verdict(&s, 120), DREDGE_VERDICT_FRAME_TOO_SHORT);
    s.depth = 100;
    assert_int_equal(dredge_sender_verdict(&s, 240), DREDGE_VERDICT_AS_ASKED);
}

int main(void)
{
    uint32_t length = 0;
    sound = speech_read(&length);
    if (!sound) {
        print_message("the prompts of alsa-utils are not installed\n");
        return 77;
    }
    frames = length / FRAME < FRAMES_MAX ? length / FRAME : FRAMES_MAX;
    both = malloc((size_t)frames * FRAME * 2 * sizeof(float));
    for (uint32_t i = 0; i < frames * FRAME; ++i) {
        both[2 * i] = sound[i];
        both[2 * i + 1] = i < 200 ? 0.0f : 0.6f * sound[i - 200];
    }
    const struct CMUnitTest tests[] = {
        TEST(the_arithmetic_is_that_of_libopus),
        TEST(libopus_gaps_are_in_the_plan),
        TEST(what_is_affordable_is_found),
        TEST(the_cheapest_single_setting_is_found),
        TEST(layers_are_what_was_asked),
        TEST(the_primary_is_not_touched),
        TEST(splices_of_all_kinds_are_valid),
        TEST(the_primary_is_what_the_others_leave),
        TEST(what_cannot_be_had_is_said),
        TEST(turning_the_depth_takes_two_frames_and_leaves_the_primary),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(both);
    free(sound);
    return failed;
}
