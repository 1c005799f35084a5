// SPDX-License-Identifier: ISC
// What Ardour's extension of LV2 for pictures in a mixer strip consists of; no header of it is
// packaged. Carla and Mixbus have it as well.
#ifndef DREDGE_INLINE_DISPLAY_H
#define DREDGE_INLINE_DISPLAY_H

#include <lv2/core/lv2.h>
#include <stdint.h>

#define INLINE_DISPLAY_URI        "http://harrisonconsoles.com/lv2/inlinedisplay#"
#define INLINE_DISPLAY_INTERFACE  INLINE_DISPLAY_URI "interface"
#define INLINE_DISPLAY_QUEUE_DRAW INLINE_DISPLAY_URI "queue_draw"

/// A picture: premultiplied ARGB, 32 bits in the machine's order.
typedef struct {
    unsigned char* data;
    int width;
    int height;
    int stride; ///< Bytes
} InlineDisplayImage;

/// The plugin's extension data. The picture is the plugin's, and good until the next call.
typedef struct {
    InlineDisplayImage* (*render)(LV2_Handle plugin, uint32_t width, uint32_t most_height);
} InlineDisplayInterface;

/// The host's feature: ask for a call of render(), from run().
typedef struct {
    void* handle;
    void (*queue_draw)(void* handle);
} InlineDisplayFeature;

#endif
