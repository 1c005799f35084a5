// SPDX-License-Identifier: ISC
#include "torture/pocket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void pocket_clear(Pocket* const p)
{
    for (unsigned i = 0; i < p->count; ++i) {
        free(p->items[i].data);
    }
    p->count = 0;
}

static PocketItem* find(Pocket* const p, const uint32_t key)
{
    for (unsigned i = 0; i < p->count; ++i) {
        if (p->items[i].key == key) {
            return &p->items[i];
        }
    }
    return NULL;
}

bool pocket_put(Pocket* const p, const uint32_t key, const void* const data, const size_t size,
                const uint32_t type, const uint32_t flags)
{
    PocketItem* item = find(p, key);
    uint8_t* const copy = malloc(size);
    if (copy && size) {
        memcpy(copy, data, size);
    }
    if (item) {
        free(item->data);
    } else if (p->count < sizeof(p->items) / sizeof(p->items[0])) {
        item = &p->items[p->count++];
    } else {
        free(copy);
        return false;
    }
    *item = (PocketItem){.key = key, .type = type, .flags = flags, .size = size, .data = copy};
    return copy || !size;
}

static LV2_State_Status store(const LV2_State_Handle handle, const uint32_t key,
                              const void* const value, const size_t size, const uint32_t type,
                              const uint32_t flags)
{
    return pocket_put(handle, key, value, size, type, flags) ? LV2_STATE_SUCCESS
                                                             : LV2_STATE_ERR_NO_SPACE;
}

static const void* retrieve(const LV2_State_Handle handle, const uint32_t key,
                            size_t* const size, uint32_t* const type, uint32_t* const flags)
{
    Pocket* const p = handle;
    const PocketItem* const item = find(p, key);
    ++p->asked;
    if (!item) {
        return NULL;
    }
    if (size) {
        *size = item->size;
    }
    if (type) {
        *type = item->type;
    }
    if (flags) {
        *flags = item->flags;
    }
    return item->data;
}

LV2_State_Status pocket_save(Pocket* const p, LilvInstance* const instance,
                             const HostFeatures* const features)
{
    const LV2_State_Interface* const state =
        lilv_instance_get_extension_data(instance, LV2_STATE__interface);
    return state && state->save
               ? state->save(lilv_instance_get_handle(instance), store, p,
                             LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE, features->list)
               : LV2_STATE_ERR_NO_FEATURE;
}

LV2_State_Status pocket_restore(Pocket* const p, LilvInstance* const instance,
                                const HostFeatures* const features)
{
    const LV2_State_Interface* const state =
        lilv_instance_get_extension_data(instance, LV2_STATE__interface);
    return state && state->restore
               ? state->restore(lilv_instance_get_handle(instance), retrieve, p,
                                LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE, features->list)
               : LV2_STATE_ERR_NO_FEATURE;
}

const PocketItem* pocket_differs(const Pocket* const a, const Pocket* const b)
{
    for (unsigned i = 0; i < a->count; ++i) {
        const PocketItem* const x = &a->items[i];
        const PocketItem* const y = find((Pocket*)b, x->key);
        if (!y || x->type != y->type || x->size != y->size ||
            (x->size && memcmp(x->data, y->data, x->size) != 0)) {
            return x;
        }
    }
    return NULL;
}

static char* same_path(const LV2_State_Map_Path_Handle handle, const char* const path)
{
    (void)handle;
    return strdup(path);
}

static char* new_path(const LV2_State_Make_Path_Handle handle, const char* const path)
{
    const size_t size = strlen(handle) + strlen(path) + 2;
    char* const full = malloc(size);
    if (full) {
        snprintf(full, size, "%s/%s", (const char*)handle, path);
    }
    return full;
}

static void free_path(const LV2_State_Free_Path_Handle handle, char* const path)
{
    (void)handle;
    free(path);
}

void pocket_offer_paths(HostFeatures* const f, const char* const folder)
{
    static LV2_State_Map_Path map = {NULL, same_path, same_path};
    static LV2_State_Make_Path make;
    static LV2_State_Free_Path release = {NULL, free_path};
    make = (LV2_State_Make_Path){(void*)folder, new_path};
    host_features_add(f, LV2_STATE__mapPath, &map);
    host_features_add(f, LV2_STATE__makePath, &make);
    host_features_add(f, LV2_STATE__freePath, &release);
}
