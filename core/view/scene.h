// SPDX-License-Identifier: ISC
// The receiving end of a view: all that a window knows of the last seconds.
#ifndef DREDGE_VIEW_SCENE_H
#define DREDGE_VIEW_SCENE_H

#include "view/message.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    DREDGE_SCENE_FRAMES = 8192, ///< Frames that are remembered: 20 s of 2.5 ms
    DREDGE_SCENE_PEAKS = 2048,  ///< Pieces of 20 ms
};

/// Zero-initialise: empty. 2 MB.
typedef struct {
    bool known; ///< There was a message
    DredgeClock clock;
    uint64_t missed;
    uint64_t newest; ///< Frame of which it is known that it was sent
    bool b_on;       ///< Whether lane B ran then
    DredgeViewSent sent[DREDGE_SCENE_FRAMES];
    DredgeViewPlayed played[DREDGE_SCENE_FRAMES];
    DredgePeaks peaks[DREDGE_SCENE_PEAKS];
} DredgeScene;

/// Forget all. For the window's thread, as all that follows.
void dredge_scene_clear(DredgeScene* scene);

/**
   Take a message in. Entries may come in any order, and more than once. When the link has begun
   anew all that was before is forgotten.

   @return false, and nothing is changed, if it is no such message
*/
bool dredge_scene_take(DredgeScene* scene, const void* message, size_t size);

/// A frame as it was sent, or as it was played, or NULL if that is not known.
const DredgeViewSent* dredge_scene_sent(const DredgeScene* scene, int64_t frame);
const DredgeViewPlayed* dredge_scene_played(const DredgeScene* scene, int64_t frame);

/// The outline of the 20 ms around a place in the stream, or NULL.
const DredgePeaks* dredge_scene_peaks(const DredgeScene* scene, int64_t at);

#endif
