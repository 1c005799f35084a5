// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // RTLD_NEXT
#include "torture/guard.h"

#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                     \
    __has_feature(realtime_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

static _Thread_local bool inside;
static _Thread_local GuardCount count;

void guard_enter(void)
{
    inside = true;
}

void guard_leave(void)
{
    inside = false;
}

GuardCount guard_take(void)
{
    const GuardCount taken = count;
    count = (GuardCount){.first = NULL};
    return taken;
}

#if defined(SANITIZED) || !defined(__GLIBC__)

bool guard_works(void)
{
    return false;
}

#else

bool guard_works(void)
{
    return true;
}

static void note(unsigned* const counter, const char* const what)
{
    if (inside) {
        count.first = count.first ? count.first : what;
        ++*counter;
    }
}

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* old, size_t size);
extern void* __libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void* block);

#define EXPORT __attribute__((visibility("default")))

EXPORT void* malloc(size_t size)
{
    note(&count.memory, "malloc");
    return __libc_malloc(size);
}

EXPORT void* calloc(size_t number, size_t size)
{
    note(&count.memory, "calloc");
    return __libc_calloc(number, size);
}

EXPORT void* realloc(void* old, size_t size)
{
    note(&count.memory, "realloc");
    return __libc_realloc(old, size);
}

EXPORT int posix_memalign(void** block, size_t alignment, size_t size)
{
    note(&count.memory, "posix_memalign");
    *block = __libc_memalign(alignment, size);
    return *block ? 0 : 12; // ENOMEM
}

EXPORT void* aligned_alloc(size_t alignment, size_t size)
{
    note(&count.memory, "aligned_alloc");
    return __libc_memalign(alignment, size);
}

EXPORT void free(void* block)
{
    if (block) {
        note(&count.memory, "free");
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
// NOLINTBEGIN(bugprone-macro-parentheses): a type
#define NEXT(name)                                                                             \
    static void* known;                                                                        \
    __typeof__(&name) real;                                                                    \
    memcpy(&real, (void*[]){next(&known, #name)}, sizeof(real))
// NOLINTEND(bugprone-macro-parentheses)

EXPORT int pthread_mutex_lock(pthread_mutex_t* mutex)
{
    NEXT(pthread_mutex_lock);
    count.locks += inside;
    return real(mutex);
}

EXPORT int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex)
{
    NEXT(pthread_cond_wait);
    note(&count.calls, "pthread_cond_wait");
    return real(condition, mutex);
}

EXPORT int sem_wait(sem_t* semaphore)
{
    NEXT(sem_wait);
    note(&count.calls, "sem_wait");
    return real(semaphore);
}

EXPORT int nanosleep(const struct timespec* wanted, struct timespec* left)
{
    NEXT(nanosleep);
    note(&count.calls, "nanosleep");
    return real(wanted, left);
}

EXPORT int usleep(useconds_t time)
{
    NEXT(usleep);
    note(&count.calls, "usleep");
    return real(time);
}

EXPORT FILE* fopen(const char* path, const char* mode)
{
    NEXT(fopen);
    note(&count.calls, "fopen");
    return real(path, mode);
}

EXPORT ssize_t read(int file, void* data, size_t size)
{
    NEXT(read);
    note(&count.calls, "read");
    return real(file, data, size);
}

EXPORT ssize_t write(int file, const void* data, size_t size)
{
    NEXT(write);
    note(&count.calls, "write");
    return real(file, data, size);
}

EXPORT int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                          void* (*start)(void*), void* argument)
{
    NEXT(pthread_create);
    note(&count.calls, "pthread_create");
    return real(thread, attributes, start, argument);
}

EXPORT int pthread_join(pthread_t thread, void** result)
{
    NEXT(pthread_join);
    note(&count.calls, "pthread_join");
    return real(thread, result);
}

#endif
