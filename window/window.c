// SPDX-License-Identifier: ISC
#include "window.h"

#include "layout.h"
#include "meter.h"
#include "over.h"
#include "scale.h"
#include "state.h"
#include "value.h"
#include "widget.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GROUND = 0x0e0f12 };                               // Darker than what stands on it
enum { DOUBLE_CLICK = 350, DRAG = 4, KNOB_TRAVEL = 180 }; // ms, pixels

static const double SECONDS_LEAST = 0.5;
static const double SECONDS_MOST = 20.0;
static const double SECONDS_USUAL = 3.0;
static const double TIP_AFTER = 0.6;
static const double WATCH_AGAIN = 1.0;
static const double METERS_AGAIN = 0.2;

Window* window_new(const WindowOptions* const options, const WindowCalls* const calls,
                   char* const problem, const size_t room)
{
    assert(dredge_parameter_count <= PARAMETERS_MOST);
    Window* const w = calloc(1, sizeof(Window));
    if (!w) {
        snprintf(problem, room, "not enough memory for a window");
        return NULL;
    }
    w->calls = *calls;
    // A light host gets a dark window all the same: its words are light.
    const bool dark = options->background >= 0 &&
                      dredge_palette_lightness((uint32_t)options->background) < 30.0;
    w->background = dark ? options->background : GROUND;
    w->presets = options->presets;
    w->preset_count = options->preset_count;
    w->preset = -1;
    w->seconds = SECONDS_USUAL;
    w->hovered = w->held = w->focus = w->clicked = -1;
    for (unsigned i = 0; i < dredge_parameter_count; ++i) {
        for (int lane = 0; lane < DREDGE_LANES; ++lane) {
            w->values[i][lane] = dredge_parameter_standard(&dredge_parameters[i], lane);
        }
    }
    w->screen = screen_new(problem, room);
    if (!w->screen) {
        free(w);
        return NULL;
    }
    // Hosts say 1 where they do not know better.
    const double desktop = screen_scale(w->screen);
    w->host_scale = scale_sane(options->scale);
    if (w->host_scale == 0.0 || (w->host_scale == 1.0 && desktop > 0.0)) {
        w->host_scale = desktop > 0.0 ? desktop : 1.0;
    }
    w->chosen_scale = scale_read();
    const double scale = w->chosen_scale > 0.0 ? w->chosen_scale : w->host_scale;
    const unsigned width = (unsigned)(LAYOUT_WIDTH * scale);
    const unsigned height = (unsigned)(LAYOUT_HEIGHT * scale);
    if (!screen_open(w->screen, options->parent, options->title,
                     options->width ? options->width : width,
                     options->height ? options->height : height, problem, room)) {
        screen_free(w->screen);
        free(w);
        return NULL;
    }
    layout_place(w);
    w->calls.watch(w->calls.handle, DREDGE_WATCH_BEGIN);
    w->watched = window_now();
    return w;
}

// Nothing stays pressed when the window goes.
static void let_go(Window* const w, const double now, const bool all)
{
    for (unsigned i = 0; i < dredge_parameter_count; ++i) {
        if (w->released_at[i] > 0.0 && (all || now >= w->released_at[i])) {
            w->released_at[i] = 0.0;
            window_set_value(w, &dredge_parameters[i], 0, 0.0f);
        }
    }
}

static void drop_held(Window* const w)
{
    if (w->held >= 0) {
        const Widget* const widget = &w->widgets[w->held];
        if (widget->parameter && widget->kind == WIDGET_KNOB) {
            w->calls.touch(w->calls.handle, widget->parameter, widget->lane, false);
        }
        w->widgets[w->held].dirty = true;
        w->held = -1;
    }
}

void window_free(Window* const w)
{
    if (w) {
        drop_held(w);
        let_go(w, 0.0, true);
        w->calls.watch(w->calls.handle, DREDGE_WATCH_END);
        screen_free(w->screen);
        free(w);
    }
}

