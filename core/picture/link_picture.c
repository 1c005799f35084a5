// SPDX-License-Identifier: ISC
#include "picture/link_picture.h"

#include "parameters/parameters.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// In units, see DredgeLinkView.
enum {
    LABELS = 92, // Width of the column in front of the rows
    MARGIN = 10,
    AXIS = 18, // Below the rows
    HEAD = 16, // Above them
    GAP = 12,
    NETWORK = 34,
    STRIP = 7, // Below a lane's sound
    TITLE = 13,
    NOTE = 10,
};

static const double CELL_GAP = 4.0; // Frames that are wider, in units, have a gap between them

static int64_t end_of(const DredgeLinkView* const v)
{
    const DredgeClock* const clock = &v->scene->clock;
    return !v->scene->known ? 0 : v->loop ? clock->frozen_at : clock->captured;
}

DredgeLinkPlaces dredge_link_picture_places(const DredgeLinkView* const v)
{
    const double u = v->unit;
    DredgeLinkPlaces p = {.left = LABELS * u, .right = v->width - MARGIN * u};
    p.right = fmax(p.right, p.left + 1.0);
    // It moves by whole pixels: else the sound's outline would shimmer.
    const double per_pixel = v->seconds * DREDGE_RATE / (p.right - p.left);
    const double column = per_pixel * fmax(1.0, floor(u));
    p.to = (int64_t)(floor((double)end_of(v) / column) * column);
    p.from = p.to - (int64_t)(v->seconds * DREDGE_RATE);
    const bool b_on = v->scene->b_on;
    const double rows = v->height - (HEAD + NETWORK + AXIS + (b_on ? 3 : 2) * GAP) * u;
    const double sent = floor(fmax(rows * (b_on ? 0.34 : 0.42), 1.0));
    const double lane = floor(fmax((rows - sent) / (b_on ? 2.0 : 1.0), 1.0));
    const double heights[] = {
        [DREDGE_ROW_SENT] = sent,
        [DREDGE_ROW_NETWORK] = NETWORK * u,
        [DREDGE_ROW_LANE_A] = lane,
        [DREDGE_ROW_LANE_B] = b_on ? lane : 0.0,
    };
    double y = HEAD * u;
    for (unsigned row = DREDGE_ROW_SENT; row <= DREDGE_ROW_LANE_B; ++row) {
        p.top[row] = y;
        p.bottom[row] = y + heights[row];
        y += heights[row] + GAP * u;
    }
    return p;
}

double dredge_link_picture_x(const DredgeLinkPlaces* const p, const int64_t at)
{
    return p->left + (p->right - p->left) * (double)(at - p->from) / (double)(p->to - p->from);
}

static int64_t frame_of(const DredgeScene* const s, const int64_t at)
{
    return at < 0 ? -1 : at / s->clock.frame;
}

DredgeLinkSpot dredge_link_picture_at(const DredgeLinkView* const v, const double x,
                                      const double y)
{
    const DredgeLinkPlaces p = dredge_link_picture_places(v);
    DredgeLinkSpot spot = {.row = DREDGE_ROW_NONE};
    if (!v->scene->known || x < p.left || x >= p.right) {
        return spot;
    }
    for (unsigned row = DREDGE_ROW_SENT; row <= DREDGE_ROW_LANE_B; ++row) {
        if (y >= p.top[row] && y < p.bottom[row]) {
            spot.row = (DredgeRow)row;
        }
    }
    const double share = (x - p.left) / (p.right - p.left);
    spot.at = p.from + (int64_t)(share * (double)(p.to - p.from));
    spot.frame = frame_of(v->scene, spot.at);
    return spot;
}

typedef struct {
    const DredgeLinkView* view;
    const DredgeScene* scene;
    DredgeLinkPlaces places;
    DredgeDrawing* drawing;
    double u;
    int64_t first; // Frames from the left edge ...
    int64_t last;  // ... to the right one
    int64_t step;  // One of so many is drawn, where they are narrower than a pixel
    unsigned lane; // Whose packets are shown
    double gain;   // Of the sound's outline, in both lanes
} Pen;

static void add(const Pen* const pen, const DredgeShape shape)
{
    dredge_drawing_add(pen->drawing, &shape);
}

