// SPDX-License-Identifier: ISC
#include "layout.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

// In units, see Window.unit.
enum {
    MARGIN = 8,
    HEADER = 34,
    LEGEND = 18,
    PICTURE_LEAST = 150,
    PANEL = 216,
    PAD = 10,
    TITLE = 26,   // Of a panel
    CAPTION = 13, // Above a choice
    CHOICE = 22,
    KNOB = 72, // Height with its name
    METER = 18,
    WIDE = 1000, // From here on all panels fit into one row
    NARROWEST = 560,
    ONE_LINE = 1150, // ... and the header into one line
};

typedef struct {
    Window* w;
    double u;
    bool over;
} Place;

static Widget* add(const Place* const p, const WidgetKind kind, const double x, const double y,
                   const double width, const double height)
{
    static Widget spare;
    Widget* const widget =
        p->w->widget_count < WIDGETS_MOST ? &p->w->widgets[p->w->widget_count++] : &spare;
    *widget = (Widget){.kind = kind,
                       .box = {round(x), round(y), round(width), round(height)},
                       .over = p->over};
    return widget;
}

static Widget* add_parameter(const Place* const p, const WidgetKind kind,
                             const char* const symbol, const int lane, const double x,
                             const double y, const double width, const double height)
{
    Widget* const widget = add(p, kind, x, y, width, height);
    widget->parameter = dredge_parameter_find(symbol);
    widget->lane = lane;
    return widget;
}

static void add_monitors(const Place* const p, double x, const double y)
{
    static const char* const titles[] = {"Dry", "A", "B", "X", "A − Dry", "B − Dry"};
    for (unsigned i = 0; i < sizeof(titles) / sizeof(titles[0]); ++i) {
        const double width = i < 4 ? 44.0 : 74.0;
        Widget* const b =
            add_parameter(p, WIDGET_BUTTON, "monitor", 0, x, y, width * p->u, HEADER * p->u);
        b->title = titles[i];
        b->sets = true;
        b->value = (float)i;
        b->key = (char)('1' + i);
        x += (width + 4.0) * p->u;
    }
}

static void add_listening(const Place* const p, double x, const double y)
{
    static const struct {
        const char* symbol;
        const char* title;
        double width;
        WidgetKind kind;
        Action action;
        char key;
    } all[] = {
        {"level_match", NULL, 92, WIDGET_SWITCH, ACTION_NONE, 'L'},
        {NULL, "Blind Test", 84, WIDGET_BUTTON, ACTION_TEST, 'T'},
        {"freeze", NULL, 66, WIDGET_SWITCH, ACTION_NONE, 'F'},
        {"moment_before", "◀", 34, WIDGET_BUTTON, ACTION_NONE, 'P'},
        {"moment_next", "▶", 34, WIDGET_BUTTON, ACTION_NONE, 'N'},
    };
    for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); ++i) {
        Widget* const b = add(p, all[i].kind, x, y, all[i].width * p->u, HEADER * p->u);
        b->parameter = all[i].symbol ? dredge_parameter_find(all[i].symbol) : NULL;
        b->title = all[i].title;
        b->key = all[i].key;
        b->action = all[i].action;
        x += (all[i].width + 4.0) * p->u;
    }
}

