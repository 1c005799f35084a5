// SPDX-License-Identifier: ISC
// What the host offers a plugin: URIDs, a log and a worker. For one thread.
#ifndef DREDGE_HOST_FEATURES_H
#define DREDGE_HOST_FEATURES_H

#include "inline_display.h"

#include <lilv/lilv.h>
#include <lv2/log/log.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    HOST_URIDS = 256,
    HOST_WORK_ROOM = 65536, ///< Bytes of messages to the worker, or from it
};

/// Messages with their size in front, one behind the other.
typedef struct {
    uint32_t used;
    uint8_t bytes[HOST_WORK_ROOM];
} HostMessages;

/// Zero-initialise; it must stay where it is. All but `list`, `map`, `unmap` and `log` is the
/// features' own.
typedef struct {
    const LV2_Feature* list[6]; ///< For instantiating and restoring; ends with NULL
    LV2_URID_Map map;
    LV2_URID_Unmap unmap;
    char log[1024]; ///< What the plugin last logged; "" for nothing

    unsigned draws; ///< Pictures that the plugin has asked for

    bool quiet;
    char* urids[HOST_URIDS];
    uint32_t urid_count;

    LV2_Handle plugin;
    const LV2_Worker_Interface* worker; ///< NULL: the plugin has none
    HostMessages requests;
    HostMessages responses;

    LV2_Log_Log log_feature;
    LV2_Worker_Schedule schedule;
    InlineDisplayFeature queue_draw;
    LV2_Feature features[5];
} HostFeatures;

/**
   Fill the list.

   @param worker whether to offer work:schedule
   @param quiet whether to keep the plugin's log from stderr
*/
void host_features_init(HostFeatures* features, bool worker, bool quiet);

/// Free all URIDs.
void host_features_clear(HostFeatures* features);

/// Tell whom the worker is to work for, once the plugin is instantiated.
void host_features_serve(HostFeatures* features, const LilvInstance* instance);

/// Do the work that the plugin has scheduled; what it schedules meanwhile waits for the next
/// time.
void host_features_work(HostFeatures* features);

/// Give the plugin the worker's responses; to be called after its run().
void host_features_respond(HostFeatures* features);

/// The URID of a URI; 0 when there are too many.
LV2_URID host_features_map(HostFeatures* features, const char* uri);

#endif
