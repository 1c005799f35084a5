// SPDX-License-Identifier: ISC
// Drawings, painted with cairo, and the few strokes that widgets are made of.
#ifndef DREDGE_PAINT_H
#define DREDGE_PAINT_H

#include "picture/drawing.h"

#include <cairo.h>
#include <stdbool.h>

/// A box, in pixels.
typedef struct {
    double x, y, width, height;
} Box;

/// Whether a point is in a box.
static inline bool box_has(const Box box, const double x, const double y)
{
    return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
}

/// Paint a drawing. Boxes begin and end at whole pixels. Not for the audio thread, as all that
/// follows.
void paint_drawing(cairo_t* cairo, const DredgeDrawing* drawing);

/// Take a colour of the palette; fade 0 covers all, 1 nothing.
void paint_colour(cairo_t* cairo, DredgeColour colour, double fade);

/// Fill a box with round corners, or draw a line around it.
void paint_round(cairo_t* cairo, Box box, double radius);
void paint_round_line(cairo_t* cairo, Box box, double radius, double line);

/// Write words of `size` pixels into a box, in the middle of its height; what is too long ends
/// with an ellipsis.
void paint_words(cairo_t* cairo, Box box, double size, DredgeAlign align, bool bold,
                 const char* words);

/// How wide words of that size are.
double paint_width(cairo_t* cairo, double size, bool bold, const char* words);

#endif
