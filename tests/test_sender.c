// SPDX-License-Identifier: ISC
// What packets carry.
#include "harness.h"
#include "speech.h"

#include "codec/anatomy.h"
#include "codec/red.h"
#include "codec/sender.h"

#include <opus.h>
#include <stdlib.h>
#include <string.h>

enum { FRAME = 960, PACKETS = 300 };

static float* sound;
static uint32_t length;
static DredgePacket packets[PACKETS];

static const DredgeSenderSettings standard = {
    .budget = DREDGE_BUDGET_SINGLE,
    .bandwidth = DREDGE_BANDWIDTH_WB,
    .bitrate = 24.0f,
    .depth = 1000,
    .expected_loss = DREDGE_EXPECTED_AUTO,
    .complexity = 5,
    .vbr = true,
};

static int read_sound(void** state)
{
    (void)state;
    sound = speech_read(&length);
    return 0;
}

static int free_sound(void** state)
{
    (void)state;
    free(sound);
    return 0;
}

static void encode(DredgeSender* const sender, const DredgeSenderSettings* const settings,
                   const unsigned frame)
{
    for (uint64_t i = 0; i < PACKETS && (i + 1) * frame <= length; ++i) {
        dredge_sender_encode(sender, settings, sound + i * frame, frame, i, &packets[i]);
        const DredgeAnatomy* const a = &packets[i].anatomy;
        assert_int_equal(packets[i].size, a->primary + a->lbrr + a->dred + a->padding + a->red);
        assert_true(packets[i].size > 0);
    }
}

static void send_all(const DredgeSenderSettings* const settings, const unsigned frame)
{
    DredgeStatus status = DREDGE_OK;
    DredgeSender* const sender = dredge_sender_new(1, &status);
    assert_non_null(sender);
    encode(sender, settings, frame);
    dredge_sender_free(sender);
}

static double mean_kbps(void)
{
    double bytes = 0.0;
    for (int i = 0; i < PACKETS; ++i) {
        bytes += packets[i].size;
    }
    return bytes * 8.0 / (PACKETS * 20.0);
}

static void plain_packets_carry_nothing_else(void** state)
{
    (void)state;
    if (!sound) {
        skip();
    }
    send_all(&standard, FRAME);
    for (int i = 0; i < PACKETS; ++i) {
        const DredgeAnatomy* const a = &packets[i].anatomy;
        assert_int_equal(a->primary, packets[i].size);
        assert_false(a->has_lbrr);
        assert_int_equal(a->dred_oldest, 0);
        assert_int_equal(a->bandwidth, 2);
        assert_int_equal(a->mode, DREDGE_MODE_SILK);
    }
    assert_true(mean_kbps() > 15.0 && mean_kbps() < 27.0);
}

static void dred_reaches_a_second_at_44(void** state)
{
    (void)state;
    if (!sound) {
        skip();
    }
    DredgeSenderSettings settings = standard;
    settings.redundancy = DREDGE_REDUNDANCY_DRED;
    settings.bitrate = 44.0f;
    send_all(&settings, FRAME);
    int32_t deepest = 0;
    for (int i = 0; i < PACKETS; ++i) {
        const DredgeAnatomy* const a = &packets[i].anatomy;
        deepest = a->dred_oldest > deepest ? a->dred_oldest : deepest;
        assert_int_equal(a->dred > 0, a->dred_oldest > 0);
        assert_int_equal(a->padding, 0);
        // The DRED layer is what unpadding takes away.
        uint8_t copy[DREDGE_PACKET_MAX];
        memcpy(copy, packets[i].data, packets[i].size);
        const int bare = opus_packet_unpad(copy, (opus_int32)packets[i].size);
        assert_int_equal(bare, packets[i].size - a->dred);
    }
    assert_true(figure_holds(deepest == 1015 * 48));
}

