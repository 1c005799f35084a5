// SPDX-License-Identifier: ISC
#include "widget.h"

#include "meter.h"
#include "value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 11, SMALL = 10 }; // Units

typedef struct {
    const Window* w;
    const Widget* widget;
    cairo_t* c;
    double u;
    bool hovered;
    bool focused;
} Brush;

const char* widget_file_name(const char* const path)
{
    const char* const slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

// The panel's name makes some words needless.
static const char* short_title(const DredgeParameter* const p)
{
    static const struct {
        const char* symbol;
        const char* title;
    } all[] = {{"adaptive", "Adaptive"},   {"b_on", "On"},           {"burst", "Burst"},
               {"delay", "Delay"},         {"expected", "Expected"}, {"playout", "Playout"},
               {"playout_min", "Shortest"}};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); ++i) {
        if (!strcmp(p->symbol, all[i].symbol)) {
            return all[i].title;
        }
    }
    return p->title;
}

static const char* title_of(const Window* const w, const Widget* const widget)
{
    static char percent[16];
    if (widget->title) {
        return widget->title;
    }
    switch (widget->action) {
    case ACTION_PRESETS:
        return w->preset < 0 ? "Presets" : w->presets[w->preset];
    case ACTION_TRACE:
        return "Loss Trace";
    case ACTION_SCALE:
        snprintf(percent, sizeof(percent), "%.0f %%", 100.0 * w->unit);
        return percent;
    default:
        return widget->parameter ? short_title(widget->parameter) : "";
    }
}

static bool is_on(const Brush* const b)
{
    const Widget* const widget = b->widget;
    if (!widget->parameter) {
        return widget->action == ACTION_TEST && b->w->meters[DREDGE_METER_ABX_STATE][0] == 1.0f;
    }
    const float value = window_value(b->w, widget->parameter, widget->lane);
    return widget->sets ? value == widget->value : value > 0.5f;
}

// Anything that can be pressed.
static void paint_back(const Brush* const b, const Box box, const bool on)
{
    const double radius = fmin(5.0 * b->u, box.height / 2.0);
    if (on) {
        paint_colour(b->c, DREDGE_COLOUR_ACCENT, b->hovered ? 0.1 : 0.0);
    } else {
        paint_colour(b->c, DREDGE_COLOUR_GROUND, 0.0);
        paint_round(b->c, box, radius);
        paint_colour(b->c, DREDGE_COLOUR_LINE, b->hovered ? 0.0 : 0.25);
    }
    paint_round(b->c, box, radius);
    if (b->focused) {
        paint_colour(b->c, DREDGE_COLOUR_ACCENT, 0.0);
        paint_round_line(b->c, box, radius, fmax(1.0, b->u));
    }
}

static void paint_button(const Brush* const b)
{
    const Widget* const widget = b->widget;
    const bool on = is_on(b);
    const bool drops = widget->key == '0';
    if (drops && !on) {
        // What does harm is told apart.
        paint_colour(b->c, dredge_palette_source(DREDGE_SOURCE_DRED), b->hovered ? 0.45 : 0.6);
        paint_round(b->c, widget->box, 5.0 * b->u);
    } else {
        paint_back(b, widget->box, on);
    }
    paint_colour(b->c, on ? DREDGE_COLOUR_GROUND : DREDGE_COLOUR_TEXT, 0.0);
    Box words = widget->box;
    words.x += 6.0 * b->u;
    words.width -= 12.0 * b->u;
    const bool bold = widget->sets || drops;
    const double size = (bold ? 13.0 : TEXT) * b->u;
    const bool menu = widget->action == ACTION_PRESETS;
    if (menu) {
        words.width -= 12.0 * b->u;
    }
    paint_words(b->c, words, fmin(size, 0.62 * words.height),
                menu ? DREDGE_ALIGN_LEFT : DREDGE_ALIGN_MIDDLE, bold, title_of(b->w, widget));
    if (menu) {
        words.x += words.width;
        words.width = 12.0 * b->u;
        paint_words(b->c, words, 9.0 * b->u, DREDGE_ALIGN_RIGHT, false, "▾");
    }
    if (widget->key) {
        const char key[2] = {widget->key, '\0'};
        const Box corner = {widget->box.x, widget->box.y + b->u, widget->box.width - 4.0 * b->u,
                            10.0 * b->u};
        paint_colour(b->c, on ? DREDGE_COLOUR_GROUND : DREDGE_COLOUR_DIM, 0.0);
        paint_words(b->c, corner, 8.0 * b->u, DREDGE_ALIGN_RIGHT, false, key);
    }
}

