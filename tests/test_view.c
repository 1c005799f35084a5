// SPDX-License-Identifier: ISC
// What windows are told, what they make of it, and what is drawn then.
#include "harness.h"
#include "host/host_fonts.h"
#include "speech.h"

#include "paint.h"
#include "picture/link_picture.h"
#include "session.h"
#include "view/feed.h"
#include "view/scene.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = DREDGE_RATE, FRAME = 960, WIDTH = 900, HEIGHT = 420, ROOM = 8192 };

static DredgeScene* scene;
static DredgeShape* shapes;
static DredgeViewFeed* feed;

static int setup(void** state)
{
    (void)state;
    scene = calloc(1, sizeof(*scene));
    shapes = calloc(DREDGE_LINK_SHAPES, sizeof(*shapes));
    feed = calloc(1, sizeof(*feed));
    return !scene || !shapes || !feed;
}

static int teardown(void** state)
{
    (void)state;
    free(scene);
    free(shapes);
    free(feed);
    return 0;
}

// A message made by hand.
typedef struct {
    DredgeViewHead head;
    DredgeViewEntry entries[64];
} Message;

static Message message_of(const uint32_t starts, const int64_t captured)
{
    return (Message){.head = {.version = DREDGE_VIEW_VERSION,
                              .clock = {.starts = starts,
                                        .frame = FRAME,
                                        .playout = 10 * FRAME,
                                        .captured = captured,
                                        .heard = captured - 11 * FRAME}}};
}

static bool take(const Message* const m)
{
    return dredge_scene_take(scene, m,
                             sizeof(m->head) + m->head.count * sizeof(DredgeViewEntry));
}

static void add_sent(Message* const m, const uint64_t frame, const bool lost)
{
    DredgeViewEntry* const e = &m->entries[m->head.count++];
    memset(e, 0, sizeof(*e));
    e->kind = DREDGE_VIEW_SENT;
    e->sent.frame = frame;
    e->sent.b_on = true;
    for (int i = 0; i < DREDGE_LANES; ++i) {
        e->sent.lane[i] = (DredgeViewPacket){
            .delay = lost ? -1 : 0, .primary = 60, .lbrr = 30, .dred = 50, .headers = 40};
    }
}

static void add_played(Message* const m, const uint64_t frame, const DredgeSource a,
                       const DredgeSource b, const int32_t packet)
{
    DredgeViewEntry* const e = &m->entries[m->head.count++];
    memset(e, 0, sizeof(*e));
    e->kind = DREDGE_VIEW_PLAYED;
    e->played.frame = frame;
    e->played.b_on = true;
    e->played.lane[0] = (DredgeViewPlay){.source = (uint8_t)a, .packet = packet};
    e->played.lane[1] = (DredgeViewPlay){.source = (uint8_t)b, .packet = packet};
}

static void messages_may_come_in_any_order(void** state)
{
    (void)state;
    memset(scene, 0, sizeof(*scene));
    Message late = message_of(1, 20 * FRAME);
    add_sent(&late, 19, false);
    Message early = message_of(1, 10 * FRAME);
    add_sent(&early, 9, true);
    assert_true(take(&late));
    assert_true(take(&early));
    assert_true(take(&early));
    assert_int_equal(scene->clock.captured, 20 * FRAME);
    assert_int_equal(dredge_scene_sent(scene, 9)->lane[0].delay, -1);
    assert_int_equal(dredge_scene_sent(scene, 19)->lane[0].delay, 0);
    assert_null(dredge_scene_sent(scene, 10));
    assert_null(dredge_scene_sent(scene, -1));
    assert_null(dredge_scene_played(scene, 9));
    // The link begins anew: nothing of before is left.
    Message anew = message_of(2, FRAME);
    assert_true(take(&anew));
    assert_null(dredge_scene_sent(scene, 9));
}

static void broken_messages_change_nothing(void** state)
{
    (void)state;
    memset(scene, 0, sizeof(*scene));
    Message good = message_of(1, 20 * FRAME);
    add_sent(&good, 19, false);
    assert_true(take(&good));
    for (size_t size = 0; size < sizeof(DredgeViewHead) + sizeof(DredgeViewEntry); ++size) {
        assert_false(dredge_scene_take(scene, &good, size));
    }
    Message bad = good;
    bad.head.version = 77;
    assert_false(take(&bad));
    bad = good;
    bad.head.clock.frame = 0;
    assert_false(take(&bad));
    bad = good;
    bad.head.count = UINT32_MAX;
    assert_false(dredge_scene_take(scene, &bad, sizeof(bad)));
    bad = good;
    bad.entries[0].kind = 9;
    assert_false(take(&bad));
    bad = good;
    bad.head.count = 0;
    add_played(&bad, 3, (DredgeSource)200, DREDGE_SOURCE_RECEIVED, 0);
    assert_false(take(&bad));
    assert_non_null(dredge_scene_sent(scene, 19));
    assert_int_equal(scene->clock.captured, 20 * FRAME);
}

