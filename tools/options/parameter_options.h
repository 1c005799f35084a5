// SPDX-License-Identifier: ISC
// Options of command lines and plans, from the core's table of parameters.
#ifndef DREDGE_PARAMETER_OPTIONS_H
#define DREDGE_PARAMETER_OPTIONS_H

#include "options/option_table.h"
#include "parameters/parameters.h"

/// The option that a parameter makes, for a structure in which DredgeSettings begins at `base`
/// (or would, where only a part of it is there). Its texts are never freed.
Option parameter_option(const DredgeParameter* parameter, size_t base);

/**
   Put the options of a table together.

   @param options room for all
   @param order names of the first options, in their order, ended by NULL; others that `wanted`
          takes follow in the order of the table
   @param own options that are no parameters; they stand where `order` names them
   @param own_count how many
   @param wanted whether a parameter belongs here
   @param base as for parameter_option()
   @return how many there are
*/
unsigned parameter_options_make(Option* options, const char* const* order, const Option* own,
                                unsigned own_count,
                                bool (*wanted)(const DredgeParameter* parameter), size_t base);

#endif
