// SPDX-License-Identifier: ISC
// A display for tests, with a mouse and a keyboard.
#ifndef DREDGE_TEST_XVFB_H
#define DREDGE_TEST_XVFB_H

#include "host/host_display.h"

#include <stdbool.h>
#include <stdint.h>
#include <xcb/xcb.h>

typedef struct {
    HostDisplay display;
    xcb_connection_t* connection;
    xcb_screen_t* screen;
} Xvfb;

/// Start one, and make it $DISPLAY; false where there is none.
bool xvfb_start(Xvfb* xvfb);

/// End it.
void xvfb_stop(Xvfb* xvfb);

/// A window to be in, with its top left corner in that of the screen.
uint32_t xvfb_window(Xvfb* xvfb, unsigned width, unsigned height);

/// Move the mouse, and press and release its buttons: 1 left, 3 right, 4 wheel up, 5 wheel
/// down.
void xvfb_move(Xvfb* xvfb, double x, double y);
void xvfb_button(Xvfb* xvfb, unsigned button, bool pressed);
void xvfb_click(Xvfb* xvfb, unsigned button);

/// Press and release a key: a character of a US keyboard, or one of these.
enum { XVFB_ENTER = 36, XVFB_ESCAPE = 9, XVFB_UP = 111, XVFB_DOWN = 116, XVFB_SPACE = 65 };
void xvfb_type(Xvfb* xvfb, char character);
void xvfb_key(Xvfb* xvfb, unsigned code);

/// How many presses of a key came to a window of xvfb_window() since the last time.
unsigned xvfb_keys(Xvfb* xvfb, unsigned code);

/// The colour of a pixel of a window, 0xRRGGBB.
uint32_t xvfb_pixel(Xvfb* xvfb, uint32_t window, int x, int y);

/// A number that stands for all pixels of a part of a window.
uint64_t xvfb_hash(Xvfb* xvfb, uint32_t window, int x, int y, int width, int height);

#endif
