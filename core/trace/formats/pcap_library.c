// SPDX-License-Identifier: ISC
#include "trace/formats/pcap_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

static DredgePcapLibrary library;
static bool loaded;

static void load(void)
{
    // Debian's own name, and that of everybody else
    static const char* const names[] = {"libpcap.so.0.8", "libpcap.so.1"};
    void* handle = NULL;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !handle; ++i) {
        handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
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
    loaded = true;
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); ++i) {
        // ISO C has no cast from what dlsym() returns to a function.
        void* const found = dlsym(handle, wanted[i].name);
        memcpy(wanted[i].function, &found, sizeof(found));
        loaded = loaded && found;
    }
}

const DredgePcapLibrary* dredge_pcap_library(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return loaded ? &library : NULL;
}
