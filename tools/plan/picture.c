// SPDX-License-Identifier: ISC
#include "plan/picture.h"

#include "codec/sender.h"
#include "plan/plan_table.h"
#include "report.h"

#include <cairo-svg.h>
#include <cairo.h>
#include <fontconfig/fontconfig.h>

enum {
    WIDTH = 1000,
    HEIGHT = 800,
    LEFT = 85, // Of both panels
    RIGHT = 970,
    PANEL_HEIGHT = 275,
    REACH_TICK = 200,
    BITRATE_TICK = 10,
};

typedef struct {
    double r, g, b;
} Colour;

typedef struct {
    const char* title;
    double top;
    bool fec;
} Panel;

static const Panel panels[] = {
    {"Without in-band FEC", 117.0, false},
    {"With in-band FEC", 450.0, true},
};

// Told apart by colour-blind eyes too (Okabe and Ito).
static const Colour colours[PLAN_LOSSES] = {
    {0.80, 0.47, 0.65}, {0.90, 0.62, 0.00}, {0.00, 0.62, 0.45},
    {0.34, 0.71, 0.91}, {0.00, 0.30, 0.60},
};

typedef enum { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT } Align;

// Text at a place; y is its baseline.
static void text(cairo_t* const c, const double x, const double y, const Align align,
                 const char* const words)
{
    cairo_text_extents_t extents;
    cairo_text_extents(c, words, &extents);
    cairo_move_to(c, x - extents.x_advance * (int)align / 2.0, y);
    cairo_show_text(c, words);
}

