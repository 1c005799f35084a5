// SPDX-License-Identifier: ISC
// Markov chains of a few states, which lose a share of packets in each.
#ifndef DREDGE_CHAIN_H
#define DREDGE_CHAIN_H

#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

enum { DREDGE_CHAIN_STATES = 11 };

/// A state: with a draw below `below[0]` the chain goes to `to[0]`, else below `below[1]` to
/// `to[1]`, else to `to[2]`.
typedef struct {
    double below[2];
    double loss;  ///< Share lost in this state
    double share; ///< Of the time spent in it, in the long run
    uint8_t to[3];
} DredgeChainState;

typedef struct {
    unsigned states; ///< 1..DREDGE_CHAIN_STATES
    DredgeChainState state[DREDGE_CHAIN_STATES];
} DredgeChain;

/// What to expect of a loss process.
typedef struct {
    double loss;  ///< Share of packets lost; NaN where it is not known
    double burst; ///< Mean number lost in a row; 0 if none is, INFINITY if all are
} DredgeLossStatistics;

/// The state at a random time, for a uniform draw. Any thread, as all that follows.
unsigned dredge_chain_first(const DredgeChain* chain, double draw) DREDGE_REALTIME;

/// The state after `state`, for a uniform draw.
unsigned dredge_chain_next(const DredgeChain* chain, unsigned state,
                           double draw) DREDGE_REALTIME;

/**
   Loss and mean burst of packets of `units` steps each, which are lost if any step is.

   With R the probability that a packet is received and RR that two neighbours are, both from
   the products of transition matrices without losses, loss is 1-R and the mean burst
   (1-R)/(R-RR): bursts begin as often as a received packet precedes a lost one.
*/
DredgeLossStatistics dredge_chain_expected(const DredgeChain* chain,
                                           unsigned units) DREDGE_REALTIME;

#endif
