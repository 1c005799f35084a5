// SPDX-License-Identifier: ISC
// The link at a glance, in a terminal: the timeline in colour, figures, and keys.
#ifndef DREDGE_TERMINAL_H
#define DREDGE_TERMINAL_H

#include "live/client.h"
#include "tally.h"

#include <stdbool.h>

enum {
    TERMINAL_FRAMES = 512, ///< That are remembered; no terminal is wider
    TERMINAL_MEAN = 100,   ///< Frames that the figures are about
};

/// What is on the screen. Zero-initialise.
typedef struct {
    DredgeFrameRecord records[TERMINAL_FRAMES];
    uint64_t count;
    DredgeTally tally[DREDGE_LANES]; ///< Of the last TERMINAL_MEAN frames
    unsigned lanes;                  ///< That are shown: 1 or 2
    bool drawn;
} Terminal;

/// What a key asks for.
typedef enum {
    TERMINAL_NOTHING,
    TERMINAL_QUIT,
    TERMINAL_MONITOR_A,
    TERMINAL_MONITOR_B,
    TERMINAL_MONITOR_DRY,
    TERMINAL_MONITOR_DIFFERENCE,
    TERMINAL_DROP,
    TERMINAL_MORE_LOSS,
    TERMINAL_LESS_LOSS,
} TerminalKey;

/// Take the terminal: keys come one by one and are not echoed. Until terminal_close().
void terminal_open(void);

/// Give it back as it was; fine without terminal_open().
void terminal_close(void);

/// Wait up to so many ms for a key.
TerminalKey terminal_wait(int ms);

/// Take a record in.
void terminal_add(Terminal* terminal, const DredgeFrameRecord* record);

/// Draw it all over what was drawn last.
void terminal_draw(Terminal* terminal, const DredgeSettings* settings, const LiveState* state,
                   double latency_ms);

#endif
