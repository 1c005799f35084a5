// SPDX-License-Identifier: ISC
#include "xvfb.h"

#include <stdlib.h>
#include <string.h>
#include <xcb/xtest.h>

bool xvfb_start(Xvfb* const x)
{
    memset(x, 0, sizeof(*x));
    if (!host_display_start(&x->display)) {
        return false;
    }
    x->connection = xcb_connect(x->display.name, NULL);
    if (xcb_connection_has_error(x->connection)) {
        xvfb_stop(x);
        return false;
    }
    x->screen = xcb_setup_roots_iterator(xcb_get_setup(x->connection)).data;
    return true;
}

void xvfb_stop(Xvfb* const x)
{
    if (x->connection) {
        xcb_disconnect(x->connection);
        x->connection = NULL;
    }
    host_display_stop(&x->display);
}

// All that was asked for is done when this returns.
static void settle(Xvfb* const x)
{
    free(xcb_get_input_focus_reply(x->connection, xcb_get_input_focus(x->connection), NULL));
}

uint32_t xvfb_window(Xvfb* const x, const unsigned width, const unsigned height)
{
    const uint32_t window = xcb_generate_id(x->connection);
    const uint32_t mask = XCB_EVENT_MASK_KEY_PRESS;
    xcb_create_window(x->connection, XCB_COPY_FROM_PARENT, window, x->screen->root, 0, 0,
                      (uint16_t)width, (uint16_t)height, 0, XCB_WINDOW_CLASS_INPUT_OUTPUT,
                      x->screen->root_visual, XCB_CW_EVENT_MASK, &mask);
    xcb_map_window(x->connection, window);
    xcb_set_input_focus(x->connection, XCB_INPUT_FOCUS_POINTER_ROOT,
                        XCB_INPUT_FOCUS_POINTER_ROOT, XCB_CURRENT_TIME);
    settle(x);
    return window;
}

static void fake(Xvfb* const x, const uint8_t type, const uint8_t detail, const double at_x,
                 const double at_y)
{
    xcb_test_fake_input(x->connection, type, detail, XCB_CURRENT_TIME, x->screen->root,
                        (int16_t)at_x, (int16_t)at_y, 0);
    settle(x);
}

void xvfb_move(Xvfb* const x, const double at_x, const double at_y)
{
    fake(x, XCB_MOTION_NOTIFY, 0, at_x, at_y);
}

void xvfb_button(Xvfb* const x, const unsigned button, const bool pressed)
{
    fake(x, pressed ? XCB_BUTTON_PRESS : XCB_BUTTON_RELEASE, (uint8_t)button, 0.0, 0.0);
}

void xvfb_click(Xvfb* const x, const unsigned button)
{
    xvfb_button(x, button, true);
    xvfb_button(x, button, false);
}

void xvfb_key(Xvfb* const x, const unsigned code)
{
    fake(x, XCB_KEY_PRESS, (uint8_t)code, 0.0, 0.0);
    fake(x, XCB_KEY_RELEASE, (uint8_t)code, 0.0, 0.0);
}

void xvfb_type(Xvfb* const x, const char character)
{
    static const char* const rows[] = {"1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm,."};
    static const unsigned first[] = {10, 24, 38, 52};
    for (unsigned row = 0; row < 4; ++row) {
        const char* const found = strchr(rows[row], character);
        if (found) {
            xvfb_key(x, first[row] + (unsigned)(found - rows[row]));
        }
    }
}

unsigned xvfb_keys(Xvfb* const x, const unsigned code)
{
    unsigned count = 0;
    settle(x);
    for (xcb_generic_event_t* e = NULL; (e = xcb_poll_for_event(x->connection)) != NULL;) {
        const xcb_key_press_event_t* const key = (const void*)e;
        count += (e->response_type & 0x7f) == XCB_KEY_PRESS && key->detail == code;
        free(e);
    }
    return count;
}

uint32_t xvfb_pixel(Xvfb* const x, const uint32_t window, const int at_x, const int at_y)
{
    xcb_get_image_reply_t* const image =
        xcb_get_image_reply(x->connection,
                            xcb_get_image(x->connection, XCB_IMAGE_FORMAT_Z_PIXMAP, window,
                                          (int16_t)at_x, (int16_t)at_y, 1, 1, UINT32_MAX),
                            NULL);
    uint32_t pixel = UINT32_MAX;
    if (image && xcb_get_image_data_length(image) >= 4) {
        memcpy(&pixel, xcb_get_image_data(image), 4);
        pixel &= 0xffffff;
    }
    free(image);
    return pixel;
}

uint64_t xvfb_hash(Xvfb* const x, const uint32_t window, const int at_x, const int at_y,
                   const int width, const int height)
{
    xcb_get_image_reply_t* const image = xcb_get_image_reply(
        x->connection,
        xcb_get_image(x->connection, XCB_IMAGE_FORMAT_Z_PIXMAP, window, (int16_t)at_x,
                      (int16_t)at_y, (uint16_t)width, (uint16_t)height, UINT32_MAX),
        NULL);
    uint64_t hash = 1469598103934665603U; // FNV-1a
    const uint8_t* const data = image ? xcb_get_image_data(image) : NULL;
    for (int i = 0; data && i < xcb_get_image_data_length(image); ++i) {
        hash = (hash ^ data[i]) * 1099511628211U;
    }
    free(image);
    return image ? hash : 0;
}
