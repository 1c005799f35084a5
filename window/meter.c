// SPDX-License-Identifier: ISC
#include "meter.h"

#include "value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CAPTION = 34, SIZE = 10 }; // Units

static double meter(const Window* const w, const DredgeMeterIndex index, const int lane)
{
    return (double)w->meters[index][lane];
}

static const char* choice_of(const Window* const w, const DredgeMeterIndex index,
                             const int lane)
{
    for (const DredgeChoice* c = dredge_meters[index].choices; c && c->label; ++c) {
        if (c->value == w->meters[index][lane]) {
            return c->label;
        }
    }
    return "";
}

static void words(const Window* const w, cairo_t* const c, const Box box,
                  const DredgeColour colour, const DredgeAlign align, const bool bold,
                  const char* const text)
{
    paint_colour(c, colour, 0.0);
    paint_words(c, box, SIZE * w->unit, align, bold, text);
}

// The bar behind a name, and before a figure.
static Box bar_of(const Window* const w, const Box box)
{
    const double u = w->unit;
    return (Box){box.x + CAPTION * u, box.y + 0.22 * box.height, box.width - (CAPTION + 52) * u,
                 0.56 * box.height};
}

static void fill(cairo_t* const c, const Box bar, const double from, const double to,
                 const DredgeColour colour, const double fade)
{
    const double left = round(bar.x + bar.width * fmin(fmax(from, 0.0), 1.0));
    const double right = round(bar.x + bar.width * fmin(fmax(to, 0.0), 1.0));
    if (right > left) {
        paint_colour(c, colour, fade);
        cairo_rectangle(c, left, round(bar.y), right - left, round(bar.height));
        cairo_fill(c);
    }
}

static void paint_kbps(const Window* const w, const Widget* const widget, cairo_t* const c)
{
    const struct {
        DredgeMeterIndex meter;
        DredgeColour colour;
    } layers[] = {
        {DREDGE_METER_KBPS_HEADERS, DREDGE_COLOUR_DIM},
        {DREDGE_METER_KBPS_PRIMARY, dredge_palette_source(DREDGE_SOURCE_RECEIVED)},
        {DREDGE_METER_KBPS_RED, dredge_palette_source(DREDGE_SOURCE_RED)},
        {DREDGE_METER_KBPS_LBRR, dredge_palette_source(DREDGE_SOURCE_LBRR)},
        {DREDGE_METER_KBPS_DRED, dredge_palette_source(DREDGE_SOURCE_DRED)},
        {DREDGE_METER_KBPS_PADDING, DREDGE_COLOUR_LINE},
    };
    // Both lanes to the same scale
    const double most =
        fmax(fmax(meter(w, DREDGE_METER_KBPS, 0), meter(w, DREDGE_METER_KBPS, 1)), 1.0);
    const double full = most * 1.05;
    const Box bar = bar_of(w, widget->box);
    fill(c, bar, 0.0, 1.0, DREDGE_COLOUR_LINE, 0.4);
    double at = 0.0;
    for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); ++i) {
        const double kbps = meter(w, layers[i].meter, widget->lane);
        fill(c, bar, at / full, (at + kbps) / full, layers[i].colour, 0.0);
        at += kbps;
    }
    char figure[24];
    snprintf(figure, sizeof(figure), "%.1f", meter(w, DREDGE_METER_KBPS, widget->lane));
    words(w, c, widget->box, DREDGE_COLOUR_DIM, DREDGE_ALIGN_LEFT, false, "kb/s");
    words(w, c, widget->box, DREDGE_COLOUR_TEXT, DREDGE_ALIGN_RIGHT, true, figure);
}

static void paint_depth(const Window* const w, const Widget* const widget, cairo_t* const c)
{
    const DredgeParameter* const p = dredge_parameter_find("depth");
    const double asked = (double)window_value(w, p, widget->lane);
    const double now = meter(w, DREDGE_METER_DEPTH_NOW, widget->lane);
    const double full = fmax((double)p->most, now);
    const Box bar = bar_of(w, widget->box);
    const int redundancy =
        (int)window_value(w, dredge_parameter_find("redundancy"), widget->lane);
    static const DredgeSource sources[] = {DREDGE_SOURCE_RECEIVED, DREDGE_SOURCE_RED,
                                           DREDGE_SOURCE_LBRR, DREDGE_SOURCE_DRED,
                                           DREDGE_SOURCE_DRED};
    fill(c, bar, 0.0, 1.0, DREDGE_COLOUR_LINE, 0.4);
    fill(c, bar, 0.0, now / full, dredge_palette_source(sources[redundancy % 5]), 0.0);
    const double mark = 1.5 * w->unit / bar.width;
    const bool asks =
        redundancy == DREDGE_REDUNDANCY_RED || redundancy >= DREDGE_REDUNDANCY_DRED;
    if (asks) {
        fill(c, bar, asked / full - mark, asked / full, DREDGE_COLOUR_TEXT, 0.0);
    }
    char figure[24];
    snprintf(figure, sizeof(figure), "%.0f ms", now);
    words(w, c, widget->box, DREDGE_COLOUR_DIM, DREDGE_ALIGN_LEFT, false, "depth");
    words(w, c, widget->box, DREDGE_COLOUR_TEXT, DREDGE_ALIGN_RIGHT, true, figure);
}