// Returns its height.
static double place_header(const Place* const p, const double width)
{
    const double u = p->u;
    const double y = MARGIN * u;
    const bool one_line = width >= ONE_LINE * u;
    double right = width - MARGIN * u;
    Widget* const drop =
        add_parameter(p, WIDGET_BUTTON, "drop", 0, right - 92.0 * u, y, 92.0 * u, HEADER * u);
    drop->key = '0';
    right -= (92.0 + 8.0) * u;
    if (!one_line) {
        Widget* const scale = add(p, WIDGET_BUTTON, right - 56.0 * u, y, 56.0 * u, HEADER * u);
        scale->action = ACTION_SCALE;
        right -= 64.0 * u;
    }
    Widget* const title = add(p, WIDGET_LABEL, MARGIN * u, y, 78.0 * u, HEADER * u);
    title->title = "Dredge";
    double x = MARGIN * u + 82.0 * u;
    if (p->w->preset_count) {
        const double room = one_line ? 190.0 * u : fmin(260.0 * u, right - x);
        Widget* const presets = add(p, WIDGET_BUTTON, x, y, room, HEADER * u);
        presets->action = ACTION_PRESETS;
    }
    if (one_line) {
        x = MARGIN * u + 284.0 * u;
        add_monitors(p, x, y);
        add_listening(p, x + 356.0 * u, y);
        return (MARGIN + HEADER + MARGIN) * u;
    }
    const double second = y + (HEADER + 4.0) * u;
    add_monitors(p, MARGIN * u, second);
    // Whatever does not fit beside them goes below.
    const bool fits = width >= (356.0 + 340.0) * u;
    const double third = fits ? second : second + (HEADER + 4.0) * u;
    add_listening(p, MARGIN * u + (fits ? 356.0 * u : 0.0), third);
    return third + (HEADER + MARGIN) * u;
}

static void add_more(const Place* const p, const Box panel, const DredgeGroup group,
                     const int lane)
{
    Widget* const more = add(p, WIDGET_BUTTON, panel.x + panel.width - (PAD + 44) * p->u,
                             panel.y + 5.0 * p->u, 44.0 * p->u, 18.0 * p->u);
    more->title = "More";
    more->action = ACTION_MORE;
    more->group = group;
    more->lane = lane;
}

static Widget* add_title(const Place* const p, const Box panel, const char* const title,
                         const int lane)
{
    Widget* const label = add(p, WIDGET_LABEL, panel.x + PAD * p->u, panel.y + 4.0 * p->u,
                              panel.width / 2.0, (TITLE - 6) * p->u);
    label->title = title;
    label->lane = lane;
    return label;
}

// `count` knobs side by side.
static void add_knobs(const Place* const p, const char* const* const symbols,
                      const unsigned count, const int lane, const double x, const double y,
                      const double width)
{
    const double each = width / count;
    for (unsigned i = 0; i < count; ++i) {
        add_parameter(p, WIDGET_KNOB, symbols[i], lane, x + i * each, y, each, KNOB * p->u);
    }
}

static double choice_height(const Place* const p)
{
    return (CAPTION + CHOICE) * p->u;
}

static void place_network(const Place* const p, const Box panel)
{
    static const char* const knobs[] = {"loss", "burst", "delay", "jitter", "capacity"};
    const double u = p->u;
    const double x = panel.x + PAD * u;
    const double width = panel.width - 2.0 * PAD * u;
    const double half = (width - 6.0 * u) / 2.0;
    double y = panel.y + TITLE * u;
    add_title(p, panel, "Network", -1);
    add_more(p, panel, DREDGE_GROUP_NETWORK, DREDGE_LANE_A);
    add_parameter(p, WIDGET_CHOICE, "loss_model", 0, x, y, half, choice_height(p));
    if (p->w->calls.load_trace) {
        Widget* const trace =
            add(p, WIDGET_BUTTON, x + half + 6.0 * u, y, half, choice_height(p));
        trace->action = ACTION_TRACE;
    }
    y += choice_height(p) + 6.0 * u;
    add_knobs(p, knobs, 5, 0, x, y, width);
    y += (KNOB + 8) * u;
    const double line = 24.0 * u;
    add_parameter(p, WIDGET_SWITCH, "lock", 0, x, y, half, line);
    add_parameter(p, WIDGET_KNOB, "seed", 0, x + half + 6.0 * u, y, half, line);
    Widget* const meter = add(p, WIDGET_METER, x, y + line + 3.0 * u, width, METER * u);
    meter->meter = METER_NETWORK;
}