static DredgeLinkView view_of(const double seconds)
{
    return (DredgeLinkView){.scene = scene,
                            .width = WIDTH,
                            .height = HEIGHT,
                            .unit = 1.0,
                            .seconds = seconds,
                            .heard = DREDGE_LANE_B};
}

static DredgeDrawing draw(const DredgeLinkView* const view)
{
    DredgeDrawing drawing = {.shapes = shapes, .room = DREDGE_LINK_SHAPES};
    dredge_link_picture_draw(view, &drawing);
    return drawing;
}

// Every source in a frame of its own, lane B the other way round.
static void make_sources(void)
{
    memset(scene, 0, sizeof(*scene));
    Message m = message_of(1, 30 * FRAME);
    for (unsigned f = 0; f < 30; ++f) {
        add_sent(&m, f, f % 4 == 3);
    }
    for (unsigned f = 0; f < 14; ++f) {
        const DredgeSource a = (DredgeSource)(f % 7);
        add_played(&m, f, a, (DredgeSource)(6 - a), a == DREDGE_SOURCE_DRED ? 5 : 1);
    }
    assert_true(take(&m));
}

static uint32_t pixel(cairo_surface_t* const surface, const double x, const double y)
{
    const uint32_t* const row =
        (const uint32_t*)(void*)(cairo_image_surface_get_data(surface) +
                                 (size_t)y * (size_t)cairo_image_surface_get_stride(surface));
    return row[(size_t)x] & 0xffffff;
}

static cairo_surface_t* paint(const DredgeLinkView* const view)
{
    const DredgeDrawing drawing = draw(view);
    cairo_surface_t* const surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)view->width, (int)view->height);
    cairo_t* const c = cairo_create(surface);
    paint_drawing(c, &drawing);
    cairo_destroy(c);
    cairo_surface_flush(surface);
    return surface;
}

static void every_source_has_its_colour(void** state)
{
    (void)state;
    make_sources();
    const DredgeLinkView view = view_of(30 * 0.02);
    const DredgeLinkPlaces places = dredge_link_picture_places(&view);
    cairo_surface_t* const surface = paint(&view);
    for (int lane = 0; lane < DREDGE_LANES; ++lane) {
        const double y = places.bottom[DREDGE_ROW_LANE_A + lane] - 2.0;
        for (int f = 0; f < 14; ++f) {
            const DredgeSource source = (DredgeSource)(lane ? 6 - f % 7 : f % 7);
            const double x = dredge_link_picture_x(&places, f * FRAME + FRAME / 2);
            assert_int_equal(pixel(surface, x, y),
                             dredge_palette_rgb(dredge_palette_source(source)));
        }
    }
    // Layers of a packet that came, from the bottom: headers, primary, LBRR, DRED.
    const double x = dredge_link_picture_x(&places, FRAME / 2);
    const double per_byte =
        (places.bottom[DREDGE_ROW_SENT] - places.top[DREDGE_ROW_SENT]) / 200.0;
    static const struct {
        double at;
        DredgeColour colour;
    } layers[] = {{20.0, DREDGE_COLOUR_LINE},
                  {70.0, DREDGE_COLOUR_SOURCES + DREDGE_SOURCE_RECEIVED},
                  {115.0, DREDGE_COLOUR_SOURCES + DREDGE_SOURCE_LBRR},
                  {155.0, DREDGE_COLOUR_SOURCES + DREDGE_SOURCE_DRED}};
    for (int i = 0; i < 4; ++i) {
        assert_int_equal(
            pixel(surface, x, places.bottom[DREDGE_ROW_SENT] - layers[i].at * per_byte),
            dredge_palette_rgb(layers[i].colour));
    }
    cairo_surface_destroy(surface);
}

