// SPDX-License-Identifier: ISC
// A display of X11 without a screen (Xvfb), for windows that nobody sees.
#ifndef DREDGE_HOST_DISPLAY_H
#define DREDGE_HOST_DISPLAY_H

#include <stdbool.h>

typedef struct {
    int process;
    char name[16]; ///< For DISPLAY
} HostDisplay;

/// Start one, and make it $DISPLAY; false where there is none.
bool host_display_start(HostDisplay* display);

/// End it.
void host_display_stop(HostDisplay* display);

#endif
