// SPDX-License-Identifier: ISC
// Whatever allocation fails, the core's readers, writers and replays say so, or do all that
// they would have done; nothing leaks.
#include "failing.h"
#include "harness.h"
#include "speech.h"

#include "settings.h"
#include "testbed/replay.h"
#include "trace/trace_format.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LENGTH = 48000, TEXT = 512 };

static bool alike(const DredgeTrace* const a, const DredgeTrace* const b)
{
    bool same = dredge_trace_packets(a) == dredge_trace_packets(b) &&
                dredge_trace_interval(a) == dredge_trace_interval(b);
    for (size_t i = 0; same && i < dredge_trace_packets(a); ++i) {
        same = dredge_trace_lost(a, i) == dredge_trace_lost(b, i) &&
               dredge_trace_delay(a, i) == dredge_trace_delay(b, i);
    }
    return same;
}

// After each run: nothing is left. Returns whether an allocation failed.
static bool settle(const char* const what, const unsigned nth)
{
    const bool failed = failing_failed();
    failing_end();
    if (failing_held(NULL)) {
        failing_show(NULL);
        fail_msg("%s: blocks are left after allocation %u failed", what, nth);
    }
    return failed;
}

static bool read_with_failure(const char* const path, const unsigned nth,
                              const DredgeTrace* const whole)
{
    char error[TEXT] = "";
    DredgeTraceReport report = {.note = ""};
    failing_begin(FAILING_ALL, NULL);
    failing_fail(nth, false);
    DredgeTrace* const trace = dredge_trace_read(path, &report, error, sizeof(error));
    const bool failed = failing_failed();
    failing_fail(0, false);
    if (trace && !alike(trace, whole)) {
        failing_show(NULL);
        fail_msg("%s: only a part of it is read: %s", path, report.warning);
    }
    if (!trace && !strstr(error, "memory")) {
        failing_show(NULL);
        fail_msg("it complains of something else: %s", error);
    }
    dredge_trace_free(trace);
    settle(path, nth);
    return failed;
}

// Before any capture has been read: then the library that reads them is loaded.
static void a_library_that_could_not_be_loaded_is_loaded_later(void** state)
{
    (void)state;
    char error[TEXT];
    bool failed = true;
    for (unsigned nth = 1; failed; ++nth) {
        failing_begin(FAILING_ALL, NULL);
        failing_fail(nth, true);
        DredgeTrace* const trace =
            dredge_trace_read(SEEDS "/ethernet.pcap", NULL, error, sizeof(error));
        failed = failing_failed();
        failing_end();
        assert_true(trace || failed);
        if (!trace && !strstr(error, "memory")) {
            failing_show(NULL);
            fail_msg("it complains of something else: %s", error);
        }
        dredge_trace_free(trace);
    }
}

static bool write_with_failure(const DredgeTrace* const trace, const int format,
                               const unsigned nth, const char* const whole, const size_t size)
{
    char* text = NULL;
    size_t length = 0;
    FILE* const to = open_memstream(&text, &length);
    // What the stream takes is not ours.
    fwrite(whole, 1, size, to);
    rewind(to);
    failing_begin(FAILING_ALL, NULL);
    failing_fail(nth, false);
    const bool good = dredge_trace_write(trace, (DredgeTraceFormat)format, 0.0, to);
    const bool failed = settle("a writer", nth);
    fclose(to);
    assert_true(good || failed);
    assert_true(!good || (length == size && !memcmp(text, whole, size)));
    free(text);
    return failed;
}

static unsigned fail_writers(const DredgeTrace* const trace)
{
    unsigned failed = 0;
    for (int format = DREDGE_TRACE_AUTO + 1; format < DREDGE_TRACE_FORMATS; ++format) {
        char* whole = NULL;
        size_t size = 0;
        FILE* const to = open_memstream(&whole, &size);
        const bool good = dredge_trace_write(trace, (DredgeTraceFormat)format, 0.0, to);
        fclose(to);
        for (unsigned nth = 1; good && write_with_failure(trace, format, nth, whole, size);
             ++nth) {
            ++failed;
        }
        free(whole);
    }
    return failed;
}

