// SPDX-License-Identifier: ISC
// The real window on a display: mouse and keys turn ports, ports move knobs, and nothing that a
// host does or leaves undone harms the sound.
#include "harness.h"
#include "host/host_fonts.h"
#include "plugin_host.h"
#include "xvfb.h"

#include "host/host_ui.h"
#include "ports.h"
#include "window.h"

#include <lv2/atom/atom.h>
#include <lv2/patch/patch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { WIDTH = 1180, HEIGHT = 740 };

static Xvfb display;
static const char mono[] = "urn:dredge:mono";

// A window of the same size, never filled: it knows where everything is.
static Window* map;

static void set_nothing(void* h, const DredgeParameter* p, int lane, float value)
{
    (void)h, (void)p, (void)lane, (void)value;
}
static void touch_nothing(void* h, const DredgeParameter* p, int lane, bool held)
{
    (void)h, (void)p, (void)lane, (void)held;
}
static void watch_nothing(void* h, DredgeWatch watch)
{
    (void)h, (void)watch;
}
static void load_nothing(void* h, const char* path)
{
    (void)h, (void)path;
}

static int begin(void** state)
{
    // What people chose before must not matter, nor be changed.
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    if (!xvfb_start(&display)) {
        puts("skipped: there is no Xvfb");
        exit(77);
    }
    const int failed = plugin_tests_begin(state);
    static const char* const presets[] = {"one"};
    const WindowOptions options = {.title = "map",
                                   .background = -1,
                                   .presets = presets,
                                   .preset_count = 1,
                                   .parent = xvfb_window(&display, 1, 1)};
    const WindowCalls calls = {.set = set_nothing,
                               .touch = touch_nothing,
                               .watch = watch_nothing,
                               .load_trace = load_nothing};
    char problem[200];
    map = window_new(&options, &calls, problem, sizeof(problem));
    return failed || !map;
}

static int end(void** state)
{
    window_free(map);
    xvfb_stop(&display);
    return plugin_tests_end(state);
}

typedef struct {
    Host* host;
    HostUi* ui;
    uint32_t parent;
} Pair;

static Pair open_pair(const HostUiOptions options)
{
    Pair p = {.host = open_mono(), .parent = xvfb_window(&display, WIDTH, HEIGHT)};
    host_activate(p.host);
    HostUiOptions o = options;
    o.parent = p.parent;
    p.ui = host_ui_new(p.host, bundle, mono, o);
    assert_non_null(p.ui);
    return p;
}

static void close_pair(const Pair* const p)
{
    host_ui_free(p->ui);
    host_free(p->host);
    xcb_destroy_window(display.connection, p->parent);
}

// Play some sound and let the window idle, as a host's two threads would in turn.
static void go(const Pair* const p, const double seconds)
{
    static unsigned at;
    for (int i = 0; i < (int)(seconds * 48000.0 / BLOCK); ++i) {
        at = (at + BLOCK) % (LENGTH - BLOCK);
        float* const in[] = {sound[0] + at};
        float* const out[] = {output[0] + at};
        host_run(p->host, in, out, BLOCK);
        if (p->ui && i % 6 == 0) {
            host_ui_idle(p->ui);
        }
    }
    if (p->ui) {
        host_ui_idle(p->ui);
    }
}

// Buttons are let go by the clock.
static void wait_ms(const Pair* const p, const int ms)
{
    for (int i = 0; i < ms; i += 10) {
        const struct timespec pause = {.tv_nsec = 10 * 1000000};
        nanosleep(&pause, NULL);
        go(p, 0.01);
    }
}

static void point(const char* const name)
{
    double x = 0.0;
    double y = 0.0;
    if (!window_find(map, name, &x, &y)) {
        fail_msg("there is no '%s'", name);
    }
    xvfb_move(&display, x, y);
}

static void click_on(const Pair* const p, const char* const name)
{
    point(name);
    xvfb_click(&display, 1);
    go(p, 0.05);
}

static void type(const Pair* const p, const char* const characters)
{
    for (const char* c = characters; *c; ++c) {
        xvfb_type(&display, *c);
    }
    go(p, 0.05);
}