static void place_lane(const Place* const p, const Box panel, const int lane)
{
    static const char* const knobs[] = {"bitrate", "depth", "expected"};
    const double u = p->u;
    const double x = panel.x + PAD * u;
    const double width = panel.width - 2.0 * PAD * u;
    const double half = (width - 6.0 * u) / 2.0;
    double y = panel.y + TITLE * u;
    add_title(p, panel, lane == DREDGE_LANE_A ? "Lane A" : "Lane B", lane);
    add_more(p, panel, DREDGE_GROUP_LANE, lane);
    if (lane == DREDGE_LANE_B) {
        add_parameter(p, WIDGET_SWITCH, "b_on", 0, panel.x + panel.width - (PAD + 44 + 56) * u,
                      panel.y + 5.0 * u, 50.0 * u, 18.0 * u);
    }
    add_parameter(p, WIDGET_CHOICE, "redundancy", lane, x, y, half, choice_height(p));
    add_parameter(p, WIDGET_CHOICE, "concealment", lane, x + half + 6.0 * u, y, half,
                  choice_height(p));
    y += choice_height(p) + 6.0 * u;
    const double dials = width * 0.58;
    add_knobs(p, knobs, 3, lane, x, y, dials);
    const double rest = width - dials - 6.0 * u;
    add_parameter(p, WIDGET_CHOICE, "budget", lane, x + dials + 6.0 * u, y, rest,
                  choice_height(p));
    add_parameter(p, WIDGET_CHOICE, "enhance", lane, x + dials + 6.0 * u,
                  y + choice_height(p) + 2.0 * u, rest, choice_height(p));
    y += (KNOB + 4) * u;
    for (MeterPicture meter = METER_KBPS; meter <= METER_WORDS; ++meter) {
        Widget* const m = add(p, WIDGET_METER, x, y, width, (METER - 2) * u);
        m->meter = meter;
        m->lane = lane;
        y += (METER - 1) * u;
    }
}

static void place_receiver(const Place* const p, const Box panel)
{
    static const char* const knobs[] = {"playout", "playout_min"};
    const double u = p->u;
    const double x = panel.x + PAD * u;
    const double width = panel.width - 2.0 * PAD * u;
    const double half = (width - 6.0 * u) / 2.0;
    double y = panel.y + TITLE * u;
    add_title(p, panel, "Receiver", -1);
    add_more(p, panel, DREDGE_GROUP_RECEIVER, DREDGE_LANE_A);
    add_parameter(p, WIDGET_CHOICE, "frame", 0, x, y, half, choice_height(p));
    add_parameter(p, WIDGET_SWITCH, "adaptive", 0, x + half + 6.0 * u, y + CAPTION * u, half,
                  CHOICE * u);
    y += choice_height(p) + 6.0 * u;
    add_knobs(p, knobs, 2, 0, x, y, width);
    y += (KNOB + 6) * u;
    Widget* const meter = add(p, WIDGET_METER, x, y, width, 3.0 * METER * u);
    meter->meter = METER_RECEIVER;
}

static void place_panel(const Place* const p, const unsigned i)
{
    const Box panel = p->w->panels[i];
    if (i == 0) {
        place_network(p, panel);
    } else if (i == 3) {
        place_receiver(p, panel);
    } else {
        place_lane(p, panel, (int)i - 1);
    }
}

static void place_panels(const Place* const p, const double width, const double height)
{
    static const double shares[] = {0.26, 0.28, 0.28, 0.18};
    Window* const w = p->w;
    const double gap = MARGIN * p->u;
    double x = gap;
    for (unsigned i = 0; i < 4; ++i) {
        const double room = w->wide ? width - 5.0 * gap : width - 3.0 * gap;
        const double each = w->wide ? room * shares[i] : room / 2.0;
        // Of two rows the lanes are the first.
        static const unsigned place[] = {2, 0, 1, 3};
        const unsigned row = place[i] / 2;
        if (w->wide) {
            w->panels[i] = (Box){x, height - PANEL * p->u - gap, each, PANEL * p->u};
            x += each + gap;
        } else {
            w->panels[i] = (Box){gap + (place[i] % 2) * (each + gap),
                                 height - (2 - row) * (PANEL * p->u + gap), each, PANEL * p->u};
        }
        place_panel(p, i);
    }
}

