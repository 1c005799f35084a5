// SPDX-License-Identifier: ISC
// The values of all meters: what a host shows, and a window.
#ifndef DREDGE_PANEL_H
#define DREDGE_PANEL_H

#include "listen/abx.h"
#include "meters.h"
#include "parameters/parameters.h"
#include "realtime.h"
#include "session.h"

#include <stdbool.h>

/// What the meters show comes from here. Zero-initialise, then dredge_panel_reset().
typedef struct {
    DredgeMeters meters[DREDGE_LANES]; ///< Lane A's hold what is common as well
    DredgeStageCounts counted;         ///< When the CPU meter was last renewed
    uint64_t waits_before;             ///< ... this activation
    double cpu_span;                   ///< Seconds of sound since
    DredgeNetwork expected_of;
    DredgeLossStatistics expected; ///< What that comes to
    bool expected_known;
    float value[DREDGE_METERS][DREDGE_LANES]; ///< Lane A's where there are no lanes
} DredgePanel;

/// What a panel is made of besides records.
typedef struct {
    const DredgeSettings* settings;
    DredgeStageCounts counts;
    DredgeLoopState loop;
    const DredgeAbxTest* test; ///< The last blind test, or NULL
    double seconds;            ///< Of sound since the last time
} DredgePanelNews;

/// Forget all. For the thread that owns the panel, as all that follows.
void dredge_panel_reset(DredgePanel* panel, DredgeStageCounts counts) DREDGE_REALTIME;

/// Take the next record in.
void dredge_panel_add(DredgePanel* panel, const DredgeFrameRecord* record) DREDGE_REALTIME;

/// Bring all values up to date; each is within the range of its meter.
void dredge_panel_update(DredgePanel* panel, const DredgePanelNews* news) DREDGE_REALTIME;

#endif
