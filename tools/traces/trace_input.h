// SPDX-License-Identifier: ISC
// Traces that the tool reads: every format of the core, packet captures, standard input.
#ifndef DREDGE_TRACE_INPUT_H
#define DREDGE_TRACE_INPUT_H

#include "trace/trace_format.h"

#include <argp.h>

/// How to read.
typedef struct {
    DredgeTraceOptions options;
} TraceInput;

/// A child parser with the options that say how to read a trace; its input is a TraceInput.
extern const struct argp trace_input_argp;

/// The format that a word names, among them "auto" only if `automatic`; what makes no sense
/// ends the program with its usage.
DredgeTraceFormat trace_format_argument(const struct argp_state* state, const char* name,
                                        const char* text, bool automatic);

/// Read a trace, from standard input if path is "-"; says on stderr what is wrong and then
/// returns NULL. Freed with dredge_trace_free().
DredgeTrace* trace_input_read(const TraceInput* input, const char* path,
                              DredgeTraceReport* report);

#endif
