// SPDX-License-Identifier: ISC
// The picture in the mixer strip, as shapes; and what frames look like.
#include "harness.h"
#include "picture/strip.h"

#include <math.h>
#include <string.h>

static void sources_differ_in_lightness(void** state)
{
    (void)state;
    for (int a = 0; a <= DREDGE_SOURCE_SILENCE; ++a) {
        for (int b = 0; b < a; ++b) {
            const double la = dredge_palette_lightness(
                dredge_palette_rgb(dredge_palette_source((DredgeSource)a)));
            const double lb = dredge_palette_lightness(
                dredge_palette_rgb(dredge_palette_source((DredgeSource)b)));
            assert_within(fabs(la - lb), 5.0, 100.0);
        }
    }
    assert_within(dredge_palette_lightness(0xffffff), 99.99, 100.01);
    assert_within(dredge_palette_lightness(0x777777), 50.0, 50.1);
    assert_within(dredge_palette_lightness(0x000000), 0.0, 0.0);
}

static void looks_survive_packing(void** state)
{
    (void)state;
    for (unsigned bits = 0; bits < 7 * 7 * 16; ++bits) {
        const unsigned flags = bits / 49;
        const DredgeFrameRecord record = {
            .lane = {{.source = (DredgeSource)(bits % 7), .lost = flags & 1},
                     {.source = (DredgeSource)(bits / 7 % 7),
                      .lost = flags & 3,
                      .dropped = flags & 2}},
            .b_on = flags & 4,
        };
        const DredgeLook look = dredge_look_unpack(dredge_look_pack(&record));
        assert_int_equal(look.b_on, record.b_on);
        for (int i = 0; i < DREDGE_LANES; ++i) {
            const DredgeRecord* const r = &record.lane[i];
            assert_int_equal(look.lane[i].source, r->source);
            assert_int_equal(look.lane[i].dropped, r->dropped);
            assert_int_equal(look.lane[i].lost, r->lost && !r->dropped);
            assert_int_equal(look.lane[i].late,
                             !r->lost && r->source != DREDGE_SOURCE_RECEIVED);
        }
    }
}

static DredgeShape shapes[DREDGE_STRIP_SHAPES];

static DredgeDrawing draw(const DredgeStrip* const strip)
{
    DredgeDrawing drawing = {.shapes = shapes, .room = DREDGE_STRIP_SHAPES};
    dredge_strip_draw(strip, &drawing);
    return drawing;
}

static unsigned count_of(const DredgeDrawing* const d, const DredgeShapeKind kind,
                         const DredgeColour colour)
{
    unsigned count = 0;
    for (unsigned i = 0; i < d->count; ++i) {
        count += d->shapes[i].kind == kind && d->shapes[i].colour == colour;
    }
    return count;
}

static void any_space_holds_its_picture(void** state)
{
    (void)state;
    static const unsigned widths[] = {0, 1, 14, 15, 16, 60, 110, 111, 300, 1200, 8192};
    static const unsigned heights[] = {0, 1, 10, 29, 30, 45, 100, 5000};
    DredgeLook looks[DREDGE_STRIP_FRAMES];
    for (unsigned i = 0; i < DREDGE_STRIP_FRAMES; ++i) {
        // Each frame is unlike the last, lost and dropped: the most shapes
        const DredgeLaneLook a = {.source = i % 2 ? DREDGE_SOURCE_DRED : DREDGE_SOURCE_LBRR,
                                  .lost = true};
        const DredgeLaneLook b = {.source = a.source, .dropped = true, .late = true};
        looks[i] = (DredgeLook){.lane = {a, b}, .b_on = true};
        looks[i].lane[0].dropped = true;
    }
    unsigned most = 0;
    for (size_t w = 0; w < sizeof(widths) / sizeof(widths[0]); ++w) {
        for (size_t h = 0; h < sizeof(heights) / sizeof(heights[0]); ++h) {
            for (int b_on = 0; b_on < 2; ++b_on) {
                const DredgeStrip strip = {
                    .size = dredge_strip_size(widths[w], heights[h], b_on),
                    .looks = looks,
                    .b_on = b_on,
                    .count = dredge_strip_size(widths[w], heights[h], b_on).frames,
                };
                assert_true(strip.size.height <= heights[h]);
                assert_true(strip.size.frames <= DREDGE_STRIP_FRAMES);
                const DredgeDrawing d = draw(&strip);
                most = d.count > most ? d.count : most;
                for (unsigned i = 0; i < d.count; ++i) {
                    const DredgeShape* const s = &d.shapes[i];
                    assert_true(s->x >= 0.0 && s->x + s->width <= widths[w] + 1e-9);
                    assert_true(s->y >= 0.0 && s->y + s->height <= heights[h] + 1e-9);
                }
            }
        }
    }
    assert_within(most, 2 * DREDGE_STRIP_FRAMES, DREDGE_STRIP_SHAPES);
    assert_int_equal(dredge_strip_size(110, 100, true).frames, 31);
    assert_int_equal(dredge_strip_size(5, 100, true).frames, 0);
    assert_int_equal(dredge_strip_size(110, 3, true).frames, 0);
}

