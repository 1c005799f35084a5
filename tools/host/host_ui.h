// SPDX-License-Identifier: ISC
// The plugin's window in the small host: messages and values go both ways, as in a real one.
#ifndef DREDGE_HOST_UI_H
#define DREDGE_HOST_UI_H

#include "host/host.h"

#include <lv2/atom/atom.h>
#include <lv2/log/log.h>
#include <lv2/urid/urid.h>

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

/// Whom a window talks to. All is called in the window's thread.
typedef struct {
    void* handle;
    float* (*value)(void* handle, uint32_t port); ///< What a control or meter is; NULL: no such
    void (*set)(void* handle, uint32_t port, float value);
    void (*send)(void* handle, uint32_t port, const LV2_Atom* atom);
    uint32_t port_count;
    LV2_URID_Map* map;
    LV2_URID_Unmap* unmap;
    LV2_Log_Log* log;
    void* instance; ///< The plugin, for windows that want to reach into it; NULL: they can't
    float rate;
} HostUiOwner;

/// Where a window is. The texts must live on.
typedef struct {
    const char* library;
    const char* bundle;
    const char* ui_uri; ///< NULL: the library's first one
    const char* plugin_uri;
    bool keep; ///< The library stays when it is closed: not every driver below can go and come
               ///< back
} HostUiPlace;

/// Open the window of any plugin; NULL if it refuses.
HostUi* host_ui_open(const HostUiOwner* owner, const HostUiPlace* place, HostUiOptions options);

/// Tell it an atom that the plugin sent through a port.
void host_ui_hear(HostUi* ui, uint32_t port, const LV2_Atom* atom);

/**
   Open Dredge's window for a plugin in the small host.

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