static void fill(const Pen* const pen, const DredgeColour colour, const double fade,
                 const bool clear, const double x, const double y, const double right,
                 const double bottom)
{
    if (right > x && bottom > y) {
        add(pen, (DredgeShape){.kind = DREDGE_SHAPE_BOX,
                               .colour = colour,
                               .fade = fade,
                               .clear = clear,
                               .x = x,
                               .y = y,
                               .width = right - x,
                               .height = bottom - y});
    }
}

static void box(const Pen* const pen, const DredgeColour colour, const double fade,
                const double x, const double y, const double right, const double bottom)
{
    fill(pen, colour, fade, false, x, y, right, bottom);
}

// One that lies over others.
static void veil(const Pen* const pen, const DredgeColour colour, const double fade,
                 const double x, const double y, const double right, const double bottom)
{
    fill(pen, colour, fade, true, x, y, right, bottom);
}

static void line(const Pen* const pen, const DredgeColour colour, const double x,
                 const double y, const double to_x, const double to_y, const double wide)
{
    add(pen, (DredgeShape){.kind = DREDGE_SHAPE_LINE,
                           .colour = colour,
                           .x = x,
                           .y = y,
                           .width = to_x - x,
                           .height = to_y - y,
                           .line = wide * pen->u});
}

static void text(const Pen* const pen, const DredgeColour colour, const DredgeAlign align,
                 const double x, const double y, const double width, const double height,
                 const bool plain, const char* const words)
{
    DredgeShape shape = {.kind = DREDGE_SHAPE_TEXT,
                         .colour = colour,
                         .x = x,
                         .y = y,
                         .width = width,
                         .height = height,
                         .align = align,
                         .plain = plain};
    snprintf(shape.text, sizeof(shape.text), "%s", words);
    add(pen, shape);
}

static double x_of(const Pen* const pen, const int64_t at)
{
    const double x = dredge_link_picture_x(&pen->places, at);
    return fmin(fmax(x, pen->places.left), pen->places.right);
}

static double x_of_frame(const Pen* const pen, const int64_t frame)
{
    return round(x_of(pen, frame * pen->scene->clock.frame));
}

// The right edge of a frame, a gap before the next where there is room for that.
static double end_of_frame(const Pen* const pen, const int64_t frame)
{
    const double end = x_of_frame(pen, frame + pen->step);
    return end - x_of_frame(pen, frame) > CELL_GAP * pen->u ? end - round(pen->u) : end;
}

static void draw_title(const Pen* const pen, const DredgeRow row, const char* const title,
                       const DredgeColour colour, const char* const note)
{
    const DredgeLinkPlaces* const p = &pen->places;
    if (p->bottom[row] - p->top[row] < (TITLE + NOTE + 4) * pen->u) {
        return;
    }
    const double x = MARGIN * pen->u;
    const double y = (p->top[row] + p->bottom[row]) / 2.0 - (TITLE + 3) * pen->u;
    const double width = p->left - x;
    text(pen, colour, DREDGE_ALIGN_LEFT, x, y, width, TITLE * pen->u, false, title);
    text(pen, DREDGE_COLOUR_DIM, DREDGE_ALIGN_LEFT, x, y + (TITLE + 5) * pen->u, width,
         NOTE * pen->u, true, note);
}

enum { LAYERS = 6 };

typedef struct {
    DredgeColour colour;
    unsigned bytes;
} Layer;

static void layers_of(const DredgeViewPacket* const packet, Layer layers[LAYERS])
{
    const Layer all[LAYERS] = {
        {DREDGE_COLOUR_LINE, packet->headers},
        {dredge_palette_source(DREDGE_SOURCE_RECEIVED), packet->primary},
        {dredge_palette_source(DREDGE_SOURCE_RED), packet->red},
        {dredge_palette_source(DREDGE_SOURCE_LBRR), packet->lbrr},
        {dredge_palette_source(DREDGE_SOURCE_DRED), packet->dred},
        {DREDGE_COLOUR_DIM, packet->padding},
    };
    memcpy(layers, all, sizeof(all));
}

static unsigned bytes_of(const DredgeViewPacket* const packet)
{
    return (unsigned)packet->headers + packet->primary + packet->red + packet->lbrr +
           packet->dred + packet->padding;
}

