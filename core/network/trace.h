// SPDX-License-Identifier: ISC
// A recorded loss pattern.
#ifndef DREDGE_TRACE_H
#define DREDGE_TRACE_H

#include "realtime.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DREDGE_TRACE_MAX = 10000000, ///< Packets in a trace at the most (55 h of 20 ms)
};

/// Which packets of a recorded stretch were lost. Immutable once read.
typedef struct DredgeTrace DredgeTrace;

/**
   Read a trace file: for each packet a number, 0 = received, 1 = lost.

   Numbers stand apart by white space ("1", "0", "1.0": opus_demo's -lossfile, the PLC
   Challenge's is_lost.txt) or together as one string of the digits 0 and 1. Text from # to
   the end of a line is skipped.

   @param path file to read
   @param error where a sentence goes that names file, line and what was expected
   @param error_size size of error in bytes
   @return a trace to be freed with dredge_trace_free(), or NULL. Not for the audio thread.
*/
DredgeTrace* dredge_trace_read(const char* path, char* error, size_t error_size);

/// Make a trace from memory: non-zero is lost. Returns NULL for no packets or no memory.
DredgeTrace* dredge_trace_new(const uint8_t* lost, size_t packets);

/// Free a trace; NULL is fine. Not for the audio thread.
void dredge_trace_free(DredgeTrace* trace);

/// Number of packets in the trace, at least 1. Any thread.
size_t dredge_trace_packets(const DredgeTrace* trace) DREDGE_REALTIME;

/// Whether packet `index`, counted from 0 and below dredge_trace_packets(), was lost. Any
/// thread.
bool dredge_trace_lost(const DredgeTrace* trace, size_t index) DREDGE_REALTIME;

#endif
