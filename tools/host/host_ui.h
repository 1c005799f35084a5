// SPDX-License-Identifier: ISC
// The plugin's window in the small host: messages and values go both ways, as in a real one.
#ifndef DREDGE_HOST_UI_H
#define DREDGE_HOST_UI_H

#include "host/host.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct HostUi HostUi;

/// How a window is opened. Zero: by itself, in a complete host.
typedef struct {
    uintptr_t parent;
    float scale;  ///< 0: the host says nothing about it
    bool bare;    ///< None of the optional features
    bool nothing; ///< No features at all
} HostUiOptions;

/**
   Open the window of a plugin.

   @param bundle directory of its shared object
   @return NULL if the window refuses; host_log() says why
*/
HostUi* host_ui_new(Host* host, const char* bundle, const char* uri, HostUiOptions options);

/// Close it; NULL is fine.
void host_ui_free(HostUi* ui);

/// Tell it what has changed, and let it do what it has to; false when it has been closed.
bool host_ui_idle(HostUi* ui);

/// Tell it any bytes, as a port's event of a type; "" for a control's value.
void host_ui_tell(HostUi* ui, uint32_t port, const char* protocol_uri, const void* data,
                  uint32_t size);

/// Ask for a size, as hosts do that can.
void host_ui_resize(HostUi* ui, int width, int height);

/// Its number for X11.
uintptr_t host_ui_window(const HostUi* ui);

/// How many messages of a view it was told, how often it asked for a size, and how many
/// controls are in its hand.
unsigned host_ui_views(const HostUi* ui);
unsigned host_ui_sizes(const HostUi* ui);
int host_ui_held(const HostUi* ui);

#endif