// 1, 2 or 5 times a power of ten, at least `most`.
static double round_up(const double most)
{
    static const double steps[] = {1.0, 2.0, 2.5, 5.0, 10.0};
    const double ten = pow(10.0, floor(log10(fmax(most, 1.0))));
    unsigned i = 0;
    while (i + 1 < sizeof(steps) / sizeof(steps[0]) && steps[i] * ten < most) {
        ++i;
    }
    return steps[i] * ten;
}

// One layer of all packets, above those below it.
static void draw_layer(const Pen* const pen, const unsigned layer, const double bottom,
                       const double scale)
{
    for (int64_t frame = pen->first; frame <= pen->last; frame += pen->step) {
        const DredgeViewSent* const sent = dredge_scene_sent(pen->scene, frame);
        if (!sent) {
            continue;
        }
        const DredgeViewPacket* const packet = &sent->lane[pen->lane];
        Layer layers[LAYERS];
        layers_of(packet, layers);
        double below = 0.0;
        for (unsigned i = 0; i < layer; ++i) {
            below += layers[i].bytes;
        }
        box(pen, layers[layer].colour, packet->delay < 0 ? 0.7 : 0.0, x_of_frame(pen, frame),
            round(bottom - scale * (below + layers[layer].bytes)), end_of_frame(pen, frame),
            round(bottom - scale * below));
    }
}

static void draw_sent(const Pen* const pen)
{
    const DredgeLinkPlaces* const p = &pen->places;
    const double top = p->top[DREDGE_ROW_SENT];
    const double bottom = p->bottom[DREDGE_ROW_SENT];
    unsigned most = 100;
    for (int64_t frame = pen->first; frame <= pen->last; ++frame) {
        const DredgeViewSent* const sent = dredge_scene_sent(pen->scene, frame);
        const unsigned bytes = sent ? bytes_of(&sent->lane[pen->lane]) : 0;
        most = bytes > most ? bytes : most;
    }
    const double full = round_up(most);
    char note[32];
    if (pen->view->still) {
        snprintf(note, sizeof(note), "bytes");
    } else {
        snprintf(note, sizeof(note), "%c's, bytes", 'A' + (int)pen->lane);
    }
    draw_title(pen, DREDGE_ROW_SENT, "Sent", DREDGE_COLOUR_TEXT, note);
    for (unsigned half = 1; half <= 2; ++half) {
        const double y = round(bottom - (bottom - top) * half / 2.0);
        char words[16];
        snprintf(words, sizeof(words), "%.4g", full * half / 2.0);
        box(pen, DREDGE_COLOUR_LINE, 0.4, p->left, y, p->right, y + 1.0);
        text(pen, DREDGE_COLOUR_DIM, DREDGE_ALIGN_RIGHT, 0.0, y - 4.0 * pen->u,
             p->left - 5.0 * pen->u, 9.0 * pen->u, true, words);
    }
    // Boxes of one colour in a row are painted at once.
    for (unsigned layer = 0; layer < LAYERS; ++layer) {
        draw_layer(pen, layer, bottom, (bottom - top) / full);
    }
}

static void draw_cross(const Pen* const pen, const double x, const double y, const bool dropped)
{
    const double size = 7.0 * pen->u;
    add(pen, (DredgeShape){.kind = DREDGE_SHAPE_CROSS,
                           .colour = dropped ? DREDGE_COLOUR_ACCENT : DREDGE_COLOUR_LOST,
                           .x = x - size / 2.0,
                           .y = y - size / 2.0,
                           .width = size,
                           .height = size,
                           .line = 1.5 * pen->u});
}