static void losses_have_crosses(void** state)
{
    (void)state;
    make_sources();
    const DredgeLinkView view = view_of(30 * 0.02);
    const DredgeLinkPlaces places = dredge_link_picture_places(&view);
    const DredgeDrawing drawing = draw(&view);
    unsigned crosses = 0;
    for (unsigned i = 0; i < drawing.count; ++i) {
        const DredgeShape* const s = &drawing.shapes[i];
        if (s->kind == DREDGE_SHAPE_CROSS) {
            const int64_t frame = 3 + 4 * (int64_t)crosses;
            assert_float_equal((s->x + s->width / 2.0),
                               dredge_link_picture_x(&places, frame * FRAME + FRAME / 2), 0.5);
            ++crosses;
        }
    }
    assert_int_equal(crosses, 7);
}

// The arc ends at the packet that the record names.
static void the_arc_ends_at_the_packet(void** state)
{
    (void)state;
    make_sources();
    DredgeLinkView view = view_of(30 * 0.02);
    const DredgeLinkPlaces places = dredge_link_picture_places(&view);
    for (int f = 0; f < 14; ++f) {
        const double x = dredge_link_picture_x(&places, f * FRAME + FRAME / 2);
        const double y =
            (places.top[DREDGE_ROW_LANE_A] + places.bottom[DREDGE_ROW_LANE_A]) / 2.0;
        view.chosen = dredge_link_picture_at(&view, x, y);
        assert_int_equal(view.chosen.frame, f);
        assert_int_equal(view.chosen.row, DREDGE_ROW_LANE_A);
        const DredgeDrawing drawing = draw(&view);
        unsigned arcs = 0;
        const int packet = f + (f % 7 == DREDGE_SOURCE_DRED ? 5 : 1);
        for (unsigned i = 0; i < drawing.count; ++i) {
            const DredgeShape* const s = &drawing.shapes[i];
            if (s->kind == DREDGE_SHAPE_ARC) {
                assert_float_equal(s->x, x, 1.0);
                assert_float_equal((s->x + s->width),
                                   dredge_link_picture_x(&places, packet * FRAME + FRAME / 2),
                                   1.0);
                assert_float_equal((s->y + s->height), places.bottom[DREDGE_ROW_SENT], 0.5);
                ++arcs;
            }
        }
        assert_int_equal(arcs, dredge_source_is_concealed((DredgeSource)(f % 7)) ? 0 : 1);
    }
}

static void frames_are_explained_in_words(void** state)
{
    (void)state;
    make_sources();
    char lines[DREDGE_LINK_LINES][DREDGE_LINK_LINE_ROOM];
    const DredgeLinkSpot spot = {.row = DREDGE_ROW_LANE_A, .frame = 3};
    assert_int_equal(dredge_link_picture_words(scene, &spot, lines), 4);
    assert_string_equal(lines[0], "Frame 3: its packet was lost");
    assert_string_equal(lines[1], "A plays DRED of packet 8, 5 later");
    assert_string_equal(lines[2], "B plays DRED of packet 8, 5 later");
    assert_string_equal(lines[3], "Packet 8, bytes: 60 primary, 30 LBRR, 50 DRED, 40 headers; "
                                  "DRED reaches 0 ms back");
    const DredgeLinkSpot other = {.row = DREDGE_ROW_LANE_B, .frame = 2};
    assert_int_equal(dredge_link_picture_words(scene, &other, lines), 4);
    assert_string_equal(lines[1], "B: Neural PLC; nothing that came in time reached it");
    const DredgeLinkSpot waiting = {.row = DREDGE_ROW_SENT, .frame = 20};
    assert_int_equal(dredge_link_picture_words(scene, &waiting, lines), 2);
    const DredgeLinkSpot unknown = {.row = DREDGE_ROW_SENT, .frame = 2000};
    assert_int_equal(dredge_link_picture_words(scene, &unknown, lines), 0);
}

static void blind_shows_no_lane(void** state)
{
    (void)state;
    make_sources();
    DredgeLinkView view = view_of(30 * 0.02);
    view.blind = true;
    view.heard = -1;
    view.chosen = (DredgeLinkSpot){.row = DREDGE_ROW_LANE_B, .frame = 3};
    const DredgeLinkPlaces places = dredge_link_picture_places(&view);
    const DredgeDrawing drawing = draw(&view);
    for (unsigned i = 0; i < drawing.count; ++i) {
        const DredgeShape* const s = &drawing.shapes[i];
        assert_true(s->kind != DREDGE_SHAPE_ARC);
        assert_false(s->colour >= DREDGE_COLOUR_SOURCES &&
                     s->y > places.top[DREDGE_ROW_LANE_A]);
    }
}

