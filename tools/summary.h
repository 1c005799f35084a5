// SPDX-License-Identifier: ISC
// The summary of a render.
#ifndef DREDGE_SUMMARY_H
#define DREDGE_SUMMARY_H

#include "tally.h"

#include <stdbool.h>
#include <stddef.h>

/// What a render adds up. Zero-initialise.
typedef struct {
    DredgeTally tally;
    double* depths; ///< Of all packets that carry redundancy
    size_t depth_count;
    size_t depth_room;
} Summary;

/// Take a record in; returns false for want of memory.
bool summary_add(Summary* summary, const DredgeRecord* record);

/**
   Print it on stdout.

   @param busy share of real time that the codec work took
*/
void summary_print(Summary* summary, double busy);

/// Free what summary_add() allocated.
void summary_free(Summary* summary);

#endif
