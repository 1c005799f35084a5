// SPDX-License-Identifier: ISC
// What the host offers a plugin: URIDs, a log and a worker. For one thread, but for the map and
// what host_worker.h says.
#ifndef DREDGE_HOST_FEATURES_H
#define DREDGE_HOST_FEATURES_H

#include "host/host_worker.h"
#include "inline_display.h"

#include <lilv/lilv.h>
#include <lv2/log/log.h>
#include <lv2/options/options.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>
#include <stdbool.h>
#include <stdint.h>

enum { HOST_FEATURES = 16, HOST_OPTIONS = 8 };

/// What a host says about its blocks.
typedef struct {
    float rate;
    int32_t least; ///< Samples of a block
    int32_t most;
    int32_t nominal;
    bool fixed;       ///< Promise that all blocks have `most` samples
    bool power_of_2;  ///< Promise that they are powers of two
    int32_t sequence; ///< Bytes of a buffer for atoms
} HostBlocks;

/// Zero-initialise; it must stay where it is. All but `list`, `map`, `unmap` and `log` is the
/// features' own.
typedef struct {
    const LV2_Feature* list[HOST_FEATURES + 1]; ///< For instantiating and restoring; ends with
                                                ///< NULL
    LV2_URID_Map map;
    LV2_URID_Unmap unmap;
    char log[1024]; ///< What the plugin last logged; "" for nothing

    unsigned draws; ///< Pictures that the plugin has asked for

    bool quiet;
    HostWorker worker;
    HostBlocks blocks;

    LV2_Log_Log log_feature;
    LV2_Worker_Schedule schedule;
    InlineDisplayFeature queue_draw;
    LV2_Options_Option options[HOST_OPTIONS];
    LV2_Feature features[HOST_FEATURES];
    unsigned count;
} HostFeatures;

/**
   Fill the list.

   @param worker whether to offer work:schedule
   @param quiet whether to keep the plugin's log from stderr
*/
void host_features_init(HostFeatures* features, bool worker, bool quiet);

/// Add options and features about blocks to the list, for hosts that say something about them;
/// right after host_features_init().
void host_features_promise(HostFeatures* features, const HostBlocks* blocks);

/// Add any feature to the list, likewise. Aborts when there are too many.
void host_features_add(HostFeatures* features, const char* uri, void* data);

/// Tell whom the worker is to work for, once the plugin is instantiated.
void host_features_serve(HostFeatures* features, const LilvInstance* instance);

#endif
