// SPDX-License-Identifier: ISC
// A window of X11 by itself: what is drawn in it, and what people do to it.
//
// It has a connection of its own, so it shares nothing with the host or with other windows, and
// errors of the server come as events and never end the host.
#ifndef DREDGE_SCREEN_H
#define DREDGE_SCREEN_H

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    SCREEN_EXPOSED, ///< Some of it must be shown again
    SCREEN_RESIZED,
    SCREEN_PRESSED, ///< A button of the mouse
    SCREEN_RELEASED,
    SCREEN_MOVED,
    SCREEN_LEFT, ///< The mouse went away
    SCREEN_WHEEL,
    SCREEN_KEY,
    SCREEN_CLOSED, ///< By a person, or with the display
} ScreenEventKind;

/// Keys that are no character.
enum {
    SCREEN_BACKSPACE = 8,
    SCREEN_TAB = 9,
    SCREEN_ENTER = 13,
    SCREEN_ESCAPE = 27,
    SCREEN_UP = 0x110000,
    SCREEN_DOWN,
    SCREEN_LEFT_KEY,
    SCREEN_RIGHT_KEY,
};

typedef struct {
    ScreenEventKind kind;
    double x, y;     ///< Pixels
    unsigned button; ///< 1 left, 2 middle, 3 right
    double wheel;    ///< Clicks up; negative down
    uint32_t key;    ///< A character of Unicode, or one of the above
    bool shift;
    bool control;  ///< Control, Alt or Super is held
    uint32_t time; ///< ms
} ScreenEvent;

typedef struct Screen Screen;

/**
   Go to the display, without a window yet.

   @param problem a sentence if there is none: room for `room` bytes
   @return NULL then
*/
Screen* screen_new(char* problem, size_t room);

/**
   Make a window and show it; once, before all that is about windows.

   @param parent to be in, or 0 for one by itself
   @return false with a sentence in `problem` if that is not possible
*/
bool screen_open(Screen* screen, uintptr_t parent, const char* title, unsigned width,
                 unsigned height, char* problem, size_t room);

/// Close it; NULL is fine.
void screen_free(Screen* screen);

/// Its number for X11, for a host.
uintptr_t screen_id(const Screen* screen);

/// What becomes readable when there are events.
int screen_file(const Screen* screen);

/// Its size in pixels: that of the last SCREEN_RESIZED.
unsigned screen_width(const Screen* screen);
unsigned screen_height(const Screen* screen);

/// Ask for another size; it comes as an event.
void screen_resize(Screen* screen, unsigned width, unsigned height);

/// Take the next event, or return false.
bool screen_next(Screen* screen, ScreenEvent* event);

/// Give the last key that was taken on to the window that this one is in.
void screen_pass_on(Screen* screen);

/// Where to draw: the whole window, kept from one time to the next. NULL without memory.
cairo_t* screen_draw(Screen* screen);

/// Show a part of what was drawn.
void screen_show(Screen* screen, double x, double y, double width, double height);

/// How many pixels stand for one on a screen of ordinary density, by the desktop's own setting
/// (Xft.dpi / 96); 0 if there is none.
double screen_scale(const Screen* screen);

#endif
