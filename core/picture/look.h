// SPDX-License-Identifier: ISC
// What a picture shows of a frame, in 32 bits that two threads can share.
#ifndef DREDGE_LOOK_H
#define DREDGE_LOOK_H

#include "lanes.h"
#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    DredgeSource source;
    bool lost;    ///< The network lost its packet
    bool dropped; ///< The lane's queue did
    bool late;    ///< It came, and too late to be played
} DredgeLaneLook;

typedef struct {
    DredgeLaneLook lane[DREDGE_LANES];
    bool b_on;
} DredgeLook;

/// What there is to see of a frame. Any thread, as all that follows.
uint32_t dredge_look_pack(const DredgeFrameRecord* record) DREDGE_REALTIME;

/// ... and back.
DredgeLook dredge_look_unpack(uint32_t packed) DREDGE_REALTIME;

#endif
