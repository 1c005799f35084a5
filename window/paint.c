// SPDX-License-Identifier: ISC
#include "paint.h"

#include <math.h>
#include <pixman.h>
#include <stdio.h>
#include <string.h>

void paint_colour(cairo_t* const c, const DredgeColour colour, const double fade)
{
    const uint32_t rgb = dredge_palette_rgb(colour);
    cairo_set_source_rgba(c, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                          (rgb & 255) / 255.0, 1.0 - fade);
}

void paint_solid(cairo_t* const c, const DredgeColour colour, const double fade)
{
    const uint32_t from = dredge_palette_rgb(colour);
    const uint32_t to = dredge_palette_rgb(DREDGE_COLOUR_GROUND);
    double mixed[3];
    for (int i = 0; i < 3; ++i) {
        const double a = from >> (16 - 8 * i) & 255;
        const double b = to >> (16 - 8 * i) & 255;
        mixed[i] = (a + fade * (b - a)) / 255.0;
    }
    cairo_set_source_rgb(c, mixed[0], mixed[1], mixed[2]);
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

enum { BOXES = 512 };

// Where plain boxes go, in the pixels of the image that cairo draws to.
typedef struct {
    pixman_image_t* image;
    double x, y;                     // Of the drawing's corner
    double left, top, right, bottom; // Nothing is drawn outside
    unsigned count;
    pixman_box32_t boxes[BOXES];
    const DredgeShape* ink; // Of all of them
} Plain;

static void open_plain(cairo_t* const c, Plain* const p)
{
    cairo_surface_t* const surface = cairo_get_target(c);
    p->image = NULL;
    p->count = 0;
    p->ink = NULL;
    if (cairo_surface_get_type(surface) != CAIRO_SURFACE_TYPE_IMAGE) {
        return;
    }
    const cairo_format_t format = cairo_image_surface_get_format(surface);
    p->image = pixman_image_create_bits_no_clear(
        format == CAIRO_FORMAT_ARGB32 ? PIXMAN_a8r8g8b8 : PIXMAN_x8r8g8b8,
        cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface),
        (uint32_t*)(void*)cairo_image_surface_get_data(surface),
        cairo_image_surface_get_stride(surface));
    p->x = 0.0;
    p->y = 0.0;
    cairo_user_to_device(c, &p->x, &p->y);
    cairo_clip_extents(c, &p->left, &p->top, &p->right, &p->bottom);
}

// cairo would first look which of many boxes lie over each other, which takes three times as
// long as the whole rest.
static void fill_plain(cairo_t* const c, Plain* const p)
{
    if (p->count && p->ink) {
        double red = 0.0;
        double green = 0.0;
        double blue = 0.0;
        double alpha = 0.0;
        paint_solid(c, p->ink->colour, p->ink->fade);
        cairo_pattern_get_rgba(cairo_get_source(c), &red, &green, &blue, &alpha);
        const pixman_color_t colour = {(uint16_t)(red * 65535.0), (uint16_t)(green * 65535.0),
                                       (uint16_t)(blue * 65535.0), 65535};
        cairo_surface_flush(cairo_get_target(c));
        pixman_image_fill_boxes(PIXMAN_OP_SRC, p->image, &colour, (int)p->count, p->boxes);
        cairo_surface_mark_dirty(cairo_get_target(c));
        p->count = 0;
    }
}

static bool is_plain(const Plain* const p, const DredgeShape* const s)
{
    return p->image && s->kind == DREDGE_SHAPE_BOX && !s->clear;
}

static void add_plain(cairo_t* const c, Plain* const p, const DredgeShape* const s)
{
    const bool same = p->ink && p->ink->colour == s->colour && p->ink->fade == s->fade;
    if (!same || p->count == BOXES) {
        fill_plain(c, p);
        p->ink = s;
    }
    const Box b = whole(s);
    const double left = fmax(b.x, p->left);
    const double top = fmax(b.y, p->top);
    const double right = fmin(b.x + b.width, p->right);
    const double bottom = fmin(b.y + b.height, p->bottom);
    if (right > left && bottom > top) {
        p->boxes[p->count++] = (pixman_box32_t){(int)(left + p->x), (int)(top + p->y),
                                                (int)(right + p->x), (int)(bottom + p->y)};
    }
}

void paint_drawing(cairo_t* const c, const DredgeDrawing* const drawing)
{
    static void (*const paint[])(cairo_t*, const DredgeShape*) = {
        [DREDGE_SHAPE_BOX] = paint_box,     [DREDGE_SHAPE_FRAME] = paint_frame,
        [DREDGE_SHAPE_CROSS] = paint_cross, [DREDGE_SHAPE_LINE] = paint_line,
        [DREDGE_SHAPE_ARC] = paint_arc,     [DREDGE_SHAPE_TEXT] = paint_text,
    };
    Plain plain;
    open_plain(c, &plain);
    for (unsigned i = 0; i < drawing->count; ++i) {
        const DredgeShape* const s = &drawing->shapes[i];
        if (is_plain(&plain, s)) {
            add_plain(c, &plain, s);
            continue;
        }
        fill_plain(c, &plain);
        if (s->clear) {
            paint_colour(c, s->colour, s->fade);
        } else {
            paint_solid(c, s->colour, s->fade);
        }
        cairo_new_path(c);
        // In a file boxes of one ink are one path.
        while (s->kind == DREDGE_SHAPE_BOX && i + 1 < drawing->count &&
               is_same_ink(s, &drawing->shapes[i + 1])) {
            add_box(c, &drawing->shapes[i++]);
        }
        paint[s->kind](c, &drawing->shapes[i]);
    }
    fill_plain(c, &plain);
    if (plain.image) {
        pixman_image_unref(plain.image);
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