static void press_action(Window* const w, const Widget* const widget)
{
    switch (widget->action) {
    case ACTION_PRESETS:
        over_open_presets(w, widget->box);
        break;
    case ACTION_TRACE:
        if (!w->calls.ask_trace || !w->calls.ask_trace(w->calls.handle)) {
            over_open_files(w);
        }
        break;
    case ACTION_SCALE:
        over_open_scales(w, widget->box);
        break;
    case ACTION_TEST:
        over_open_panel(w, OVER_TEST);
        break;
    case ACTION_MORE:
        w->more = widget->group;
        w->more_lane = widget->lane;
        over_open_panel(w, OVER_MORE);
        break;
    case ACTION_CLOSE:
        over_close(w);
        break;
    case ACTION_NONE:
        break;
    }
}

// A test begins by hearing X.
static void press_button(Window* const w, const Widget* const widget)
{
    const DredgeParameter* const p = widget->parameter;
    const bool starts = !strcmp(p->symbol, "abx_start");
    const DredgeParameter* const freeze = dredge_parameter_find("freeze");
    const bool moves = !strncmp(p->symbol, "moment_", 7);
    if (moves && window_value(w, freeze, 0) < 0.5f) {
        window_turn(w, freeze, 0, 1.0f);
    }
    window_press(w, p);
    if (starts) {
        window_turn(w, dredge_parameter_find("monitor"), 0, DREDGE_MONITOR_X);
    }
}

static void activate(Window* const w, const int i)
{
    const Widget widget = w->widgets[i];
    const DredgeParameter* const p = widget.parameter;
    switch (widget.kind) {
    case WIDGET_SWITCH:
        window_turn(w, p, widget.lane, window_value(w, p, widget.lane) > 0.5f ? 0.0f : 1.0f);
        break;
    case WIDGET_CHOICE:
        over_open_choice(w, &w->widgets[i]);
        break;
    case WIDGET_BUTTON:
        if (widget.sets) {
            window_turn(w, p, widget.lane, widget.value);
        } else if (p) {
            press_button(w, &widget);
        } else {
            press_action(w, &widget);
        }
        break;
    case WIDGET_KNOB:
    case WIDGET_LABEL:
    case WIDGET_METER:
        break;
    }
}

static void set_hovered(Window* const w, const int i)
{
    if (i != w->hovered) {
        if (w->hovered >= 0) {
            w->widgets[w->hovered].dirty = true;
        }
        if (i >= 0) {
            w->widgets[i].dirty = true;
        }
        w->hovered = i;
        w->hover_since = window_now();
        w->dirty_all = w->dirty_all || w->tip;
        w->tip = false;
    }
}

static bool in_picture(const Window* const w, const double x, const double y)
{
    const bool covered = w->over != OVER_NONE && box_has(w->panel, x, y);
    return !covered && box_has(w->picture, x, y);
}

static DredgeLinkSpot spot_at(const Window* const w, const double x, const double y)
{
    DredgeLoopState loop;
    const DredgeLinkView view = window_view(w, &loop);
    return dredge_link_picture_at(&view, x - w->picture.x, y - w->picture.y);
}

// A region drawn with the mouse, between where the button went down and where it is.
static void draw_region(Window* const w, const double x)
{
    DredgeLoopState loop;
    const DredgeLinkView view = window_view(w, &loop);
    if (!view.loop) {
        return;
    }
    const DredgeLinkPlaces places = dredge_link_picture_places(&view);
    const double per_pixel = w->seconds / (places.right - places.left); // Seconds
    const double right = w->picture.x + places.right;
    const double a = fmax((right - w->from_x) * per_pixel, 0.0);
    const double b = fmax((right - x) * per_pixel, 0.0);
    const DredgeParameter* const start = dredge_parameter_find("loop_start");
    const DredgeParameter* const end = dredge_parameter_find("loop_end");
    window_turn(w, start, 0, dredge_parameter_clean(start, 0, (float)fmax(a, b)));
    window_turn(w, end, 0, dredge_parameter_clean(end, 0, (float)fmin(a, b)));
}

