// SPDX-License-Identifier: ISC
// A picture as a list of shapes, for whoever can draw them.
#ifndef DREDGE_DRAWING_H
#define DREDGE_DRAWING_H

#include "picture/palette.h"

#include <stdbool.h>

typedef enum {
    DREDGE_SHAPE_BOX,
    DREDGE_SHAPE_CROSS, ///< The diagonals of a box
    DREDGE_SHAPE_TEXT,  ///< As high as the box, in its middle
} DredgeShapeKind;

enum { DREDGE_SHAPE_TEXT_ROOM = 32 };

/// Places and sizes are in pixels; the top left corner is 0, 0.
typedef struct {
    DredgeShapeKind kind;
    DredgeColour colour;
    double x, y, width, height;
    double line; ///< Width of a cross' lines
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
