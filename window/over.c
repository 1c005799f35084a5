// SPDX-License-Identifier: ISC
#include "over.h"

#include "layout.h"
#include "scale.h"
#include "value.h"
#include "widget.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { ROW = 20, TEXT = 11, TIP_WIDTH = 320, TIP_LINE = 15 }; // Units

static const double scales[] = {0.0, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0};

static const Widget* choosing(const Window* const w)
{
    return w->focus >= 0 ? &w->widgets[w->focus] : NULL;
}

static void add_item(Menu* const m, const char* const words)
{
    if (m->count < MENU_MOST) {
        snprintf(m->words[m->count++], MENU_ROOM, "%s", words);
    }
}

static unsigned rows_of(const Menu* const m)
{
    return (unsigned)fmax(floor(m->box.height / m->row), 1.0);
}

static void show_current(Menu* const m)
{
    const int rows = (int)rows_of(m);
    const int most = (int)m->count > rows ? (int)m->count - rows : 0;
    if (m->hovered >= 0 && m->hovered < m->first) {
        m->first = m->hovered;
    } else if (m->hovered >= m->first + rows) {
        m->first = m->hovered - rows + 1;
    }
    m->first = m->first < 0 ? 0 : m->first > most ? most : m->first;
}

// Below a box, or wherever there is room.
static void open_menu(Window* const w, const Box below, const double least_width)
{
    Menu* const m = &w->menu;
    const double width = screen_width(w->screen);
    const double height = screen_height(w->screen);
    m->row = ROW * w->unit;
    m->box.width = fmin(fmax(below.width, least_width), width);
    m->box.height = fmin(m->count * m->row, floor((height - 2.0) / m->row) * m->row);
    m->box.x = fmax(fmin(below.x, width - m->box.width), 0.0);
    m->box.y = below.y + below.height + 2.0 * w->unit;
    if (m->box.y + m->box.height > height) {
        m->box.y = fmax(below.y - m->box.height - 2.0 * w->unit, 0.0);
        if (m->box.y + m->box.height > below.y) {
            m->box.y = fmax(height - m->box.height, 0.0);
        }
    }
    m->hovered = m->current;
    m->first = 0;
    show_current(m);
    if (w->over != OVER_MENU) {
        w->under = w->over;
    }
    w->over = OVER_MENU;
    w->dirty_all = true;
}

static void start_menu(Window* const w, void (*const choose)(Window*, unsigned))
{
    w->menu.count = 0;
    w->menu.current = -1;
    w->menu.choose = choose;
}

static void choose_value(Window* const w, const unsigned item)
{
    const Widget* const widget = choosing(w);
    if (widget && widget->parameter) {
        window_turn(w, widget->parameter, widget->lane, widget->parameter->choices[item].value);
    }
}

void over_open_choice(Window* const w, const Widget* const widget)
{
    start_menu(w, choose_value);
    w->focus = (int)(widget - w->widgets);
    const float now = window_value(w, widget->parameter, widget->lane);
    for (const DredgeChoice* c = widget->parameter->choices; c->label; ++c) {
        w->menu.current = c->value == now ? (int)w->menu.count : w->menu.current;
        add_item(&w->menu, c->label);
    }
    open_menu(w, widget->box, 170.0 * w->unit);
}

static void choose_preset(Window* const w, const unsigned item)
{
    w->preset = (int)item;
    w->calls.load_preset(w->calls.handle, item);
}

void over_open_presets(Window* const w, const Box below)
{
    start_menu(w, choose_preset);
    for (unsigned i = 0; i < w->preset_count; ++i) {
        add_item(&w->menu, w->presets[i]);
    }
    w->menu.current = w->preset;
    open_menu(w, below, 300.0 * w->unit);
}

static void choose_scale(Window* const w, const unsigned item)
{
    const double before = w->unit;
    w->chosen_scale = scales[item];
    scale_write(w->chosen_scale);
    const double after = w->chosen_scale > 0.0 ? w->chosen_scale : w->host_scale;
    // The window grows with what is in it, as far as a host lets it.
    screen_resize(w->screen, (unsigned)(screen_width(w->screen) * after / before),
                  (unsigned)(screen_height(w->screen) * after / before));
    layout_place(w);
}

