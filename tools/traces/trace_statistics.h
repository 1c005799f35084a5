// SPDX-License-Identifier: ISC
// What there is to say about a trace, as text.
#ifndef DREDGE_TRACE_STATISTICS_H
#define DREDGE_TRACE_STATISTICS_H

#include "trace/trace.h"

/// Print loss, bursts, delays and order on stdout, and bursts and gaps as a chart. False, with
/// a message on stderr: no memory.
bool trace_statistics_print(const DredgeTrace* trace);

#endif