static void press(Window* const w, const ScreenEvent* const e)
{
    const int i = layout_at(w, e->x, e->y);
    w->from_x = e->x;
    w->from_y = e->y;
    w->dragged = false;
    w->dirty_all = w->dirty_all || w->tip;
    w->tip = false;
    if (i < 0) {
        w->focus = -1;
        w->looping = in_picture(w, e->x, e->y) && e->button == 1;
        w->dirty_all = true;
        return;
    }
    const Widget* const widget = &w->widgets[i];
    const bool again = w->clicked == i && e->time - w->click_time < DOUBLE_CLICK;
    w->clicked = again ? -1 : i;
    w->click_time = e->time;
    if (w->focus >= 0 && w->focus < (int)w->widget_count) {
        w->widgets[w->focus].dirty = true;
    }
    w->focus = widget->kind == WIDGET_KNOB ? i : -1;
    w->widgets[i].dirty = true;
    if (widget->kind != WIDGET_KNOB) {
        if (e->button == 1) {
            activate(w, i);
        }
    } else if (e->button == 3) {
        over_open_entry(w, widget);
    } else if (again) {
        window_turn(w, widget->parameter, widget->lane,
                    dredge_parameter_standard(widget->parameter, widget->lane));
    } else if (e->button == 1) {
        w->held = i;
        w->held_share =
            value_share(widget->parameter, window_value(w, widget->parameter, widget->lane));
        w->calls.touch(w->calls.handle, widget->parameter, widget->lane, true);
    }
}

static void move(Window* const w, const ScreenEvent* const e)
{
    if (w->held >= 0) {
        const Widget* const widget = &w->widgets[w->held];
        const double travel = KNOB_TRAVEL * w->unit * (e->shift ? 10.0 : 1.0);
        const double far = fabs(e->y - w->from_y) + fabs(e->x - w->from_x);
        w->dragged = w->dragged || far >= DRAG;
        if (w->dragged) {
            w->held_share += (w->from_y - e->y + e->x - w->from_x) / travel;
            w->held_share = fmin(fmax(w->held_share, 0.0), 1.0);
            w->from_x = e->x;
            w->from_y = e->y;
            window_turn(w, widget->parameter, widget->lane,
                        value_at(widget->parameter, widget->lane, w->held_share));
        }
    } else if (w->looping) {
        w->dragged = w->dragged || fabs(e->x - w->from_x) >= DRAG;
        if (w->dragged) {
            draw_region(w, e->x);
        }
    } else {
        set_hovered(w, layout_at(w, e->x, e->y));
    }
}

static void release(Window* const w, const ScreenEvent* const e)
{
    drop_held(w);
    if (w->looping && !w->dragged) {
        const DredgeLinkSpot spot = spot_at(w, e->x, e->y);
        const bool same = w->chosen.row != DREDGE_ROW_NONE && spot.frame == w->chosen.frame &&
                          spot.row == w->chosen.row;
        w->chosen = spot;
        w->chosen.row = same ? DREDGE_ROW_NONE : spot.row;
        w->dirty_all = true;
    }
    w->looping = false;
}

static void wheel(Window* const w, const ScreenEvent* const e)
{
    const int i = layout_at(w, e->x, e->y);
    if (i >= 0) {
        const Widget* const widget = &w->widgets[i];
        if (widget->kind == WIDGET_KNOB || widget->kind == WIDGET_CHOICE) {
            const float value = window_value(w, widget->parameter, widget->lane);
            window_turn(w, widget->parameter, widget->lane,
                        value_step(widget->parameter, widget->lane, value, e->wheel, e->shift));
        }
    } else if (in_picture(w, e->x, e->y)) {
        w->seconds = fmin(fmax(w->seconds * pow(1.25, -e->wheel), SECONDS_LEAST), SECONDS_MOST);
        w->dirty_picture = true;
        w->dirty_all = w->dirty_all || w->chosen.row != DREDGE_ROW_NONE;
    }
}

// The next control that can be turned by keys.
static void focus_next(Window* const w, const bool back)
{
    const int count = (int)w->widget_count;
    int i = w->focus;
    for (int steps = 0; steps < count; ++steps) {
        i = (i + (back ? count - 1 : 1)) % count;
        if (w->widgets[i].kind == WIDGET_KNOB || w->widgets[i].kind == WIDGET_CHOICE) {
            break;
        }
    }
    w->focus = i;
    w->dirty_all = true;
}

