// SPDX-License-Identifier: ISC
// What the plugin keeps in a session: its knobs, its trace and a blind test.
#include "harness.h"
#include "plugin_host.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void a_broken_trace_leaves_the_old_one(void** state)
{
    (void)state;
    Host* const host = open_mono();
    *host_control(host, "loss_model") = 5.0f;
    *host_control(host, "playout") = 20.0f;
    host_activate(host);
    host_set_trace(host, write_trace("all.txt", "1"));
    idle(host, 3);
    assert_non_null(strstr(host_trace(host), "all.txt"));
    static const char* const bad[] = {"", "0\n1\nx\n"};
    for (int i = 0; i < 2; ++i) {
        host_set_trace(host, write_trace("bad.txt", bad[i]));
        idle(host, 3);
        assert_non_null(strstr(host_log(host), "bad.txt"));
        assert_non_null(strstr(host_log(host), "expected"));
        assert_non_null(strstr(host_trace(host), "all.txt"));
    }
    host_set_trace(host, "/nowhere/at/all.txt");
    idle(host, 3);
    assert_non_null(strstr(host_log(host), "/nowhere/at/all.txt"));
    play(host, LENGTH, BLOCK);
    assert_float_equal(value(host, "loss_now"), 100.0, 0.0);
    host_free(host);
}

static void captures_are_read_and_pipes_are_not(void** state)
{
    (void)state;
    Host* const host = open_mono();
    *host_control(host, "loss_model") = 5.0f;
    host_activate(host);
    host_set_trace(host, SEEDS "/ethernet.pcap");
    idle(host, 3);
    assert_string_equal(host_log(host), "");
    assert_non_null(strstr(host_trace(host), "ethernet.pcap"));

    char bytes[500];
    FILE* const capture = fopen(SEEDS "/ethernet.pcap", "rb");
    assert_non_null(capture);
    assert_int_equal(fread(bytes, 1, sizeof(bytes), capture), sizeof(bytes));
    fclose(capture);
    const char* const cut = write_trace("cut.pcap", "");
    FILE* const file = fopen(cut, "wb");
    fwrite(bytes, 1, sizeof(bytes), file);
    fclose(file);
    host_set_trace(host, cut);
    idle(host, 3);
    assert_non_null(strstr(host_log(host), "cut.pcap: damaged after"));
    assert_non_null(strstr(host_trace(host), "cut.pcap"));

    // One without a writer would keep a reader waiting for ever.
    char pipe[128];
    snprintf(pipe, sizeof(pipe), "%s/pipe", folder);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    alarm(20);
    host_set_trace(host, pipe);
    idle(host, 3);
    assert_non_null(strstr(host_log(host), "pipe: not a regular file"));
    assert_non_null(strstr(host_trace(host), "cut.pcap"));
    host_free(host);
    Host* const restored = open_mono();
    host_restore_value(restored, "urn:dredge:trace", "http://lv2plug.in/ns/ext/atom#Path", pipe,
                       strlen(pipe));
    assert_non_null(strstr(host_log(restored), "pipe: not a regular file"));
    alarm(0);
    host_free(restored);
    remove(pipe);
}

static void state_survives(void** state)
{
    (void)state;
    char directory[128];
    snprintf(directory, sizeof(directory), "%s/state", folder);
    mkdir(directory, 0700);
    Host* const first = open_mono();
    host_activate(first);
    *host_control(first, "a_bitrate") = 56.0f;
    *host_control(first, "playout") = 123.0f;
    host_set_trace(first, write_trace("kept.txt", "0\n1\n"));
    idle(first, 3);
    assert_true(host_save(first, directory));
    host_free(first);

    // With and without a worker, as at Ardour's session load.
    for (int no_worker = 0; no_worker < 2; ++no_worker) {
        const HostOptions options = {.quiet = true, .no_worker = no_worker};
        Host* const second = open_host("urn:dredge:mono", options);
        assert_true(host_restore(second, directory));
        assert_float_equal(value(second, "a_bitrate"), 56.0, 0.0);
        assert_float_equal(value(second, "playout"), 123.0, 0.0);
        host_activate(second);
        idle(second, 2);
        assert_non_null(strstr(host_trace(second), "kept.txt"));
        *host_control(second, "loss_model") = 5.0f;
        play(second, LENGTH, BLOCK);
        assert_float_equal(value(second, "loss_now"), 50.0, 2.0);
        host_free(second);
    }
}