static void asked_depth_limits_dred(void** state)
{
    (void)state;
    if (!sound) {
        skip();
    }
    DredgeSenderSettings settings = standard;
    settings.redundancy = DREDGE_REDUNDANCY_DRED;
    settings.bitrate = 64.0f;
    settings.depth = 200;
    send_all(&settings, FRAME);
    int32_t deepest = 0;
    for (int i = 0; i < PACKETS; ++i) {
        const DredgeAnatomy* const a = &packets[i].anatomy;
        assert_true(a->dred_oldest - a->dred_newest <= 240 * 48);
        deepest = a->dred_oldest > deepest ? a->dred_oldest : deepest;
    }
    assert_true(deepest >= 200 * 48);
}

static void lbrr_is_marked(void** state)
{
    (void)state;
    if (!sound) {
        skip();
    }
    DredgeSenderSettings settings = standard;
    settings.redundancy = DREDGE_REDUNDANCY_LBRR;
    settings.bitrate = 40.0f;
    send_all(&settings, FRAME);
    int marked = 0;
    for (int i = 0; i < PACKETS; ++i) {
        const DredgeAnatomy* const a = &packets[i].anatomy;
        marked += a->has_lbrr;
        assert_int_equal(a->has_lbrr, a->lbrr > 0);
    }
    assert_true(marked > PACKETS / 4);
}

static void red_carries_whole_packets(void** state)
{
    (void)state;
    if (!sound) {
        skip();
    }
    static uint8_t plain[PACKETS][DREDGE_OPUS_MAX];
    static uint32_t sizes[PACKETS];
    send_all(&standard, FRAME);
    for (int i = 0; i < PACKETS; ++i) {
        memcpy(plain[i], packets[i].data, packets[i].size);
        sizes[i] = packets[i].size;
    }
    DredgeSenderSettings settings = standard;
    settings.redundancy = DREDGE_REDUNDANCY_RED;
    settings.depth = 60;
    send_all(&settings, FRAME);
    for (int i = 3; i < PACKETS; ++i) {
        const DredgePacket* const p = &packets[i];
        DredgeRedBlock blocks[DREDGE_RED_BLOCKS_MAX];
        assert_int_equal(dredge_red_parse(p->data, p->size, blocks), 4);
        assert_int_equal(p->anatomy.red_copies, 3);
        for (int b = 0; b < 4; ++b) {
            const int from = i - 3 + b;
            assert_int_equal(blocks[b].offset, (3 - b) * FRAME);
            assert_int_equal(blocks[b].size, sizes[from]);
            assert_memory_equal(blocks[b].data, plain[from], sizes[from]);
        }
        assert_int_equal(p->anatomy.red,
                         sizes[i - 1] + sizes[i - 2] + sizes[i - 3] + 3 * 4 + 1);
    }
}

static void red_keeps_the_limits_of_the_format(void** state)
{
    (void)state;
    if (!sound) {
        skip();
    }
    DredgeSenderSettings settings = standard;
    settings.redundancy = DREDGE_REDUNDANCY_RED;
    static const unsigned frames[] = {480, 960, 1920, 2880};
    for (size_t f = 0; f < 4; ++f) {
        settings.bitrate = 128.0f;
        settings.bandwidth = DREDGE_BANDWIDTH_FB;
        send_all(&settings, frames[f]);
        const DredgePacket* const p =
            &packets[length / frames[f] < PACKETS ? length / frames[f] - 1 : PACKETS - 1];
        const unsigned most = DREDGE_RED_OFFSET_MAX / frames[f];
        assert_true(p->anatomy.red_copies > 0 && p->anatomy.red_copies <= most);
        settings.bitrate = 12.0f;
        settings.bandwidth = DREDGE_BANDWIDTH_WB;
        send_all(&settings, frames[f]);
        assert_int_equal(p->anatomy.red_copies, most);
    }
}

static void a_reset_sender_is_like_new(void** state)
{
    (void)state;
    if (!sound) {
        skip();
    }
    DredgeSenderSettings settings = standard;
    settings.redundancy = DREDGE_REDUNDANCY_LBRR_DRED;
    settings.bitrate = 64.0f;
    DredgeStatus status = DREDGE_OK;
    DredgeSender* const sender = dredge_sender_new(1, &status);
    encode(sender, &settings, FRAME);
    static DredgePacket first[PACKETS];
    memcpy(first, packets, sizeof(packets));
    dredge_sender_reset(sender, DREDGE_APPLICATION_VOIP);
    encode(sender, &settings, FRAME);
    for (int i = 0; i < PACKETS; ++i) {
        assert_int_equal(packets[i].size, first[i].size);
        assert_memory_equal(packets[i].data, first[i].data, first[i].size);
    }
    dredge_sender_free(sender);
}