static void the_mouse_turns_knobs(void** state)
{
    (void)state;
    const Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    go(&p, 0.5);
    double x = 0.0;
    double y = 0.0;
    assert_true(window_find(map, "loss", &x, &y));
    xvfb_move(&display, x, y);
    xvfb_button(&display, 1, true);
    go(&p, 0.05);
    assert_int_equal(host_ui_held(p.ui), 1);
    xvfb_move(&display, x, y - 40.0);
    go(&p, 0.05);
    const double dragged = value(p.host, "loss");
    assert_within(dragged, 35.0, 50.0); // 20 % and 40 of 180 pixels
    // Automation does not tear it out of the hand.
    *host_control(p.host, "loss") = 3.0f;
    go(&p, 0.05);
    xvfb_move(&display, x, y - 50.0);
    go(&p, 0.05);
    assert_within(value(p.host, "loss"), dragged + 2.0, dragged + 10.0);
    xvfb_button(&display, 1, false);
    go(&p, 0.05);
    assert_int_equal(host_ui_held(p.ui), 0);
    xvfb_move(&display, x, y);
    xvfb_click(&display, 4);
    go(&p, 0.05);
    assert_true(value(p.host, "loss") > dragged + 2.0);
    wait_ms(&p, 500);
    xvfb_click(&display, 1);
    xvfb_click(&display, 1);
    go(&p, 0.05);
    assert_float_equal(value(p.host, "loss"), 20.0, 1e-6);
    xvfb_click(&display, 3); // Type
    go(&p, 0.05);
    type(&p, "33.5");
    xvfb_key(&display, XVFB_ENTER);
    go(&p, 0.05);
    assert_float_equal(value(p.host, "loss"), 33.5, 1e-6);
    xvfb_click(&display, 3);
    go(&p, 0.05);
    type(&p, "7,25"); // As some write it
    xvfb_key(&display, XVFB_ENTER);
    go(&p, 0.05);
    assert_float_equal(value(p.host, "loss"), 7.25, 1e-6);
    xvfb_click(&display, 3);
    go(&p, 0.05);
    type(&p, "33.5");
    xvfb_key(&display, XVFB_ENTER);
    go(&p, 0.05);
    xvfb_click(&display, 3);
    go(&p, 0.05);
    type(&p, "oops");
    xvfb_key(&display, XVFB_ENTER);
    xvfb_key(&display, XVFB_ESCAPE);
    go(&p, 0.05);
    assert_float_equal(value(p.host, "loss"), 33.5, 1e-6);
    xvfb_key(&display, XVFB_UP); // The last one touched is in the focus
    go(&p, 0.05);
    assert_true(value(p.host, "loss") > 33.5);
    close_pair(&p);
}

static void keys_do_what_they_say(void** state)
{
    (void)state;
    const Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    go(&p, 1.0);
    xvfb_move(&display, 400.0, 300.0);
    for (int i = 0; i < 6; ++i) {
        xvfb_type(&display, (char)('1' + i));
        go(&p, 0.1);
        assert_float_equal(value(p.host, "monitor"), i, 1e-6);
    }
    type(&p, "l");
    assert_float_equal(value(p.host, "level_match"), 1.0, 1e-6);
    type(&p, "f");
    go(&p, 0.1);
    assert_float_equal(value(p.host, "freeze"), 1.0, 1e-6);
    assert_true(value(p.host, "loop_start_now") > 0.1);
    type(&p, "f");
    go(&p, 0.1);
    assert_float_equal(value(p.host, "loop_start_now"), 0.0, 1e-6);
    const double lost = value(p.host, "packets_lost");
    *host_control(p.host, "loss_model") = 0.0f;
    go(&p, 1.0);
    const double before = value(p.host, "packets_lost");
    assert_true(before >= lost);
    type(&p, "0");
    assert_float_equal(*host_control(p.host, "drop"), 1.0, 1e-6);
    wait_ms(&p, 250);
    assert_float_equal(*host_control(p.host, "drop"), 0.0, 1e-6); // Let go by itself
    go(&p, 1.0);
    assert_within(value(p.host, "packets_lost") - before, 8.0, 12.0); // 200 ms of 20 ms
    close_pair(&p);
}

// Presses of a key that came to the host. They cross the display's server twice.
static unsigned keys_for_host(const Pair* const p, const unsigned code)
{
    unsigned count = 0;
    for (int i = 0; i < 100 && !count; ++i) {
        usleep(10000);
        go(p, 0.01);
        count = xvfb_keys(&display, code);
    }
    return count;
}