void over_open_scales(Window* const w, const Box below)
{
    start_menu(w, choose_scale);
    for (unsigned i = 0; i < sizeof(scales) / sizeof(scales[0]); ++i) {
        char words[32];
        snprintf(words, sizeof(words), i ? "%.0f %%" : "As the desktop (%.0f %%)",
                 100.0 * (i ? scales[i] : w->host_scale));
        w->menu.current = scales[i] == w->chosen_scale ? (int)i : w->menu.current;
        add_item(&w->menu, words);
    }
    open_menu(w, below, 160.0 * w->unit);
}

static int compare_files(const void* const a, const void* const b)
{
    // Folders end with a slash, and come first.
    const char* const x = a;
    const char* const y = b;
    const bool x_is_folder = x[strlen(x) - 1] == '/';
    const bool y_is_folder = y[strlen(y) - 1] == '/';
    return x_is_folder != y_is_folder ? (x_is_folder ? -1 : 1) : strcasecmp(x, y);
}

enum { FILE_NONE, FILE_UP, FILE_FIRST };

static void list_files(Window* const w);

// From a path to the folder that it is in.
static void go_up(char* const path)
{
    char* const slash = strrchr(path, '/');
    if (slash) {
        slash[slash == path ? 1 : 0] = '\0';
    }
}

static void choose_file(Window* const w, const unsigned item)
{
    const char* const words = w->menu.words[item];
    const size_t length = strlen(words);
    char path[PATH_MAX + MENU_ROOM];
    if (item == FILE_NONE) {
        w->calls.load_trace(w->calls.handle, "");
    } else if (item == FILE_UP) {
        go_up(w->folder);
        list_files(w);
    } else {
        const char* const between = strcmp(w->folder, "/") ? "/" : "";
        snprintf(path, sizeof(path), "%s%s%s", w->folder, between, words);
        if (words[length - 1] == '/') {
            path[strlen(path) - 1] = '\0';
            snprintf(w->folder, sizeof(w->folder), "%.*s", PATH_MAX - 1, path);
            list_files(w);
        } else {
            w->calls.load_trace(w->calls.handle, path);
        }
    }
}

static void list_files(Window* const w)
{
    start_menu(w, choose_file);
    add_item(&w->menu, "(no trace)");
    char words[MENU_ROOM];
    snprintf(words, sizeof(words), "↑ %.240s", w->folder);
    add_item(&w->menu, words);
    DIR* const folder = opendir(w->folder);
    for (struct dirent* e = NULL; folder && (e = readdir(folder));) {
        char path[PATH_MAX + MENU_ROOM];
        struct stat about;
        snprintf(path, sizeof(path), "%s/%s", w->folder, e->d_name);
        if (e->d_name[0] != '.' && !stat(path, &about) && strlen(e->d_name) < MENU_ROOM - 2) {
            snprintf(words, sizeof(words), "%.250s%s", e->d_name,
                     S_ISDIR(about.st_mode) ? "/" : "");
            add_item(&w->menu, words);
        }
    }
    if (folder) {
        closedir(folder);
    }
    qsort(w->menu.words[FILE_FIRST], w->menu.count - FILE_FIRST, MENU_ROOM, compare_files);
    const double u = w->unit;
    open_menu(w, (Box){w->panels[0].x, w->panels[0].y - 2.0 * u, 0.0, 0.0}, 380.0 * u);
}

void over_open_files(Window* const w)
{
    const char* const home = getenv("HOME");
    if (w->trace[0]) {
        snprintf(w->folder, sizeof(w->folder), "%s", w->trace);
        go_up(w->folder);
    } else if (!w->folder[0]) {
        snprintf(w->folder, sizeof(w->folder), "%s", home ? home : "/");
    }
    list_files(w);
}

void over_open_entry(Window* const w, const Widget* const widget)
{
    w->focus = (int)(widget - w->widgets);
    w->entry[0] = '\0';
    w->entry_bad = false;
    w->under = w->over == OVER_ENTRY ? w->under : w->over;
    w->over = OVER_ENTRY;
    w->dirty_all = true;
}

void over_open_panel(Window* const w, const Over panel)
{
    w->over = panel;
    w->focus = -1;
    layout_place(w);
}

