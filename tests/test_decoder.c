// SPDX-License-Identifier: ISC
// The decoder, whatever it is given.
#include "harness.h"

#include "codec/decoder.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { FRAME = 960, PACKETS = 400 };

static uint32_t seed = 1;

static uint8_t draw(void)
{
    seed = seed * 1664525U + 1013904223U;
    return (uint8_t)(seed >> 24);
}

static void nothing_is_louder_than_input_may_be(void** state)
{
    (void)state;
    DredgeStatus status = DREDGE_OK;
    DredgeDecoder* const d = dredge_decoder_new(1, false, &status);
    assert_non_null(d);
    dredge_decoder_reset(d);
    float loudest = 0.0f;
    for (int i = 0; i < PACKETS; ++i) {
        uint8_t packet[120] = {31 << 3}; // CELT, full band, 20 ms, mono
        float pcm[FRAME];
        for (size_t k = 1; k < sizeof(packet); ++k) {
            packet[k] = draw();
        }
        dredge_decoder_play(d, packet, sizeof(packet), pcm, FRAME);
        for (int k = 0; k < FRAME; ++k) {
            assert_true(isfinite(pcm[k]));
            loudest = fmaxf(loudest, fabsf(pcm[k]));
        }
    }
    assert_float_equal(loudest, 4.0f, 0.0f); // Without the limit it is louder
    dredge_decoder_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_louder_than_input_may_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