// A name above, a value that opens a list below.
static void paint_choice(const Brush* const b, const char* const name, const char* const value)
{
    const Box all = b->widget->box;
    const double caption = fmin(13.0 * b->u, all.height * 0.4);
    const Box top = {all.x, all.y, all.width, caption};
    const Box low = {all.x, all.y + caption, all.width, all.height - caption};
    paint_colour(b->c, DREDGE_COLOUR_DIM, 0.0);
    paint_words(b->c, top, SMALL * b->u, DREDGE_ALIGN_LEFT, false, name);
    paint_back(b, low, false);
    paint_colour(b->c, DREDGE_COLOUR_TEXT, 0.0);
    const Box words = {low.x + 6.0 * b->u, low.y, low.width - 20.0 * b->u, low.height};
    paint_words(b->c, words, TEXT * b->u, DREDGE_ALIGN_LEFT, false, value);
    const Box mark = {low.x, low.y, low.width - 6.0 * b->u, low.height};
    paint_colour(b->c, DREDGE_COLOUR_DIM, 0.0);
    paint_words(b->c, mark, 9.0 * b->u, DREDGE_ALIGN_RIGHT, false, "▾");
}

static void paint_dial(const Brush* const b, const double x, const double y,
                       const double radius, const double share)
{
    const double turn = acos(-1.0);
    const double from = 0.75 * turn;
    const double to = 2.25 * turn;
    cairo_set_line_width(b->c, 0.24 * radius);
    paint_colour(b->c, DREDGE_COLOUR_LINE, b->hovered ? 0.0 : 0.2);
    cairo_new_path(b->c);
    cairo_arc(b->c, x, y, radius, from, to);
    cairo_stroke(b->c);
    paint_colour(b->c, DREDGE_COLOUR_ACCENT, 0.0);
    cairo_arc(b->c, x, y, radius, from, from + fmax(share, 0.004) * (to - from));
    cairo_stroke(b->c);
}

static void paint_knob(const Brush* const b)
{
    const Widget* const widget = b->widget;
    const Box all = widget->box;
    const DredgeParameter* const p = widget->parameter;
    const float value = window_value(b->w, p, widget->lane);
    const double share = value_share(p, value);
    char words[48];
    value_words(p, value, words, sizeof(words));
    if (all.height < 60.0 * b->u) { // Beside its words
        const double radius = fmin(0.36 * all.height, 12.0 * b->u);
        paint_dial(b, all.x + radius + 2.0 * b->u, all.y + all.height / 2.0, radius, share);
        const double left = 2.0 * radius + 8.0 * b->u;
        const Box top = {all.x + left, all.y, all.width - left, all.height / 2.0};
        const Box low = {top.x, top.y + top.height, top.width, top.height};
        paint_colour(b->c, DREDGE_COLOUR_DIM, 0.0);
        paint_words(b->c, top, SMALL * b->u, DREDGE_ALIGN_LEFT, false, p->title);
        paint_colour(b->c, b->focused ? DREDGE_COLOUR_ACCENT : DREDGE_COLOUR_TEXT, 0.0);
        paint_words(b->c, low, TEXT * b->u, DREDGE_ALIGN_LEFT, false, words);
        return;
    }
    const double radius = fmin(0.4 * all.width, 19.0 * b->u);
    const double x = all.x + all.width / 2.0;
    const double y = all.y + radius + 3.0 * b->u;
    paint_dial(b, x, y, radius, share);
    const Box below = {all.x, all.y + 2.0 * radius + 1.0 * b->u, all.width, 13.0 * b->u};
    const Box name = {all.x, below.y + below.height, all.width, 13.0 * b->u};
    if (paint_width(b->c, SMALL * b->u, true, words) > below.width) {
        // The figure matters more than its unit.
        words[strcspn(words, " ")] = '\0';
    }
    paint_colour(b->c, b->focused ? DREDGE_COLOUR_ACCENT : DREDGE_COLOUR_TEXT, 0.0);
    paint_words(b->c, below, SMALL * b->u, DREDGE_ALIGN_MIDDLE, true, words);
    paint_colour(b->c, DREDGE_COLOUR_DIM, 0.0);
    paint_words(b->c, name, SMALL * b->u, DREDGE_ALIGN_MIDDLE, false, short_title(p));
}

static void paint_label(const Brush* const b)
{
    const bool heard = b->widget->lane >= 0 &&
                       dredge_monitor_lane((DredgeMonitor)window_value(
                           b->w, dredge_parameter_find("monitor"), 0)) == b->widget->lane;
    const bool name = b->widget->box.height > 30.0 * b->u;
    paint_colour(b->c, heard && !name ? DREDGE_COLOUR_ACCENT : DREDGE_COLOUR_TEXT, 0.0);
    paint_words(b->c, b->widget->box, (name ? 17.0 : 13.0) * b->u, DREDGE_ALIGN_LEFT, true,
                b->widget->title);
}

