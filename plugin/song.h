// SPDX-License-Identifier: ISC
// The host's song position, from its messages.
#ifndef DREDGE_SONG_H
#define DREDGE_SONG_H

#include "realtime.h"
#include "session.h"
#include "uris.h"

#include <lv2/atom/atom.h>
#include <stdint.h>

/// Where the song stands at the next sample. Zero-initialise: at its start, stopped.
typedef struct {
    double position; ///< Samples at the host's rate
    double speed;
} Song;

/// Let `samples` pass. For the audio thread, as all that follows.
void song_advance(Song* song, uint32_t samples) DREDGE_REALTIME;

/// Handle a time:Position: what it doesn't tell, or tells in nonsense, stays as it is.
void song_message(Song* song, DredgeSession* session, const Uris* uris,
                  const LV2_Atom_Object* message) DREDGE_REALTIME;

#endif
