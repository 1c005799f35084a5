// SPDX-License-Identifier: ISC
// The outline of sound, for a waveform: the lowest and highest sample of each short time.
#ifndef DREDGE_OUTLINE_H
#define DREDGE_OUTLINE_H

#include "listen/mixer.h"
#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    DREDGE_PEAKS_CELL = 60, ///< Samples at 48 kHz
    DREDGE_PEAKS_CELLS = 16,
    DREDGE_PEAKS_SPAN = DREDGE_PEAKS_CELL * DREDGE_PEAKS_CELLS, ///< Of a piece: 20 ms
    DREDGE_PEAKS_WAITING = 64, ///< Pieces that wait to be taken
};

/// The outline of 20 ms of each signal. 127 is full scale.
typedef struct {
    int64_t at; ///< Place of its first sample in the stream
    int8_t low[DREDGE_HEARD][DREDGE_PEAKS_CELLS];
    int8_t high[DREDGE_HEARD][DREDGE_PEAKS_CELLS];
} DredgePeaks;

/// Makes outlines. Zero-initialise, or dredge_outline_reset().
typedef struct {
    DredgePeaks now;
    uint32_t done; ///< Samples of it
    float low[DREDGE_HEARD];
    float high[DREDGE_HEARD];
    uint64_t written;
    uint64_t taken;
    DredgePeaks waiting[DREDGE_PEAKS_WAITING];
} DredgeOutline;

/// Begin a piece at a place in the stream; those that wait are dropped. For the thread that
/// owns the outline, as all that follows.
void dredge_outline_reset(DredgeOutline* outline, int64_t at) DREDGE_REALTIME;

/// Go on at another place in the stream; a piece that is not complete is dropped.
void dredge_outline_move(DredgeOutline* outline, int64_t at) DREDGE_REALTIME;

/// Take `count` samples per channel of all signals in; channels are drawn over each other.
void dredge_outline_add(DredgeOutline* outline, const float* const signals[DREDGE_HEARD],
                        uint32_t count, unsigned channels) DREDGE_REALTIME;

/// Take the oldest piece that waits, or return false. Those that nobody takes are dropped.
bool dredge_outline_take(DredgeOutline* outline, DredgePeaks* peaks) DREDGE_REALTIME;

#endif
