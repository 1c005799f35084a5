// SPDX-License-Identifier: ISC
// Drawings, painted with cairo.
#ifndef DREDGE_PAINT_H
#define DREDGE_PAINT_H

#include "picture/drawing.h"

#include <cairo.h>

/// Paint a drawing. Boxes begin and end at whole pixels. Not for the audio thread.
void paint_drawing(cairo_t* cairo, const DredgeDrawing* drawing);

#endif
