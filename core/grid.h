// SPDX-License-Identifier: ISC
// Where the frames lie in the stream.
//
// Frame follows frame without a gap, each of the same length. Only where the link begins anew,
// because the song jumps, the frame being captured is cut short: it is filled up with silence
// and sent whole, of which its captured part is played. The next frame may lack its beginning
// likewise, so that it ends where the song's frame ends.
#ifndef DREDGE_GRID_H
#define DREDGE_GRID_H

#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

enum { DREDGE_GRID_FRAMES = 2048 }; ///< More than there are between capture and hearing

/// Where a frame lies.
typedef struct {
    int64_t start;   ///< Place of its first sample in the stream, were it there
    uint32_t from;   ///< Its first sample that was captured ...
    uint32_t to;     ///< ... and the one after the last, in samples of the frame
    bool anew;       ///< The link begins anew with it
    bool closes;     ///< The link began anew while it was captured
    uint64_t index;  ///< What its packet is for the network, see dredge_fate_draw()
    bool duplicated; ///< Its packet came twice
} DredgeSpan;

/// The frames. Places are samples at 48 kHz since the link began. dredge_grid_reset() it.
typedef struct {
    uint32_t length; ///< Of a frame
    uint64_t begun;  ///< Frames
    uint64_t heard;  ///< The frame that is heard, or comes next
    bool open;       ///< A frame is being captured: the last that has begun
    uint32_t at;     ///< ... so many samples of it
    DredgeSpan spans[DREDGE_GRID_FRAMES];
} DredgeGrid;

/// Begin with frame 0. For the thread that owns the grid, as all that follows.
void dredge_grid_reset(DredgeGrid* grid, uint32_t length) DREDGE_REALTIME;

/// The next frame begins at `start`; what comes before `from` is not captured.
DredgeSpan* dredge_grid_begin(DredgeGrid* grid, int64_t start, uint32_t from) DREDGE_REALTIME;

/// The last frame that has begun.
DredgeSpan* dredge_grid_last(DredgeGrid* grid) DREDGE_REALTIME;

/// A frame.
DredgeSpan* dredge_grid_span(DredgeGrid* grid, uint64_t frame) DREDGE_REALTIME;

/// The nominal place of the next sample to be captured: frame n begins at n times the length.
int64_t dredge_grid_captured(const DredgeGrid* grid) DREDGE_REALTIME;

/**
   Find the frame that is heard at `place` in the stream, which never goes back.

   @param place of the sample that was captured then; one has been
   @param left becomes how many samples of the frame are still to be heard
   @return the sample within the frame; which frame is in `heard`
*/
uint32_t dredge_grid_hear(DredgeGrid* grid, int64_t place, uint32_t* left) DREDGE_REALTIME;

/// The nominal place of what is heard at `place`, see dredge_grid_hear().
int64_t dredge_grid_nominal(const DredgeGrid* grid, int64_t place) DREDGE_REALTIME;

#endif