static void losses_are_crosses_and_runs_are_bars(void** state)
{
    (void)state;
    DredgeLook looks[10] = {{.b_on = true}};
    for (int i = 4; i < 7; ++i) {
        looks[i].lane[0] = (DredgeLaneLook){.source = DREDGE_SOURCE_NEURAL, .lost = true};
        looks[i].lane[1] = (DredgeLaneLook){.source = DREDGE_SOURCE_DRED, .lost = true};
    }
    looks[8].lane[1] = (DredgeLaneLook){.source = DREDGE_SOURCE_LBRR, .dropped = true};
    DredgeStrip strip = {.size = dredge_strip_size(220, 100, true),
                         .looks = looks,
                         .count = 10,
                         .b_on = true,
                         .heard = 1};
    DredgeDrawing d = draw(&strip);
    assert_int_equal(count_of(&d, DREDGE_SHAPE_CROSS, DREDGE_COLOUR_LOST), 3);
    assert_int_equal(count_of(&d, DREDGE_SHAPE_BOX, DREDGE_COLOUR_LOST), 1); // Dropped
    const DredgeColour neural = dredge_palette_source(DREDGE_SOURCE_NEURAL);
    const DredgeColour dred = dredge_palette_source(DREDGE_SOURCE_DRED);
    const DredgeColour received = dredge_palette_source(DREDGE_SOURCE_RECEIVED);
    assert_int_equal(count_of(&d, DREDGE_SHAPE_BOX, neural), 1);
    assert_int_equal(count_of(&d, DREDGE_SHAPE_BOX, dred), 1);
    assert_int_equal(count_of(&d, DREDGE_SHAPE_BOX, received), 2 + 3);
    const DredgeShape* bar = NULL;
    const DredgeShape* low = NULL;
    for (unsigned i = 0; i < d.count; ++i) {
        bar = d.shapes[i].colour == neural ? &d.shapes[i] : bar;
        low = d.shapes[i].colour == received && !low ? &d.shapes[i] : low;
    }
    assert_non_null(bar);
    assert_non_null(low);
    assert_within(bar->width, 18.0, 18.0); // Three frames of six pixels
    assert_within(bar->x, 220 - 6 - 6 * 6, 220 - 6 - 6 * 6);
    assert_within(low->height / bar->height, 0.4, 0.6);
    assert_within(low->y + low->height, bar->y + bar->height, bar->y + bar->height);
    assert_int_equal(count_of(&d, DREDGE_SHAPE_TEXT, DREDGE_COLOUR_ACCENT), 1);

    // Too small for crosses
    strip.size = dredge_strip_size(110, 100, true);
    d = draw(&strip);
    assert_int_equal(count_of(&d, DREDGE_SHAPE_CROSS, DREDGE_COLOUR_LOST), 0);
    assert_int_equal(count_of(&d, DREDGE_SHAPE_BOX, DREDGE_COLOUR_LOST), 3 + 1);

    strip.size = dredge_strip_size(220, 100, true);
    strip.blind = true;
    strip.heard = -1;
    d = draw(&strip);
    assert_int_equal(count_of(&d, DREDGE_SHAPE_CROSS, DREDGE_COLOUR_LOST), 3);
    assert_int_equal(count_of(&d, DREDGE_SHAPE_BOX, neural), 0);
    assert_int_equal(count_of(&d, DREDGE_SHAPE_BOX, dred), 0);
    assert_int_equal(count_of(&d, DREDGE_SHAPE_BOX, DREDGE_COLOUR_LOST), 0);
    assert_int_equal(count_of(&d, DREDGE_SHAPE_TEXT, DREDGE_COLOUR_ACCENT), 0);
}

static void a_full_drawing_takes_no_more(void** state)
{
    (void)state;
    DredgeShape room[2];
    DredgeDrawing d = {.shapes = room, .room = 2};
    const DredgeShape shape = {.kind = DREDGE_SHAPE_BOX};
    assert_true(dredge_drawing_add(&d, &shape));
    assert_true(dredge_drawing_add(&d, &shape));
    assert_false(dredge_drawing_add(&d, &shape));
    assert_int_equal(d.count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sources_differ_in_lightness),  TEST(looks_survive_packing),
        TEST(any_space_holds_its_picture),  TEST(losses_are_crosses_and_runs_are_bars),
        TEST(a_full_drawing_takes_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