static void other_keys_are_the_hosts(void** state)
{
    (void)state;
    const Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    go(&p, 0.1);
    xvfb_move(&display, 400.0, 300.0);
    xvfb_keys(&display, XVFB_SPACE);
    xvfb_key(&display, XVFB_SPACE);
    assert_int_equal(keys_for_host(&p, XVFB_SPACE), 1);
    xvfb_type(&display, '3');
    go(&p, 0.05);
    assert_int_equal(xvfb_keys(&display, 12), 0); // That was the window's own
    assert_float_equal(value(p.host, "monitor"), 2.0, 1e-6);
    close_pair(&p);
}

static void automation_moves_the_knobs(void** state)
{
    (void)state;
    const Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    *host_control(p.host, "loss_model") = 0.0f;
    go(&p, 0.3);
    xvfb_move(&display, 400.0, 300.0);
    go(&p, 0.1);
    double x = 0.0;
    double y = 0.0;
    assert_true(window_find(map, "a_bitrate", &x, &y));
    const uint32_t window = (uint32_t)host_ui_window(p.ui);
    const uint64_t before = xvfb_hash(&display, window, (int)x - 25, (int)y - 30, 50, 60);
    *host_control(p.host, "a_bitrate") = 96.0f;
    go(&p, 0.2);
    const uint64_t after = xvfb_hash(&display, window, (int)x - 25, (int)y - 30, 50, 60);
    assert_true(before && after && before != after);
    *host_control(p.host, "a_bitrate") = 24.0f;
    go(&p, 0.2);
    assert_true(xvfb_hash(&display, window, (int)x - 25, (int)y - 30, 50, 60) == before);
    // What no port holds is shown as the nearest that it could.
    *host_control(p.host, "a_bitrate") = NAN;
    go(&p, 0.1);
    assert_true(xvfb_hash(&display, window, (int)x - 25, (int)y - 30, 50, 60) == before);
    close_pair(&p);
}

static void lists_choose_values_and_presets(void** state)
{
    (void)state;
    const Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    go(&p, 0.2);
    click_on(&p, "loss_model");
    xvfb_key(&display, XVFB_UP); // From Gilbert-Elliott to Random
    xvfb_key(&display, XVFB_ENTER);
    go(&p, 0.05);
    assert_float_equal(value(p.host, "loss_model"), 1.0, 1e-6);
    click_on(&p, "presets");
    for (int i = 0; i < 17; ++i) {
        xvfb_key(&display, XVFB_DOWN);
    }
    xvfb_key(&display, XVFB_ENTER);
    go(&p, 0.1);
    // "Live: Classic or Neural PLC, 37 ms"
    assert_float_equal(value(p.host, "playout"), 20.0, 1e-6);
    assert_float_equal(value(p.host, "a_concealment"), 1.0, 1e-6);
    assert_float_equal(value(p.host, "loss_model"), 2.0, 1e-6);
    assert_float_equal(value(p.host, "burst"), 3.0, 1e-6);
    close_pair(&p);
}

static void a_trace_is_chosen_from_the_windows_own_list(void** state)
{
    (void)state;
    char path[256];
    snprintf(path, sizeof(path), "%s", write_trace("some.txt", "0 0 1 0 0 1 1\n"));
    char* const old = getenv("HOME") ? strdup(getenv("HOME")) : NULL;
    setenv("HOME", folder, 1);
    const Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    go(&p, 0.2);
    click_on(&p, "trace");
    xvfb_key(&display, XVFB_DOWN);
    xvfb_key(&display, XVFB_DOWN);
    xvfb_key(&display, XVFB_DOWN);
    xvfb_key(&display, XVFB_ENTER);
    go(&p, 0.3);
    assert_string_equal(host_trace(p.host), path);
    close_pair(&p);
    if (old) {
        setenv("HOME", old, 1);
    }
    free(old);
}

static void the_blind_test_leads_through(void** state)
{
    (void)state;
    const Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    *host_control(p.host, "abx_trials") = 2.0f;
    go(&p, 0.3);
    xvfb_move(&display, 400.0, 20.0);
    type(&p, "t");
    type(&p, "s");
    wait_ms(&p, 200);
    assert_float_equal(value(p.host, "abx_state"), 1.0, 1e-6);
    assert_float_equal(value(p.host, "monitor"), DREDGE_MONITOR_X, 1e-6);
    type(&p, "a");
    wait_ms(&p, 200);
    assert_float_equal(value(p.host, "abx_trial"), 2.0, 1e-6);
    type(&p, "b");
    wait_ms(&p, 200);
    assert_float_equal(value(p.host, "abx_state"), 2.0, 1e-6);
    xvfb_key(&display, XVFB_ESCAPE);
    go(&p, 0.1);
    type(&p, "2");
    assert_float_equal(value(p.host, "monitor"), 1.0, 1e-6);
    close_pair(&p);
}