static void traces_are_read_whole_or_not_at_all(void** state)
{
    (void)state;
    DIR* const folder = opendir(SEEDS);
    assert_non_null(folder);
    unsigned files = 0;
    unsigned readers = 0;
    unsigned writers = 0;
    for (const struct dirent* entry = NULL; (entry = readdir(folder));) {
        char path[TEXT];
        char error[TEXT];
        snprintf(path, sizeof(path), "%s/%s", SEEDS, entry->d_name);
        DredgeTrace* const whole = dredge_trace_read(path, NULL, error, sizeof(error));
        if (!whole) {
            continue;
        }
        for (unsigned nth = 1; read_with_failure(path, nth, whole); ++nth) {
            ++readers;
        }
        writers += fail_writers(whole);
        dredge_trace_free(whole);
        ++files;
    }
    closedir(folder);
    print_message("%u files, %u allocations in readers, %u in writers\n", files, readers,
                  writers);
    assert_true(files > 10 && readers > 100 && writers > 0);
}

// A text of many lines, compressed, which is unpacked in steps.
static void a_text_is_unpacked_whole_or_not_at_all(void** state)
{
    (void)state;
    char path[] = "/tmp/dredge-allocation-XXXXXX";
    char command[TEXT];
    char error[TEXT];
    close(mkstemp(path));
    snprintf(command, sizeof(command),
             "awk 'BEGIN { for (i = 0; i < 200000; ++i) print i %% 7 == 0 }' | gzip >%s", path);
    assert_int_equal(system(command), 0);
    DredgeTrace* const whole = dredge_trace_read(path, NULL, error, sizeof(error));
    assert_non_null(whole);
    assert_int_equal(dredge_trace_packets(whole), 200000);
    unsigned nth = 1;
    while (read_with_failure(path, nth, whole)) {
        ++nth;
    }
    assert_true(nth > 8);
    dredge_trace_free(whole);
    remove(path);
}

static void take_nothing(void* const context, const DredgeRecord* const record)
{
    (void)context, (void)record;
}

// Returns whether an allocation failed.
static bool replay(const float* const sound, const uint32_t rate, const unsigned nth,
                   float* const played, DredgeStatus* const status)
{
    const DredgeSettings standard = dredge_settings_default();
    const DredgeSound input = {.samples = sound, .length = LENGTH, .rate = rate, .channels = 1};
    DredgeReplaySettings settings = {.playout = standard.playout,
                                     .concealment = DREDGE_CONCEALMENT_NEURAL,
                                     .rewind = true,
                                     .network = standard.network};
    settings.network.model = DREDGE_LOSS_RANDOM;
    settings.network.loss = 0.2;
    *status = DREDGE_OK;
    failing_begin(FAILING_ALL, NULL);
    failing_fail(nth, false);
    DredgeStream* const stream =
        dredge_stream_new(&input, &standard.lane[DREDGE_LANE_A].sender, standard.frame,
                          standard.playout.playout, status);
    if (stream) {
        *status = dredge_replay(stream, &settings, played, take_nothing, NULL);
        dredge_stream_free(stream);
    }
    return settle("a replay", nth);
}

static void replays_are_whole_or_not_at_all(void** state)
{
    (void)state;
    static float whole[LENGTH];
    static float played[LENGTH];
    float* const sound = speech_fill(LENGTH);
    DredgeStatus status = DREDGE_OK;
    assert_non_null(sound);
    assert_false(replay(sound, 44100, 0, whole, &status));
    assert_true(level(whole, LENGTH) > 0.001);
    unsigned nth = 1;
    while (replay(sound, 44100, nth, played, &status)) {
        assert_true(status == DREDGE_OK || status == DREDGE_NO_MEMORY);
        if (status == DREDGE_OK && memcmp(played, whole, sizeof(played)) != 0) {
            failing_show(NULL);
            fail_msg("all seems well after allocation %u failed", nth);
        }
        memset(played, 0, sizeof(played));
        ++nth;
    }
    print_message("%u allocations\n", nth - 1);
    assert_true(nth > 20);
    free(sound);
}

int main(void)
{
    if (!failing_works()) {
        puts("skipped: the C library lets nobody in");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        TEST(a_library_that_could_not_be_loaded_is_loaded_later),
        TEST(traces_are_read_whole_or_not_at_all),
        TEST(a_text_is_unpacked_whole_or_not_at_all),
        TEST(replays_are_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