// Keys that turn the control that was touched last; true if it was one of those.
static bool key_of_focus(Window* const w, const ScreenEvent* const e)
{
    if (w->focus < 0 || w->focus >= (int)w->widget_count) {
        return false;
    }
    const Widget* const widget = &w->widgets[w->focus];
    if (!widget->parameter) {
        return false;
    }
    const float value = window_value(w, widget->parameter, widget->lane);
    switch (e->key) {
    case SCREEN_UP:
    case SCREEN_DOWN:
    case SCREEN_LEFT_KEY:
    case SCREEN_RIGHT_KEY: {
        const double clicks = e->key == SCREEN_UP || e->key == SCREEN_RIGHT_KEY ? 1.0 : -1.0;
        window_turn(w, widget->parameter, widget->lane,
                    value_step(widget->parameter, widget->lane, value, clicks, e->shift));
        return true;
    }
    case SCREEN_TAB:
        focus_next(w, e->shift);
        return true;
    case SCREEN_ENTER:
        if (widget->kind == WIDGET_CHOICE) {
            over_open_choice(w, widget);
        } else {
            over_open_entry(w, widget);
        }
        return true;
    case SCREEN_ESCAPE:
        w->focus = -1;
        w->dirty_all = true;
        return true;
    default:
        return false;
    }
}

// What the window has no use for belongs to the host.
static void key(Window* const w, const ScreenEvent* const e)
{
    if (!e->control && key_of_focus(w, e)) {
        return;
    }
    const int i = e->control ? -1 : layout_find_key(w, e->key);
    if (i >= 0) {
        activate(w, i);
    } else {
        screen_pass_on(w->screen);
    }
}

static void heed(Window* const w, const ScreenEvent* const e)
{
    if (e->kind == SCREEN_CLOSED) {
        w->closed = true;
        return;
    }
    if (e->kind == SCREEN_EXPOSED) {
        w->dirty_all = true;
        return;
    }
    if (e->kind == SCREEN_RESIZED) {
        drop_held(w);
        if (w->over == OVER_MENU || w->over == OVER_ENTRY) {
            over_close(w);
        }
        w->focus = -1;
        layout_place(w);
        return;
    }
    if (over_heed(w, e)) {
        return;
    }
    switch (e->kind) {
    case SCREEN_PRESSED:
        press(w, e);
        break;
    case SCREEN_RELEASED:
        release(w, e);
        break;
    case SCREEN_MOVED:
        move(w, e);
        break;
    case SCREEN_LEFT:
        set_hovered(w, -1);
        break;
    case SCREEN_WHEEL:
        wheel(w, e);
        break;
    case SCREEN_KEY:
        key(w, e);
        break;
    default:
        break;
    }
}

static void paint_picture(Window* const w, cairo_t* const c)
{
    DredgeLoopState loop;
    const DredgeLinkView view = window_view(w, &loop);
    DredgeDrawing drawing = {.shapes = w->shapes, .room = DREDGE_LINK_SHAPES};
    dredge_link_picture_draw(&view, &drawing);
    cairo_save(c);
    cairo_rectangle(c, w->picture.x, w->picture.y, w->picture.width, w->picture.height);
    cairo_clip(c);
    cairo_translate(c, w->picture.x, w->picture.y);
    paint_drawing(c, &drawing);
    cairo_restore(c);
}

static void paint_legend(const Window* const w, cairo_t* const c)
{
    const double u = w->unit;
    const double size = 10.0 * u;
    double x = w->legend.x + 92.0 * u;
    const double y = w->legend.y;
    for (const DredgeChoice* s = dredge_meters[DREDGE_METER_SOURCE].choices; s->label; ++s) {
        const Box box = {x, y + 4.0 * u, size, size};
        paint_colour(c, dredge_palette_source((DredgeSource)s->value), 0.0);
        paint_round(c, box, 2.0 * u);
        const double width = paint_width(c, size, false, s->label);
        paint_colour(c, DREDGE_COLOUR_DIM, 0.0);
        paint_words(c, (Box){x + 14.0 * u, y, width + 2.0, w->legend.height}, size,
                    DREDGE_ALIGN_LEFT, false, s->label);
        x += width + 30.0 * u;
    }
    const double right = w->legend.x + w->legend.width - 60.0 * u;
    const char* const hint = w->scene.clock.loop.frozen
                                 ? "frozen · drag to choose the loop · N and P: lost moments"
                                 : "click a frame to see what saved it · wheel zooms";
    if (right > x) {
        paint_words(c, (Box){x, y, right - x, w->legend.height}, size, DREDGE_ALIGN_RIGHT,
                    false, hint);
    }
}

