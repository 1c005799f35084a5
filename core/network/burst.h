// SPDX-License-Identifier: ISC
// How losses cluster: runs of lost packets (bursts) and of received ones (gaps).
#ifndef DREDGE_BURST_H
#define DREDGE_BURST_H

#include "trace/trace.h"

/// Lengths counted one by one: element n-1 of a histogram holds the runs of n packets, the last
/// one those of DREDGE_BURST_BINS packets or more.
enum { DREDGE_BURST_BINS = 256 };

/// Runs of one kind.
typedef struct {
    uint64_t runs;
    uint64_t packets; ///< In all of them
    uint64_t longest;
    uint64_t histogram[DREDGE_BURST_BINS];
} DredgeRuns;

/// Statistics of a sequence of packets; begins as zeros. Runs at the start and the end count as
/// they are.
typedef struct {
    DredgeRuns bursts; ///< Lost
    DredgeRuns gaps;   ///< Received
    uint64_t run;      ///< Length of the last run
    bool lost;         ///< ... and its kind
} DredgeBurst;

/// Count one more packet. Any thread, one at a time.
void dredge_burst_add(DredgeBurst* burst, bool lost) DREDGE_REALTIME;

/// Count all packets of a trace. Any thread.
DredgeBurst dredge_burst_of_trace(const DredgeTrace* trace);

/// Share of packets that were lost, 0..1; 0 without packets. Any thread.
double dredge_burst_loss(const DredgeBurst* burst) DREDGE_REALTIME;

/// Mean number of packets lost in a row; 0 without losses. Any thread.
double dredge_burst_mean(const DredgeBurst* burst) DREDGE_REALTIME;

/**
   BurstR of ITU-T G.107: the mean burst against that of random losses at the same rate, which
   is 1/(1 - loss). 1 is random, more is bursty; 0 if nothing or all was lost. Any thread.
*/
double dredge_burst_ratio(const DredgeBurst* burst) DREDGE_REALTIME;

#endif
