// SPDX-License-Identifier: ISC
// What is turned and what is shown, whoever turns and shows it: a terminal or a window.
#ifndef DREDGE_LIVE_DESK_H
#define DREDGE_LIVE_DESK_H

#include "listen/abx.h"
#include "live/client.h"
#include "panel.h"

/// All of it belongs to the program's own thread.
typedef struct {
    LiveClient* client;
    DredgeSession* session; ///< For its counts
    DredgeSettings settings;
    bool by_time; ///< The loss models run on units of 10 ms
    DredgeAbx abx;
    unsigned trials;
    DredgePanel panel;
} LiveDesk;

/// Begin with settings that are in force already.
void live_desk_begin(LiveDesk* desk, LiveClient* client, DredgeSession* session,
                     const DredgeSettings* settings, bool by_time);

/// Turn a parameter; buttons do what they do when they rise.
void live_desk_turn(LiveDesk* desk, const DredgeParameter* parameter, int lane, float value);

/// The settings were changed: let the client have them.
void live_desk_send(LiveDesk* desk);

/// Bring the meters up to date, some seconds after the last time.
void live_desk_update(LiveDesk* desk, double seconds);

#endif
