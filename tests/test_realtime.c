// SPDX-License-Identifier: ISC
// Nothing that run() reaches allocates, locks, waits or touches files.
//
// This program exports its own malloc() and friends; the plugin, loaded later, binds to them.
// Calls between the start and the end of run(), in its thread, are counted.
#define _GNU_SOURCE // RTLD_NEXT
#include "harness.h"
#include "host.h"
#include "speech.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LENGTH = 48000 * 5 };

static const char* bundle;
static _Thread_local bool inside;
static _Thread_local unsigned violations;
static _Thread_local unsigned locks;
static _Thread_local const char* first_violation;

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* old, size_t size);
extern void __libc_free(void* block);

static void violate(const char* const what)
{
    if (inside) {
        first_violation = first_violation ? first_violation : what;
        ++violations;
    }
}

#define EXPORT __attribute__((visibility("default")))

EXPORT void* malloc(size_t size)
{
    violate("malloc");
    return __libc_malloc(size);
}

EXPORT void* calloc(size_t count, size_t size)
{
    violate("calloc");
    return __libc_calloc(count, size);
}

EXPORT void* realloc(void* old, size_t size)
{
    violate("realloc");
    return __libc_realloc(old, size);
}

EXPORT void free(void* block)
{
    if (block) {
        violate("free");
    }
    __libc_free(block);
}

// The function that would have been called without us.
static void* next(void** const known, const char* const name)
{
    if (!*known) {
        const bool was_inside = inside;
        inside = false;
        *known = dlsym(RTLD_NEXT, name);
        inside = was_inside;
    }
    return *known;
}

// ISO C has no cast from what dlsym() returns to a function.
#define NEXT(name)                                                                             \
    static void* known;                                                                        \
    __typeof__(&name) real;                                                                    \
    memcpy(&real, (void*[]){next(&known, #name)}, sizeof(real))

EXPORT int pthread_mutex_lock(pthread_mutex_t* mutex)
{
    NEXT(pthread_mutex_lock);
    locks += inside;
    return real(mutex);
}

EXPORT int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex)
{
    NEXT(pthread_cond_wait);
    violate("pthread_cond_wait");
    return real(condition, mutex);
}

EXPORT int sem_wait(sem_t* semaphore)
{
    NEXT(sem_wait);
    violate("sem_wait");
    return real(semaphore);
}

EXPORT int nanosleep(const struct timespec* wanted, struct timespec* left)
{
    NEXT(nanosleep);
    violate("nanosleep");
    return real(wanted, left);
}

EXPORT int usleep(useconds_t time)
{
    NEXT(usleep);
    violate("usleep");
    return real(time);
}

EXPORT FILE* fopen(const char* path, const char* mode)
{
    NEXT(fopen);
    violate("fopen");
    return real(path, mode);
}

EXPORT ssize_t read(int file, void* data, size_t size)
{
    NEXT(read);
    violate("read");
    return real(file, data, size);
}

EXPORT ssize_t write(int file, const void* data, size_t size)
{
    NEXT(write);
    violate("write");
    return real(file, data, size);
}

EXPORT int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                          void* (*start)(void*), void* argument)
{
    NEXT(pthread_create);
    violate("pthread_create");
    return real(thread, attributes, start, argument);
}

EXPORT int pthread_join(pthread_t thread, void** result)
{
    NEXT(pthread_join);
    violate("pthread_join");
    return real(thread, result);
}

static void enter(void)
{
    inside = true;
}

static void leave(void)
{
    inside = false;
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
    static const char* const knobs[] = {
        "a_redundancy",  "a_concealment", "a_bitrate",   "a_depth", "loss_model",
        "loss",          "burst",         "bandwidth",   "frame",   "playout",
        "seed",          "enabled",       "complexity",  "dtx",     "vbr",
        "a_expected",    "monitor",       "level_match", "b_on",    "b_redundancy",
        "b_concealment", "abx_start",     "abx_is_a",    "drop"};
    static const float values[] = {3,  2,  56, 800, 2, 30, 6, 3,  20, 60, 9,  1,   5, 0,  1, 0,
                                   2,  1,  1,  3,   1, 1,  1, 1,  4,  1,  72, 500, 5, 10, 3, 5,
                                   10, 90, 4,  0,   2, 1,  0, 20, 5,  1,  1,  4,   2, 0,  0, 0,
                                   1,  0,  24, 300, 1, 50, 2, 0,  40, 50, 1,  1,   9, 0,  1, 5};
    enum { KNOBS = sizeof(knobs) / sizeof(knobs[0]) };
    *host_control(host, "threads") = (float)threads;
    float* knob[KNOBS];
    for (int i = 0; i < KNOBS; ++i) {
        knob[i] = host_control(host, knobs[i]);
    }
    const float* const waits = host_control(host, "waits");
    host_activate(host);
    host_set_hooks(host, enter, leave);
    violations = locks = 0;
    first_violation = NULL;
    unsigned turn = 0;
    for (uint32_t at = 0; at + block <= LENGTH; at += block) {
        if (at / 4000 != (at + block) / 4000) {
            *knob[turn % KNOBS] = values[turn % (sizeof(values) / sizeof(values[0]))];
            ++turn;
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
    const unsigned waited = (unsigned)*waits;
    host_free(host);
    remove(path);
    if (violations) {
        fail_msg("%u forbidden calls in run(), the first: %s", violations, first_violation);
    }
    // The one exception: waiting for a stage in work, and it is counted.
    assert_int_equal(locks, waited);
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
    violations = locks = 0;
    enter();
    void* volatile block = malloc(10);
    free(block);
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&mutex);
    leave();
    assert_int_equal(violations, 2);
    assert_int_equal(locks, 1);
    assert_string_equal(first_violation, "malloc");

    // Also what the plugin calls: activate() starts a thread.
    Host* const host =
        host_new(bundle, "urn:dredge:mono", 48000.0, (HostOptions){.quiet = true});
    violations = 0;
    first_violation = NULL;
    enter();
    host_activate(host);
    leave();
    assert_true(violations > 0);
    host_free(host);
}

int main(const int argc, char** const argv)
{
    if (argc != 2) {
        fprintf(stderr, "Usage: %s BUNDLE\n", argv[0]);
        return 2;
    }
    bundle = argv[1];
    const struct CMUnitTest tests[] = {TEST(the_guard_sees_what_it_must), TEST(run_is_clean)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
