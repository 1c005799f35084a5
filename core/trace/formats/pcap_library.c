// SPDX-License-Identifier: ISC
#include "trace/formats/pcap_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static DredgePcapLibrary library;
static bool loaded;

// What could not be loaded today may be there tomorrow.
static void load(char* const why, const size_t room)
{
    // Debian's own name, and that of everybody else
    static const char* const names[] = {"libpcap.so.0.8", "libpcap.so.1"};
    void* handle = NULL;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !handle; ++i) {
        handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        const char* const said = handle ? NULL : dlerror();
        if (said && !i) {
            snprintf(why, room, "%s", said);
        }
    }
    if (!handle) {
        return;
    }
    const struct {
        void* function;
        const char* name;
    } wanted[] = {
        {&library.open, "pcap_fopen_offline_with_tstamp_precision"},
        {&library.close, "pcap_close"},
        {&library.next, "pcap_next_ex"},
        {&library.error, "pcap_geterr"},
        {&library.link, "pcap_datalink"},
        {&library.link_name, "pcap_datalink_val_to_name"},
    };
    bool complete = true;
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); ++i) {
        // ISO C has no cast from what dlsym() returns to a function.
        void* const found = dlsym(handle, wanted[i].name);
        memcpy(wanted[i].function, &found, sizeof(found));
        complete = complete && found;
    }
    if (!complete) {
        snprintf(why, room, "%s lacks functions", names[0]);
        dlclose(handle);
    }
    loaded = complete;
}

const DredgePcapLibrary* dredge_pcap_library(char* const why, const size_t room)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    if (!loaded) {
        snprintf(why, room, "it is not installed");
        load(why, room);
    }
    const bool there = loaded;
    pthread_mutex_unlock(&lock);
    return there ? &library : NULL;
}
