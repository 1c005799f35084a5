// SPDX-License-Identifier: ISC
// The options that describe the network, for all commands that have one.
#ifndef DREDGE_NETWORK_ARGUMENTS_H
#define DREDGE_NETWORK_ARGUMENTS_H

#include "network/fate.h"
#include "options/option_table.h"
#include "trace/trace_format.h"

/// What the options said.
typedef struct {
    DredgeNetwork network;
    bool model_given;
    unsigned by_time;  ///< 1: draw losses per 10 ms
    const char* trace; ///< File, or NULL
    DredgeTraceFormat trace_format;
} NetworkArguments;

/// The options.
const OptionTable* network_options(void);

/// A parser for the `children` of a command's argp; its input is a NetworkArguments that holds
/// the defaults.
const struct argp* network_argp(void);

/**
   Read the trace if one was named, and settle the model; says on stderr what is wrong, and what
   was asked for but can't be had.

   @param frame duration of a packet, samples at 48 kHz
   @param trace may become NULL; else it is freed with dredge_trace_free()
*/
bool network_arguments_load(NetworkArguments* arguments, unsigned frame, DredgeTrace** trace);

#endif
