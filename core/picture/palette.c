// SPDX-License-Identifier: ISC
#include "picture/palette.h"

#include <assert.h>
#include <math.h>

static const uint32_t colours[DREDGE_COLOURS] = {
    [DREDGE_COLOUR_GROUND] = 0x16181c,
    [DREDGE_COLOUR_LINE] = 0x343941,
    [DREDGE_COLOUR_DIM] = 0x8d95a1,
    [DREDGE_COLOUR_TEXT] = 0xe6e8eb,
    [DREDGE_COLOUR_ACCENT] = 0xf2c14e,
    [DREDGE_COLOUR_LOST] = 0xffffff,
    [DREDGE_COLOUR_SOURCES + DREDGE_SOURCE_RECEIVED] = 0x3a6fd8,
    [DREDGE_COLOUR_SOURCES + DREDGE_SOURCE_RED] = 0xffb347,
    [DREDGE_COLOUR_SOURCES + DREDGE_SOURCE_LBRR] = 0x45c486,
    [DREDGE_COLOUR_SOURCES + DREDGE_SOURCE_DRED] = 0xf0525f,
    [DREDGE_COLOUR_SOURCES + DREDGE_SOURCE_NEURAL] = 0xd9ccff,
    [DREDGE_COLOUR_SOURCES + DREDGE_SOURCE_CLASSIC] = 0x5c626b,
    [DREDGE_COLOUR_SOURCES + DREDGE_SOURCE_SILENCE] = 0x2a2d33,
};

uint32_t dredge_palette_rgb(const DredgeColour colour)
{
    assert(colour < DREDGE_COLOURS);
    return colours[colour];
}

DredgeColour dredge_palette_source(const DredgeSource source)
{
    return DREDGE_COLOUR_SOURCES + source;
}

static double linear(const unsigned byte)
{
    const double v = byte / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

double dredge_palette_lightness(const uint32_t rgb)
{
    const double y = 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) +
                     0.0722 * linear(rgb & 255);
    return y > 216.0 / 24389.0 ? 116.0 * cbrt(y) - 16.0 : y * 24389.0 / 27.0;
}