static void a_region_is_drawn_with_the_mouse(void** state)
{
    (void)state;
    const Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    go(&p, 5.0);
    wait_ms(&p, 1100); // Windows say by the clock that they are still there
    xvfb_move(&display, 600.0, 200.0);
    type(&p, "f");
    go(&p, 0.3);
    xvfb_button(&display, 1, true);
    go(&p, 0.05);
    xvfb_move(&display, 800.0, 210.0);
    go(&p, 0.05);
    xvfb_button(&display, 1, false);
    go(&p, 0.3);
    const double from = value(p.host, "loop_start_now");
    const double to = value(p.host, "loop_end_now");
    // 200 pixels of some 1062 that stand for 4.2 s: the loop is 4 s at first
    assert_within(from - to, 0.7, 0.9);
    assert_float_equal(from, value(p.host, "loop_start"), 0.01);
    type(&p, "n");
    wait_ms(&p, 200);
    assert_true(value(p.host, "loop_start_now") != from);
    close_pair(&p);
}

static void messages_come_only_while_a_window_watches(void** state)
{
    (void)state;
    Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    go(&p, 2.0);
    const unsigned first = host_ui_views(p.ui);
    assert_within(first, 40, 51);
    // A window that is never called says nothing any more, and is soon not told anything.
    HostUi* const ui = p.ui;
    p.ui = NULL;
    go(&p, 3.1); // As long as the plugin has patience
    const unsigned last = host_ui_views(ui);
    assert_true(last > first);
    go(&p, 3.0);
    assert_int_equal(host_ui_views(ui), last);
    p.ui = ui;
    wait_ms(&p, 1200);
    const unsigned again = host_ui_views(p.ui);
    go(&p, 1.0);
    assert_true(host_ui_views(p.ui) > again);
    close_pair(&p);
}

// The sound is the same with a window and without, whatever the window is shown.
static void the_sound_is_the_same_with_a_window(void** state)
{
    (void)state;
    static float alone[LENGTH];
    Host* const host = open_mono();
    host_activate(host);
    play(host, LENGTH, BLOCK);
    memcpy(alone, output[0], sizeof(alone));
    host_free(host);
    const Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    for (unsigned at = 0; at + BLOCK <= LENGTH; at += BLOCK) {
        float* const in[] = {sound[0] + at};
        float* const out[] = {output[0] + at};
        host_run(p.host, in, out, BLOCK);
        if (at % (8 * BLOCK) == 0) {
            host_ui_idle(p.ui);
        }
    }
    assert_memory_equal(alone, output[0], sizeof(float) * (LENGTH - LENGTH % BLOCK));
    close_pair(&p);
}

static void windows_open_and_close_a_hundred_times(void** state)
{
    (void)state;
    Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    for (int i = 0; i < 100; ++i) {
        host_ui_free(p.ui);
        p.ui = host_ui_new(p.host, bundle, mono,
                           (HostUiOptions){.parent = p.parent, .scale = i % 2 ? 1.0f : 0.0f});
        assert_non_null(p.ui);
        go(&p, i % 10 ? 0.02 : 0.2);
    }
    close_pair(&p);
}

static void two_windows_do_not_disturb_each_other(void** state)
{
    (void)state;
    const Pair a = open_pair((HostUiOptions){.scale = 1.0f});
    const Pair b = open_pair((HostUiOptions){.scale = 1.0f}); // It lies over the first
    go(&a, 0.3);
    go(&b, 0.3);
    xvfb_move(&display, 400.0, 300.0);
    xvfb_type(&display, '3');
    go(&a, 0.1);
    go(&b, 0.1);
    assert_float_equal(value(a.host, "monitor"), 1.0, 1e-6);
    assert_float_equal(value(b.host, "monitor"), 2.0, 1e-6);
    close_pair(&b);
    go(&a, 0.3);
    xvfb_type(&display, '1');
    go(&a, 0.1);
    assert_float_equal(value(a.host, "monitor"), 0.0, 1e-6);
    close_pair(&a);
}