void over_close(Window* const w)
{
    const bool on_top = w->over == OVER_MENU || w->over == OVER_ENTRY;
    w->over = on_top ? w->under : OVER_NONE;
    if (on_top) {
        w->dirty_all = true;
    } else {
        w->focus = -1;
        layout_place(w);
    }
}

static bool heed_menu(Window* const w, const ScreenEvent* const e)
{
    Menu* const m = &w->menu;
    const int at =
        box_has(m->box, e->x, e->y) ? m->first + (int)((e->y - m->box.y) / m->row) : -1;
    const int item = at < (int)m->count ? at : -1;
    switch (e->kind) {
    case SCREEN_MOVED:
        if (item != m->hovered) {
            m->hovered = item;
            w->dirty_all = true;
        }
        return true;
    case SCREEN_WHEEL:
        m->first -= (int)(3.0 * e->wheel);
        m->hovered = -1;
        show_current(m);
        w->dirty_all = true;
        return true;
    case SCREEN_PRESSED:
        over_close(w);
        if (item >= 0) {
            m->choose(w, (unsigned)item);
        }
        return true;
    case SCREEN_RELEASED:
        return true;
    case SCREEN_KEY:
        if (e->key == SCREEN_UP || e->key == SCREEN_DOWN) {
            const int next = m->hovered + (e->key == SCREEN_UP ? -1 : 1);
            m->hovered = next < 0 ? 0 : next >= (int)m->count ? (int)m->count - 1 : next;
            show_current(m);
            w->dirty_all = true;
            return true;
        }
        if (e->key == SCREEN_ENTER || e->key == SCREEN_ESCAPE) {
            const int chosen = m->hovered;
            over_close(w);
            if (e->key == SCREEN_ENTER && chosen >= 0) {
                m->choose(w, (unsigned)chosen);
            }
            return true;
        }
        return false;
    default:
        return false;
    }
}

static bool heed_entry(Window* const w, const ScreenEvent* const e)
{
    const Widget* const widget = choosing(w);
    if (e->kind == SCREEN_PRESSED) {
        over_close(w);
        return false;
    }
    if (e->kind != SCREEN_KEY || !widget || !widget->parameter) {
        return false;
    }
    const size_t length = strlen(w->entry);
    if (e->key == SCREEN_ENTER) {
        float value = 0.0f;
        if (value_read(widget->parameter, widget->lane, w->entry, &value)) {
            const Widget at = *widget;
            over_close(w);
            window_turn(w, at.parameter, at.lane, value);
        } else {
            w->entry_bad = true;
        }
    } else if (e->key == SCREEN_ESCAPE) {
        over_close(w);
    } else if (e->key == SCREEN_BACKSPACE && length) {
        w->entry[length - 1] = '\0';
    } else if (e->key >= ' ' && e->key < 127 && length + 1 < sizeof(w->entry)) {
        w->entry[length] = (char)e->key;
        w->entry[length + 1] = '\0';
        w->entry_bad = false;
    }
    w->dirty_all = true;
    return true;
}

bool over_heed(Window* const w, const ScreenEvent* const e)
{
    switch (w->over) {
    case OVER_MENU:
        return heed_menu(w, e);
    case OVER_ENTRY:
        return heed_entry(w, e);
    case OVER_MORE:
    case OVER_TEST:
        if (e->kind == SCREEN_KEY && e->key == SCREEN_ESCAPE) {
            over_close(w);
            return true;
        }
        return false;
    case OVER_NONE:
        break;
    }
    return false;
}

static void paint_sheet(const Window* const w, cairo_t* const c, const Box box)
{
    paint_colour(c, DREDGE_COLOUR_GROUND, 0.0);
    paint_round(c, box, 5.0 * w->unit);
    paint_colour(c, DREDGE_COLOUR_LINE, 0.7);
    paint_round(c, box, 5.0 * w->unit);
    paint_colour(c, DREDGE_COLOUR_DIM, 0.4);
    paint_round_line(c, box, 5.0 * w->unit, fmax(1.0, w->unit));
}