// A packet's way: it is sent at the end of its frame, at the top, and comes at the bottom.
static void draw_way(const Pen* const pen, const int64_t frame, const double wide)
{
    const DredgeLinkPlaces* const p = &pen->places;
    const DredgeViewSent* const sent = dredge_scene_sent(pen->scene, frame);
    if (!sent) {
        return;
    }
    const DredgeViewPacket* const packet = &sent->lane[pen->lane];
    const double top = p->top[DREDGE_ROW_NETWORK];
    const double bottom = p->bottom[DREDGE_ROW_NETWORK];
    const double middle = (top + bottom) / 2.0;
    const int64_t length = pen->scene->clock.frame;
    // Where there is no delay the stroke stands below the middle of its frame.
    const int64_t at = packet->delay ? (frame + 1) * length : frame * length + length / 2;
    const double x = x_of(pen, at);
    if (packet->delay < 0) {
        const double cross_x = x_of(pen, frame * length + length / 2);
        if (wide >= 6.0 * pen->u) {
            draw_cross(pen, cross_x, middle, packet->dropped);
        } else {
            box(pen, packet->dropped ? DREDGE_COLOUR_ACCENT : DREDGE_COLOUR_LOST, 0.0,
                round(cross_x), top, round(cross_x) + fmax(1.0, round(pen->u)), bottom);
        }
        return;
    }
    const DredgeViewPlayed* const played = dredge_scene_played(pen->scene, frame);
    const bool late = played && played->lane[pen->lane].late;
    const DredgeColour colour = late ? DREDGE_COLOUR_ACCENT : DREDGE_COLOUR_DIM;
    if (packet->delay) {
        const double to = dredge_link_picture_x(p, at + packet->delay);
        if (to <= p->right) {
            line(pen, colour, x, top, to, bottom, late ? 1.5 : 1.0);
        }
    } else {
        box(pen, colour, 0.0, round(x), middle - 4.0 * pen->u,
            round(x) + fmax(1.0, round(pen->u)), middle + 4.0 * pen->u);
    }
    if (sent->duplicated) {
        const double dot = 3.0 * pen->u;
        box(pen, DREDGE_COLOUR_TEXT, 0.0, x - dot / 2.0, top, x + dot / 2.0, top + dot);
    }
}

static void draw_network(const Pen* const pen)
{
    unsigned lost = 0;
    unsigned sent = 0;
    const double wide = x_of_frame(pen, pen->first + 2) - x_of_frame(pen, pen->first + 1);
    for (int64_t frame = pen->first; frame <= pen->last; ++frame) {
        const DredgeViewSent* const s = dredge_scene_sent(pen->scene, frame);
        const bool is_lost = s && s->lane[pen->lane].delay < 0;
        lost += is_lost;
        sent += s != NULL;
        // Losses are drawn all, whatever else is left out.
        if (is_lost || frame % pen->step == 0) {
            draw_way(pen, frame, wide);
        }
    }
    char note[32];
    snprintf(note, sizeof(note), "%.0f %% lost", sent ? 100.0 * lost / sent : 0.0);
    draw_title(pen, DREDGE_ROW_NETWORK, "Network", DREDGE_COLOUR_TEXT, note);
}

// How much to enlarge the sound of what is seen: quiet speech is seen, too.
static double gain_of(const Pen* const pen)
{
    int most = 16; // Of 127
    for (int64_t at = pen->places.from; at < pen->places.to; at += DREDGE_PEAKS_SPAN) {
        const DredgePeaks* const peaks = dredge_scene_peaks(pen->scene, at);
        for (unsigned i = 0; peaks && i < DREDGE_PEAKS_CELLS; ++i) {
            for (unsigned signal = 0; signal < DREDGE_HEARD; ++signal) {
                const int high = abs(peaks->high[signal][i]);
                const int low = abs(peaks->low[signal][i]);
                most = high > most ? high : most;
                most = low > most ? low : most;
            }
        }
    }
    // In steps, so that it stands still most of the time.
    return pow(2.0, floor(log2(127.0 / most)));
}

// Lowest and highest in a stretch of sound, of full scale.
static bool extremes(const Pen* const pen, const unsigned signal, const int64_t from,
                     const int64_t to, double* const low, double* const high)
{
    bool known = false;
    int least = 0;
    int most = 0;
    for (int64_t at = from; at < to || at == from; at += DREDGE_PEAKS_CELL) {
        const DredgePeaks* const peaks = dredge_scene_peaks(pen->scene, at);
        if (peaks) {
            const unsigned cell = (unsigned)((at - peaks->at) / DREDGE_PEAKS_CELL);
            least = peaks->low[signal][cell] < least ? peaks->low[signal][cell] : least;
            most = peaks->high[signal][cell] > most ? peaks->high[signal][cell] : most;
            known = true;
        }
    }
    *low = least / 127.0;
    *high = most / 127.0;
    return known;
}

