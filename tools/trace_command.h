// SPDX-License-Identifier: ISC
// The parts of `dredge trace`; argv[0] is "dredge trace info" and so on. They return exit
// codes.
#ifndef DREDGE_TRACE_COMMAND_H
#define DREDGE_TRACE_COMMAND_H

/// Statistics of traces.
int trace_info(int argc, char** argv);

/// A trace in another format.
int trace_convert(int argc, char** argv);

/// A trace drawn from a loss model.
int trace_make(int argc, char** argv);

#endif
