// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // RTLD_NEXT
#include "failing.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __GLIBC__

// Those that would have been called without us. A sanitizer's stay in use, and see all they
// must.
#ifdef SANITIZED
#define REAL(name) __interceptor_##name
#else
#define REAL(name) __libc_##name
#endif
extern void* REAL(malloc)(size_t size);
extern void* REAL(calloc)(size_t number, size_t size);
extern void* REAL(realloc)(void* old, size_t size);
extern void* REAL(memalign)(size_t alignment, size_t size);
extern void REAL(free)(void* block);

enum { HELD_MOST = 1 << 17, DEPTH = 24, CALLERS = 6, SHOWN = 5, NEAR = 8 };

typedef struct {
    void* block; // NULL: free; GONE: was one, look further
    void* caller[CALLERS];
} Held;

static char gone;
#define GONE ((void*)&gone)

static Held held[HELD_MOST];
static size_t held_count;
static bool used;
static atomic_flag lock = ATOMIC_FLAG_INIT;

static atomic_bool active;
static FailingScope scope;
static const char* const* spared;
static unsigned fails;
static bool fails_on;
static atomic_uint count;
static atomic_bool failed;
static void* failed_at[DEPTH];
static int failed_depth;
static const void* failed_caller;
static uint64_t* ways;
static unsigned ways_room;
static _Thread_local bool inside;
static _Thread_local bool busy; // With what we do ourselves

static bool counts(void)
{
    return atomic_load(&active) && !busy && (inside || scope == FAILING_ALL);
}

bool failing_is_of(const void* const address, const char* const* const libraries)
{
    Dl_info info = {.dli_fname = NULL};
    const bool known = address && dladdr(address, &info) && info.dli_fname;
    for (const char* const* l = libraries; known && l && *l; ++l) {
        if (strstr(info.dli_fname, *l)) {
            return true;
        }
    }
    return false;
}

// From the caller of our functions on: the first that is none of the C library's.
static const void* find_asker(void* const* const frames, const int depth,
                              const void* const caller)
{
    static const char* const c[] = {"/libc.so", "/libc-", "/ld-linux", NULL};
    int i = 0;
    while (i < depth && frames[i] != caller) {
        ++i;
    }
    while (i < depth && failing_is_of(frames[i], c)) {
        ++i;
    }
    return i < depth ? frames[i] : caller;
}

const void* failing_asker(void)
{
    return find_asker(failed_at, failed_depth, failed_caller);
}

static uint64_t find_way(void)
{
    void* from[DEPTH];
    busy = true;
    const int depth = backtrace(from, DEPTH);
    busy = false;
    uint64_t way = 0;
    for (int i = 0; i < depth; ++i) {
        way = (way ^ (uintptr_t)from[i]) * 0x9e3779b97f4a7c15U;
        way ^= way >> 29;
    }
    return way;
}

static bool is_spared(const void* const caller)
{
    if (!spared) {
        return false;
    }
    void* from[NEAR];
    busy = true;
    const int depth = backtrace(from, NEAR);
    const bool found = failing_is_of(find_asker(from, depth, caller), spared);
    busy = false;
    return found;
}

// Whether this allocation is one that fails.
static bool refuse(const void* const caller)
{
    if (!counts() || is_spared(caller)) {
        return false;
    }
    const unsigned number = 1 + atomic_fetch_add(&count, 1);
    if (number <= ways_room) {
        ways[number - 1] = find_way();
    }
    if (!fails || (fails_on ? number < fails : number != fails)) {
        return false;
    }
    if (!atomic_exchange(&failed, true)) {
        busy = true;
        failed_depth = backtrace(failed_at, DEPTH);
        failed_caller = caller;
        busy = false;
    }
    errno = ENOMEM;
    return true;
}

static void take_lock(void)
{
    while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire)) {
    }
}

static size_t first_place(const void* const block)
{
    return (size_t)(((uintptr_t)block >> 4) * 0x9e3779b97f4a7c15U >> 20) % HELD_MOST;
}

static void* keep(void* const block)
{
    if (!block || !counts()) {
        return block;
    }
    void* from[CALLERS + 2] = {NULL};
    busy = true;
    backtrace(from, CALLERS + 2);
    busy = false;
    take_lock();
    size_t at = first_place(block);
    while (held[at].block && held[at].block != GONE) {
        at = (at + 1) % HELD_MOST;
    }
    held[at].block = block;
    memcpy(held[at].caller, from + 2, sizeof(held[at].caller));
    if (++held_count == HELD_MOST / 2) {
        abort(); // The table is too small
    }
    atomic_flag_clear_explicit(&lock, memory_order_release);
    return block;
}

// Whether it was kept.
static bool forget(void* const block)
{
    if (!block || !held_count) {
        return false;
    }
    take_lock();
    size_t at = first_place(block);
    while (held[at].block && held[at].block != block) {
        at = (at + 1) % HELD_MOST;
    }
    const bool found = held[at].block;
    if (found) {
        held[at].block = GONE;
        // Nobody looks further than to an empty place.
        while (held[at].block == GONE && !held[(at + 1) % HELD_MOST].block) {
            held[at].block = NULL;
            at = (at + HELD_MOST - 1) % HELD_MOST;
        }
        --held_count;
    }
    atomic_flag_clear_explicit(&lock, memory_order_release);
    return found;
}

bool failing_works(void)
{
    return true;
}

void failing_begin(const FailingScope whose, const char* const* const libraries)
{
    void* first[1];
    backtrace(first, 1); // It allocates the first time
    if (used) {
        memset(held, 0, sizeof(held));
    }
    used = true;
    held_count = 0;
    scope = whose;
    spared = libraries;
    failing_fail(0, false);
    atomic_store(&active, true);
}