static void any_size_can_be_drawn(void** state)
{
    (void)state;
    make_sources();
    static const double sizes[] = {1.0, 7.0, 93.0, 400.0, 4096.0};
    for (int i = 0; i < 5; ++i) {
        for (int k = 0; k < 5; ++k) {
            for (int zoom = 0; zoom < 3; ++zoom) {
                DredgeLinkView view = view_of(zoom == 0 ? 0.5 : zoom == 1 ? 3.0 : 20.0);
                view.width = sizes[i];
                view.height = sizes[k];
                view.unit = zoom + 0.05;
                const DredgeDrawing drawing = draw(&view);
                assert_true(drawing.count < drawing.room);
                for (unsigned n = 0; n < drawing.count; ++n) {
                    assert_true(isfinite(drawing.shapes[n].x + drawing.shapes[n].width));
                    assert_true(isfinite(drawing.shapes[n].y + drawing.shapes[n].height));
                }
                dredge_link_picture_at(&view, sizes[i] / 2.0, sizes[k] / 2.0);
            }
        }
    }
}

// A real link

static DredgeSession* open_session(void)
{
    DredgeStatus status = DREDGE_OK;
    DredgeSession* const session = dredge_session_new(RATE, 1, false, &status);
    assert_non_null(session);
    DredgeSettings settings = dredge_settings_default();
    settings.playout.playout = 100;
    settings.b_on = true;
    settings.network.duplicate = 0.1;
    settings.network.delay = 15.0;
    settings.network.jitter = 12.0;
    dredge_session_set(session, &settings);
    dredge_session_reset(session);
    return session;
}

enum { SOUND = 4 * RATE };
static DredgeFrameRecord records[SOUND / FRAME];
static unsigned record_count;

// Play, and let the feed have all; a message is written every 40 ms if it is due.
static unsigned play(DredgeSession* const session, const float* const sound, const int from,
                     const int to)
{
    static float output[FRAME];
    static _Alignas(8) unsigned char message[ROOM];
    unsigned messages = 0;
    for (int at = from; at < to; at += FRAME / 4) {
        const float* const in[] = {sound + at};
        float* const out[] = {output};
        dredge_session_process(session, in, out, FRAME / 4);
        dredge_view_feed_read(feed, session);
        DredgeFrameRecord record;
        while (dredge_session_read(session, &record)) {
            dredge_view_feed_add(feed, &record);
            records[record_count++ % (SOUND / FRAME)] = record;
        }
        if (dredge_view_feed_is_due(feed, 0.005)) {
            const size_t size = dredge_view_feed_write(feed, session, message, sizeof(message));
            assert_within(size, sizeof(DredgeViewHead), sizeof(message));
            assert_true(dredge_scene_take(scene, message, size));
            ++messages;
        }
    }
    return messages;
}

static void the_scene_agrees_with_the_records(void** state)
{
    (void)state;
    memset(scene, 0, sizeof(*scene));
    memset(feed, 0, sizeof(*feed));
    record_count = 0;
    float* const sound = speech_fill(SOUND);
    DredgeSession* const session = open_session();
    assert_int_equal(play(session, sound, 0, 2 * RATE), 0); // Nobody watches
    dredge_view_feed_watch(feed, DREDGE_WATCH_BEGIN);
    const unsigned messages = play(session, sound, 2 * RATE, SOUND);
    assert_within(messages, 48, 50);
    unsigned checked = 0;
    unsigned duplicated = 0;
    for (unsigned i = 0; i + 4 < record_count; ++i) {
        const DredgeFrameRecord* const r = &records[i];
        const int64_t frame = (int64_t)r->lane[0].frame;
        const DredgeViewPlayed* const played = dredge_scene_played(scene, frame);
        const DredgeViewSent* const sent = dredge_scene_sent(scene, frame);
        assert_non_null(played);
        assert_non_null(sent);
        assert_int_equal(sent->duplicated, r->lane[0].duplicated);
        duplicated += sent->duplicated;
        for (int lane = 0; lane < DREDGE_LANES; ++lane) {
            const DredgeRecord* const own = &r->lane[lane];
            assert_int_equal(played->lane[lane].source, own->source);
            assert_int_equal(frame + played->lane[lane].packet, own->packet);
            assert_int_equal(sent->lane[lane].delay < 0, own->lost);
            if (!own->lost) {
                assert_int_equal(sent->lane[lane].delay, own->arrival - (frame + 1) * FRAME);
            }
            assert_int_equal(sent->lane[lane].primary, own->anatomy.primary);
            assert_int_equal(sent->lane[lane].dred, own->anatomy.dred);
        }
        ++checked;
    }
    assert_true(checked > 180 && duplicated > 5);
    assert_int_equal(scene->missed, 0);
    // What is still on its way is known as well, and the outline of what was heard.
    assert_non_null(dredge_scene_sent(scene, scene->clock.captured / FRAME - 3));
    const DredgePeaks* const peaks = dredge_scene_peaks(scene, 3 * RATE);
    assert_non_null(peaks);
    assert_within(3 * RATE - peaks->at, 0, DREDGE_PEAKS_SPAN - 1);
    // The dry signal's outline is the sound's: it is heard a lookahead behind its place.
    float highest = 0.0f;
    for (int64_t at = peaks->at - 600; at < peaks->at + DREDGE_PEAKS_SPAN; ++at) {
        highest = fmaxf(highest, sound[at]);
    }
    int most = 0;
    for (int i = 0; i < DREDGE_PEAKS_CELLS; ++i) {
        most =
            peaks->high[DREDGE_HEARD_DRY][i] > most ? peaks->high[DREDGE_HEARD_DRY][i] : most;
    }
    assert_true(most <= (int)(127.0f * highest + 1.0f));
    // The one that watches falls silent.
    play(session, sound, 0, 2 * RATE);
    assert_int_equal(play(session, sound, 0, 2 * RATE), 0);
    dredge_session_free(session);
    free(sound);
}

