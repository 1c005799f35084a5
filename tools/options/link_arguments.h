// SPDX-License-Identifier: ISC
// The options that describe the link: codec and receiver.
#ifndef DREDGE_LINK_ARGUMENTS_H
#define DREDGE_LINK_ARGUMENTS_H

#include "options/option_table.h"
#include "session.h"

/// What the options said.
typedef struct {
    DredgeSettings settings; ///< Of lane A, frame and playout
    unsigned channels;       ///< 0: as the input
    bool reference;
    bool no_rewind;
} LinkArguments;

/// The options of the sender, and of the receiver.
const OptionTable* codec_options(void);
const OptionTable* receiver_options(void);

/// The defaults.
LinkArguments link_arguments_default(void);

/// Whether the options make sense together; else `problem` says what does not, without the name
/// of the option it is about: that is returned. NULL: all is well.
const char* link_arguments_check(const LinkArguments* arguments, Problem* problem);

/// A parser for the `children` of a command's argp; its input is a LinkArguments that holds the
/// defaults.
const struct argp* link_argp(void);

/// ... of the receiver's options alone.
const struct argp* receiver_argp(void);

#endif
