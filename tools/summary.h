// SPDX-License-Identifier: ISC
// The summary of a render.
#ifndef DREDGE_SUMMARY_H
#define DREDGE_SUMMARY_H

#include "tally.h"

#include <stdint.h>

enum { SUMMARY_DEPTH_MAX = 2 * DREDGE_RATE }; ///< Samples at 48 kHz

/// What a render adds up. Zero-initialise.
typedef struct {
    DredgeTally tally;
    uint64_t depths[SUMMARY_DEPTH_MAX + 1]; ///< Packets by how far back they reach, in samples
    uint64_t depth_count;                   ///< ... all that carry redundancy
} Summary;

/// Take a record in.
void summary_add(Summary* summary, const DredgeRecord* record);

/**
   Print it on stdout.

   @param busy share of real time that the codec work took
*/
void summary_print(const Summary* summary, double busy);

#endif