static void a_vanished_trace_is_told_and_not_forgotten(void** state)
{
    (void)state;
    char directory[128];
    char path[256];
    snprintf(directory, sizeof(directory), "%s/vanished", folder);
    mkdir(directory, 0700);
    Host* const first = open_mono();
    host_activate(first);
    snprintf(path, sizeof(path), "%s", write_trace("gone.txt", "0\n1\n"));
    host_set_trace(first, path);
    idle(first, 3);
    assert_true(host_save(first, directory));
    host_free(first);
    char copy[512];
    snprintf(copy, sizeof(copy), "%s/gone.txt", directory);
    remove(copy); // lilv links files into the state
    remove(path);

    Host* const second = open_mono();
    assert_true(host_restore(second, directory));
    assert_non_null(strstr(host_log(second), "gone.txt"));
    host_activate(second);
    idle(second, 2);
    assert_non_null(strstr(host_trace(second), "gone.txt"));
    *host_control(second, "loss_model") = 5.0f;
    play(second, 48000, BLOCK);
    assert_float_equal(value(second, "loss_now"), 0.0, 0.0);
    host_free(second);
}

static void restoring_while_running_is_safe(void** state)
{
    (void)state;
    char directory[128];
    snprintf(directory, sizeof(directory), "%s/again", folder);
    mkdir(directory, 0700);
    Host* const host = open_mono();
    host_activate(host);
    host_set_trace(host, write_trace("again.txt", "0\n0\n1\n"));
    idle(host, 3);
    assert_true(host_save(host, directory));
    for (int i = 0; i < 200; ++i) {
        assert_true(host_restore(host, directory));
        if (i % 3) {
            idle(host, 1 + i % 3);
        }
    }
    host_free(host);
}

// The trace lies outside of the session's folder, or in it and is moved along.
static void a_moved_session_finds_its_trace(void** state)
{
    (void)state;
    for (int along = 0; along < 2; ++along) {
        char here[128];
        char there[128];
        char path[64];
        snprintf(here, sizeof(here), "%s/here%d", folder, along);
        snprintf(there, sizeof(there), "%s/there%d", folder, along);
        snprintf(path, sizeof(path), "here%d/moving.txt", along);
        mkdir(here, 0700);
        Host* const first = open_mono();
        host_activate(first);
        host_set_trace(first, write_trace(along ? path : "moving.txt", "0\n1\n"));
        idle(first, 3);
        assert_true(host_save(first, here));
        host_free(first);
        assert_int_equal(rename(here, there), 0);

        Host* const second = open_mono();
        assert_true(host_restore(second, there));
        assert_string_equal(host_log(second), "");
        host_activate(second);
        idle(second, 2);
        assert_non_null(strstr(host_trace(second), "moving.txt"));
        *host_control(second, "loss_model") = 5.0f;
        play(second, LENGTH, BLOCK);
        assert_float_equal(value(second, "loss_now"), 50.0, 2.0);
        host_free(second);
    }
}

