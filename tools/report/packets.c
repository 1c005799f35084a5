// SPDX-License-Identifier: ISC
#include "report/packets.h"

#include "need.h"
#include "paint.h"
#include "picture/link_picture.h"
#include "records.h"
#include "report.h"
#include "report/record_rows.h"

#include <cairo-svg.h>
#include <fontconfig/fontconfig.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 900, HEIGHT = 230, MS = DREDGE_RATE / 1000 };

// What is drawn with, large as it is.
typedef struct {
    DredgeScene scene;
    DredgeShape shapes[DREDGE_LINK_SHAPES];
    char* text; // Of SVG
    size_t length, room;
} Easel;

static DredgeSource source_of(const char* const name)
{
    int source = DREDGE_SOURCE_SILENCE;
    while (source > 0 && strcmp(source_name((DredgeSource)source), name) != 0) {
        --source;
    }
    return (DredgeSource)source;
}

static uint16_t bytes_of(const RecordRows* const rows, const RecordField field)
{
    return (uint16_t)record_rows_number(rows, field);
}

static DredgeViewPacket packet_of(const RecordRows* const rows, const double sent_ms)
{
    const bool lost = *rows->field[ROW_LOST] == '1';
    const double delay = record_rows_number(rows, ROW_ARRIVAL) - sent_ms;
    return (DredgeViewPacket){.delay = lost ? -1 : (int32_t)(delay * MS + 0.5),
                              .primary = bytes_of(rows, ROW_PRIMARY),
                              .lbrr = bytes_of(rows, ROW_LBRR),
                              .dred = bytes_of(rows, ROW_DRED),
                              .red = bytes_of(rows, ROW_RED),
                              .padding = bytes_of(rows, ROW_PADDING),
                              .headers = bytes_of(rows, ROW_HEADERS),
                              .depth = bytes_of(rows, ROW_DEPTH),
                              .dropped = bytes_of(rows, ROW_DROPPED) != 0};
}

// Lane A's frames, as if they had been watched.
static void fill(DredgeScene* const scene, RecordRows* const rows, const double duration)
{
    const uint64_t most = (uint64_t)(1000.0 * PACKETS_SECONDS / duration);
    uint64_t count = 0;
    for (; count < most && record_rows_next(rows); ++count) {
        const uint64_t frame = (uint64_t)record_rows_number(rows, ROW_FRAME);
        DredgeViewSent* const sent = &scene->sent[frame % DREDGE_SCENE_FRAMES];
        DredgeViewPlayed* const played = &scene->played[frame % DREDGE_SCENE_FRAMES];
        sent->frame = played->frame = frame;
        sent->lane[DREDGE_LANE_A] = packet_of(rows, (double)(frame + 1) * duration);
        const DredgeSource source = source_of(rows->field[ROW_SOURCE]);
        const bool came = sent->lane[DREDGE_LANE_A].delay >= 0;
        played->lane[DREDGE_LANE_A] = (DredgeViewPlay){
            .source = (uint8_t)source,
            .late = came && source != DREDGE_SOURCE_RECEIVED,
            .packet = (int32_t)(record_rows_number(rows, ROW_PACKET) - (double)frame)};
    }
    const uint32_t frame = (uint32_t)(duration * MS + 0.5);
    scene->known = true;
    scene->clock = (DredgeClock){.frame = frame,
                                 .captured = (int64_t)(count * frame),
                                 .heard = (int64_t)(count * frame)};
}

static cairo_status_t take(void* const to, const unsigned char* const bytes,
                           const unsigned count)
{
    Easel* const e = to;
    if (e->length + count + 1 > e->room) {
        e->room = 2 * (e->length + count + 1);
        char* const more = need_memory(e->room, 1);
        if (e->length) {
            memcpy(more, e->text, e->length);
        }
        free(e->text);
        e->text = more;
    }
    memcpy(e->text + e->length, bytes, count);
    e->length += count;
    e->text[e->length] = '\0';
    return CAIRO_STATUS_SUCCESS;
}

static json_t* draw(Easel* const e)
{
    const DredgeLinkView view = {.scene = &e->scene,
                                 .width = WIDTH,
                                 .height = HEIGHT,
                                 .unit = 1.0,
                                 .seconds =
                                     fmax((double)e->scene.clock.captured / DREDGE_RATE, 0.5),
                                 .heard = DREDGE_LANE_A,
                                 .still = true};
    DredgeDrawing drawing = {.shapes = e->shapes, .room = DREDGE_LINK_SHAPES};
    dredge_link_picture_draw(&view, &drawing);
    cairo_surface_t* const surface =
        cairo_svg_surface_create_for_stream(take, e, WIDTH, HEIGHT);
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
    cairo_t* const c = cairo_create(surface);
    paint_drawing(c, &drawing);
    cairo_destroy(c);
    cairo_surface_finish(surface);
    const bool good = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    return good && e->text ? json_string(e->text) : json_null();
}

void packets_end(void)
{
    cairo_debug_reset_static_data();
    FcFini();
}

json_t* packets_json(const char* const path)
{
    // Twice: how long a frame is, the last rows may tell.
    RecordRows rows;
    if (!record_rows_open(&rows, path)) {
        return NULL;
    }
    while (record_rows_next(&rows)) {
    }
    const double duration = record_rows_duration(&rows);
    const bool tells = rows.column[ROW_PRIMARY] >= 0 && rows.column[ROW_HEADERS] >= 0;
    if (!record_rows_close(&rows, path) || !tells) {
        return json_null();
    }
    if (!record_rows_open(&rows, path)) {
        return NULL;
    }
    Easel* const e = need_memory(1, sizeof(*e));
    dredge_scene_clear(&e->scene);
    fill(&e->scene, &rows, duration);
    record_rows_close(&rows, path);
    json_t* const picture = draw(e);
    free(e->text);
    free(e);
    return picture;
}
