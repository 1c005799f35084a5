// SPDX-License-Identifier: ISC
#include "picture/drawing.h"

bool dredge_drawing_add(DredgeDrawing* const drawing, const DredgeShape* const shape)
{
    const bool fits = drawing->count < drawing->room;
    if (fits) {
        drawing->shapes[drawing->count++] = *shape;
    }
    return fits;
}