static void draw_wave(const Pen* const pen, const unsigned lane, const double top,
                      const double bottom)
{
    const DredgeLinkPlaces* const p = &pen->places;
    const double column = fmax(1.0, floor(pen->u));
    const double per_pixel = (double)(p->to - p->from) / (p->right - p->left);
    const double middle = round((top + bottom) / 2.0);
    const double most = (bottom - top) / 2.0 - 1.0;
    const unsigned columns = (unsigned)ceil((p->right - p->left) / column);
    for (unsigned i = 0; i < columns; ++i) {
        const double x = p->left + i * column;
        const int64_t from = p->from + (int64_t)((x - p->left) * per_pixel);
        const int64_t to = p->from + (int64_t)((x + column - p->left) * per_pixel);
        double low = 0.0;
        double high = 0.0;
        const DredgeViewPlayed* const played =
            dredge_scene_played(pen->scene, frame_of(pen->scene, from));
        if (extremes(pen, DREDGE_HEARD_A + lane, from, to, &low, &high) && played) {
            const DredgeSource source = (DredgeSource)played->lane[lane].source;
            const double up = fmin(high * pen->gain, 1.0) * most;
            const double down = fmin(-low * pen->gain, 1.0) * most;
            box(pen, dredge_palette_source(source), 0.0, x, round(middle - up),
                fmin(x + column, p->right), fmax(round(middle + down), middle + 1.0));
        }
    }
}

// One box for all frames in a row that look alike.
static void draw_background(const Pen* const pen, const unsigned lane, const double top,
                            const double bottom)
{
    const double strip = bottom - STRIP * pen->u;
    for (int64_t from = pen->first, to = from; from <= pen->last; from = to) {
        const DredgeViewPlayed* const played = dredge_scene_played(pen->scene, from);
        for (++to; played && to <= pen->last; ++to) {
            const DredgeViewPlayed* const next = dredge_scene_played(pen->scene, to);
            if (!next || next->lane[lane].source != played->lane[lane].source) {
                break;
            }
        }
        if (played) {
            const DredgeSource source = (DredgeSource)played->lane[lane].source;
            const DredgeColour colour = dredge_palette_source(source);
            const double fade = source == DREDGE_SOURCE_RECEIVED ? 0.86 : 0.72;
            box(pen, colour, fade, x_of_frame(pen, from), top, x_of_frame(pen, to), strip);
        }
    }
    for (int64_t frame = pen->first; frame <= pen->last; frame += pen->step) {
        const DredgeViewPlayed* const played = dredge_scene_played(pen->scene, frame);
        if (played) {
            const DredgeSource source = (DredgeSource)played->lane[lane].source;
            // Low where the packet came: it can be told without colours.
            const double up = source == DREDGE_SOURCE_RECEIVED ? 2.0 * pen->u : 0.0;
            box(pen, dredge_palette_source(source), 0.0, x_of_frame(pen, frame),
                round(strip + up), end_of_frame(pen, frame), bottom);
        }
    }
}

static void draw_lane(const Pen* const pen, const unsigned lane)
{
    const DredgeRow row = (DredgeRow)(DREDGE_ROW_LANE_A + lane);
    const double top = pen->places.top[row];
    const double bottom = pen->places.bottom[row];
    if (bottom <= top) {
        return;
    }
    const char letter[] = {'L', 'a', 'n', 'e', ' ', (char)('A' + lane), '\0'};
    const char* const title = pen->view->still ? "Played" : letter;
    const bool heard = pen->view->heard == (int)lane && !pen->view->still;
    const char* const note = pen->view->notes[lane];
    draw_title(pen, row, title, heard ? DREDGE_COLOUR_ACCENT : DREDGE_COLOUR_TEXT,
               note ? note : "");
    const double third = (top + bottom) / 2.0 + (NOTE + 8) * pen->u;
    if (heard && third + NOTE * pen->u < bottom) {
        text(pen, DREDGE_COLOUR_ACCENT, DREDGE_ALIGN_LEFT, MARGIN * pen->u, third,
             pen->places.left, NOTE * pen->u, true, "heard");
    }
    if (pen->view->blind) {
        box(pen, DREDGE_COLOUR_LINE, 0.5, pen->places.left, top, pen->places.right, bottom);
        text(pen, DREDGE_COLOUR_DIM, DREDGE_ALIGN_MIDDLE, pen->places.left,
             (top + bottom - NOTE * pen->u) / 2.0, pen->places.right - pen->places.left,
             NOTE * pen->u, true, "not shown while X is heard");
        return;
    }
    draw_background(pen, lane, top, bottom);
    draw_wave(pen, lane, top, bottom - (STRIP + 1) * pen->u);
}

