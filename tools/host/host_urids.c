// SPDX-License-Identifier: ISC
#include "host/host_urids.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1024 };

// Entries never move: windows keep the texts.
typedef struct Entry {
    struct Entry* next; ///< In the bucket
    LV2_URID urid;
    char uri[];
} Entry;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Entry* buckets[BUCKETS];
static Entry** entries;
static LV2_URID count;

static unsigned bucket_of(const char* const uri)
{
    uint32_t hash = 2166136261U; // FNV-1a
    for (const char* c = uri; *c; ++c) {
        hash = (hash ^ (uint8_t)*c) * 16777619U;
    }
    return hash % BUCKETS;
}

static LV2_URID add(const char* const uri, const unsigned bucket)
{
    const size_t size = strlen(uri) + 1;
    Entry* const entry = malloc(sizeof(Entry) + size);
    Entry** const more = realloc(entries, (count + 1) * sizeof(Entry*));
    if (!entry || !more) {
        abort();
    }
    entries = more;
    entries[count] = entry;
    entry->next = buckets[bucket];
    entry->urid = ++count;
    memcpy(entry->uri, uri, size);
    buckets[bucket] = entry;
    return entry->urid;
}

LV2_URID host_urids_map(const char* const uri)
{
    const unsigned bucket = bucket_of(uri);
    pthread_mutex_lock(&lock);
    const Entry* entry = buckets[bucket];
    while (entry && strcmp(entry->uri, uri) != 0) {
        entry = entry->next;
    }
    const LV2_URID urid = entry ? entry->urid : add(uri, bucket);
    pthread_mutex_unlock(&lock);
    return urid;
}

const char* host_urids_unmap(const LV2_URID urid)
{
    pthread_mutex_lock(&lock);
    const char* const uri = urid && urid <= count ? entries[urid - 1]->uri : NULL;
    pthread_mutex_unlock(&lock);
    return uri;
}
