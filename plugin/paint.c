// SPDX-License-Identifier: ISC
#include "paint.h"

#include <math.h>

static void use_colour(cairo_t* const c, const DredgeColour colour)
{
    const uint32_t rgb = dredge_palette_rgb(colour);
    cairo_set_source_rgb(c, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                         (rgb & 255) / 255.0);
}

static void paint_box(cairo_t* const c, const DredgeShape* const s)
{
    const double left = round(s->x);
    const double top = round(s->y);
    const double right = fmax(round(s->x + s->width), left + 1.0);
    const double bottom = fmax(round(s->y + s->height), top + 1.0);
    cairo_rectangle(c, left, top, right - left, bottom - top);
    cairo_fill(c);
}

static void paint_cross(cairo_t* const c, const DredgeShape* const s)
{
    cairo_set_line_width(c, s->line);
    cairo_move_to(c, s->x, s->y);
    cairo_line_to(c, s->x + s->width, s->y + s->height);
    cairo_move_to(c, s->x, s->y + s->height);
    cairo_line_to(c, s->x + s->width, s->y);
    cairo_stroke(c);
}

static void paint_text(cairo_t* const c, const DredgeShape* const s)
{
    cairo_text_extents_t extents;
    cairo_select_font_face(c, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
    cairo_set_font_size(c, s->height);
    cairo_text_extents(c, s->text, &extents);
    cairo_move_to(c, s->x + (s->width - extents.width) / 2.0 - extents.x_bearing,
                  s->y + (s->height - extents.height) / 2.0 - extents.y_bearing);
    cairo_show_text(c, s->text);
}

void paint_drawing(cairo_t* const c, const DredgeDrawing* const drawing)
{
    static void (*const paint[])(cairo_t*, const DredgeShape*) = {
        [DREDGE_SHAPE_BOX] = paint_box,
        [DREDGE_SHAPE_CROSS] = paint_cross,
        [DREDGE_SHAPE_TEXT] = paint_text,
    };
    for (unsigned i = 0; i < drawing->count; ++i) {
        const DredgeShape* const s = &drawing->shapes[i];
        use_colour(c, s->colour);
        cairo_new_path(c);
        paint[s->kind](c, s);
    }
}
