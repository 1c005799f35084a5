// SPDX-License-Identifier: ISC
// A plugin's state as it hands it over: properties that can be looked at, and spoilt.
#ifndef DREDGE_TORTURE_POCKET_H
#define DREDGE_TORTURE_POCKET_H

#include "host/host_features.h"

#include <lv2/state/state.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t key;
    uint32_t type;
    uint32_t flags;
    size_t size;
    uint8_t* data; ///< Exactly `size` bytes, so that a sanitizer sees what reads on
} PocketItem;

/// Zero-initialise; pocket_clear() it.
typedef struct {
    unsigned count;
    PocketItem items[512];
    unsigned asked; ///< How many keys were asked for
} Pocket;

void pocket_clear(Pocket* pocket);

/// Put a copy of a value in, in place of one of that key. False when there is no room.
bool pocket_put(Pocket* pocket, uint32_t key, const void* data, size_t size, uint32_t type,
                uint32_t flags);

/// Save the state of an instance, or restore it.
LV2_State_Status pocket_save(Pocket* pocket, LilvInstance* instance,
                             const HostFeatures* features);
LV2_State_Status pocket_restore(Pocket* pocket, LilvInstance* instance,
                                const HostFeatures* features);

/// The first item of `a` that `b` lacks or has otherwise; NULL if there is none.
const PocketItem* pocket_differs(const Pocket* a, const Pocket* b);

/// Offer what state:mapPath, makePath and freePath are about: paths stay as they are, and new
/// ones are below `folder`, which must live on.
void pocket_offer_paths(HostFeatures* features, const char* folder);

#endif
