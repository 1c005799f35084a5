// SPDX-License-Identifier: ISC
// Any bytes as messages to a window, and what it draws of them.
#include "input.h"

#include "picture/link_picture.h"

#include <math.h>

enum { SIZE = 4096 };

static void look(const DredgeScene* const scene, const double width)
{
    static DredgeShape shapes[DREDGE_LINK_SHAPES];
    DredgeDrawing drawing = {.shapes = shapes, .room = DREDGE_LINK_SHAPES};
    DredgeLinkView view = {.scene = scene,
                           .width = width,
                           .height = 400.0,
                           .unit = 1.0,
                           .seconds = 2.0,
                           .notes = {"", ""}};
    view.chosen = dredge_link_picture_at(&view, width / 2.0, 200.0);
    dredge_link_picture_draw(&view, &drawing);
    if (drawing.count > DREDGE_LINK_SHAPES) {
        abort();
    }
    char lines[DREDGE_LINK_LINES][DREDGE_LINK_LINE_ROOM];
    const unsigned count = dredge_link_picture_words(scene, &view.chosen, lines);
    for (unsigned i = 0; i < count; ++i) {
        if (!memchr(lines[i], 0, DREDGE_LINK_LINE_ROOM)) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t* const bytes, const size_t size)
{
    static DredgeScene scene;
    Input input = {bytes, size};
    dredge_scene_clear(&scene);
    while (input.size) {
        size_t length = 0;
        const size_t most = input_number(&input, 2);
        uint8_t* const message = input_bytes(&input, most % SIZE, &length);
        dredge_scene_take(&scene, message, length);
        free(message);
    }
    if (scene.known) {
        look(&scene, 800.0);
    }
    return 0;
}