// Words in lines that are no wider than a box: painted, or only counted.
static unsigned paint_wrapped(const Window* const w, cairo_t* const c, const Box box,
                              const double line, const char* words, const bool shown)
{
    char cut[256] = "";
    unsigned lines = 0;
    while (*words) {
        size_t length = 0;
        for (size_t end = 0; words[end] && end + 1 < sizeof(cut);) {
            do {
                ++end;
            } while (words[end] && words[end] != ' ' && end + 1 < sizeof(cut));
            snprintf(cut, sizeof(cut), "%.*s", (int)end, words);
            if (length && paint_width(c, TEXT * w->unit, false, cut) > box.width) {
                break;
            }
            length = end;
        }
        if (shown) {
            snprintf(cut, sizeof(cut), "%.*s", (int)length, words);
            paint_words(c, (Box){box.x, box.y + lines * line, box.width, line}, TEXT * w->unit,
                        DREDGE_ALIGN_LEFT, false, cut);
        }
        words += length;
        while (*words == ' ') {
            ++words;
        }
        ++lines;
    }
    return lines;
}

static void paint_test(const Window* const w, cairo_t* const c)
{
    const double u = w->unit;
    const Box box = {w->panel.x + 12.0 * u, w->panel.y + 34.0 * u, w->panel.width - 24.0 * u,
                     100.0 * u};
    const double state = (double)w->meters[DREDGE_METER_ABX_STATE][0];
    const double trials = (double)window_value(w, dredge_parameter_find("abx_trials"), 0);
    char words[400];
    if (state == 1.0) {
        snprintf(words, sizeof(words),
                 "Trial %.0f. Listen to A, to B, and to X, as often as you like. X is one of "
                 "them: say which. Freeze (F) repeats one place.",
                 (double)w->meters[DREDGE_METER_ABX_TRIAL][0]);
    } else if (state == 2.0) {
        const double p = (double)w->meters[DREDGE_METER_ABX_P][0];
        snprintf(
            words, sizeof(words),
            "%.0f right answers. By mere guessing as many come about with a probability of "
            "%.3f: %s",
            (double)w->meters[DREDGE_METER_ABX_RIGHT][0], p,
            p < 0.05 ? "you hear a difference." : "that is no proof of a difference.");
    } else {
        snprintf(
            words, sizeof(words),
            "In each of %.0f trials X is A or B, drawn at random, and nothing shows which. "
            "Set the lanes up first, and switch Level Match on if loudness shall not help.",
            trials);
    }
    paint_colour(c, DREDGE_COLOUR_TEXT, 0.0);
    paint_wrapped(w, c, box, TIP_LINE * u, words, true);
}

void over_paint_panel(const Window* const w, cairo_t* const c)
{
    const Over over = window_panel(w);
    if (over != OVER_NONE) {
        paint_sheet(w, c, w->panel);
    }
    if (over == OVER_TEST) {
        paint_test(w, c);
    }
}

static void paint_menu(const Window* const w, cairo_t* const c)
{
    const Menu* const m = &w->menu;
    const double u = w->unit;
    paint_sheet(
        w, c,
        (Box){m->box.x - u, m->box.y - u, m->box.width + 2.0 * u, m->box.height + 2.0 * u});
    const unsigned rows = rows_of(m);
    for (unsigned i = 0; i < rows && m->first + (int)i < (int)m->count; ++i) {
        const int item = m->first + (int)i;
        const Box row = {m->box.x, m->box.y + i * m->row, m->box.width, m->row};
        if (item == m->hovered) {
            paint_colour(c, DREDGE_COLOUR_LINE, 0.0);
            paint_round(c, row, 3.0 * u);
        }
        paint_colour(c, item == m->current ? DREDGE_COLOUR_ACCENT : DREDGE_COLOUR_TEXT, 0.0);
        paint_words(c, (Box){row.x + 8.0 * u, row.y, row.width - 16.0 * u, row.height},
                    TEXT * u, DREDGE_ALIGN_LEFT, false, m->words[item]);
    }
    if (rows < m->count) {
        const double length = m->box.height * rows / m->count;
        const double at = m->box.height * m->first / m->count;
        paint_colour(c, DREDGE_COLOUR_DIM, 0.3);
        paint_round(c, (Box){m->box.x + m->box.width - 5.0 * u, m->box.y + at, 4.0 * u, length},
                    2.0 * u);
    }
}