// What became of the frames in the picture whose packets did not come in time.
static unsigned count_lost(const Window* const w, const int lane,
                           unsigned by[DREDGE_SOURCE_SILENCE + 1])
{
    DredgeLoopState loop;
    const DredgeLinkView view = window_view(w, &loop);
    const DredgeLinkPlaces places = dredge_link_picture_places(&view);
    const int64_t length = w->scene.known ? w->scene.clock.frame : 960;
    unsigned count = 0;
    for (int64_t frame = places.from / length; frame * length < places.to; ++frame) {
        const DredgeViewPlayed* const played = dredge_scene_played(&w->scene, frame);
        if (played && played->lane[lane].source != DREDGE_SOURCE_RECEIVED) {
            ++by[played->lane[lane].source];
            ++count;
        }
    }
    return count;
}

static void paint_lost(const Window* const w, const Widget* const widget, cairo_t* const c)
{
    unsigned by[DREDGE_SOURCE_SILENCE + 1] = {0};
    const unsigned count = count_lost(w, widget->lane, by);
    const double u = w->unit;
    const Box bar = {widget->box.x + CAPTION * u, widget->box.y + u,
                     widget->box.width - CAPTION * u, widget->box.height - 2.0 * u};
    words(w, c, widget->box, DREDGE_COLOUR_DIM, DREDGE_ALIGN_LEFT, false, "lost");
    fill(c, bar, 0.0, 1.0, DREDGE_COLOUR_LINE, count ? 0.4 : 0.7);
    unsigned at = 0;
    for (unsigned i = 0; i <= DREDGE_SOURCE_SILENCE && !window_is_blind(w); ++i) {
        const double from = (double)at / count;
        const double to = (double)(at + by[i]) / count;
        if (!by[i]) {
            continue;
        }
        const DredgeColour colour = dredge_palette_source((DredgeSource)i);
        fill(c, bar, from, to, colour, 0.0);
        char figure[32];
        snprintf(figure, sizeof(figure), "%s %u",
                 dredge_meters[DREDGE_METER_SOURCE].choices[i].label, by[i]);
        const Box part = {bar.x + from * bar.width + 3.0 * u, bar.y,
                          (to - from) * bar.width - 6.0 * u, bar.height};
        if (paint_width(c, SIZE * u, true, figure) <= part.width) {
            const bool light = dredge_palette_lightness(dredge_palette_rgb(colour)) > 50.0;
            words(w, c, part, light ? DREDGE_COLOUR_GROUND : DREDGE_COLOUR_TEXT,
                  DREDGE_ALIGN_LEFT, true, figure);
        }
        at += by[i];
    }
    if (!count) {
        words(w, c, bar, DREDGE_COLOUR_DIM, DREDGE_ALIGN_MIDDLE, false, "nothing in view");
    }
}

static void paint_state(const Window* const w, const Widget* const widget, cairo_t* const c)
{
    char line[128];
    const double gain = meter(w, DREDGE_METER_GAIN, widget->lane);
    const int at =
        snprintf(line, sizeof(line), "%s · %s", choice_of(w, DREDGE_METER_MODE, widget->lane),
                 choice_of(w, DREDGE_METER_BANDWIDTH, widget->lane));
    if (gain != 0.0 && at > 0 && (size_t)at < sizeof(line)) {
        snprintf(line + at, sizeof(line) - (size_t)at, " · %+.1f dB", gain);
    }
    const bool good = meter(w, DREDGE_METER_VERDICT, widget->lane) == 0.0;
    char verdict[64];
    snprintf(verdict, sizeof(verdict), "depth: %s",
             choice_of(w, DREDGE_METER_VERDICT, widget->lane));
    const double room = paint_width(c, SIZE * w->unit, !good, verdict) + 6.0 * w->unit;
    Box left = widget->box;
    left.width = fmax(left.width - room, 0.0);
    words(w, c, left, DREDGE_COLOUR_DIM, DREDGE_ALIGN_LEFT, false, line);
    words(w, c, widget->box, good ? DREDGE_COLOUR_DIM : DREDGE_COLOUR_ACCENT,
          DREDGE_ALIGN_RIGHT, !good, verdict);
}

static void paint_network(const Window* const w, const Widget* const widget, cairo_t* const c)
{
    char line[160];
    snprintf(line, sizeof(line),
             "%.0f %% lost now, %.0f %% expected · burst %.0f, %.1f expected",
             meter(w, DREDGE_METER_LOSS_NOW, 0), meter(w, DREDGE_METER_LOSS_EXPECTED, 0),
             meter(w, DREDGE_METER_BURST_NOW, 0), meter(w, DREDGE_METER_BURST_EXPECTED, 0));
    words(w, c, widget->box, DREDGE_COLOUR_DIM, DREDGE_ALIGN_LEFT, false, line);
}

