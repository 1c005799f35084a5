// SPDX-License-Identifier: ISC
// The URIs that the plugin uses, mapped.
#ifndef DREDGE_URIS_H
#define DREDGE_URIS_H

#include "realtime.h"

#include <lv2/atom/atom.h>
#include <lv2/urid/urid.h>
#include <stdbool.h>

#define DREDGE_URI_MONO   "urn:dredge:mono"
#define DREDGE_URI_STEREO "urn:dredge:stereo"
#define DREDGE_URI_TRACE  "urn:dredge:trace"
#define DREDGE_URI_ABX    "urn:dredge:abx"
#define DREDGE_URI_UI     "urn:dredge:ui"
#define DREDGE_URI_VIEW   "urn:dredge:view"
#define DREDGE_URI_WATCH  "urn:dredge:watch"

typedef struct {
    LV2_URID abx;
    LV2_URID atom_Double;
    LV2_URID atom_Float;
    LV2_URID atom_Int;
    LV2_URID atom_Long;
    LV2_URID atom_Path;
    LV2_URID atom_String;
    LV2_URID atom_URID;
    LV2_URID midi_MidiEvent;
    LV2_URID patch_Get;
    LV2_URID patch_Set;
    LV2_URID patch_property;
    LV2_URID patch_value;
    LV2_URID state_StateChanged;
    LV2_URID time_Position;
    LV2_URID time_frame;
    LV2_URID time_speed;
    LV2_URID trace;
    LV2_URID view;
    LV2_URID watch;
} Uris;

/// Map them all.
Uris uris_map(LV2_URID_Map* map);

/// Whether a property of a message is a URID, and that one; not if it is NULL. Any thread.
bool uris_is(const Uris* uris, const LV2_Atom_URID* property, LV2_URID urid) DREDGE_REALTIME;

#endif
