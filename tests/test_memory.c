// SPDX-License-Identifier: ISC
// What the audio thread touches stays in memory, where the system lets it.
#include "harness.h"

#include "memory.h"
#include "session.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534 };

static long locked_kb(void)
{
    char line[256];
    long kb = -1;
    FILE* const file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof(line), file) && sscanf(line, "VmLck: %ld", &kb) != 1) {
    }
    if (file) {
        fclose(file);
    }
    return kb;
}

static DredgeSession* open_session(void)
{
    DredgeStatus status = DREDGE_OK;
    DredgeSession* const session = dredge_session_new(48000, 1, false, &status);
    assert_non_null(session);
    return session;
}

static void memory_is_zero_and_writable(void** state)
{
    (void)state;
    for (size_t size = 1; size < 100000; size = size * 3 + 1) {
        uint8_t* const memory = dredge_memory_new(size);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % sizeof(long double), 0);
        for (size_t i = 0; i < size; ++i) {
            assert_int_equal(memory[i], 0);
        }
        memset(memory, 255, size);
        dredge_memory_free(memory);
    }
    dredge_memory_free(NULL);
#ifndef __SANITIZE_ADDRESS__ // Which ends the process
    assert_null(dredge_memory_new(SIZE_MAX / 2));
#endif
}

// What a session locks, in a process that has a limit and is not root: its exit status is 0 for
// nothing, 1 for something, 2 for an error.
static int try_under_a_limit(void)
{
    const struct rlimit limit = {.rlim_cur = 64 * 1024, .rlim_max = 64 * 1024};
    if (setrlimit(RLIMIT_MEMLOCK, &limit) || (!getuid() && setuid(NOBODY))) {
        return 2;
    }
    const long before = locked_kb();
    DredgeSession* const session = open_session();
    dredge_memory_touch_code();
    const bool locked = locked_kb() > before;
    dredge_session_free(session);
    return locked;
}

static void nothing_is_locked_under_a_limit(void** state)
{
    (void)state;
    int status = 2;
    const pid_t child = fork();
    if (!child) {
        _exit(try_under_a_limit());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_session_is_locked_as_long_as_it_lives(void** state)
{
    (void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skip(); // They ignore munlock()
#endif
    const long before = locked_kb();
    DredgeSession* const session = open_session();
    const long with = locked_kb();
    dredge_session_free(session);
    assert_int_equal(locked_kb(), before);
    if (with == before) {
        skip(); // Under a limit
    }
    assert_true(with > before + 8000);
    dredge_memory_touch_code();
    assert_true(locked_kb() > before + 4000); // The networks' weights
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zero_and_writable),
        cmocka_unit_test(nothing_is_locked_under_a_limit),
        cmocka_unit_test(a_session_is_locked_as_long_as_it_lives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
