// SPDX-License-Identifier: ISC
// Reading what the host sends, whatever sizes it claims. For the audio thread.
#ifndef DREDGE_EVENTS_H
#define DREDGE_EVENTS_H

#include "realtime.h"

#include <lv2/atom/atom.h>
#include <stdbool.h>

/// The first event of a sequence; NULL if there is none, or no sequence. An event that reaches
/// past the sequence ends it.
const LV2_Atom_Event* events_first(const LV2_Atom_Sequence* sequence) DREDGE_REALTIME;

/// The event after `event`, likewise.
const LV2_Atom_Event* events_next(const LV2_Atom_Sequence* sequence,
                                  const LV2_Atom_Event* event) DREDGE_REALTIME;

/// Whether an atom that says to be an object has all that it claims within its size. LV2's own
/// functions believe the sizes of properties, and may go round in circles.
bool events_object_is_whole(const LV2_Atom* atom) DREDGE_REALTIME;

#endif