static void slow_watchers_lose_the_oldest(void** state)
{
    (void)state;
    static _Alignas(8) unsigned char message[ROOM];
    memset(scene, 0, sizeof(*scene));
    memset(feed, 0, sizeof(*feed));
    float* const sound = speech_fill(SOUND);
    DredgeSession* const session = open_session();
    dredge_view_feed_watch(feed, DREDGE_WATCH_BEGIN);
    for (int round = 0; round < 10; ++round) {
        for (int at = 0; at < SOUND; at += FRAME) {
            const float* const in[] = {sound + at};
            float out[FRAME];
            float* const outs[] = {out};
            dredge_session_process(session, in, outs, FRAME);
            dredge_view_feed_read(feed, session);
            DredgeFrameRecord record;
            while (dredge_session_read(session, &record)) {
                dredge_view_feed_add(feed, &record);
            }
        }
    }
    const size_t size = dredge_view_feed_write(feed, session, message, sizeof(message));
    assert_true(dredge_scene_take(scene, message, size));
    assert_true(scene->missed > 1000);
    assert_int_equal(dredge_view_feed_write(feed, session, message, 10), 0);
    dredge_session_free(session);
    free(sound);
}

// While it is frozen, what was heard until then is kept for whoever begins to watch.
static void a_frozen_feed_keeps_what_is_frozen(void** state)
{
    (void)state;
    memset(scene, 0, sizeof(*scene));
    memset(feed, 0, sizeof(*feed));
    record_count = 0;
    float* const sound = speech_fill(SOUND);
    DredgeSession* const session = open_session();
    play(session, sound, 0, SOUND);
    DredgeSettings settings = dredge_settings_default();
    settings.playout.playout = 100;
    settings.b_on = true;
    settings.loop = (DredgeLoopSettings){.frozen = true, .from = 2.0};
    dredge_session_set(session, &settings);
    for (int round = 0; round < 20; ++round) { // Much longer than the feed remembers
        play(session, sound, 0, SOUND);
    }
    dredge_view_feed_watch(feed, DREDGE_WATCH_BEGIN);
    play(session, sound, 0, SOUND);
    assert_true(scene->clock.loop.frozen);
    for (int64_t at = scene->clock.frozen_at - 2 * RATE; at < scene->clock.frozen_at;
         at += 480) {
        assert_non_null(dredge_scene_played(scene, at / FRAME));
        assert_non_null(dredge_scene_peaks(scene, at));
    }
    dredge_session_free(session);
    free(sound);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(messages_may_come_in_any_order),
        TEST(broken_messages_change_nothing),
        TEST(every_source_has_its_colour),
        TEST(losses_have_crosses),
        TEST(the_arc_ends_at_the_packet),
        TEST(frames_are_explained_in_words),
        TEST(blind_shows_no_lane),
        TEST(any_size_can_be_drawn),
        TEST(the_scene_agrees_with_the_records),
        TEST(slow_watchers_lose_the_oldest),
        TEST(a_frozen_feed_keeps_what_is_frozen),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