// Explanations stand near the mouse, inside the window.
static void paint_note(const Window* const w, cairo_t* const c, const Box near,
                       const char* const title, const char* const words)
{
    const double u = w->unit;
    const double line = TIP_LINE * u;
    const double width = fmin(TIP_WIDTH * u, screen_width(w->screen) - 8.0);
    const Box inside = {0.0, 0.0, width - 16.0 * u, 0.0};
    const unsigned lines = paint_wrapped(w, c, inside, line, words, false);
    Box box = {near.x, near.y + near.height + 4.0 * u, width, (lines + 1) * line + 12.0 * u};
    if (box.y + box.height > screen_height(w->screen)) {
        box.y = fmax(near.y - box.height - 4.0 * u, 0.0);
    }
    box.x = fmax(fmin(box.x, screen_width(w->screen) - box.width - 2.0), 0.0);
    paint_sheet(w, c, box);
    const Box text = {box.x + 8.0 * u, box.y + 6.0 * u, inside.width, line};
    paint_colour(c, DREDGE_COLOUR_TEXT, 0.0);
    paint_words(c, text, TEXT * u, DREDGE_ALIGN_LEFT, true, title);
    paint_colour(c, DREDGE_COLOUR_TEXT, 0.15);
    paint_wrapped(w, c, (Box){text.x, text.y + line, text.width, line}, line, words, true);
}

static void paint_entry(const Window* const w, cairo_t* const c)
{
    const Widget* const widget = choosing(w);
    if (!widget || !widget->parameter) {
        return;
    }
    const DredgeParameter* const p = widget->parameter;
    char range[160];
    snprintf(range, sizeof(range), "%s%g to %g %s. Enter takes it, Escape does not.",
             w->entry_bad ? "That is no value: expected " : "", (double)p->least,
             (double)dredge_parameter_port_most(p), value_unit(p->unit));
    char typed[96];
    snprintf(typed, sizeof(typed), "%s: %s_", p->title, w->entry);
    paint_note(w, c, widget->box, typed, range);
}

// What happened to the frame that was chosen, or is pointed at.
static void paint_frame_note(const Window* const w, cairo_t* const c)
{
    char lines[DREDGE_LINK_LINES][DREDGE_LINK_LINE_ROOM];
    const unsigned count = w->chosen.row == DREDGE_ROW_NONE
                               ? 0
                               : dredge_link_picture_words(&w->scene, &w->chosen, lines);
    if (!count) {
        return;
    }
    DredgeLoopState loop;
    const DredgeLinkView view = window_view(w, &loop);
    const DredgeLinkPlaces places = dredge_link_picture_places(&view);
    const double x =
        w->picture.x + dredge_link_picture_x(&places, w->chosen.frame * w->scene.clock.frame);
    if (x < w->picture.x + places.left) {
        return; // It has gone out of sight
    }
    const double u = w->unit;
    const unsigned shown = window_is_blind(w) ? 1 : count;
    double width = 0.0;
    for (unsigned i = 0; i < shown; ++i) {
        width = fmax(width, paint_width(c, TEXT * u, i == 0, lines[i]));
    }
    const double line = TIP_LINE * u;
    Box box = {x - width - 40.0 * u, w->picture.y + places.bottom[DREDGE_ROW_SENT] - 10.0 * u,
               width + 20.0 * u, shown * line + 12.0 * u};
    if (box.x < w->picture.x + places.left) {
        box.x = fmin(x + 30.0 * u, w->picture.x + w->picture.width - box.width);
    }
    paint_sheet(w, c, box);
    for (unsigned i = 0; i < shown; ++i) {
        paint_colour(c, DREDGE_COLOUR_TEXT, i ? 0.15 : 0.0);
        paint_words(c, (Box){box.x + 10.0 * u, box.y + 6.0 * u + i * line, width + 4.0, line},
                    TEXT * u, DREDGE_ALIGN_LEFT, i == 0, lines[i]);
    }
}

void over_paint_top(const Window* const w, cairo_t* const c)
{
    if (w->over == OVER_NONE) {
        paint_frame_note(w, c);
    }
    if (w->over == OVER_MENU) {
        paint_menu(w, c);
    } else if (w->over == OVER_ENTRY) {
        paint_entry(w, c);
    } else if (w->tip && w->hovered >= 0) {
        char lines[WIDGET_LINES][WIDGET_LINE_ROOM];
        if (widget_explain(w, w->hovered, lines)) {
            paint_note(w, c, w->widgets[w->hovered].box, lines[0], lines[1]);
        }
    }
}
