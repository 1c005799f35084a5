// SPDX-License-Identifier: ISC
// What the settings of a network really come to.
#ifndef DREDGE_EXPECTED_H
#define DREDGE_EXPECTED_H

#include "network/chain.h"
#include "network/network.h"
#include "realtime.h"

#include <stdbool.h>
#include <stddef.h>

/**
   Loss and mean burst of packets, as dredge_fate_draw() applies them in the long run, that is
   after impossible wishes were clamped. NaN for a trace (ask the trace). Any thread.
*/
DredgeLossStatistics dredge_fate_expected(const DredgeNetwork* network) DREDGE_REALTIME;

/**
   Say in one sentence, without a full stop, which wish could not be fulfilled and what is done
   instead: "mean burst raised from 1 to 3: the shortest possible at 75 % loss".

   The smallest differences, below 1 %, are not told, nor what lossgen makes of a loss within
   its range. Any thread; not for the audio thread, as it formats text.

   @return whether there is something to say; else the text is empty
*/
bool dredge_fate_complaint(const DredgeNetwork* network, char* text, size_t size);

#endif