static void draw_axis(const Pen* const pen)
{
    const DredgeLinkPlaces* const p = &pen->places;
    const double span = (double)(p->to - p->from) / DREDGE_RATE;
    const double each = round_up(1000.0 * span / 8.0) / 1000.0;
    const double y = pen->view->height - (AXIS - 5) * pen->u;
    const double first = ceil((double)p->from / DREDGE_RATE / each);
    const unsigned marks = (unsigned)(span / each) + 1;
    for (unsigned i = 0; i < marks; ++i) {
        const double s = (first + i) * each;
        const double x = x_of(pen, (int64_t)(s * DREDGE_RATE));
        char words[24];
        snprintf(words, sizeof(words), "%.*f s", each < 1.0 ? 1 : 0, s);
        const double heard =
            pen->view->loop || pen->view->still ? p->right : x_of(pen, pen->scene->clock.heard);
        const bool is_free = x < heard - 80.0 * pen->u || x > heard + 16.0 * pen->u;
        if (s > -0.001 && is_free && x > p->left + 24.0 * pen->u &&
            x < p->right - 90.0 * pen->u) {
            text(pen, DREDGE_COLOUR_DIM, DREDGE_ALIGN_MIDDLE, x - 30.0 * pen->u, y,
                 60.0 * pen->u, 9.0 * pen->u, true, words);
        }
    }
}

static void draw_now(const Pen* const pen)
{
    const DredgeLinkPlaces* const p = &pen->places;
    const DredgeClock* const clock = &pen->scene->clock;
    const double x = round(x_of(pen, clock->heard));
    const double top = 4.0 * pen->u;
    const double bottom = pen->view->height - AXIS * pen->u;
    const double y = pen->view->height - (AXIS - 4) * pen->u;
    veil(pen, DREDGE_COLOUR_LINE, 0.65, x, top, p->right, bottom);
    box(pen, DREDGE_COLOUR_ACCENT, 0.0, x - pen->u, top, x + pen->u / 2.0, bottom);
    box(pen, DREDGE_COLOUR_TEXT, 0.0, p->right - pen->u, top, p->right, bottom);
    char words[32];
    snprintf(words, sizeof(words), "playout delay %u ms", clock->playout * 1000 / DREDGE_RATE);
    if (p->right - x > 110.0 * pen->u) {
        text(pen, DREDGE_COLOUR_DIM, DREDGE_ALIGN_MIDDLE, x, top, p->right - x, 10.0 * pen->u,
             true, words);
    }
    text(pen, DREDGE_COLOUR_TEXT, DREDGE_ALIGN_RIGHT, p->right - 90.0 * pen->u, y,
         90.0 * pen->u, 10.0 * pen->u, true,
         p->right - x > 75.0 * pen->u ? "captured now" : "");
    text(pen, DREDGE_COLOUR_ACCENT, DREDGE_ALIGN_RIGHT, x - 80.0 * pen->u, y, 78.0 * pen->u,
         10.0 * pen->u, true, "heard now");
}

static void draw_loop(const Pen* const pen)
{
    const DredgeLinkPlaces* const p = &pen->places;
    const DredgeLoopState* const loop = pen->view->loop;
    const int64_t end = pen->scene->clock.frozen_at;
    const double from = round(x_of(pen, end - loop->from));
    const double to = round(x_of(pen, end - loop->to));
    const double at = round(x_of(pen, end - loop->at));
    const double top = 4.0 * pen->u;
    const double bottom = pen->view->height - AXIS * pen->u;
    veil(pen, DREDGE_COLOUR_GROUND, 0.4, p->left, top, from, bottom);
    veil(pen, DREDGE_COLOUR_GROUND, 0.4, to, top, p->right, bottom);
    box(pen, DREDGE_COLOUR_ACCENT, 0.0, from, top, to, top + 3.0 * pen->u);
    box(pen, DREDGE_COLOUR_ACCENT, 0.0, from, top, from + 2.0 * pen->u, bottom);
    box(pen, DREDGE_COLOUR_ACCENT, 0.0, to - 2.0 * pen->u, top, to, bottom);
    box(pen, DREDGE_COLOUR_TEXT, 0.0, at, top, at + pen->u, bottom);
}

