// SPDX-License-Identifier: ISC
#include "uris.h"

#include <lv2/atom/atom.h>
#include <lv2/patch/patch.h>

Uris uris_map(LV2_URID_Map* const map)
{
    return (Uris){
        .atom_Path = map->map(map->handle, LV2_ATOM__Path),
        .atom_URID = map->map(map->handle, LV2_ATOM__URID),
        .patch_Get = map->map(map->handle, LV2_PATCH__Get),
        .patch_Set = map->map(map->handle, LV2_PATCH__Set),
        .patch_property = map->map(map->handle, LV2_PATCH__property),
        .patch_value = map->map(map->handle, LV2_PATCH__value),
        .trace = map->map(map->handle, DREDGE_URI_TRACE),
    };
}