static void closing_while_dragging_lets_go(void** state)
{
    (void)state;
    Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    go(&p, 0.2);
    point("a_bitrate");
    xvfb_button(&display, 1, true);
    go(&p, 0.05);
    xvfb_type(&display, '0'); // ... and with a button pressed
    go(&p, 0.02);
    assert_float_equal(*host_control(p.host, "drop"), 1.0, 1e-6);
    assert_int_equal(host_ui_held(p.ui), 1);
    xvfb_button(&display, 1, false);
    host_ui_free(p.ui);
    p.ui = NULL;
    go(&p, 0.05);
    assert_float_equal(*host_control(p.host, "drop"), 0.0, 1e-6);
    close_pair(&p);
}

static void poor_hosts_get_a_window_or_a_sentence(void** state)
{
    (void)state;
    Host* const host = open_mono();
    host_activate(host);
    // No parent: a window by itself
    Pair p = {.host = host,
              .ui = host_ui_new(host, bundle, mono, (HostUiOptions){.bare = true})};
    assert_non_null(p.ui);
    go(&p, 0.2);
    assert_int_equal(host_ui_sizes(p.ui), 0);
    host_ui_free(p.ui);
    // Absurd scales
    static const float scales[] = {1e-9f, -1.0f, 10.0f, NAN, INFINITY};
    for (int i = 0; i < 5; ++i) {
        p.ui = host_ui_new(host, bundle, mono, (HostUiOptions){.scale = scales[i]});
        assert_non_null(p.ui);
        go(&p, 0.1);
        host_ui_free(p.ui);
    }
    assert_null(host_ui_new(host, bundle, mono, (HostUiOptions){.nothing = true}));
    assert_null(host_ui_new(host, bundle, mono, (HostUiOptions){.parent = 0x7777777}));
    assert_non_null(strstr(host_log(host), "no window: there is no window 0x7777777 to be in"));
    setenv("DISPLAY", ":4242", 1);
    assert_null(host_ui_new(host, bundle, mono, (HostUiOptions){.bare = true}));
    assert_non_null(strstr(host_log(host), "the X display ':4242' cannot be reached"));
    setenv("DISPLAY", display.display.name, 1);
    host_free(host);
}

static unsigned width_of(const uintptr_t window)
{
    xcb_get_geometry_reply_t* const reply = xcb_get_geometry_reply(
        display.connection, xcb_get_geometry(display.connection, (uint32_t)window), NULL);
    const unsigned width = reply ? reply->width : 0;
    free(reply);
    return width;
}

// A person's choice holds for the next window, too, whatever the host says.
static void the_size_is_remembered(void** state)
{
    (void)state;
    setenv("XDG_CONFIG_HOME", folder, 1);
    Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    go(&p, 0.2);
    assert_int_equal(width_of(host_ui_window(p.ui)), WIDTH);
    click_on(&p, "scale");
    for (int i = 0; i < 4; ++i) {
        xvfb_key(&display, XVFB_DOWN); // From the desktop's to 150 %
    }
    xvfb_key(&display, XVFB_ENTER);
    go(&p, 0.2);
    assert_int_equal(width_of(host_ui_window(p.ui)), WIDTH * 3 / 2);
    host_ui_free(p.ui);
    p.ui =
        host_ui_new(p.host, bundle, mono, (HostUiOptions){.parent = p.parent, .scale = 2.0f});
    assert_non_null(p.ui);
    assert_int_equal(width_of(host_ui_window(p.ui)), WIDTH * 3 / 2);
    close_pair(&p);
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    p = open_pair((HostUiOptions){.scale = 2.0f});
    assert_int_equal(width_of(host_ui_window(p.ui)), WIDTH * 2);
    close_pair(&p);
}

static void any_size_is_survived(void** state)
{
    (void)state;
    const Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    assert_int_equal(host_ui_sizes(p.ui), 1); // Asked for once, when it opens ...
    static const int sizes[][2] = {{1, 1},     {1, 900},     {3000, 1}, {320, 240},
                                   {700, 900}, {1900, 1000}, {-5, 0},   {20000, 20000}};
    for (int i = 0; i < 8; ++i) {
        host_ui_resize(p.ui, sizes[i][0], sizes[i][1]);
        go(&p, 0.1);
        xvfb_move(&display, 100.0 + 10.0 * i, 60.0);
        xvfb_click(&display, 1);
        go(&p, 0.1);
        xvfb_key(&display, XVFB_ESCAPE);
    }
    assert_int_equal(host_ui_sizes(p.ui), 1); // ... and never in answer to a size
    close_pair(&p);
}