static void paint_receiver(const Window* const w, const Widget* const widget, cairo_t* const c)
{
    const double row = widget->box.height / 3.0;
    const double cpu = meter(w, DREDGE_METER_CPU, 0);
    Box line = {widget->box.x, widget->box.y, widget->box.width, row};
    char figure[64];
    snprintf(figure, sizeof(figure), "A %.0f · B %.0f ms",
             meter(w, DREDGE_METER_PLAYOUT_NOW, 0), meter(w, DREDGE_METER_PLAYOUT_NOW, 1));
    words(w, c, line, DREDGE_COLOUR_DIM, DREDGE_ALIGN_LEFT, false, "playout");
    words(w, c, line, DREDGE_COLOUR_TEXT, DREDGE_ALIGN_RIGHT, true, figure);
    line.y += row;
    const Box bar = bar_of(w, line);
    fill(c, bar, 0.0, 1.0, DREDGE_COLOUR_LINE, 0.4);
    fill(c, bar, 0.0, cpu / 100.0, cpu > 80.0 ? DREDGE_COLOUR_ACCENT : DREDGE_COLOUR_DIM, 0.0);
    snprintf(figure, sizeof(figure), "%.1f %%", cpu);
    words(w, c, line, DREDGE_COLOUR_DIM, DREDGE_ALIGN_LEFT, false, "CPU");
    words(w, c, line, DREDGE_COLOUR_TEXT, DREDGE_ALIGN_RIGHT, true, figure);
    line.y += row;
    const double waits = meter(w, DREDGE_METER_WAITS, 0);
    snprintf(figure, sizeof(figure), "%.0f", waits);
    words(w, c, line, DREDGE_COLOUR_DIM, DREDGE_ALIGN_LEFT, false, "waits of the audio thread");
    words(w, c, line, waits > 0.0 ? DREDGE_COLOUR_ACCENT : DREDGE_COLOUR_TEXT,
          DREDGE_ALIGN_RIGHT, true, figure);
}

void meter_paint(const Window* const w, const Widget* const widget, cairo_t* const c)
{
    static void (*const paint[])(const Window*, const Widget*, cairo_t*) = {
        [METER_NETWORK] = paint_network, [METER_RECEIVER] = paint_receiver,
        [METER_KBPS] = paint_kbps,       [METER_DEPTH] = paint_depth,
        [METER_LOST] = paint_lost,       [METER_WORDS] = paint_state,
    };
    const bool of_lane = widget->meter >= METER_KBPS;
    if (of_lane && widget->lane == DREDGE_LANE_B && !w->scene.b_on) {
        if (widget->meter == METER_KBPS) {
            words(w, c, widget->box, DREDGE_COLOUR_DIM, DREDGE_ALIGN_LEFT, false,
                  "off: switch it on, or listen to B");
        }
        return;
    }
    paint[widget->meter](w, widget, c);
}

unsigned meter_explain(const Widget* const widget, char lines[WIDGET_LINES][WIDGET_LINE_ROOM])
{
    static const struct {
        const char* title;
        const char* comment;
    } all[] = {
        [METER_NETWORK] = {"Losses", "Of the last 5 s, and what the loss model comes to in the "
                                     "long run"},
        [METER_RECEIVER] = {"Receiver", "Playout delay in force, time spent on coding and "
                                        "recovery, and how often the audio thread had to wait "
                                        "for the helper thread"},
        [METER_KBPS] = {"Bitrate",
                        "Of the last 5 s by layer: headers, primary, RED, LBRR, DRED, "
                        "padding. Both lanes have the same scale"},
        [METER_DEPTH] = {"Depth", "How far back the redundancy of the last second reaches; the "
                                  "mark is what was asked for"},
        [METER_LOST] = {"Lost Frames", "What the frames in view whose packets did not come in "
                                       "time were played from"},
        [METER_WORDS] = {"Codec",
                         "Mode and bandwidth of the newest packet, and whether the depth "
                         "can be had with these settings"},
    };
    snprintf(lines[0], WIDGET_LINE_ROOM, "%s", all[widget->meter].title);
    snprintf(lines[1], WIDGET_LINE_ROOM, "%s", all[widget->meter].comment);
    return 2;
}

bool meter_shows(const Widget* const widget, const DredgeMeterIndex index, const int lane)
{
    if (widget->kind != WIDGET_METER) {
        return false;
    }
    switch (widget->meter) {
    case METER_NETWORK:
        return index >= DREDGE_METER_LOSS_NOW && index <= DREDGE_METER_BURST_EXPECTED;
    case METER_RECEIVER:
        return index == DREDGE_METER_CPU || index == DREDGE_METER_WAITS ||
               index == DREDGE_METER_PLAYOUT_NOW;
    case METER_KBPS:
        return index >= DREDGE_METER_KBPS && index <= DREDGE_METER_KBPS_HEADERS;
    case METER_DEPTH:
        return lane == widget->lane && index == DREDGE_METER_DEPTH_NOW;
    case METER_LOST:
        return false; // It moves with the picture
    case METER_WORDS:
        return lane == widget->lane &&
               (index == DREDGE_METER_MODE || index == DREDGE_METER_GAIN ||
                index == DREDGE_METER_BANDWIDTH || index == DREDGE_METER_VERDICT);
    }
    return false;
}