static void paint_ground(const Window* const w, cairo_t* const c)
{
    cairo_set_source_rgb(c, (w->background >> 16 & 255) / 255.0,
                         (w->background >> 8 & 255) / 255.0, (w->background & 255) / 255.0);
    cairo_paint(c);
}

static void paint_panel(const Window* const w, cairo_t* const c, const Box box)
{
    paint_colour(c, DREDGE_COLOUR_GROUND, 0.0);
    paint_round(c, box, 6.0 * w->unit);
    paint_colour(c, DREDGE_COLOUR_LINE, 0.75);
    paint_round(c, box, 6.0 * w->unit);
}

static void paint_all(Window* const w, cairo_t* const c)
{
    paint_ground(w, c);
    paint_picture(w, c);
    paint_legend(w, c);
    for (unsigned i = 0; i < 4; ++i) {
        paint_panel(w, c, w->panels[i]);
    }
    for (int over = 0; over < 2; ++over) {
        if (over) {
            over_paint_panel(w, c);
        }
        for (unsigned i = 0; i < w->widget_count; ++i) {
            if (w->widgets[i].over == (over > 0)) {
                widget_paint(w, (int)i, c);
                w->widgets[i].dirty = false;
            }
        }
    }
    over_paint_top(w, c);
    w->dirty_all = false;
    w->dirty_picture = false;
}

static void repaint_widget(Window* const w, const unsigned i, cairo_t* const c)
{
    const Box box = w->widgets[i].box;
    cairo_save(c);
    cairo_rectangle(c, box.x, box.y, box.width, box.height);
    cairo_clip(c);
    paint_ground(w, c);
    for (unsigned k = 0; k < 4; ++k) {
        if (box_has(w->panels[k], box.x, box.y)) {
            paint_panel(w, c, w->panels[k]);
        }
    }
    widget_paint(w, (int)i, c);
    cairo_restore(c);
    w->widgets[i].dirty = false;
    screen_show(w->screen, box.x, box.y, box.width, box.height);
}

// Whether a widget is to be painted anew now.
static bool is_due(const Widget* const widget, const bool meters)
{
    return widget->dirty && (meters || widget->kind != WIDGET_METER);
}

static void paint(Window* const w)
{
    cairo_t* const c = screen_draw(w->screen);
    if (!c) {
        return;
    }
    // Figures that change all the time can't be read.
    const double now = window_now();
    const bool meters = now - w->metered >= METERS_AGAIN;
    w->metered = meters ? now : w->metered;
    bool widgets = false;
    for (unsigned i = 0; i < w->widget_count; ++i) {
        widgets = widgets || is_due(&w->widgets[i], meters);
    }
    // What lies over the rest is painted with it.
    const bool covered = w->over != OVER_NONE || w->tip || w->chosen.row != DREDGE_ROW_NONE;
    if (w->dirty_all || (covered && (w->dirty_picture || widgets))) {
        paint_all(w, c);
        screen_show(w->screen, 0.0, 0.0, screen_width(w->screen), screen_height(w->screen));
        return;
    }
    if (w->dirty_picture) {
        paint_picture(w, c);
        screen_show(w->screen, w->picture.x, w->picture.y, w->picture.width, w->picture.height);
        w->dirty_picture = false;
    }
    for (unsigned i = 0; i < w->widget_count; ++i) {
        if (is_due(&w->widgets[i], meters)) {
            repaint_widget(w, i, c);
        }
    }
}

