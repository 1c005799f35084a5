// SPDX-License-Identifier: ISC
// What the audio thread tells a window: plain data, from and to the same machine.
#ifndef DREDGE_VIEW_MESSAGE_H
#define DREDGE_VIEW_MESSAGE_H

#include "session.h"

#include <stdint.h>

/// A packet on its way, in one lane.
typedef struct {
    int32_t delay;    ///< From its sending to its arrival, samples at 48 kHz; -1: it was lost
    uint16_t primary; ///< Bytes, as all that follow; see DredgeAnatomy
    uint16_t lbrr;
    uint16_t dred;
    uint16_t red;
    uint16_t padding;
    uint16_t headers;
    uint16_t depth;  ///< How far back DRED reaches, ms
    uint8_t dropped; ///< The lane's own queue was full
    uint8_t mode;
} DredgeViewPacket;

/// A frame when it is sent.
typedef struct {
    uint64_t frame;
    DredgeViewPacket lane[DREDGE_LANES];
    uint8_t b_on;
    uint8_t duplicated;
} DredgeViewSent;

/// How a frame is heard, in one lane.
typedef struct {
    int32_t packet; ///< The packet that it was played from, counted from its own
    uint16_t rewound;
    uint8_t source;
    uint8_t late; ///< Its own packet came, and too late
} DredgeViewPlay;

/// A frame when it is played.
typedef struct {
    uint64_t frame;
    DredgeViewPlay lane[DREDGE_LANES];
    uint8_t b_on;
} DredgeViewPlayed;

typedef enum { DREDGE_VIEW_SENT, DREDGE_VIEW_PLAYED, DREDGE_VIEW_PEAKS } DredgeViewKind;

/// One piece of news.
typedef struct {
    uint32_t kind;
    union {
        DredgeViewSent sent;
        DredgeViewPlayed played;
        DredgePeaks peaks;
    };
} DredgeViewEntry;

enum { DREDGE_VIEW_VERSION = 1 };

/// A message begins with this; `count` entries follow.
typedef struct {
    uint32_t version;
    uint32_t count;
    uint64_t missed; ///< Entries that were dropped before these, as nobody took them in time
    DredgeClock clock;
} DredgeViewHead;

#endif
