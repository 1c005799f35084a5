// SPDX-License-Identifier: ISC
#include "memory.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PAGE = 4096,        // The smallest that there is
    STACK = 256 * 1024, // A frame takes less than half of it
};

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
    uint8_t* const memory = calloc(1, size); // Pages that are not there yet
    if (memory) {
        touch(memory, now);
    }
    return memory;
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
            read_pages(m.begin, (size_t)(m.end - m.begin));
        }
    }
    fclose(maps);
}

void dredge_memory_touch_stack(void)
{
    volatile uint8_t stack[STACK];
    for (size_t i = 0; i < sizeof(stack); i += PAGE) {
        stack[i] = 0;
    }
}
