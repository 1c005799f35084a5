// SPDX-License-Identifier: ISC
// What the network does to a packet: a pure function of the packet's index.
#ifndef DREDGE_FATE_H
#define DREDGE_FATE_H

#include "network/loss_markov.h"
#include "network/loss_neural.h"
#include "network/loss_periodic.h"
#include "network/network.h"
#include "realtime.h"
#include "trace/trace.h"

#include <stdbool.h>
#include <stdint.h>

/// What the network does to one packet.
typedef struct {
    bool lost;
    bool duplicated;      ///< It comes twice; never a lost one
    double delay_ms;      ///< From sending to arrival, >= 0; also of lost packets
    double copy_delay_ms; ///< Of the second copy
} DredgeFate;

/**
   Where a caller is in the stream: a cache of the loss model's state, which makes packets in
   sequence cheap. Zero is a fine start. It belongs to one caller at a time and holds nothing
   to free; one that was used with other settings finds out by itself.
*/
typedef struct {
    bool ready;            ///< The settings are prepared
    bool located;          ///< A state is held, that of step `at`
    bool lost;             ///< What happened in step `at`
    uint8_t state;         ///< Of the chain
    uint64_t at;           ///< Packet or unit
    DredgeNetwork network; ///< The settings
    DredgeChain chain;     ///< Each made from the settings
    DredgePeriod period;
    DredgeNeural neural;
} DredgeFateCursor;

/**
   The fate of packet `index`.

   Asking in any order, and any number of times, gives the same answers. Markov chains are
   drawn anew from their stationary distribution every DREDGE_FATE_ANCHOR steps (the neural
   model every DREDGE_NEURAL_ANCHOR), so that an answer takes at most that many steps (times
   units). `trace` may be NULL: then the trace model loses nothing. Any thread.
*/
DredgeFate dredge_fate_draw(const DredgeNetwork* network, const DredgeTrace* trace,
                            uint64_t index) DREDGE_REALTIME;

/// The same, with the same answers in any order of asking; packets in sequence take one step
/// each. Any thread, but one at a time with the same cursor.
DredgeFate dredge_fate_follow(DredgeFateCursor* cursor, const DredgeNetwork* network,
                              const DredgeTrace* trace, uint64_t index) DREDGE_REALTIME;

/// Whether two settings lose the same packets, given the same trace. Any thread.
bool dredge_fate_same_losses(const DredgeNetwork* a, const DredgeNetwork* b) DREDGE_REALTIME;

enum { DREDGE_FATE_ANCHOR = 1024 };

#endif