// Bytes of DRED by another way than the core's: by hand, for one-frame packets of code 3 with
// padding; -1 for all others.
static int walk_dred(const uint8_t* const data, const size_t size)
{
    size_t at = 2;
    size_t padding = 0;
    if (size < 3 || (data[0] & 3) != 3 || data[1] != 0x41) {
        return -1;
    }
    do {
        if (at == size) {
            return -1;
        }
        padding += data[at] == 255 ? 254 : data[at];
    } while (data[at++] == 255);
    if (padding > size - at || size - at - padding > 1275) {
        return -1;
    }
    const size_t overhead = at - 1;
    int bytes = 0;
    for (at = size - padding; at < size;) {
        const size_t start = at;
        const unsigned id = data[at] / 2;
        const bool flag = data[at++] % 2;
        size_t payload = id > 0 && id < 32 ? flag : 0;
        if (id == 2 || (id == 0 && !flag) || (id > 31 && !flag)) {
            payload = size - at;
        } else if (id > 31) {
            while (at < size && data[at] == 255) {
                payload += data[at++];
            }
            payload += at < size ? data[at++] : 0;
        }
        if (at + payload > size) {
            break;
        }
        at += payload;
        bytes += id == 126 && payload > 2 ? (int)(at - start) : 0;
    }
    return bytes ? bytes + (int)overhead : 0;
}

static void any_bytes_have_an_anatomy(void** state)
{
    (void)state;
    int error = 0;
    OpusDREDDecoder* const decoder = opus_dred_decoder_create(&error);
    OpusDRED* const scratch = opus_dred_alloc(&error);
    uint32_t seed = 9;
    DredgeAnatomy anatomy;
    assert_false(dredge_anatomy_read(decoder, scratch, NULL, 0, 0, &anatomy));
    unsigned walked_dred = 0;
    for (int n = 0; n < 200000; ++n) {
        uint8_t bytes[400];
        size_t size = 0;
        if (sound && n % 2) { // A real packet with some bytes changed
            const DredgePacket* const p = &packets[(unsigned)n % PACKETS];
            size = p->size < sizeof(bytes) ? p->size : sizeof(bytes);
            memcpy(bytes, p->data, size);
        } else {
            size = 3 + seed % 80;
            for (size_t i = 0; i < size; ++i) {
                seed = seed * 1664525U + 1013904223U;
                bytes[i] = (uint8_t)(seed >> 24);
            }
            bytes[0] |= 3; // With padding
            bytes[1] = 0x41;
        }
        for (int i = 0; i < n % 4; ++i) {
            seed = seed * 1664525U + 1013904223U;
            bytes[(seed >> 8) % size] = (uint8_t)(seed >> 24);
        }
        if (dredge_anatomy_read(decoder, scratch, bytes, size, 25, &anatomy)) {
            assert_int_equal(anatomy.primary + anatomy.lbrr + anatomy.dred + anatomy.padding,
                             size);
            const int walked = walk_dred(bytes, size);
            assert_true(walked < 0 || walked == anatomy.dred);
            walked_dred += walked > 0;
        }
    }
    assert_true(!sound || walked_dred > 10000);
    opus_dred_free(scratch);
    opus_dred_decoder_destroy(decoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(plain_packets_carry_nothing_else), TEST(dred_reaches_a_second_at_44),
        TEST(asked_depth_limits_dred),          TEST(lbrr_is_marked),
        TEST(red_carries_whole_packets),        TEST(red_keeps_the_limits_of_the_format),
        TEST(a_reset_sender_is_like_new),       TEST(any_bytes_have_an_anatomy),
    };
    return cmocka_run_group_tests(tests, read_sound, free_sound);
}
