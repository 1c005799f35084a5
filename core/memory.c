// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // mlock2()
#include "memory.h"

#include <limits.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

enum {
    PAGE = 4096,        // The smallest that there is
    STACK = 256 * 1024, // A frame takes less than half of it
};

// Stands before each block.
typedef struct {
    alignas(max_align_t) size_t size; ///< Of what follows
    bool locked;
} Header;

// Not under a limit, which the host may need for itself; privileged processes may go beyond.
static bool may_lock(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit)) {
        return false;
    }
    if (limit.rlim_cur == RLIM_INFINITY) {
        return true;
    }
    const size_t beyond = (size_t)limit.rlim_cur + PAGE;
    void* const none =
        mmap(NULL, beyond, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (none == MAP_FAILED) {
        return false;
    }
    const bool may = !mlock2(none, beyond, MLOCK_ONFAULT);
    munmap(none, beyond);
    return may;
}

// The pages that the block shares with no other.
static uint8_t* own_pages(Header* const h, size_t* const size)
{
    const uintptr_t begin = ((uintptr_t)h + PAGE - 1) / PAGE * PAGE;
    const uintptr_t end = ((uintptr_t)(h + 1) + h->size) / PAGE * PAGE;
    *size = end > begin ? end - begin : 0;
    return (uint8_t*)h + (begin - (uintptr_t)h);
}

static void lock(Header* const h)
{
    size_t size = 0;
    uint8_t* const pages = own_pages(h, &size);
    // What was not touched yet is locked when it is.
    h->locked = size && may_lock() && !mlock2(pages, size, MLOCK_ONFAULT);
}

static void touch(uint8_t* const memory, const size_t size)
{
    for (size_t i = 0; i < size; i += PAGE) {
        *(volatile uint8_t*)(memory + i) = 0;
    }
    if (size) {
        *(volatile uint8_t*)(memory + size - 1) = 0;
    }
}

void* dredge_memory_new(const size_t size)
{
    return dredge_memory_reserve(size, size);
}

void* dredge_memory_reserve(const size_t size, const size_t now)
{
    Header* const h = calloc(1, sizeof(Header) + size); // Pages that are not there yet
    if (!h) {
        return NULL;
    }
    h->size = size;
    lock(h);
    touch((uint8_t*)(h + 1), now);
    return h + 1;
}

void dredge_memory_free(void* const memory)
{
    if (!memory) {
        return;
    }
    Header* const h = (Header*)memory - 1;
    if (h->locked) {
        size_t size = 0;
        uint8_t* const pages = own_pages(h, &size);
        munlock(pages, size);
    }
    free(h);
}

// The gaps between variables belong to the pages, too, whatever sanitizers think of them.
__attribute__((noinline, no_sanitize("address", "thread"))) static void
read_pages(const uint8_t* const bytes, const size_t size)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < size; i += PAGE) {
        sum = (uint8_t)(sum + *(volatile const uint8_t*)(bytes + i));
    }
    (void)sum;
}

// A stretch of memory that a file is mapped to, as in proc(5).
typedef struct {
    const uint8_t* begin;
    const uint8_t* end;
    char access[5];
    char path[PATH_MAX];
} Mapping;

static bool next_mapping(FILE* const maps, Mapping* const m)
{
    char line[PATH_MAX + 128];
    while (fgets(line, sizeof(line), maps)) {
        m->path[0] = '\0';
        void* begin = NULL;
        void* end = NULL;
        if (sscanf(line, "%p-%p %4s %*s %*s %*s %4095[^\n]", &begin, &end, m->access,
                   m->path) == 4) {
            m->begin = begin;
            m->end = end;
            return true;
        }
    }
    return false;
}

static bool is_needed(const Mapping* const m, const char* const own)
{
    static const char* const libraries[] = {"libm.", "libc.", "libspeexdsp.", "libebur128."};
    const char* const slash = strrchr(m->path, '/');
    bool needed = !strcmp(m->path, own);
    for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); ++i) {
        needed = needed || (slash && !strncmp(slash + 1, libraries[i], strlen(libraries[i])));
    }
    return needed && m->access[0] == 'r';
}

void dredge_memory_touch_code(void)
{
    static const uint8_t here; // Among the constants
    const bool locks = may_lock();
    char own[PATH_MAX] = "";
    Mapping m;
    FILE* const maps = fopen("/proc/self/maps", "r");
    if (!maps) {
        return; // Another system: the first frames take longer
    }
    while (next_mapping(maps, &m)) {
        if (&here >= m.begin && &here < m.end) {
            memcpy(own, m.path, sizeof(own));
        }
    }
    rewind(maps);
    while (next_mapping(maps, &m)) {
        if (is_needed(&m, own)) {
            const size_t size = (size_t)(m.end - m.begin);
            if (locks) {
                mlock(m.begin, size);
            }
            read_pages(m.begin, size);
        }
    }
    fclose(maps);
}

void dredge_memory_touch_stack(void)
{
    uint8_t stack[STACK];
    touch(stack, sizeof(stack));
    // Else clang keeps no more of it than what is written.
    __asm__ volatile("" : : "r"(stack) : "memory");
}
