// SPDX-License-Identifier: ISC
#include "uris.h"

#include <lv2/atom/atom.h>
#include <lv2/midi/midi.h>
#include <lv2/patch/patch.h>
#include <lv2/state/state.h>
#include <lv2/time/time.h>

Uris uris_map(LV2_URID_Map* const map)
{
    return (Uris){
        .abx = map->map(map->handle, DREDGE_URI_ABX),
        .atom_Double = map->map(map->handle, LV2_ATOM__Double),
        .atom_Float = map->map(map->handle, LV2_ATOM__Float),
        .atom_Int = map->map(map->handle, LV2_ATOM__Int),
        .atom_Long = map->map(map->handle, LV2_ATOM__Long),
        .atom_Path = map->map(map->handle, LV2_ATOM__Path),
        .atom_String = map->map(map->handle, LV2_ATOM__String),
        .atom_URID = map->map(map->handle, LV2_ATOM__URID),
        .midi_MidiEvent = map->map(map->handle, LV2_MIDI__MidiEvent),
        .patch_Get = map->map(map->handle, LV2_PATCH__Get),
        .patch_Set = map->map(map->handle, LV2_PATCH__Set),
        .patch_property = map->map(map->handle, LV2_PATCH__property),
        .patch_value = map->map(map->handle, LV2_PATCH__value),
        .state_StateChanged = map->map(map->handle, LV2_STATE__StateChanged),
        .time_Position = map->map(map->handle, LV2_TIME__Position),
        .time_frame = map->map(map->handle, LV2_TIME__frame),
        .time_speed = map->map(map->handle, LV2_TIME__speed),
        .trace = map->map(map->handle, DREDGE_URI_TRACE),
        .view = map->map(map->handle, DREDGE_URI_VIEW),
        .watch = map->map(map->handle, DREDGE_URI_WATCH),
    };
}

bool uris_is(const Uris* const uris, const LV2_Atom_URID* const property, const LV2_URID urid)
{
    return property && property->atom.type == uris->atom_URID &&
           property->atom.size == sizeof(property->body) && property->body == urid;
}