static void font(cairo_t* const c, const double size, const bool bold)
{
    cairo_select_font_face(c, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                           bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(c, size);
}

static void grey(cairo_t* const c, const double level)
{
    cairo_set_source_rgb(c, level, level, level);
}

static double x_of(const double kbps)
{
    return LEFT + (RIGHT - LEFT) * (kbps - DREDGE_BITRATE_MIN) /
                      (DREDGE_BITRATE_MAX - DREDGE_BITRATE_MIN);
}

static double y_of(const Panel* const panel, const double reach)
{
    return panel->top + PANEL_HEIGHT * (1.0 - reach / DREDGE_DEPTH_MAX);
}

static void line(cairo_t* const c, const double x0, const double y0, const double x1,
                 const double y1)
{
    cairo_move_to(c, x0, y0);
    cairo_line_to(c, x1, y1);
    cairo_stroke(c);
}

static void draw_ticks(cairo_t* const c, const Panel* const panel)
{
    const double bottom = y_of(panel, 0);
    char label[16];
    font(c, 14.0, false);
    cairo_set_line_width(c, 1.0);
    for (int reach = 0; reach <= DREDGE_DEPTH_MAX; reach += REACH_TICK) {
        const double y = y_of(panel, reach);
        grey(c, 0.87);
        line(c, LEFT, y, RIGHT, y);
        grey(c, 0.0);
        line(c, LEFT - 5, y, LEFT, y);
        snprintf(label, sizeof(label), "%d", reach);
        text(c, LEFT - 9, y + 5, ALIGN_RIGHT, label);
    }
    for (int kbps = BITRATE_TICK; kbps <= DREDGE_BITRATE_MAX; kbps += BITRATE_TICK) {
        const double x = x_of(kbps);
        grey(c, 0.87);
        line(c, x, panel->top, x, bottom);
        grey(c, 0.0);
        line(c, x, bottom, x, bottom + 5);
        snprintf(label, sizeof(label), "%d", kbps);
        text(c, x, bottom + 20, ALIGN_CENTRE, label);
    }
}

static void draw_axes(cairo_t* const c, const Panel* const panel)
{
    draw_ticks(c, panel);
    cairo_rectangle(c, LEFT, panel->top, RIGHT - LEFT, PANEL_HEIGHT);
    cairo_stroke(c);
    font(c, 16.0, true);
    text(c, LEFT, panel->top - 9, ALIGN_LEFT, panel->title);
    font(c, 15.0, false);
    cairo_save(c);
    cairo_translate(c, 28.0, panel->top + PANEL_HEIGHT / 2.0);
    cairo_rotate(c, -1.5707963267948966);
    text(c, 0.0, 0.0, ALIGN_CENTRE, "Reach of DRED in ms");
    cairo_restore(c);
}

static void use_colour(cairo_t* const c, const int loss)
{
    cairo_set_source_rgb(c, colours[loss].r, colours[loss].g, colours[loss].b);
    cairo_set_line_width(c, 2.0);
}

static void draw_curve(cairo_t* const c, const Panel* const panel, const int loss,
                       const double frame)
{
    use_colour(c, loss);
    cairo_new_path(c); // Text leaves its end as the current point
    for (int i = 0; i < PLAN_BITRATES; ++i) {
        const DredgeEncoderSetting s = plan_table_setting(i, loss, panel->fec);
        const int chunks = dredge_planner_chunks(&s, frame);
        cairo_line_to(c, x_of(s.bitrate / 1000.0), y_of(panel, dredge_planner_reach(chunks)));
    }
    cairo_stroke(c);
}

static void draw_legend(cairo_t* const c, const double y)
{
    const double pitch = 95.0;
    const double start = RIGHT - pitch * PLAN_LOSSES;
    font(c, 15.0, false);
    grey(c, 0.0);
    text(c, start - 12, y, ALIGN_RIGHT, "Expected loss:");
    for (int loss = 0; loss < PLAN_LOSSES; ++loss) {
        const double x = start + pitch * loss;
        char label[16];
        snprintf(label, sizeof(label), "%d %%", (loss + 1) * PLAN_LOSS_STEP);
        use_colour(c, loss);
        cairo_set_line_width(c, 4.0);
        line(c, x, y - 5, x + 32, y - 5);
        grey(c, 0.0);
        text(c, x + 40, y, ALIGN_LEFT, label);
    }
}

static void draw(cairo_t* const c, const double frame)
{
    char title[96];
    grey(c, 1.0);
    cairo_paint(c);
    cairo_set_line_join(c, CAIRO_LINE_JOIN_ROUND);
    snprintf(title, sizeof(title),
             "How far back DRED of one libopus encoder reaches, at frames of %g ms", frame);
    grey(c, 0.0);
    font(c, 20.0, true);
    text(c, WIDTH / 2.0, 38.0, ALIGN_CENTRE, title);
    draw_legend(c, 75.0);
    for (size_t i = 0; i < sizeof(panels) / sizeof(panels[0]); ++i) {
        draw_axes(c, &panels[i]);
        for (int loss = 0; loss < PLAN_LOSSES; ++loss) {
            draw_curve(c, &panels[i], loss, frame);
        }
    }
    grey(c, 0.0);
    font(c, 15.0, false);
    text(c, (LEFT + RIGHT) / 2.0, HEIGHT - 27.0, ALIGN_CENTRE,
         "Bitrate of the encoder, all included, in kb/s");
}

static cairo_status_t put(void* const file, const unsigned char* const data,
                          const unsigned size)
{
    return fwrite(data, 1, size, file) == size ? CAIRO_STATUS_SUCCESS
                                               : CAIRO_STATUS_WRITE_ERROR;
}

bool picture_write(FILE* const file, const PictureFormat format, const double frame)
{
    cairo_surface_t* const surface =
        format == PICTURE_SVG ? cairo_svg_surface_create_for_stream(put, file, WIDTH, HEIGHT)
                              : cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    cairo_t* const c = cairo_create(surface);
    draw(c, frame);
    cairo_status_t status = cairo_status(c);
    cairo_destroy(c);
    if (format == PICTURE_PNG && status == CAIRO_STATUS_SUCCESS) {
        status = cairo_surface_write_to_png_stream(surface, put, file);
    }
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS) {
        status = cairo_surface_status(surface);
    }
    cairo_surface_destroy(surface);
    // Free the caches of fonts, so that a leak checker has nothing to say.
    cairo_debug_reset_static_data();
    FcFini();
    // The caller sees errors of the file, and knows their cause.
    return status == CAIRO_STATUS_SUCCESS || ferror(file) ||
           complain("can't draw: %s", cairo_status_to_string(status));
}
