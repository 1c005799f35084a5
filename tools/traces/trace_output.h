// SPDX-License-Identifier: ISC
// Traces that the tool writes.
#ifndef DREDGE_TRACE_OUTPUT_H
#define DREDGE_TRACE_OUTPUT_H

#include "trace/trace_format.h"

/// Write a trace under its name once it is complete, or to standard output if path is "-".
/// Warns of what the format can't hold; says on stderr what is wrong.
bool trace_output_write(const DredgeTrace* trace, DredgeTraceFormat format, double interval,
                        const char* path);

#endif