static int lane_of(const DredgeLinkSpot* const spot, const unsigned otherwise)
{
    return spot->row == DREDGE_ROW_LANE_A   ? DREDGE_LANE_A
           : spot->row == DREDGE_ROW_LANE_B ? DREDGE_LANE_B
                                            : (int)otherwise;
}

static void outline(const Pen* const pen, const int64_t frame, const DredgeRow row)
{
    const double x = x_of_frame(pen, frame);
    add(pen, (DredgeShape){.kind = DREDGE_SHAPE_FRAME,
                           .colour = DREDGE_COLOUR_ACCENT,
                           .x = x,
                           .y = pen->places.top[row],
                           .width = x_of_frame(pen, frame + 1) - x,
                           .height = pen->places.bottom[row] - pen->places.top[row],
                           .line = 1.5 * pen->u});
}

// From the frame to the packet that brought it.
static void draw_chosen(const Pen* const pen)
{
    const DredgeLinkSpot* const spot = &pen->view->chosen;
    if (spot->row == DREDGE_ROW_NONE || spot->frame < pen->first || spot->frame > pen->last) {
        return;
    }
    const unsigned lane = (unsigned)lane_of(spot, pen->lane);
    const DredgeRow row = (DredgeRow)(DREDGE_ROW_LANE_A + lane);
    const DredgeViewPlayed* const played = dredge_scene_played(pen->scene, spot->frame);
    if (!played || pen->view->blind) {
        outline(pen, spot->frame, DREDGE_ROW_SENT);
        return;
    }
    outline(pen, spot->frame, row);
    const DredgeViewPlay* const play = &played->lane[lane];
    const int64_t packet = spot->frame + play->packet;
    if (dredge_source_is_concealed((DredgeSource)play->source) || packet > pen->last) {
        return;
    }
    outline(pen, packet, DREDGE_ROW_SENT);
    const int64_t half = pen->scene->clock.frame / 2;
    const double from = x_of(pen, spot->frame * pen->scene->clock.frame + half);
    const double to = x_of(pen, packet * pen->scene->clock.frame + half);
    add(pen, (DredgeShape){.kind = DREDGE_SHAPE_ARC,
                           .colour = DREDGE_COLOUR_ACCENT,
                           .x = from,
                           .y = pen->places.top[row],
                           .width = to - from,
                           .height = pen->places.bottom[DREDGE_ROW_SENT] - pen->places.top[row],
                           .line = 1.5 * pen->u});
}

void dredge_link_picture_draw(const DredgeLinkView* const v, DredgeDrawing* const drawing)
{
    Pen pen = {.view = v,
               .scene = v->scene,
               .places = dredge_link_picture_places(v),
               .drawing = drawing,
               .u = v->unit,
               .lane = v->heard == DREDGE_LANE_B && v->scene->b_on ? 1 : 0};
    box(&pen, DREDGE_COLOUR_GROUND, 0.0, 0.0, 0.0, v->width, v->height);
    if (!v->scene->known) {
        text(&pen, DREDGE_COLOUR_DIM, DREDGE_ALIGN_MIDDLE, 0.0, v->height / 2.0 - 6.0 * v->unit,
             v->width, 12.0 * v->unit, true, "waiting for sound from the host");
        return;
    }
    pen.first = frame_of(v->scene, pen.places.from);
    pen.first = pen.first < 0 ? 0 : pen.first;
    pen.last = frame_of(v->scene, pen.places.to);
    const double wide = (pen.places.right - pen.places.left) * v->scene->clock.frame /
                        (double)(pen.places.to - pen.places.from);
    pen.step = wide >= 1.0 ? 1 : (int64_t)ceil(1.0 / wide);
    pen.first -= pen.first % pen.step;
    pen.gain = gain_of(&pen);
    draw_sent(&pen);
    draw_network(&pen);
    draw_lane(&pen, DREDGE_LANE_A);
    draw_lane(&pen, DREDGE_LANE_B);
    draw_axis(&pen);
    if (v->loop) {
        draw_loop(&pen);
    } else if (!v->still) {
        draw_now(&pen);
    }
    draw_chosen(&pen);
}

static const char* source_words(const unsigned source)
{
    return dredge_meters[DREDGE_METER_SOURCE].choices[source].label;
}

