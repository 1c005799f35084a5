// SPDX-License-Identifier: ISC
// All that the options of a single session say, for commands that run one.
#ifndef DREDGE_SESSION_ARGUMENTS_H
#define DREDGE_SESSION_ARGUMENTS_H

#include "options/link_arguments.h"
#include "options/network_arguments.h"

/// What the options said.
typedef struct {
    LinkArguments link;
    NetworkArguments network;
} SessionArguments;

/// The defaults.
SessionArguments session_arguments_default(void);

/// The `children` of a command's argp: link, network and --verbose.
const struct argp_child* session_argp_children(void);

/// For the command's parser at ARGP_KEY_INIT: tell the children where to put what they find.
void session_arguments_hand_on(const struct argp_state* state, SessionArguments* arguments);

/// Read the trace if one was named, see network_arguments_load(), and settle the settings.
bool session_arguments_load(SessionArguments* arguments, DredgeTrace** trace);

/**
   Make a session with the settings. Says on stderr what is wrong, or what to expect.

   @param name of what the rate belongs to
   @param quiet say nothing of a depth that is not as asked
*/
DredgeSession* session_arguments_open(SessionArguments* arguments, const char* name,
                                      uint32_t rate, unsigned channels, bool quiet);

#endif
