// SPDX-License-Identifier: ISC
// A recorded stretch of a network: which packets were lost, and how late the others came.
#ifndef DREDGE_TRACE_H
#define DREDGE_TRACE_H

#include "realtime.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DREDGE_TRACE_MAX = 10000000,      ///< Packets in a trace at the most (55 h of 20 ms)
    DREDGE_TRACE_DELAY_MAX = 3600000, ///< Longest delay of a packet in ms
    DREDGE_TRACE_INTERVAL_MAX = 1000, ///< Longest time between two packets in ms
};

/**
   What happened to each packet of a recorded stretch, in the order of sending. Immutable.

   A delay counts from the fastest packet of the trace, whose delay is 0. Packet i is overtaken
   by packet i+1 if its delay exceeds the other's by more than the interval between them.
*/
typedef struct DredgeTrace DredgeTrace;

/// Make a trace from memory: non-zero is lost. Returns NULL for no packets or no memory. Not
/// for the audio thread.
DredgeTrace* dredge_trace_new(const uint8_t* lost, size_t packets);

/**
   Make a trace with delays.

   @param lost non-zero is lost
   @param delay_ms delay of each packet in ms against any common origin: the smallest of the
                   packets that were received becomes 0. Delays beyond DREDGE_TRACE_DELAY_MAX
                   are cut to it. Those of lost packets are of no account, nor are numbers that
                   are not finite: such a packet has the delay 0. NULL: there are none
   @param packets number of packets, at least 1
   @param interval_ms time between two packets at the sender, up to DREDGE_TRACE_INTERVAL_MAX;
                   0: unknown
   @return NULL for no packets or no memory. Not for the audio thread.
*/
DredgeTrace* dredge_trace_new_delays(const uint8_t* lost, const double* delay_ms,
                                     size_t packets, double interval_ms);

/// Free a trace; NULL is fine. Not for the audio thread.
void dredge_trace_free(DredgeTrace* trace);

/// Number of packets in the trace, at least 1. Any thread.
size_t dredge_trace_packets(const DredgeTrace* trace) DREDGE_REALTIME;

/// Whether packet `index`, counted from 0 and below dredge_trace_packets(), was lost. Any
/// thread.
bool dredge_trace_lost(const DredgeTrace* trace, size_t index) DREDGE_REALTIME;

/// Whether the trace tells delays. Any thread.
bool dredge_trace_has_delay(const DredgeTrace* trace) DREDGE_REALTIME;

/// Delay of packet `index` in ms, 0 to DREDGE_TRACE_DELAY_MAX; 0 if it was lost or nothing is
/// known. Any thread.
float dredge_trace_delay(const DredgeTrace* trace, size_t index) DREDGE_REALTIME;

/// Time between two packets at the sender in ms; 0: unknown. Any thread.
float dredge_trace_interval(const DredgeTrace* trace) DREDGE_REALTIME;

#endif
