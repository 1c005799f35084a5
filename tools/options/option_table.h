// SPDX-License-Identifier: ISC
// Options as a table: one place for name, range and meaning, for command lines and plans.
#ifndef DREDGE_OPTION_TABLE_H
#define DREDGE_OPTION_TABLE_H

#include "options/value.h"

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

/// What an option's value is, and the type of its field.
typedef enum {
    OPTION_DOUBLE,
    OPTION_FLOAT,
    OPTION_WHOLE,        ///< int or unsigned
    OPTION_AUTO,         ///< int: "auto" is -1, or a whole number
    OPTION_SEED,         ///< uint64_t
    OPTION_CHOICE,       ///< An enumeration or unsigned: the place of a word
    OPTION_TRACE_FORMAT, ///< DredgeTraceFormat
    OPTION_SWITCH,       ///< bool: on or off
    OPTION_FLAG,         ///< bool: true where a command line has it
    OPTION_TEXT,         ///< const char*, as it is
} OptionType;

/// One option.
typedef struct {
    const char* name;
    const char* placeholder; ///< For the value, in the help; NULL for a flag
    const char* help;
    OptionType type;
    bool later; ///< Added later: not described while it is as usual, like before
    int usual;
    size_t field; ///< Offset in the structure that the table is about
    double least;
    double most;
    double scale;             ///< From what is written to what is meant; OPTION_DOUBLE
    const char* const* words; ///< OPTION_CHOICE; ends with NULL
    const unsigned* values;   ///< What the words mean; NULL: their places
    size_t given;             ///< Offset of a bool that notes that the option was there; or 0
} Option;

/// A table of options of the same structure and group.
typedef struct {
    const char* title; ///< In the help
    int group;         ///< Its place in the help
    const Option* options;
    unsigned count;
} OptionTable;

/// The option of that name, or NULL.
const Option* option_find(const OptionTable* table, const char* name);

/// Set the option's field in `target` from a text, which must live on if it is an OPTION_TEXT;
/// returns false and fills `problem` if it makes no sense.
bool option_set(const Option* option, void* target, const char* text, Problem* problem);

/// Write the value of all options but texts and seeds in `target` as "name=value" lines, the
/// same for the same values; to be freed. NULL for want of memory.
char* option_table_describe(const OptionTable* table, const void* target);

/// Room for a table as argp wants it: title and end included.
#define OPTION_ARGP_SIZE(count) ((count) + 2)

/// Translate a table for argp; option i has the key `first_key` + i.
void option_table_to_argp(const OptionTable* table, int first_key, struct argp_option* argp);

/// For an argp parser: set what a key means; nonsense ends the program with its usage. Returns
/// ARGP_ERR_UNKNOWN for the keys of others.
error_t option_table_parse(const OptionTable* table, int first_key, int key, const char* arg,
                           const struct argp_state* state, void* target);

#endif