static void a_blind_test_survives_in_the_state(void** state)
{
    (void)state;
    char directory[128];
    snprintf(directory, sizeof(directory), "%s/abx", folder);
    mkdir(directory, 0700);
    Host* const first = open_mono();
    *host_control(first, "abx_trials") = 4.0f;
    host_activate(first);
    press(first, "abx_start");
    press(first, "abx_is_b");
    press(first, "abx_is_a");
    assert_true(host_save(first, directory));
    press(first, "abx_is_a");
    press(first, "abx_is_b");
    const double right = value(first, "abx_right");
    host_free(first);

    Host* const second = open_mono();
    assert_true(host_restore(second, directory));
    host_activate(second);
    play(second, BLOCK, BLOCK);
    assert_float_equal(value(second, "abx_trial"), 3.0, 0.0);
    press(second, "abx_is_a");
    press(second, "abx_is_b");
    assert_float_equal(value(second, "abx_state"), 2.0, 0.0);
    assert_float_equal(value(second, "abx_right"), right, 0.0);
    host_free(second);
}

// The LV2 specification counts a text's terminator, Carla does not.
static void texts_need_neither_type_nor_terminator(void** state)
{
    (void)state;
    static const char path_type[] = "http://lv2plug.in/ns/ext/atom#Path";
    static const char text_type[] = "http://lv2plug.in/ns/ext/atom#String";
    const char* const path = write_trace("carla.txt", "0\n1\n");
    static const char tests[] = "running 10: said=AB key=0123456789abcdef";
    for (size_t form = 0; form < 4; ++form) {
        const size_t terminator = form % 2;
        const bool typed = form / 2;
        Host* const host = open_mono();
        assert_true(host_restore_value(host, "urn:dredge:trace", typed ? path_type : NULL, path,
                                       strlen(path) + terminator));
        assert_true(host_restore_value(host, "urn:dredge:abx", typed ? text_type : NULL, tests,
                                       strlen(tests) + terminator));
        assert_string_equal(host_log(host), "");
        host_activate(host);
        idle(host, 2);
        play(host, BLOCK, BLOCK);
        assert_float_equal(value(host, "abx_trial"), 3.0, 0.0);
        assert_non_null(strstr(host_trace(host), "carla.txt"));
        host_free(host);
    }
    Host* const host = open_mono();
    assert_false(host_restore_value(host, "urn:dredge:trace", path_type, path, 0));
    assert_false(host_restore_value(host, "urn:dredge:trace", text_type, path, strlen(path)));
    assert_false(host_restore_value(host, "urn:dredge:abx", path_type, tests, strlen(tests)));
    host_free(host);
}

// Hosts keep links that are gone before the plugin saves again.
static void a_link_to_a_trace_may_go(void** state)
{
    (void)state;
    static const char path_type[] = "http://lv2plug.in/ns/ext/atom#Path";
    char directory[128];
    char link[256];
    snprintf(directory, sizeof(directory), "%s/linked", folder);
    snprintf(link, sizeof(link), "%s/link.txt", folder);
    mkdir(directory, 0700);
    assert_int_equal(symlink(write_trace("real.txt", "0\n1\n"), link), 0);
    Host* const first = open_mono();
    assert_true(
        host_restore_value(first, "urn:dredge:trace", path_type, link, strlen(link) + 1));
    unlink(link);
    host_activate(first);
    idle(first, 2);
    assert_true(host_save(first, directory));
    host_free(first);

    Host* const second = open_mono();
    assert_true(host_restore(second, directory));
    assert_string_equal(host_log(second), "");
    host_activate(second);
    idle(second, 2);
    assert_non_null(strstr(host_trace(second), "real.txt"));
    host_free(second);
}

RUN_PLUGIN_TESTS(TEST(a_broken_trace_leaves_the_old_one),
                 TEST(captures_are_read_and_pipes_are_not), TEST(state_survives),
                 TEST(a_vanished_trace_is_told_and_not_forgotten),
                 TEST(restoring_while_running_is_safe), TEST(a_moved_session_finds_its_trace),
                 TEST(a_blind_test_survives_in_the_state),
                 TEST(texts_need_neither_type_nor_terminator), TEST(a_link_to_a_trace_may_go))
