// SPDX-License-Identifier: ISC
#include "strip_view.h"

#include "paint.h"

#include <stdlib.h>

enum { LONGEST_SIDE = 8192 }; // Pixels

void strip_view_reset(StripView* const v)
{
    atomic_store_explicit(&v->count, 0, memory_order_release);
    v->last = 0;
    v->alike = 0;
    v->waited = 0.0;
    v->changed = true;
}

void strip_view_add(StripView* const v, const DredgeFrameRecord* const record)
{
    const uint32_t look = dredge_look_pack(record);
    const unsigned count = atomic_load_explicit(&v->count, memory_order_relaxed);
    atomic_store_explicit(&v->looks[count % STRIP_VIEW_LOOKS], look, memory_order_relaxed);
    atomic_store_explicit(&v->count, count + 1, memory_order_release);
    // Frames that are all alike make no other picture by moving on.
    v->alike = count && look == v->last ? v->alike + 1 : 0;
    v->changed = v->changed || v->alike <= DREDGE_STRIP_FRAMES;
    v->last = look;
}

// Meant to be called from run(): hosts note it, and draw in another thread.
typedef void (*QueueDraw)(void* handle) DREDGE_REALTIME;

void strip_view_update(StripView* const v, const DredgeMonitor monitor, const double seconds)
{
    if (!v->host) {
        return;
    }
    const unsigned before =
        atomic_exchange_explicit(&v->monitor, monitor, memory_order_relaxed);
    v->changed = v->changed || before != monitor;
    v->waited += seconds;
    if (v->changed && v->waited >= 1.0 / STRIP_VIEW_RATE) {
        v->changed = false;
        v->waited = 0.0;
        ((QueueDraw)v->host->queue_draw)(v->host->handle);
    }
}

// The looks that there is room for, the oldest first. Returns how many.
static unsigned newest_looks(StripView* const v, const unsigned count, const unsigned room,
                             DredgeLook* const looks)
{
    const unsigned shown = count < room ? count : room;
    for (unsigned i = 0; i < shown; ++i) {
        const unsigned at = (count - shown + i) % STRIP_VIEW_LOOKS;
        looks[i] =
            dredge_look_unpack(atomic_load_explicit(&v->looks[at], memory_order_relaxed));
    }
    return shown;
}

static bool make_image(StripView* const v, const DredgeStripSize* const size)
{
    if (v->pixels && v->image.width == (int)size->width &&
        v->image.height == (int)size->height) {
        return true;
    }
    strip_view_clear(v);
    const int stride = cairo_format_stride_for_width(CAIRO_FORMAT_ARGB32, (int)size->width);
    v->pixels = stride > 0 ? calloc(size->height, (size_t)stride) : NULL;
    v->image = (InlineDisplayImage){.data = v->pixels,
                                    .width = (int)size->width,
                                    .height = (int)size->height,
                                    .stride = stride};
    return v->pixels;
}

static bool paint(const InlineDisplayImage* const image, const DredgeDrawing* const drawing)
{
    cairo_surface_t* const surface = cairo_image_surface_create_for_data(
        image->data, CAIRO_FORMAT_ARGB32, image->width, image->height, image->stride);
    cairo_t* const cairo = cairo_create(surface);
    paint_drawing(cairo, drawing);
    const bool good = cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    cairo_surface_destroy(surface);
    return good;
}

InlineDisplayImage* strip_view_render(StripView* const v, const uint32_t width,
                                      const uint32_t most_height)
{
    const unsigned count = atomic_load_explicit(&v->count, memory_order_acquire);
    const unsigned monitor = atomic_load_explicit(&v->monitor, memory_order_relaxed);
    if (v->pixels && count == v->drawn_count && monitor == v->drawn_monitor &&
        width == v->drawn_width && most_height == v->drawn_height) {
        return &v->image;
    }
    DredgeLook looks[DREDGE_STRIP_FRAMES];
    const bool b_on = newest_looks(v, count, 1, looks) && looks[0].b_on;
    DredgeStrip strip = {.size = dredge_strip_size(width, most_height, b_on),
                         .looks = looks,
                         .b_on = b_on,
                         .heard = dredge_monitor_lane((DredgeMonitor)monitor),
                         .blind = monitor == DREDGE_MONITOR_X};
    if (!strip.size.frames || width > LONGEST_SIDE || !make_image(v, &strip.size)) {
        return NULL;
    }
    strip.count = newest_looks(v, count, strip.size.frames, looks);
    DredgeShape shapes[DREDGE_STRIP_SHAPES];
    DredgeDrawing drawing = {.shapes = shapes, .room = DREDGE_STRIP_SHAPES};
    dredge_strip_draw(&strip, &drawing);
    if (!paint(&v->image, &drawing)) {
        strip_view_clear(v);
        return NULL;
    }
    v->drawn_count = count;
    v->drawn_monitor = monitor;
    v->drawn_width = width;
    v->drawn_height = most_height;
    return &v->image;
}

void strip_view_clear(StripView* const v)
{
    free(v->pixels);
    v->pixels = NULL;
    v->image = (InlineDisplayImage){.data = NULL};
}
