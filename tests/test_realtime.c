// SPDX-License-Identifier: ISC
// Nothing that run() reaches allocates, locks, waits or touches files.
//
// Calls between the start and the end of run(), in its thread, are counted (torture/guard.h).
#include "harness.h"
#include "host/host.h"
#include "speech.h"
#include "torture/guard.h"

#include "ports.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LENGTH = 48000 * 8 };

static const char* bundle;
// Turn the knobs one after the other, to anywhere.
static void turn_knob(Host* const host, const unsigned turn)
{
    static uint32_t seed = 1;
    const Port* const port = &ports_get()->port[turn * 7 % ports_get()->count];
    // A drop of seconds would leave nothing to do.
    if (port->kind != PORT_KIND_IN || !strcmp(port->symbol, "threads") ||
        !strcmp(port->symbol, "freewheel") || !strcmp(port->symbol, "drop_ms")) {
        return;
    }
    seed = seed * 1664525U + 1013904223U;
    const float draw = (float)(seed >> 8) / 16777216.0f;
    const bool back = (seed & 3) == 0;
    *host_control(host, port->symbol) =
        back ? port->standard : port->minimum + draw * (port->maximum - port->minimum);
}

// Turn a knob at every block, load traces, play speech through loss.
static void torture(const char* const uri, const bool threads, const uint32_t block)
{
    static float sound[LENGTH];
    static float output[2][8192];
    uint32_t length = 0;
    float* const speech = speech_read(&length);
    noise_fill(sound, LENGTH, 0.1f, 4);
    if (speech) {
        memcpy(sound, speech, (length < LENGTH ? length : LENGTH) * sizeof(float));
    }
    free(speech);
    char path[64];
    snprintf(path, sizeof(path), "/tmp/dredge-realtime-%d.txt", (int)getpid());
    FILE* const file = fopen(path, "w");
    fputs("0\n0\n0\n1\n1\n0\n1\n", file);
    fclose(file);

    Host* const host = host_new(bundle, uri, 48000.0, (HostOptions){.quiet = true});
    assert_non_null(host);
    *host_control(host, "threads") = (float)threads;
    const float* const waits = host_control(host, "waits");
    host_activate(host);
    host_set_hooks(host, guard_enter, guard_leave);
    guard_take();
    unsigned turn = 0;
    for (uint32_t at = 0; at + block <= LENGTH; at += block) {
        if (at / 2400 != (at + block) / 2400) {
            turn_knob(host, turn++);
            host_set_trace(host, turn % 3 ? path : "/nowhere.txt");
        }
        if (at % 5000 < block) {
            host_send_note(host, block / 2);
            host_send_position(host, at, 1.0f, block / 3);
        }
        float* const in[] = {sound + at, sound + at};
        float* const out[] = {output[0], output[1]};
        host_run(host, in, out, block);
    }
    host_set_hooks(host, NULL, NULL);
    const GuardCount count = guard_take();
    const unsigned waited = (unsigned)*waits;
    host_free(host);
    remove(path);
    if (count.memory + count.calls) {
        fail_msg("%u forbidden calls in run(), the first: %s", count.memory + count.calls,
                 count.first);
    }
    // The one exception: waiting for a stage in work, and it is counted.
    assert_int_equal(count.locks, guard_works() ? waited : 0);
}

// Page faults of the whole process: the audio thread's and the helper's.
static long faults;
static long faults_before;

static long all_faults(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt + usage.ru_majflt;
}

static void count_from_here(void)
{
    faults_before = all_faults();
}

static void count_to_here(void)
{
    faults += all_faults() - faults_before;
}

// The audio thread's stack is the host's affair.
static void touch_stack(void)
{
    volatile char stack[512 * 1024];
    for (size_t i = 0; i < sizeof(stack); i += 1024) {
        stack[i] = 1;
    }
    __asm__ volatile("" : : "r"(stack) : "memory"); // Else clang keeps only what is written
}

// Count while both lanes recover what they can, each its own way.
static long faults_of(const char* const uri, const int redundancy, const bool threads)
{
    static float sound[LENGTH];
    static float output[2][256];
    noise_fill(sound, LENGTH, 0.1f, 4);
    memset(output, 1, sizeof(output));
    Host* const host = host_new(bundle, uri, 48000.0, (HostOptions){.quiet = true});
    assert_non_null(host);
    *host_control(host, "threads") = (float)threads;
    *host_control(host, "b_on") = 1.0f;
    *host_control(host, "a_redundancy") = (float)redundancy;
    *host_control(host, "b_redundancy") = (float)((redundancy + 2) % 4);
    *host_control(host, "loss") = 30.0f;
    host_activate(host);
    usleep(20000); // The helper begins with its stack
    touch_stack();
    host_set_hooks(host, count_from_here, count_to_here);
    faults = 0;
    for (uint32_t at = 0; at + 256 <= LENGTH / 2; at += 256) {
        float* const in[] = {sound + at, sound + at};
        float* const out[] = {output[0], output[1]};
        host_run(host, in, out, 256);
    }
    host_set_hooks(host, NULL, NULL);
    host_free(host);
    return faults;
}

static void memory_is_there_before_it_is_used(void** state)
{
    (void)state;
    if (!guard_works()) {
        skip(); // A sanitizer's own memory is not
    }
    for (int redundancy = 0; redundancy < 4; ++redundancy) {
        for (int stereo = 0; stereo < 2; ++stereo) {
            const char* const uri = stereo ? "urn:dredge:stereo" : "urn:dredge:mono";
            const bool threads = (redundancy + stereo) % 2;
            // The system may take a page away at any time, but hardly twice.
            const long found = faults_of(uri, redundancy, threads);
            assert_int_equal(found ? faults_of(uri, redundancy, threads) : 0, 0);
        }
    }
}

static void run_is_clean(void** state)
{
    (void)state;
    torture("urn:dredge:mono", true, 64);
    torture("urn:dredge:mono", false, 64);
    torture("urn:dredge:stereo", true, 256);
    torture("urn:dredge:stereo", false, 1024);
}

static void the_guard_sees_what_it_must(void** state)
{
    (void)state;
    if (!guard_works()) {
        skip(); // Then RealtimeSanitizer looks, and ends the program at what it finds
    }
    guard_take();
    guard_enter();
    void* volatile block = malloc(10);
    free(block);
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&mutex);
    guard_leave();
    GuardCount count = guard_take();
    assert_int_equal(count.memory, 2);
    assert_int_equal(count.locks, 1);
    assert_string_equal(count.first, "malloc");

    // Also what the plugin calls: activate() starts a thread.
    Host* const host =
        host_new(bundle, "urn:dredge:mono", 48000.0, (HostOptions){.quiet = true});
    guard_take();
    guard_enter();
    host_activate(host);
    guard_leave();
    count = guard_take();
    assert_true(count.memory + count.calls > 0);
    host_free(host);
}

int main(const int argc, char** const argv)
{
    if (argc != 2) {
        fprintf(stderr, "Usage: %s BUNDLE\n", argv[0]);
        return 2;
    }
    bundle = argv[1];
    const struct CMUnitTest tests[] = {
        TEST(the_guard_sees_what_it_must),
        TEST(memory_is_there_before_it_is_used),
        TEST(run_is_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
