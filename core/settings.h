// SPDX-License-Identifier: ISC
// All knobs of a session, and how they stand at first.
#ifndef DREDGE_SETTINGS_H
#define DREDGE_SETTINGS_H

#include "lanes.h"
#include "listen/loop.h"
#include "listen/mixer.h"
#include "network/network.h"
#include "realtime.h"

#include <stdbool.h>

/// All knobs. The ranges are the caller's to keep.
typedef struct {
    DredgeLinkSettings lane[DREDGE_LANES];
    bool b_on; ///< Keep lane B running; while it is to be heard it runs anyway
    DredgeNetwork network;
    bool lock;             ///< While the song plays, packets are counted from its start; when
                           ///< it starts or jumps the link begins anew with one of the song's
    DredgeMonitor monitor; ///< What is heard
    bool x_is_b;           ///< What DREDGE_MONITOR_X is
    DredgeLoopSettings loop;
    bool level_match;      ///< Make the lanes as loud as the dry sound
    unsigned frame;        ///< Samples at 48 kHz: 120, 240, 480, 960, 1920 or 2880. Changing it
                           ///< starts the link anew, and so does changing lane A's application,
                           ///< which is that of both
    DredgePlayout playout; ///< Changing it starts the link anew
    bool enabled;          ///< false: the input is heard, delayed by the same latency
    bool ahead;            ///< Let the helper thread work ahead, where there is one
    bool freewheels;       ///< The host runs as fast as it can, for an export
} DredgeSettings;

/// The settings of a new session. Any thread.
DredgeSettings dredge_settings_default(void);

/// Make what depends on each other agree: the shortest playout delay is at most the longest,
/// and the loss models run on units of 10 ms or not. Any thread that owns the settings.
void dredge_settings_settle(DredgeSettings* settings, bool by_time) DREDGE_REALTIME;

#endif
