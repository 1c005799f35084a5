// SPDX-License-Identifier: ISC
#include "paint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void paint_colour(cairo_t* const c, const DredgeColour colour, const double fade)
{
    const uint32_t rgb = dredge_palette_rgb(colour);
    cairo_set_source_rgba(c, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                          (rgb & 255) / 255.0, 1.0 - fade);
}

// Red, green or blue of a colour on its way to the ground.
static double solid_part(const DredgeColour colour, const double fade, const int part)
{
    const double from = dredge_palette_rgb(colour) >> (16 - 8 * part) & 255;
    const double to = dredge_palette_rgb(DREDGE_COLOUR_GROUND) >> (16 - 8 * part) & 255;
    return (from + fade * (to - from)) / 255.0;
}

static void use_solid(cairo_t* const c, const DredgeColour colour, const double fade)
{
    cairo_set_source_rgb(c, solid_part(colour, fade, 0), solid_part(colour, fade, 1),
                         solid_part(colour, fade, 2));
}

// Whole pixels, at least one each way.
static Box whole(const DredgeShape* const s)
{
    const double left = round(s->x);
    const double top = round(s->y);
    return (Box){left, top, fmax(round(s->x + s->width) - left, 1.0),
                 fmax(round(s->y + s->height) - top, 1.0)};
}

static void add_box(cairo_t* const c, const DredgeShape* const s)
{
    const Box b = whole(s);
    cairo_rectangle(c, b.x, b.y, b.width, b.height);
}

static void paint_box(cairo_t* const c, const DredgeShape* const s)
{
    add_box(c, s);
    cairo_fill(c);
}

static bool is_same_ink(const DredgeShape* const a, const DredgeShape* const b)
{
    return a->kind == b->kind && a->colour == b->colour && a->fade == b->fade &&
           a->clear == b->clear;
}

