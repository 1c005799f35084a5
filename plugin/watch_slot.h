// SPDX-License-Identifier: ISC
// Windows that watch: they ask with a message, and get messages until they stop asking.
//
// A window sets the property urn:dredge:watch to a DredgeWatch, once a second at least. What it
// gets is an atom of the type urn:dredge:view, see view/message.h.
#ifndef DREDGE_WATCH_SLOT_H
#define DREDGE_WATCH_SLOT_H

#include "realtime.h"
#include "uris.h"
#include "view/feed.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <stdbool.h>
#include <stdint.h>

enum { WATCH_MESSAGE_MOST = 8192 };

/// All of it is the audio thread's. Zero-initialise but for `uris`.
typedef struct {
    const Uris* uris;
    DredgeViewFeed feed;
    _Alignas(8) uint8_t message[WATCH_MESSAGE_MOST];
} WatchSlot;

/// Heed a message from the control port; false if it is for somebody else. For the audio
/// thread, as all that follows.
bool watch_slot_message(WatchSlot* slot, const LV2_Atom_Object* message) DREDGE_REALTIME;

/// Write news to the notify port if they are due, after `seconds` of sound.
void watch_slot_tell(WatchSlot* slot, const DredgeSession* session, double seconds,
                     LV2_Atom_Forge* forge) DREDGE_REALTIME;

#endif
