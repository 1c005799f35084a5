// SPDX-License-Identifier: ISC
// The loss models that are Markov chains.
#ifndef DREDGE_LOSS_MARKOV_H
#define DREDGE_LOSS_MARKOV_H

#include "network/chain.h"
#include "network/network.h"
#include "realtime.h"

#include <stdbool.h>

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
   The chain of models 2, 6, 7, 8 and 9; returns false for the others. Any thread.

   - 2: dredge_gilbert_elliott().
   - 6: netem's `loss gemodel p r 1-h 1-k`, as given.
   - 7: netem's `loss state p13 p31 p32 p23 p14`: state 1 is a gap, 2 received within a burst,
     3 lost in a burst, 4 a single loss, always followed by 1. p14 gives way if p13 + p14 is
     above 1, p32 if p31 + p32 is.
   - 8: after the i-th loss in a row another one follows with .85, .825, .8, .775, .75, .725,
     .7, .6, .45, 0; a burst begins with p0 = loss / (1 - loss) / 4.419 (ITU-T G.191, EID).
   - 9: P = 2 (1 - gamma) loss, Q = (1 - gamma) (1 - 2 loss), half is lost in the bad state
     (the same).
*/
bool dredge_markov_chain(const DredgeNetwork* network, DredgeChain* chain) DREDGE_REALTIME;

#endif