bool window_idle(Window* const w)
{
    ScreenEvent event;
    while (!w->closed && screen_next(w->screen, &event)) {
        heed(w, &event);
    }
    const double now = window_now();
    let_go(w, now, false);
    if (now - w->watched >= WATCH_AGAIN) {
        w->calls.watch(w->calls.handle, DREDGE_WATCH_ON);
        w->watched = now;
    }
    if (w->over == OVER_NONE && w->hovered >= 0 && w->held < 0 && !w->tip &&
        now - w->hover_since >= TIP_AFTER) {
        w->tip = true;
        w->dirty_all = true;
    }
    if (!w->closed) {
        paint(w);
    }
    return !w->closed;
}

uintptr_t window_id(const Window* const w)
{
    return screen_id(w->screen);
}

int window_file(const Window* const w)
{
    return screen_file(w->screen);
}

unsigned window_width(const Window* const w)
{
    return screen_width(w->screen);
}

unsigned window_height(const Window* const w)
{
    return screen_height(w->screen);
}

void window_resize(Window* const w, const unsigned width, const unsigned height)
{
    screen_resize(w->screen, width, height);
}

void window_set(Window* const w, const DredgeParameter* const p, const int lane,
                const float value)
{
    const int at = p->lanes == DREDGE_LANES_EACH ? lane : 0;
    const float clean = dredge_parameter_clean(p, at, value);
    float* const shown = &w->values[window_index(p)][at];
    // What is in hand is not torn out of it, and what is about to be let go is not pressed
    // again.
    const bool held =
        w->held >= 0 && w->widgets[w->held].parameter == p && w->widgets[w->held].lane == at;
    if (*shown != clean && !held && w->released_at[window_index(p)] == 0.0) {
        *shown = clean;
        window_dirty(w, p);
        w->dirty_all = w->dirty_all || w->over != OVER_NONE;
    }
}

void window_set_meter(Window* const w, const DredgeMeterIndex meter, const int lane,
                      const float value)
{
    if (w->meters[meter][lane] == value) {
        return;
    }
    w->meters[meter][lane] = value;
    for (unsigned i = 0; i < w->widget_count; ++i) {
        if (meter_shows(&w->widgets[i], meter, lane)) {
            w->widgets[i].dirty = true;
        }
    }
    const bool of_test = meter >= DREDGE_METER_ABX_STATE && meter <= DREDGE_METER_ABX_P;
    if (of_test && w->over == OVER_TEST) {
        layout_place(w);
    } else if (of_test) {
        w->dirty_all = true;
    }
}

void window_set_trace(Window* const w, const char* const path)
{
    snprintf(w->trace, sizeof(w->trace), "%s", path);
    w->dirty_all = true;
}

void window_take(Window* const w, const void* const message, const size_t size)
{
    const bool was_frozen = w->scene.clock.loop.frozen;
    const uint32_t was_from = w->scene.clock.loop.from;
    const bool had_b = w->scene.b_on;
    if (!dredge_scene_take(&w->scene, message, size)) {
        return;
    }
    // The loop is always in view.
    const DredgeLoopState* const loop = &w->scene.clock.loop;
    if (loop->frozen && loop->from != was_from) {
        w->seconds = fmax(w->seconds, 1.05 * loop->from / DREDGE_RATE);
    }
    w->dirty_picture = true;
    w->dirty_all =
        w->dirty_all || was_frozen != w->scene.clock.loop.frozen || had_b != w->scene.b_on;
    for (unsigned i = 0; i < w->widget_count; ++i) {
        const Widget* const widget = &w->widgets[i];
        w->widgets[i].dirty |= widget->kind == WIDGET_METER && widget->meter == METER_LOST;
    }
}

bool window_find(const Window* const w, const char* const wanted, double* const x,
                 double* const y)
{
    char name[64];
    for (int i = (int)w->widget_count - 1; i >= 0; --i) {
        widget_name(&w->widgets[i], name, sizeof(name));
        if (!strcmp(name, wanted)) {
            const Box box = w->widgets[i].box;
            *x = box.x + box.width / 2.0;
            *y = box.y + box.height / 2.0;
            return true;
        }
    }
    return false;
}
