// SPDX-License-Identifier: ISC
// What the control ports say, in the words of the core.
#ifndef DREDGE_CONTROLS_H
#define DREDGE_CONTROLS_H

#include "abx_slot.h"
#include "ports.h"
#include "realtime.h"
#include "session.h"

#include <stdbool.h>

/// The value of a control, see port_value(). `port` holds what each is connected to. For the
/// audio thread, as all that follows.
float controls_value(const Ports* ports, void* const* port, unsigned index) DREDGE_REALTIME;

/// Whether a switch is on.
bool controls_on(const Ports* ports, void* const* port, unsigned index) DREDGE_REALTIME;

/// The settings and what they were made of. All zero at first.
typedef struct {
    bool known;
    bool x_is_b;
    float seen[PORTS_MAX]; ///< As the host wrote them
    DredgeSettings settings;
} Controls;

/// All settings of the session, made anew where a control has changed; what X is, the blind
/// test says.
const DredgeSettings* controls_settings(Controls* c, const Ports* ports, void* const* port,
                                        bool x_is_b) DREDGE_REALTIME;

/// The controls of the blind test.
AbxControls controls_abx(const Ports* ports, void* const* port) DREDGE_REALTIME;

#endif