// All controls of a group, one below the other in columns.
static void place_more(const Place* const p, const double width, const double height)
{
    Window* const w = p->w;
    const double u = p->u;
    const DredgeGroup group = w->more;
    const double cell_width = 132.0 * u;
    const double cell_height = (CAPTION + CHOICE + 8) * u;
    unsigned count = 0;
    const DredgeParameter* found[PARAMETERS_MOST];
    for (unsigned i = 0; i < dredge_parameter_count && count < PARAMETERS_MOST; ++i) {
        const DredgeParameter* const q = &dredge_parameters[i];
        // What the encoder has for both lanes is with the receiver's frame duration.
        const bool is_here = q->group == group ||
                             (group == DREDGE_GROUP_RECEIVER && q->group == DREDGE_GROUP_CODEC);
        if (q->symbol && is_here && !(q->flags & DREDGE_PARAMETER_HIDDEN)) {
            found[count++] = q;
        }
    }
    unsigned columns = (unsigned)fmax(1.0, floor((width - 60.0 * u) / cell_width));
    columns = columns > 6 ? 6 : columns;
    columns = columns > count ? count : columns;
    columns = columns ? columns : 1;
    const unsigned rows = (count + columns - 1) / columns;
    w->panel.width = columns * cell_width + 2.0 * PAD * u;
    w->panel.height = rows * cell_height + (TITLE + PAD) * u;
    w->panel.x = round((width - w->panel.width) / 2.0);
    w->panel.y = round(fmax((height - w->panel.height) / 2.0, 0.0));
    add_title(p, w->panel,
              group == DREDGE_GROUP_LANE      ? w->more_lane ? "All of Lane B" : "All of Lane A"
              : group == DREDGE_GROUP_NETWORK ? "All of the Network"
                                              : "Codec and Receiver",
              -1);
    Widget* const close = add(p, WIDGET_BUTTON, w->panel.x + w->panel.width - 54.0 * u,
                              w->panel.y + 5.0 * u, 46.0 * u, 18.0 * u);
    close->title = "Close";
    close->action = ACTION_CLOSE;
    for (unsigned i = 0; i < count; ++i) {
        const DredgeParameter* const q = found[i];
        const WidgetKind kind = q->flags & DREDGE_PARAMETER_MOMENTARY ? WIDGET_BUTTON
                                : q->flags & DREDGE_PARAMETER_SWITCH  ? WIDGET_SWITCH
                                : q->flags & DREDGE_PARAMETER_NAMED   ? WIDGET_CHOICE
                                                                      : WIDGET_KNOB;
        const unsigned column = i / rows;
        const double x = w->panel.x + PAD * u + column * cell_width;
        const double y = w->panel.y + TITLE * u + (i % rows) * cell_height;
        const bool low = kind == WIDGET_SWITCH || kind == WIDGET_BUTTON;
        Widget* const widget = add(p, kind, x, y + (low ? CAPTION * u : 0.0),
                                   cell_width - 8.0 * u, low ? CHOICE * u : choice_height(p));
        widget->parameter = q;
        widget->lane = q->lanes == DREDGE_LANES_EACH ? w->more_lane : 0;
    }
}

