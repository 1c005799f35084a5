// SPDX-License-Identifier: ISC
// What the network does to a packet: a pure function of the packet's index.
#ifndef DREDGE_FATE_H
#define DREDGE_FATE_H

#include "network/trace.h"
#include "realtime.h"

#include <stdbool.h>
#include <stdint.h>

/// Loss models; the numbers are the values of the `loss_model` port (3 and 4 are reserved).
typedef enum {
    DREDGE_LOSS_NONE = 0,
    DREDGE_LOSS_RANDOM = 1,          ///< Each packet by itself
    DREDGE_LOSS_GILBERT_ELLIOTT = 2, ///< Bursts: a good and a bad state
    DREDGE_LOSS_TRACE = 5,           ///< A recorded pattern
} DredgeLossModel;

/// Settings of the network.
typedef struct {
    DredgeLossModel model;
    double loss;         ///< Share of packets lost, 0..1 (random, Gilbert-Elliott)
    double burst;        ///< Mean number of packets lost in a row, >= 1 (Gilbert-Elliott)
    double loss_in_bad;  ///< Share lost in the bad state, 0..1 (netem: 1-h)
    double loss_in_good; ///< Share lost in the good state, 0..1 (netem: 1-k)
    uint64_t seed;       ///< Another seed, another pattern
    bool trace_once;     ///< After the end of a trace nothing is lost; else it starts again
} DredgeNetwork;

/// What the network does to one packet.
typedef struct {
    bool lost;
} DredgeFate;

/// Transition probabilities of a Gilbert-Elliott chain, per packet.
typedef struct {
    double to_bad;  ///< p: good to bad
    double to_good; ///< r: bad to good
    double bad;     ///< Share of time in the bad state
    double loss_in_bad;
    double loss_in_good; ///< At most loss_in_bad
} DredgeGilbertElliott;

/**
   The chain that has the asked loss and mean burst, or the nearest possible one.

   With state shares b, g = 1-b and loss probabilities e_b, e_g the loss is b e_b + g e_g, and
   the mean run of lost packets is P/(P - P_ll), where P_ll, the probability that two
   neighbours are both lost, is b e_b^2 + g e_g^2 - r b (e_b - e_g)^2. Both are solved for
   b and r; p = r b/g. With e_g = 0 and e_b = 1 that is the textbook r = 1/burst. Any thread.
*/
DredgeGilbertElliott dredge_gilbert_elliott(const DredgeNetwork* network) DREDGE_REALTIME;

/**
   The fate of packet `index`.

   Asking in any order, and any number of times, gives the same answers. Markov chains are
   drawn anew from their stationary distribution every DREDGE_FATE_ANCHOR packets, so that an
   answer takes at most that many steps. `trace` may be NULL: then the trace model loses
   nothing. Any thread.
*/
DredgeFate dredge_fate_draw(const DredgeNetwork* network, const DredgeTrace* trace,
                            uint64_t index) DREDGE_REALTIME;

enum { DREDGE_FATE_ANCHOR = 1024 };

#endif
