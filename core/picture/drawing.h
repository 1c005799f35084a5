// SPDX-License-Identifier: ISC
// A picture as a list of shapes, for whoever can draw them.
#ifndef DREDGE_DRAWING_H
#define DREDGE_DRAWING_H

#include "picture/palette.h"

#include <stdbool.h>

typedef enum {
    DREDGE_SHAPE_BOX,
    DREDGE_SHAPE_FRAME, ///< The outline of a box
    DREDGE_SHAPE_CROSS, ///< The diagonals of a box
    DREDGE_SHAPE_LINE,  ///< From x, y, by width and height
    DREDGE_SHAPE_ARC,   ///< The same as a curve that is upright at both ends
    DREDGE_SHAPE_TEXT,  ///< As high as the box, in its middle
} DredgeShapeKind;

typedef enum { DREDGE_ALIGN_MIDDLE, DREDGE_ALIGN_LEFT, DREDGE_ALIGN_RIGHT } DredgeAlign;

enum { DREDGE_SHAPE_TEXT_ROOM = 48 };

/// Places and sizes are in pixels; the top left corner is 0, 0.
typedef struct {
    DredgeShapeKind kind;
    DredgeColour colour;
    double x, y, width, height;
    double fade;       ///< 0: as it is, 1: the ground
    double line;       ///< Width of lines
    DredgeAlign align; ///< Of a text
    bool clear;        ///< What is below a faded shape shines through, in place of the ground
    bool plain;        ///< A text that is not bold
    char text[DREDGE_SHAPE_TEXT_ROOM];
} DredgeShape;

/// Later shapes are drawn over earlier ones.
typedef struct {
    DredgeShape* shapes;
    unsigned count;
    unsigned room;
} DredgeDrawing;

/// Add a shape; false when there is no room. For the drawing's thread.
bool dredge_drawing_add(DredgeDrawing* drawing, const DredgeShape* shape);

#endif
