// SPDX-License-Identifier: ISC
#include "watch_slot.h"

#include <lv2/atom/util.h>

bool watch_slot_message(WatchSlot* const slot, const LV2_Atom_Object* const message)
{
    const Uris* const uris = slot->uris;
    const LV2_Atom_URID* property = NULL;
    const LV2_Atom_Int* value = NULL;
    if (message->body.otype != uris->patch_Set) {
        return false;
    }
    lv2_atom_object_get(message, uris->patch_property, &property, uris->patch_value, &value, 0);
    if (!uris_is(uris, property, uris->watch)) {
        return false;
    }
    if (value && value->atom.type == uris->atom_Int &&
        value->atom.size == sizeof(value->body)) {
        dredge_view_feed_watch(&slot->feed, value->body);
    }
    return true;
}

void watch_slot_tell(WatchSlot* const slot, const DredgeSession* const session,
                     const double seconds, LV2_Atom_Forge* const forge)
{
    enum { AROUND = sizeof(LV2_Atom_Event) + 8 }; // With the padding behind
    const size_t free_room = forge->size - forge->offset;
    if (!dredge_view_feed_is_due(&slot->feed, seconds) || free_room < AROUND) {
        return;
    }
    size_t room = free_room - AROUND;
    room = room < WATCH_MESSAGE_MOST ? room : WATCH_MESSAGE_MOST;
    const uint32_t size =
        (uint32_t)dredge_view_feed_write(&slot->feed, session, slot->message, room);
    if (size) {
        lv2_atom_forge_frame_time(forge, 0);
        lv2_atom_forge_atom(forge, size, slot->uris->view);
        lv2_atom_forge_write(forge, slot->message, size);
    }
}
