// SPDX-License-Identifier: ISC
#include "picture/strip.h"

#include <math.h>
#include <stddef.h>

// In units, see DredgeStripSize.
enum {
    USUAL_WIDTH = 110, // Of a mixer strip
    CELL = 3,          // Of a frame
    MARGIN = 3,
    LETTER = 9, // The column in front of the rows
    NETWORK = 6,
    BAR = 12,
    GAP = 3,
};

enum { LEAST_CROSS = 5 }; // Pixels

static unsigned units_high(const unsigned bars)
{
    return 2 * MARGIN + NETWORK + bars * (GAP + BAR);
}

DredgeStripSize dredge_strip_size(const unsigned width, const unsigned most_height,
                                  const bool b_on)
{
    const unsigned high = units_high(b_on ? 2 : 1);
    const double unit = floor(fmin(fmax((double)width / USUAL_WIDTH, 1.0), 4.0) * 4.0) / 4.0;
    DredgeStripSize size = {.width = width, .unit = unit};
    if (size.unit * high > most_height) {
        size.unit = (double)most_height / high;
    }
    size.height = (unsigned)(size.unit * high);
    const double room = width - size.unit * (2 * MARGIN + LETTER);
    if (size.unit >= 0.5 && room > 0.0) {
        const double frames = room / (size.unit * CELL);
        size.frames = (unsigned)fmin(frames, DREDGE_STRIP_FRAMES);
    }
    return size;
}

typedef struct {
    const DredgeStrip* strip;
    DredgeDrawing* drawing;
    double left; // Of the oldest frame
    double cell;
} Pen;

// The newest frame is always at the right.
static double x_of(const Pen* const pen, const unsigned i)
{
    return floor(pen->left + i * pen->cell + 0.5);
}

static void box(const Pen* const pen, const DredgeColour colour, const double x, const double y,
                const double width, const double height)
{
    const DredgeShape shape = {.kind = DREDGE_SHAPE_BOX,
                               .colour = colour,
                               .x = x,
                               .y = y,
                               .width = width,
                               .height = height};
    dredge_drawing_add(pen->drawing, &shape);
}

// A cross where it can be told from a dot, or else a line over the whole row.
static void cross(const Pen* const pen, const unsigned i, const double y)
{
    const double u = pen->strip->size.unit;
    const double wide = pen->cell - u / 2.0;
    if (wide < LEAST_CROSS) {
        box(pen, DREDGE_COLOUR_LOST, x_of(pen, i) + floor(pen->cell / 2.0 - u / 2.0), y, u,
            NETWORK * u);
        return;
    }
    const DredgeShape shape = {.kind = DREDGE_SHAPE_CROSS,
                               .colour = DREDGE_COLOUR_LOST,
                               .x = x_of(pen, i),
                               .y = y + (NETWORK * u - wide) / 2.0,
                               .width = wide,
                               .height = wide,
                               .line = 0.75 * u};
    dredge_drawing_add(pen->drawing, &shape);
}

static void draw_network(const Pen* const pen, const double y)
{
    const DredgeStrip* const s = pen->strip;
    const double u = s->size.unit;
    for (unsigned i = 0; i < s->count; ++i) {
        if (s->looks[i].lane[DREDGE_LANE_A].lost) {
            cross(pen, i, y);
        } else {
            box(pen, DREDGE_COLOUR_DIM, x_of(pen, i) + floor(pen->cell / 2.0 - u / 2.0),
                y + 2.0 * u, u, 2.0 * u);
        }
    }
}

// One box for all frames in a row that look alike.
static void draw_bar(const Pen* const pen, const unsigned lane, const double y)
{
    const DredgeStrip* const s = pen->strip;
    const double high = BAR * s->size.unit;
    for (unsigned from = 0, to = 0; from < s->count; from = to) {
        const DredgeSource source = s->looks[from].lane[lane].source;
        while (to < s->count && s->looks[to].lane[lane].source == source) {
            ++to;
        }
        const double share = source == DREDGE_SOURCE_RECEIVED ? 0.5 : 1.0;
        box(pen, dredge_palette_source(source), x_of(pen, from),
            y + floor(high * (1.0 - share)), x_of(pen, to) - x_of(pen, from),
            high - floor(high * (1.0 - share)));
    }
    // What the lane's own queue dropped, or what came too late
    for (unsigned i = 0; i < s->count; ++i) {
        const DredgeLaneLook* const look = &s->looks[i].lane[lane];
        if (look->dropped || look->late) {
            box(pen, look->dropped ? DREDGE_COLOUR_LOST : DREDGE_COLOUR_DIM, x_of(pen, i),
                y - 2.0 * s->size.unit, pen->cell - s->size.unit, s->size.unit);
        }
    }
}

static void draw_letter(const Pen* const pen, const unsigned lane, const double y)
{
    const double u = pen->strip->size.unit;
    const bool heard = pen->strip->heard == (int)lane;
    const DredgeShape shape = {.kind = DREDGE_SHAPE_TEXT,
                               .colour = heard ? DREDGE_COLOUR_ACCENT : DREDGE_COLOUR_DIM,
                               .x = MARGIN * u,
                               .y = y + u,
                               .width = (LETTER - 2) * u,
                               .height = (BAR - 2) * u,
                               .text = {(char)('A' + lane)}};
    dredge_drawing_add(pen->drawing, &shape);
}

void dredge_strip_draw(const DredgeStrip* const strip, DredgeDrawing* const drawing)
{
    const double u = strip->size.unit;
    Pen pen = {.strip = strip, .drawing = drawing, .cell = CELL * u};
    pen.left = strip->size.width - MARGIN * u - strip->count * pen.cell;
    box(&pen, DREDGE_COLOUR_GROUND, 0.0, 0.0, strip->size.width, strip->size.height);
    if (!strip->size.frames) {
        return;
    }
    double y = MARGIN * u;
    draw_network(&pen, y);
    y += NETWORK * u;
    for (unsigned lane = 0; lane < (strip->b_on ? 2U : 1U); ++lane) {
        y += GAP * u;
        draw_letter(&pen, lane, y);
        if (strip->blind) {
            box(&pen, DREDGE_COLOUR_LINE, pen.left, y, strip->count * pen.cell, BAR * u);
        } else {
            draw_bar(&pen, lane, y);
        }
        y += BAR * u;
    }
}
