// SPDX-License-Identifier: ISC
// How large a person wants windows to be: kept in $XDG_CONFIG_HOME/dredge/window.
#ifndef DREDGE_WINDOW_SCALE_H
#define DREDGE_WINDOW_SCALE_H

/// A scale that makes sense, or 0.
double scale_sane(double scale);

/// The scale that was chosen last; 0 for none.
double scale_read(void);

/// Keep a choice; 0 for none. Where it can't be kept it holds for this window only.
void scale_write(double scale);

#endif