void widget_paint(const Window* const w, const int i, cairo_t* const c)
{
    const Widget* const widget = &w->widgets[i];
    const Brush b = {w, widget, c, w->unit, w->hovered == i, w->focus == i};
    char words[MENU_ROOM];
    switch (widget->kind) {
    case WIDGET_LABEL:
        paint_label(&b);
        break;
    case WIDGET_METER:
        meter_paint(w, widget, c);
        break;
    case WIDGET_KNOB:
        paint_knob(&b);
        break;
    case WIDGET_CHOICE:
        value_words(widget->parameter, window_value(w, widget->parameter, widget->lane), words,
                    sizeof(words));
        paint_choice(&b, widget->parameter->title, words);
        break;
    case WIDGET_BUTTON:
    case WIDGET_SWITCH:
        if (widget->action == ACTION_TRACE) {
            paint_choice(&b, "Loss Trace", w->trace[0] ? widget_file_name(w->trace) : "none");
        } else {
            paint_button(&b);
        }
        break;
    }
}

unsigned widget_explain(const Window* const w, const int i,
                        char lines[WIDGET_LINES][WIDGET_LINE_ROOM])
{
    const Widget* const widget = &w->widgets[i];
    const DredgeParameter* const p = widget->parameter;
    char value[64];
    if (p) {
        value_words(p, window_value(w, p, widget->lane), value, sizeof(value));
        static const char* const lanes[] = {"A ", "B "};
        const bool each = p->lanes == DREDGE_LANES_EACH;
        snprintf(lines[0], WIDGET_LINE_ROOM, "%s%s: %s", each ? lanes[widget->lane] : "",
                 p->title, value);
        const char* const how =
            widget->kind == WIDGET_KNOB ? ". Drag or wheel (Shift: fine), right click to type, "
                                          "double click for the default"
            : p->flags & DREDGE_PARAMETER_RESTARTS ? ". A change starts the link anew"
                                                   : "";
        snprintf(lines[1], WIDGET_LINE_ROOM, "%s%s", p->comment, how);
        return 2;
    }
    static const struct {
        Action action;
        const char* title;
        const char* comment;
    } all[] = {
        {ACTION_PRESETS, "Presets", "Comparisons that are worth hearing"},
        {ACTION_TRACE, "Loss Trace",
         "A recording of which packets were lost, for the loss model "
         "Trace: 13 formats, captures of calls among them"},
        {ACTION_SCALE, "Size", "How large everything is drawn; it is remembered"},
        {ACTION_TEST, "Blind Test",
         "Find out whether you hear a difference between A and B: X "
         "is one of them, you say which"},
        {ACTION_MORE, "More", "All controls of this part"},
    };
    for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); ++k) {
        if (widget->action != ACTION_NONE && widget->action == all[k].action) {
            snprintf(lines[0], WIDGET_LINE_ROOM, "%s", all[k].title);
            const bool trace = widget->action == ACTION_TRACE && w->trace[0];
            snprintf(lines[1], WIDGET_LINE_ROOM, "%s%s%.300s", all[k].comment,
                     trace ? ". Now: " : "", trace ? w->trace : "");
            return 2;
        }
    }
    return widget->kind == WIDGET_METER ? meter_explain(widget, lines) : 0;
}

void widget_name(const Widget* const widget, char* const name, const size_t room)
{
    static const char* const actions[] = {
        [ACTION_NONE] = "",       [ACTION_PRESETS] = "presets", [ACTION_TRACE] = "trace",
        [ACTION_SCALE] = "scale", [ACTION_TEST] = "test",       [ACTION_MORE] = "more",
        [ACTION_CLOSE] = "close",
    };
    const DredgeParameter* const p = widget->parameter;
    if (!p) {
        snprintf(name, room, "%s%s%s", actions[widget->action],
                 widget->action == ACTION_MORE ? " " : "",
                 widget->action == ACTION_MORE ? dredge_group_symbol(widget->group) : "");
        return;
    }
    const char* const lane = p->lanes != DREDGE_LANES_EACH ? "" : widget->lane ? "b_" : "a_";
    if (widget->sets) {
        snprintf(name, room, "%s%s=%g", lane, p->symbol, (double)widget->value);
    } else {
        snprintf(name, room, "%s%s", lane, p->symbol);
    }
}