static void say_played(char line[DREDGE_LINK_LINE_ROOM], const DredgeViewPlayed* const played,
                       const unsigned lane)
{
    const DredgeViewPlay* const play = &played->lane[lane];
    const char letter = (char)('A' + lane);
    const int64_t number = (int64_t)played->frame + play->packet;
    const unsigned long long packet = (unsigned long long)number;
    if (play->source == DREDGE_SOURCE_RECEIVED) {
        snprintf(line, DREDGE_LINK_LINE_ROOM, "%c plays the packet itself", letter);
    } else if (dredge_source_is_concealed((DredgeSource)play->source)) {
        snprintf(line, DREDGE_LINK_LINE_ROOM, "%c: %s; nothing that came in time reached it",
                 letter, source_words(play->source));
    } else {
        snprintf(line, DREDGE_LINK_LINE_ROOM, "%c plays %s of packet %llu, %d later", letter,
                 source_words(play->source), packet, (int)play->packet);
    }
}

static void say_sent(char line[DREDGE_LINK_LINE_ROOM], const DredgeViewSent* const sent,
                     const unsigned lane, const bool late)
{
    const DredgeViewPacket* const packet = &sent->lane[lane];
    const unsigned long long frame = sent->frame;
    if (packet->delay < 0) {
        snprintf(line, DREDGE_LINK_LINE_ROOM, "Frame %llu: its packet was %s", frame,
                 packet->dropped ? "dropped, the queue was full" : "lost");
    } else {
        snprintf(line, DREDGE_LINK_LINE_ROOM,
                 "Frame %llu: its packet came %s%.0f ms after it "
                 "was sent%s",
                 frame, late ? "too late, " : "", packet->delay * 1000.0 / DREDGE_RATE,
                 sent->duplicated ? ", twice" : "");
    }
}

static void say_bytes(char line[DREDGE_LINK_LINE_ROOM], const DredgeViewSent* const sent,
                      const unsigned lane)
{
    const DredgeViewPacket* const p = &sent->lane[lane];
    const struct {
        const char* name;
        unsigned bytes;
    } layers[] = {{"primary", p->primary}, {"RED", p->red},         {"LBRR", p->lbrr},
                  {"DRED", p->dred},       {"padding", p->padding}, {"headers", p->headers}};
    int at = snprintf(line, DREDGE_LINK_LINE_ROOM,
                      "Packet %llu, bytes:", (unsigned long long)sent->frame);
    const char* separator = " ";
    for (unsigned i = 0; i < sizeof(layers) / sizeof(layers[0]); ++i) {
        if (layers[i].bytes && at < DREDGE_LINK_LINE_ROOM) {
            at += snprintf(line + at, (size_t)(DREDGE_LINK_LINE_ROOM - at), "%s%u %s",
                           separator, layers[i].bytes, layers[i].name);
            separator = ", ";
        }
    }
    if (p->dred && at < DREDGE_LINK_LINE_ROOM) {
        snprintf(line + at, (size_t)(DREDGE_LINK_LINE_ROOM - at), "; DRED reaches %u ms back",
                 (unsigned)p->depth);
    }
}

unsigned dredge_link_picture_words(const DredgeScene* const scene,
                                   const DredgeLinkSpot* const spot,
                                   char lines[DREDGE_LINK_LINES][DREDGE_LINK_LINE_ROOM])
{
    const DredgeViewSent* const sent = dredge_scene_sent(scene, spot->frame);
    const DredgeViewPlayed* const played = dredge_scene_played(scene, spot->frame);
    unsigned count = 0;
    if (!sent) {
        return 0;
    }
    const unsigned lane = (unsigned)lane_of(spot, DREDGE_LANE_A);
    say_sent(lines[count++], sent, lane, played && played->lane[lane].late);
    if (!played) {
        say_bytes(lines[count++], sent, lane);
        return count;
    }
    say_played(lines[count++], played, lane);
    if (played->b_on) {
        say_played(lines[count++], played, 1 - lane);
    }
    const DredgeViewPlay* const play = &played->lane[lane];
    const DredgeViewSent* const brought = dredge_scene_sent(
        scene, spot->frame +
                   (dredge_source_is_concealed((DredgeSource)play->source) ? 0 : play->packet));
    if (brought) {
        say_bytes(lines[count++], brought, lane);
    }
    return count;
}
