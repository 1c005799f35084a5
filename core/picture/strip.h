// SPDX-License-Identifier: ISC
// The last frames of both lanes in the little room of a mixer strip.
//
// A row of crosses (lines, where they would be too small) for packets that the network lost,
// and a bar for each lane in the colours of what its frames were played from: low where the
// packet came, high where it had to be recovered or concealed, so that it can be told without
// colours.
#ifndef DREDGE_STRIP_H
#define DREDGE_STRIP_H

#include "picture/drawing.h"
#include "picture/look.h"

enum {
    DREDGE_STRIP_FRAMES = 256,                         ///< The most that are shown
    DREDGE_STRIP_SHAPES = 5 * DREDGE_STRIP_FRAMES + 8, ///< The most that are drawn
};

/// What a strip shows, and how large it is.
typedef struct {
    unsigned width;  ///< Pixels, as given
    unsigned height; ///< Pixels, at most what was given
    double unit;     ///< Pixels that stand for one on a screen of ordinary density
    unsigned frames; ///< That there is room for
} DredgeStripSize;

typedef struct {
    DredgeStripSize size;
    const DredgeLook* looks; ///< The oldest first
    unsigned count;          ///< At most size.frames
    bool b_on;
    int heard;  ///< The lane that is heard, or -1
    bool blind; ///< Show no lane: it would tell which one X is
} DredgeStrip;

/// The size of a strip in a space; it has room for no frame when that is too small. Any thread.
DredgeStripSize dredge_strip_size(unsigned width, unsigned most_height, bool b_on);

/// Draw a strip. For the drawing's thread.
void dredge_strip_draw(const DredgeStrip* strip, DredgeDrawing* drawing);

#endif