static void broken_messages_are_ignored(void** state)
{
    (void)state;
    const Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    go(&p, 0.3);
    static _Alignas(8) uint8_t bytes[8192];
    uint32_t noise = 1;
    for (int i = 0; i < 3000; ++i) {
        for (size_t k = 0; k < sizeof(bytes) / 64; ++k) {
            noise = noise * 1664525 + 1013904223;
            bytes[k] = (uint8_t)(noise >> 24);
        }
        LV2_Atom* const atom = (LV2_Atom*)(void*)bytes;
        atom->type = host_urid(p.host, i % 2 ? "urn:dredge:view" : LV2_ATOM__Object);
        atom->size = i % 3 ? noise % 4096 : noise;
        host_ui_tell(p.ui, PORT_NOTIFY, LV2_ATOM__eventTransfer, bytes, noise % sizeof(bytes));
        host_ui_tell(p.ui, noise % 400, "", bytes, noise % 9);
        host_ui_tell(p.ui, noise % 400, "urn:unknown", bytes, 64);
    }
    go(&p, 0.3);
    close_pair(&p);
}

// A property that claims to be longer than its message: whoever believes it looks for the next
// one behind all memory.
static void properties_that_lie_are_ignored(void** state)
{
    (void)state;
    const Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    go(&p, 0.1);
    static const uint32_t lies[] = {16, 4096, 1U << 30, UINT32_MAX - 8};
    for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); ++i) {
        const uint32_t words[] = {0,
                                  host_urid(p.host, LV2_ATOM__Object),
                                  0,
                                  host_urid(p.host, LV2_PATCH__Set),
                                  host_urid(p.host, LV2_PATCH__value),
                                  0,
                                  lies[i],
                                  host_urid(p.host, LV2_ATOM__Path)};
        uint32_t* const message = malloc(sizeof(words)); // Of its exact size
        assert_non_null(message);
        memcpy(message, words, sizeof(words));
        message[0] = sizeof(words) - sizeof(LV2_Atom);
        host_ui_tell(p.ui, PORT_NOTIFY, LV2_ATOM__eventTransfer, message, sizeof(words));
        free(message);
    }
    go(&p, 0.1);
    close_pair(&p);
}

// The last test: it takes the display away.
static void a_display_that_goes_away_leaves_the_sound(void** state)
{
    (void)state;
    const Pair p = open_pair((HostUiOptions){.scale = 1.0f});
    go(&p, 0.2);
    window_free(map);
    map = NULL;
    xvfb_stop(&display);
    for (int i = 0; i < 100 && host_ui_idle(p.ui); ++i) {
        usleep(10000);
    }
    assert_false(host_ui_idle(p.ui));
    const Pair alone = {.host = p.host};
    go(&alone, 0.5);
    host_ui_free(p.ui);
    host_free(p.host);
}

int main(const int argc, char** const argv)
{
    const struct CMUnitTest tests[] = {
        TEST(the_mouse_turns_knobs),
        TEST(keys_do_what_they_say),
        TEST(other_keys_are_the_hosts),
        TEST(automation_moves_the_knobs),
        TEST(lists_choose_values_and_presets),
        TEST(a_trace_is_chosen_from_the_windows_own_list),
        TEST(the_blind_test_leads_through),
        TEST(a_region_is_drawn_with_the_mouse),
        TEST(messages_come_only_while_a_window_watches),
        TEST(the_sound_is_the_same_with_a_window),
        TEST(windows_open_and_close_a_hundred_times),
        TEST(two_windows_do_not_disturb_each_other),
        TEST(closing_while_dragging_lets_go),
        TEST(poor_hosts_get_a_window_or_a_sentence),
        TEST(the_size_is_remembered),
        TEST(any_size_is_survived),
        TEST(broken_messages_are_ignored),
        TEST(properties_that_lie_are_ignored),
        TEST(a_display_that_goes_away_leaves_the_sound),
    };
    return plugin_tests_take(argc, argv) ? cmocka_run_group_tests(tests, begin, end) : 2;
}