// The blind test leads through itself: one thing to do at a time.
static void place_test(const Place* const p, const double width, const double height)
{
    Window* const w = p->w;
    const double u = p->u;
    const bool runs = w->meters[DREDGE_METER_ABX_STATE][0] == 1.0f;
    w->panel = (Box){.width = 400.0 * u, .height = 190.0 * u};
    w->panel.x = round((width - w->panel.width) / 2.0);
    w->panel.y = round(fmax((height - w->panel.height) / 2.0, 0.0));
    const double x = w->panel.x + PAD * u;
    const double y = w->panel.y + w->panel.height - (PAD + HEADER) * u;
    add_title(p, w->panel, "Blind Test", -1);
    Widget* const close = add(p, WIDGET_BUTTON, w->panel.x + w->panel.width - 54.0 * u,
                              w->panel.y + 5.0 * u, 46.0 * u, 18.0 * u);
    close->title = "Close";
    close->action = ACTION_CLOSE;
    if (runs) {
        static const char* const symbols[] = {"abx_is_a", "abx_is_b"};
        for (unsigned i = 0; i < 2; ++i) {
            Widget* const b = add_parameter(p, WIDGET_BUTTON, symbols[i], 0, x + i * 194.0 * u,
                                            y, 186.0 * u, HEADER * u);
            b->key = (char)('A' + i);
        }
        static const char* const titles[] = {"A", "B", "X"};
        for (unsigned i = 0; i < 3; ++i) {
            Widget* const b = add_parameter(p, WIDGET_BUTTON, "monitor", 0, x + i * 128.7 * u,
                                            y - (HEADER + 8) * u, 122.7 * u, HEADER * u);
            b->title = titles[i];
            b->sets = true;
            b->value = (float)(DREDGE_MONITOR_A + i);
            b->key = (char)('2' + i);
        }
    } else {
        add_parameter(p, WIDGET_KNOB, "abx_trials", 0, x, y, 120.0 * u, HEADER * u);
        Widget* const start = add_parameter(p, WIDGET_BUTTON, "abx_start", 0, x + 130.0 * u, y,
                                            250.0 * u, HEADER * u);
        start->key = 'S';
    }
}

void layout_place(Window* const w)
{
    const double width = screen_width(w->screen);
    const double height = screen_height(w->screen);
    const double wanted = w->chosen_scale > 0.0 ? w->chosen_scale : w->host_scale;
    // What does not fit is drawn smaller.
    double u = wanted;
    const double least_wide = NARROWEST;
    u = fmin(u, width / least_wide);
    w->wide = width >= WIDE * u;
    const double head = width >= ONE_LINE * u ? HEADER : 3 * (HEADER + 4);
    const double rows = w->wide ? 1.0 : 2.0;
    const double least_high =
        MARGIN + head + MARGIN + PICTURE_LEAST + LEGEND + rows * (PANEL + MARGIN) + MARGIN;
    u = fmax(fmin(u, height / least_high), 0.05);
    w->wide = width >= WIDE * u;
    w->unit = u;
    w->widget_count = 0;
    Place p = {w, u, false};
    const double top = place_header(&p, width);
    const double panels = (w->wide ? 1.0 : 2.0) * (PANEL + MARGIN) * u;
    const double legend = height - panels - (LEGEND + 4) * u;
    w->picture = (Box){round(MARGIN * u), round(top), round(width - 2.0 * MARGIN * u),
                       fmax(round(legend - top), 1.0)};
    w->legend = (Box){w->picture.x, legend, w->picture.width, LEGEND * u};
    place_panels(&p, width, height);
    if (width >= ONE_LINE * u) {
        Widget* const scale = add(&p, WIDGET_BUTTON, w->legend.x + w->legend.width - 52.0 * u,
                                  w->legend.y, 52.0 * u, LEGEND * u);
        scale->action = ACTION_SCALE;
    }
    p.over = true;
    const Over over = window_panel(w);
    if (over == OVER_MORE) {
        place_more(&p, width, height);
    } else if (over == OVER_TEST) {
        place_test(&p, width, height);
    }
    w->dirty_all = true;
    w->hovered = -1;
    w->tip = false;
}

int layout_at(const Window* const w, const double x, const double y)
{
    const Over over = window_panel(w);
    for (int i = (int)w->widget_count - 1; i >= 0; --i) {
        const Widget* const widget = &w->widgets[i];
        const bool reachable = over == OVER_NONE || widget->over || !box_has(w->panel, x, y);
        if (reachable && widget->kind != WIDGET_LABEL && box_has(widget->box, x, y)) {
            return i;
        }
    }
    return -1;
}

int layout_find_key(const Window* const w, const uint32_t key)
{
    const int upper = key < 128 ? toupper((int)key) : 0;
    for (int i = (int)w->widget_count - 1; i >= 0; --i) {
        if (w->widgets[i].key && w->widgets[i].key == upper) {
            return i;
        }
    }
    return -1;
}