void failing_fail(const unsigned nth, const bool from_then_on)
{
    fails = nth;
    fails_on = from_then_on;
    failed_depth = 0;
    atomic_store(&count, 0);
    atomic_store(&failed, false);
}

// The library itself, or a function of the C library that it called.
static bool is_of(const Held* const h, const char* const* const libraries)
{
    return failing_is_of(h->caller[0], libraries) || failing_is_of(h->caller[1], libraries);
}

void failing_note(uint64_t* const to, const unsigned room)
{
    ways = to;
    ways_room = room;
}

size_t failing_held(const char* const* const libraries)
{
    size_t blocks = 0;
    for (size_t i = 0; i < HELD_MOST && held_count; ++i) {
        blocks += held[i].block && held[i].block != GONE && !is_of(&held[i], libraries);
    }
    return blocks;
}

void failing_end(void)
{
    atomic_store(&active, false);
}

void failing_enter(void)
{
    inside = true;
}

void failing_leave(void)
{
    inside = false;
}

unsigned failing_count(void)
{
    return atomic_load(&count);
}

bool failing_failed(void)
{
    return atomic_load(&failed);
}

void failing_show(const char* const* const libraries)
{
    busy = true;
    fprintf(stderr, "allocation %u failed:\n", fails);
    backtrace_symbols_fd(failed_at, failed_depth, STDERR_FILENO);
    unsigned shown = 0;
    for (size_t i = 0; i < HELD_MOST && shown < SHOWN; ++i) {
        if (held[i].block && held[i].block != GONE && !is_of(&held[i], libraries)) {
            fputs("not freed:\n", stderr);
            backtrace_symbols_fd(held[i].caller, CALLERS, STDERR_FILENO);
            ++shown;
        }
    }
    busy = false;
}

#define EXPORT __attribute__((visibility("default")))

#ifdef SANITIZED
// ebur128_init() of libebur128 1.2, dlopen() of glibc 2.36 and fontconfig 2.14 forget what they
// have when they fail.
EXPORT const char* __lsan_default_suppressions(void);
EXPORT const char* __lsan_default_suppressions(void)
{
    return "leak:libebur128\nleak:ld-linux\nleak:dl_open_worker\nleak:libfontconfig\n";
}
#endif

EXPORT void* malloc(const size_t size)
{
    return refuse(__builtin_return_address(0)) ? NULL : keep(REAL(malloc)(size));
}

EXPORT void* calloc(const size_t number, const size_t size)
{
    return refuse(__builtin_return_address(0)) ? NULL : keep(REAL(calloc)(number, size));
}

EXPORT void* realloc(void* const old, const size_t size)
{
    if (refuse(__builtin_return_address(0))) {
        return NULL;
    }
    const bool was_kept = forget(old);
    void* const block = REAL(realloc)(old, size);
    // Nothing of what was there before.
    return !old || was_kept ? keep(block) : block;
}

EXPORT int posix_memalign(void** const block, const size_t alignment, const size_t size)
{
    if (refuse(__builtin_return_address(0))) {
        return ENOMEM;
    }
    *block = keep(REAL(memalign)(alignment, size));
    return *block ? 0 : ENOMEM;
}

EXPORT void* aligned_alloc(const size_t alignment, const size_t size)
{
    return refuse(__builtin_return_address(0)) ? NULL : keep(REAL(memalign)(alignment, size));
}

EXPORT void* memalign(const size_t alignment, const size_t size)
{
    return refuse(__builtin_return_address(0)) ? NULL : keep(REAL(memalign)(alignment, size));
}

EXPORT void free(void* const block)
{
    forget(block);
    REAL(free)(block);
}

// ISO C has no cast from what dlsym() returns to a function.
// NOLINTBEGIN(bugprone-macro-parentheses): a type
#define NEXT(name)                                                                             \
    static void* known;                                                                        \
    __typeof__(&name) real;                                                                    \
    if (!known) {                                                                              \
        const bool was_busy = busy;                                                            \
        busy = true;                                                                           \
        known = dlsym(RTLD_NEXT, #name);                                                       \
        busy = was_busy;                                                                       \
    }                                                                                          \
    memcpy(&real, &known, sizeof(real))
// NOLINTEND(bugprone-macro-parentheses)

EXPORT void* mmap(void* const address, const size_t length, const int protection,
                  const int flags, const int file, const off_t offset)
{
    NEXT(mmap);
    return refuse(__builtin_return_address(0))
               ? MAP_FAILED
               : real(address, length, protection, flags, file, offset);
}

EXPORT int pthread_create(pthread_t* const thread, const pthread_attr_t* const attributes,
                          void* (*const start)(void*), void* const argument)
{
    NEXT(pthread_create);
    return refuse(__builtin_return_address(0)) ? EAGAIN
                                               : real(thread, attributes, start, argument);
}

#else

bool failing_works(void)
{
    return false;
}

void failing_begin(const FailingScope scope, const char* const* const spared)
{
    (void)scope, (void)spared;
}

bool failing_is_of(const void* const address, const char* const* const libraries)
{
    (void)address, (void)libraries;
    return false;
}

const void* failing_asker(void)
{
    return NULL;
}

void failing_fail(const unsigned nth, const bool from_then_on)
{
    (void)nth, (void)from_then_on;
}

void failing_note(uint64_t* const ways, const unsigned room)
{
    (void)ways, (void)room;
}

void failing_enter(void)
{
}

void failing_leave(void)
{
}

unsigned failing_count(void)
{
    return 0;
}

bool failing_failed(void)
{
    return false;
}

size_t failing_held(const char* const* const libraries)
{
    (void)libraries;
    return 0;
}

void failing_end(void)
{
}

void failing_show(const char* const* const libraries)
{
    (void)libraries;
}

#endif
