// SPDX-License-Identifier: ISC
// The colours and words of all pictures of the link.
#ifndef DREDGE_PALETTE_H
#define DREDGE_PALETTE_H

#include "playout/ladder.h"
#include "realtime.h"

#include <stdint.h>

typedef enum {
    DREDGE_COLOUR_GROUND, ///< Behind everything
    DREDGE_COLOUR_LINE,   ///< Rules, and what is still to come
    DREDGE_COLOUR_DIM,    ///< What matters less
    DREDGE_COLOUR_TEXT,
    DREDGE_COLOUR_ACCENT,  ///< What is heard, or chosen
    DREDGE_COLOUR_LOST,    ///< Crosses
    DREDGE_COLOUR_SOURCES, ///< The first of those of dredge_palette_source()
    DREDGE_COLOURS = DREDGE_COLOUR_SOURCES + DREDGE_SOURCE_SILENCE + 1,
} DredgeColour;

/// A colour as 0xRRGGBB. Those of any two sources differ in lightness, too,
/// by 5 or more. Any thread, as all
/// that follows.
uint32_t dredge_palette_rgb(DredgeColour colour) DREDGE_REALTIME;

/// The colour of what was played from a source.
DredgeColour dredge_palette_source(DredgeSource source) DREDGE_REALTIME;

/// Lightness from 0 (black) to 100 (white): L* of CIE 1976, for sRGB.
double dredge_palette_lightness(uint32_t rgb);

#endif
