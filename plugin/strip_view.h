// SPDX-License-Identifier: ISC
// The picture in the host's mixer strip: the audio thread writes down what there is to see, the
// host's window thread draws it when it finds the time. Neither waits for the other.
#ifndef DREDGE_STRIP_VIEW_H
#define DREDGE_STRIP_VIEW_H

#include "inline_display.h"
#include "picture/strip.h"
#include "realtime.h"
#include "settings.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    STRIP_VIEW_LOOKS = 4 * DREDGE_STRIP_FRAMES, ///< A power of two; more than the host can miss
    STRIP_VIEW_RATE = 25,                       ///< Pictures asked for in a second, at most
};

/// Zero-initialise.
typedef struct {
    // From the audio thread to the window's
    atomic_uint looks[STRIP_VIEW_LOOKS];
    atomic_uint count;   ///< Looks since activation
    atomic_uint monitor; ///< DredgeMonitor

    // The audio thread's
    const InlineDisplayFeature* host; ///< NULL: nobody looks
    uint32_t last;                    ///< The newest look
    unsigned alike;                   ///< How many have been like it
    double waited;                    ///< Seconds since a picture was asked for
    bool changed;

    // The window thread's
    uint8_t* pixels;
    InlineDisplayImage image;
    unsigned drawn_count, drawn_monitor, drawn_width, drawn_height;
} StripView;

/// Forget what was seen. For the audio thread, as what follows.
void strip_view_reset(StripView* view) DREDGE_REALTIME;

/// Take down a frame.
void strip_view_add(StripView* view, const DredgeFrameRecord* record) DREDGE_REALTIME;

/// Ask the host for a picture if there is news, after `seconds` of sound.
void strip_view_update(StripView* view, DredgeMonitor monitor, double seconds) DREDGE_REALTIME;

/// The picture in a space of pixels, or NULL when it is too small, or memory has run out. For
/// the window's thread.
InlineDisplayImage* strip_view_render(StripView* view, uint32_t width, uint32_t most_height);

/// Free the picture. For the window's thread.
void strip_view_clear(StripView* view);

#endif