static void paint_frame(cairo_t* const c, const DredgeShape* const s)
{
    cairo_set_line_width(c, s->line);
    cairo_rectangle(c, s->x, s->y, s->width, s->height);
    cairo_stroke(c);
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

static void paint_line(cairo_t* const c, const DredgeShape* const s)
{
    cairo_set_line_width(c, s->line);
    cairo_move_to(c, s->x, s->y);
    cairo_line_to(c, s->x + s->width, s->y + s->height);
    cairo_stroke(c);
}

static void paint_arc(cairo_t* const c, const DredgeShape* const s)
{
    const double middle = s->y + s->height / 2.0;
    cairo_set_line_width(c, s->line);
    cairo_move_to(c, s->x, s->y);
    cairo_curve_to(c, s->x, middle, s->x + s->width, middle, s->x + s->width, s->y + s->height);
    cairo_stroke(c);
}

static void use_font(cairo_t* const c, const double size, const bool bold)
{
    cairo_select_font_face(c, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                           bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(c, size);
}

static void paint_text(cairo_t* const c, const DredgeShape* const s)
{
    if (!s->text[0]) {
        return;
    }
    cairo_text_extents_t extents;
    use_font(c, s->height, !s->plain);
    cairo_text_extents(c, s->text, &extents);
    const double spare = s->width - extents.width;
    const double left = s->align == DREDGE_ALIGN_LEFT     ? 0.0
                        : s->align == DREDGE_ALIGN_MIDDLE ? spare / 2.0
                                                          : spare;
    // Words stand on one line; a letter alone is in the middle of its box.
    const bool alone = !s->text[1];
    const double base =
        alone ? (s->height - extents.height) / 2.0 - extents.y_bearing : s->height * 0.85;
    cairo_move_to(c, s->x + left - extents.x_bearing, s->y + base);
    cairo_show_text(c, s->text);
}

// The pixels that cairo draws to, where it draws to memory.
typedef struct {
    cairo_surface_t* surface;
    uint32_t* pixels;                // NULL: it does not
    size_t stride;                   // Pixels
    double x, y;                     // Of the drawing's corner
    double left, top, right, bottom; // Nothing is drawn outside
    const DredgeShape* ink;          // Whose colour is at hand
    uint32_t colour;
} Plain;

static Plain open_plain(cairo_t* const c)
{
    Plain p = {.surface = cairo_get_target(c)};
    if (cairo_surface_get_type(p.surface) == CAIRO_SURFACE_TYPE_IMAGE) {
        cairo_surface_flush(p.surface);
        p.pixels = (uint32_t*)(void*)cairo_image_surface_get_data(p.surface);
        p.stride = (size_t)cairo_image_surface_get_stride(p.surface) / sizeof(uint32_t);
        cairo_user_to_device(c, &p.x, &p.y);
        cairo_clip_extents(c, &p.left, &p.top, &p.right, &p.bottom);
    }
    return p;
}

static uint32_t solid(const DredgeShape* const s)
{
    uint32_t argb = 0xff000000;
    for (int i = 0; i < 3; ++i) {
        argb |= (uint32_t)lrint(255.0 * solid_part(s->colour, s->fade, i)) << (16 - 8 * i);
    }
    return argb;
}

// cairo would first look which of many boxes lie over each other, which takes three times as
// long as the whole rest, and fill each as if it were large.
static void fill_plain(Plain* const p, const DredgeShape* const s)
{
    if (!p->ink || p->ink->colour != s->colour || p->ink->fade != s->fade) {
        p->colour = solid(s);
    }
    p->ink = s;
    const Box b = whole(s);
    const long left = (long)(fmax(b.x, p->left) + p->x);
    const long right = (long)(fmin(b.x + b.width, p->right) + p->x);
    const long top = (long)(fmax(b.y, p->top) + p->y);
    const long bottom = (long)(fmin(b.y + b.height, p->bottom) + p->y);
    for (long y = top; y < bottom; ++y) {
        uint32_t* const row = p->pixels + (size_t)y * p->stride;
        for (long x = left; x < right; ++x) {
            row[x] = p->colour;
        }
    }
}

void paint_drawing(cairo_t* const c, const DredgeDrawing* const drawing)
{
    static void (*const paint[])(cairo_t*, const DredgeShape*) = {
        [DREDGE_SHAPE_BOX] = paint_box,     [DREDGE_SHAPE_FRAME] = paint_frame,
        [DREDGE_SHAPE_CROSS] = paint_cross, [DREDGE_SHAPE_LINE] = paint_line,
        [DREDGE_SHAPE_ARC] = paint_arc,     [DREDGE_SHAPE_TEXT] = paint_text,
    };
    Plain plain = open_plain(c);
    for (unsigned i = 0; i < drawing->count; ++i) {
        const DredgeShape* const s = &drawing->shapes[i];
        if (plain.pixels && s->kind == DREDGE_SHAPE_BOX && !s->clear) {
            fill_plain(&plain, s);
            continue;
        }
        if (plain.pixels) {
            cairo_surface_mark_dirty(plain.surface);
        }
        if (s->clear) {
            paint_colour(c, s->colour, s->fade);
        } else {
            use_solid(c, s->colour, s->fade);
        }
        cairo_new_path(c);
        // In a file boxes of one ink are one path.
        while (s->kind == DREDGE_SHAPE_BOX && i + 1 < drawing->count &&
               is_same_ink(s, &drawing->shapes[i + 1])) {
            add_box(c, &drawing->shapes[i++]);
        }
        paint[s->kind](c, &drawing->shapes[i]);
        cairo_surface_flush(plain.surface);
    }
    if (plain.pixels) {
        cairo_surface_mark_dirty(plain.surface);
    }
}

static void round_path(cairo_t* const c, const Box b, const double r)
{
    const double turn = acos(-1.0) / 2.0;
    cairo_new_path(c);
    cairo_arc(c, b.x + b.width - r, b.y + r, r, -turn, 0.0);
    cairo_arc(c, b.x + b.width - r, b.y + b.height - r, r, 0.0, turn);
    cairo_arc(c, b.x + r, b.y + b.height - r, r, turn, 2.0 * turn);
    cairo_arc(c, b.x + r, b.y + r, r, 2.0 * turn, 3.0 * turn);
    cairo_close_path(c);
}

void paint_round(cairo_t* const c, const Box box, const double radius)
{
    round_path(c, box, radius);
    cairo_fill(c);
}

void paint_round_line(cairo_t* const c, const Box box, const double radius, const double line)
{
    const double half = line / 2.0;
    round_path(c, (Box){box.x + half, box.y + half, box.width - line, box.height - line},
               radius);
    cairo_set_line_width(c, line);
    cairo_stroke(c);
}

double paint_width(cairo_t* const c, const double size, const bool bold,
                   const char* const words)
{
    cairo_text_extents_t extents;
    use_font(c, size, bold);
    cairo_text_extents(c, words, &extents);
    return extents.x_advance;
}

// Cut in front of a whole character of UTF-8.
static void shorten(char* const words)
{
    size_t length = strlen(words);
    while (length && (words[length - 1] & 0xc0) == 0x80) {
        --length;
    }
    words[length ? length - 1 : 0] = '\0';
}

void paint_words(cairo_t* const c, const Box box, const double size, const DredgeAlign align,
                 const bool bold, const char* const words)
{
    char cut[256];
    char shown[256 + 4];
    snprintf(cut, sizeof(cut), "%s", words);
    snprintf(shown, sizeof(shown), "%s", cut);
    double width = paint_width(c, size, bold, shown);
    while (width > box.width && cut[0]) {
        shorten(cut);
        snprintf(shown, sizeof(shown), "%s…", cut);
        width = paint_width(c, size, bold, shown);
    }
    const double spare = box.width - width;
    const double left = align == DREDGE_ALIGN_LEFT     ? 0.0
                        : align == DREDGE_ALIGN_MIDDLE ? spare / 2.0
                                                       : spare;
    cairo_font_extents_t font;
    cairo_font_extents(c, &font);
    cairo_move_to(c, box.x + left, box.y + (box.height + font.ascent - font.descent) / 2.0);
    cairo_show_text(c, shown);
}
