// SPDX-License-Identifier: ISC
// All tests, by what they are about.
#ifndef DREDGE_TORTURE_TESTS_H
#define DREDGE_TORTURE_TESTS_H

#include "torture/trial.h"

/// Each ends with a test without a name.
extern const Test tests_of_life[];     ///< Made, switched on and off, and gone
extern const Test tests_of_blocks[];   ///< Connections, sizes, rates
extern const Test tests_of_sound[];    ///< What goes in and comes out
extern const Test tests_of_controls[]; ///< Values
extern const Test tests_of_sameness[]; ///< The same again, whatever was before
extern const Test tests_of_state[];    ///< Saved, restored, presets
extern const Test tests_of_messages[]; ///< Events in and out, and the worker
extern const Test tests_of_thread[];   ///< What run() calls
extern const Test tests_of_window[];

/// All of them in their order; the last has no name.
const Test* tests_all(void);

#endif
