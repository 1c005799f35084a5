// SPDX-License-Identifier: ISC
// The URIs that the plugin uses, mapped.
#ifndef DREDGE_URIS_H
#define DREDGE_URIS_H

#include <lv2/urid/urid.h>

#define DREDGE_URI_MONO   "urn:dredge:mono"
#define DREDGE_URI_STEREO "urn:dredge:stereo"
#define DREDGE_URI_TRACE  "urn:dredge:trace"

typedef struct {
    LV2_URID atom_Path;
    LV2_URID atom_URID;
    LV2_URID patch_Get;
    LV2_URID patch_Set;
    LV2_URID patch_property;
    LV2_URID patch_value;
    LV2_URID trace;
} Uris;

/// Map them all.
Uris uris_map(LV2_URID_Map* map);

#endif
