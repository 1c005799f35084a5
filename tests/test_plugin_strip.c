// SPDX-License-Identifier: ISC
// The picture that the plugin gives for a mixer strip, to the pixel.
#include "harness.h"
#include "host/host_fonts.h"
#include "listen/mixer.h"
#include "picture/strip.h"
#include "plugin_host.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { WIDTH = 110, MOST_HEIGHT = 60, PERIOD = 20 };

static uint32_t pixel(const InlineDisplayImage* const image, const unsigned x, const unsigned y)
{
    uint32_t argb = 0;
    memcpy(&argb, image->data + (size_t)y * (size_t)image->stride + 4 * (size_t)x,
           sizeof(argb));
    return argb;
}

// The colour of a frame in a lane's bar; the newest frame is 0. Recovered frames fill the bar.
static uint32_t colour_of(const InlineDisplayImage* const image, const unsigned lane,
                          const unsigned frame)
{
    const unsigned y = 3 + 6 + 3 + lane * 15;
    const unsigned x = WIDTH - 3 - 3 * frame - 2;
    const uint32_t high = pixel(image, x, y + 3);
    const uint32_t low = pixel(image, x, y + 9);
    return high == (0xff000000 | dredge_palette_rgb(DREDGE_COLOUR_GROUND)) ? low : high;
}

static uint32_t of(const DredgeSource source)
{
    return 0xff000000 | dredge_palette_rgb(dredge_palette_source(source));
}

// Three of twenty packets are lost in a row. A has no redundancy, B has copies of five packets.
static Host* host_with_losses(void)
{
    Host* const host = open_mono();
    *host_control(host, "loss_model") = 5.0f;
    *host_control(host, "playout") = 200.0f;
    *host_control(host, "a_redundancy") = DREDGE_REDUNDANCY_NONE;
    *host_control(host, "b_redundancy") = DREDGE_REDUNDANCY_RED;
    *host_control(host, "b_depth") = 100.0f;
    *host_control(host, "monitor") = DREDGE_MONITOR_B;
    host_activate(host);
    host_set_trace(host, write_trace("three.txt", "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 1 1"));
    idle(host, 3);
    return host;
}

static void the_picture_agrees_with_the_losses(void** state)
{
    (void)state;
    Host* const host = host_with_losses();
    play(host, LENGTH - 5 * 960, BLOCK); // The newest burst is all in sight
    const InlineDisplayImage* const image = host_render(host, WIDTH, MOST_HEIGHT);
    assert_non_null(image);
    assert_int_equal(image->width, WIDTH);
    assert_within(image->height, 40, MOST_HEIGHT);
    unsigned lost = 0;
    while (lost < PERIOD &&
           colour_of(image, DREDGE_LANE_A, lost) == of(DREDGE_SOURCE_RECEIVED)) {
        ++lost;
    }
    assert_within(lost, 0, PERIOD - 4);
    for (unsigned i = 0; i < PERIOD; ++i) {
        const bool here = i >= lost && i < lost + 3;
        const DredgeSource a = here ? DREDGE_SOURCE_NEURAL : DREDGE_SOURCE_RECEIVED;
        const DredgeSource b = here ? DREDGE_SOURCE_RED : DREDGE_SOURCE_RECEIVED;
        assert_int_equal(colour_of(image, DREDGE_LANE_A, i), of(a));
        assert_int_equal(colour_of(image, DREDGE_LANE_B, i), of(b));
    }
    // In X nothing of the lanes is shown.
    *host_control(host, "monitor") = DREDGE_MONITOR_X;
    play(host, 4800, BLOCK);
    const InlineDisplayImage* const blind = host_render(host, WIDTH, MOST_HEIGHT);
    for (unsigned i = 0; i < PERIOD; ++i) {
        assert_int_equal(colour_of(blind, DREDGE_LANE_A, i),
                         0xff000000 | dredge_palette_rgb(DREDGE_COLOUR_LINE));
    }
    host_free(host);
}

static void pictures_are_asked_for_when_something_changes(void** state)
{
    (void)state;
    Host* host = host_with_losses();
    const unsigned before = host_draws(host);
    play(host, 48000, 64);
    assert_within(host_draws(host) - before, 20, 25);
    host_free(host);

    host = open_mono();
    *host_control(host, "loss_model") = 0.0f;
    host_activate(host);
    for (int i = 0; i < 3; ++i) { // Until all frames in sight have been received
        play(host, LENGTH, 1024);
    }
    const unsigned quiet = host_draws(host);
    play(host, LENGTH, 1024);
    assert_int_equal(host_draws(host), quiet);
    *host_control(host, "monitor") = DREDGE_MONITOR_DRY;
    play(host, 4800, 1024);
    assert_int_equal(host_draws(host), quiet + 1);
    host_free(host);
}

static void any_size_may_be_asked_for(void** state)
{
    (void)state;
    Host* const host = host_with_losses();
    static const uint32_t sizes[] = {0, 1, 15, 40, 110, 333, 2000, 100000, UINT32_MAX};
    for (int run = 0; run < 2; ++run) { // Before there is anything to show, and after
        for (size_t w = 0; w < sizeof(sizes) / sizeof(sizes[0]); ++w) {
            for (size_t h = 0; h < sizeof(sizes) / sizeof(sizes[0]); ++h) {
                const InlineDisplayImage* const image = host_render(host, sizes[w], sizes[h]);
                if (image) {
                    assert_int_equal(image->width, sizes[w]);
                    assert_true((uint32_t)image->height <= sizes[h]);
                }
            }
        }
        play(host, 48000, BLOCK);
    }
    assert_non_null(host_render(host, 110, 100));
    assert_null(host_render(host, 0, 0));
    host_free(host);
}

static atomic_bool done;

static void* render_all_the_time(void* const host)
{
    unsigned pictures = 0;
    for (uint32_t width = 60; !atomic_load(&done); width = width < 300 ? width + 1 : 60) {
        pictures += host_render(host, width, 100) != NULL;
    }
    assert_true(pictures > 0);
    return NULL;
}

// The host's window thread draws while the audio thread plays, and changes nothing.
static void drawing_meanwhile_disturbs_nothing(void** state)
{
    (void)state;
    static float alone[LENGTH];
    Host* host = host_with_losses();
    play(host, LENGTH, BLOCK);
    memcpy(alone, output[0], sizeof(alone));
    host_free(host);
    host = host_with_losses();
    pthread_t thread;
    atomic_store(&done, false);
    assert_int_equal(pthread_create(&thread, NULL, render_all_the_time, host), 0);
    play(host, LENGTH, BLOCK);
    atomic_store(&done, true);
    pthread_join(thread, NULL);
    assert_memory_equal(output[0], alone, sizeof(alone));
    host_free(host);
}

RUN_PLUGIN_TESTS(TEST(the_picture_agrees_with_the_losses),
                 TEST(pictures_are_asked_for_when_something_changes),
                 TEST(any_size_may_be_asked_for), TEST(drawing_meanwhile_disturbs_nothing))
