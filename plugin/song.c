// SPDX-License-Identifier: ISC
#include "song.h"

#include <lv2/atom/util.h>
#include <math.h>

void song_advance(Song* const song, const uint32_t samples)
{
    song->position += song->speed * samples;
}

// Hosts differ in the types of numbers that they send.
static double number(const Uris* const uris, const LV2_Atom* const atom, const double otherwise)
{
    double value = NAN;
    if (!atom) {
        return otherwise;
    }
    if (atom->type == uris->atom_Long && atom->size == sizeof(int64_t)) {
        value = (double)((const LV2_Atom_Long*)atom)->body;
    } else if (atom->type == uris->atom_Int && atom->size == sizeof(int32_t)) {
        value = ((const LV2_Atom_Int*)atom)->body;
    } else if (atom->type == uris->atom_Float && atom->size == sizeof(float)) {
        value = (double)((const LV2_Atom_Float*)atom)->body;
    } else if (atom->type == uris->atom_Double && atom->size == sizeof(double)) {
        value = ((const LV2_Atom_Double*)atom)->body;
    }
    return isfinite(value) ? value : otherwise;
}

void song_message(Song* const song, DredgeSession* const session, const Uris* const uris,
                  const LV2_Atom_Object* const message)
{
    const LV2_Atom* frame = NULL;
    const LV2_Atom* speed = NULL;
    lv2_atom_object_get(message, uris->time_frame, &frame, uris->time_speed, &speed, 0);
    song->position = number(uris, frame, song->position);
    song->speed = number(uris, speed, song->speed);
    dredge_session_locate(session, song->position, song->speed);
}
