// SPDX-License-Identifier: ISC
#include "host/host_ui.h"

#include "ports.h"

#include <dlfcn.h>
#include <limits.h>
#include <lv2/atom/atom.h>
#include <lv2/log/log.h>
#include <lv2/options/options.h>
#include <lv2/ui/ui.h>
#include <lv2/urid/urid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD = 512 };

struct HostUi {
    Host* host;
    void* library;
    const LV2UI_Descriptor* descriptor;
    const LV2UI_Idle_Interface* idle;
    const LV2UI_Resize* resize;
    LV2UI_Resize sized;
    LV2UI_Touch touched;
    LV2UI_Handle handle;
    LV2UI_Widget widget;
    float told[TOLD]; ///< Values of ports
    bool knows[TOLD];
    unsigned views;
    unsigned sizes;
    int held;
};

static void write_port(const LV2UI_Controller controller, const uint32_t port,
                       const uint32_t size, const uint32_t protocol, const void* const buffer)
{
    HostUi* const ui = controller;
    if (protocol == 0 && size == sizeof(float)) {
        *host_port(ui->host, port) = *(const float*)buffer;
        ui->told[port] = *(const float*)buffer; // Real hosts do not echo it either
        ui->knows[port] = true;
    } else if (protocol) {
        const LV2_Atom* const atom = buffer;
        host_send_atom(ui->host, atom);
    }
}

static int take_size(const LV2UI_Feature_Handle handle, const int width, const int height)
{
    (void)width;
    (void)height;
    ++((HostUi*)handle)->sizes;
    return 0;
}

static void take_touch(const LV2UI_Feature_Handle handle, const uint32_t port, const bool held)
{
    (void)port;
    ((HostUi*)handle)->held += held ? 1 : -1;
}

static void take_atom(void* const handle, const LV2_Atom* const atom)
{
    HostUi* const ui = handle;
    ui->views += atom->type == host_urid(ui->host, "urn:dredge:view");
    ui->descriptor->port_event(ui->handle, PORT_NOTIFY, (uint32_t)(sizeof(*atom) + atom->size),
                               host_urid(ui->host, LV2_ATOM__eventTransfer), atom);
}

static bool open_library(HostUi* const ui, const char* const bundle)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/dredge_ui.so", bundle);
    ui->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!ui->library) {
        fprintf(stderr, "%s\n", dlerror());
        return false;
    }
    LV2UI_DescriptorFunction find = NULL;
    void* const symbol = dlsym(ui->library, "lv2ui_descriptor");
    memcpy(&find, &symbol, sizeof(find));
    ui->descriptor = find ? find(0) : NULL;
    return ui->descriptor;
}

static bool instantiate(HostUi* const ui, const char* const bundle, const char* const uri,
                        const HostUiOptions* const options)
{
    LV2_URID_Map* const map = host_map(ui->host);
    ui->sized = (LV2UI_Resize){ui, take_size};
    ui->touched = (LV2UI_Touch){ui, take_touch};
    const LV2_Options_Option scale[] = {
        {LV2_OPTIONS_INSTANCE, 0, map->map(map->handle, LV2_UI__scaleFactor), sizeof(float),
         map->map(map->handle, LV2_ATOM__Float), &options->scale},
        {LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, NULL}};
    const LV2_Feature features[] = {
        {LV2_URID__map, map},
        {LV2_LOG__log, host_logger(ui->host)},
        {LV2_UI__resize, &ui->sized},
        {LV2_UI__touch, &ui->touched},
        {LV2_UI__parent, (void*)options->parent}, // NOLINT(performance-no-int-to-ptr)
        {LV2_OPTIONS__options, (void*)scale}};
    const LV2_Feature* list[7] = {NULL};
    const unsigned count = options->nothing         ? 0
                           : options->bare          ? 2
                           : options->scale != 0.0f ? 6
                                                    : 5;
    for (unsigned i = 0; i < count; ++i) {
        list[i] = &features[i];
    }
    ui->handle = ui->descriptor->instantiate(ui->descriptor, uri, bundle, write_port, ui,
                                             &ui->widget, options->nothing ? NULL : list);
    return ui->handle;
}

HostUi* host_ui_new(Host* const host, const char* const bundle, const char* const uri,
                    const HostUiOptions options)
{
    HostUi* const ui = calloc(1, sizeof(HostUi));
    if (!ui) {
        return NULL;
    }
    ui->host = host;
    if (!open_library(ui, bundle) || !instantiate(ui, bundle, uri, &options)) {
        if (ui->library) {
            dlclose(ui->library);
        }
        free(ui);
        return NULL;
    }
    ui->idle = ui->descriptor->extension_data(LV2_UI__idleInterface);
    ui->resize = ui->descriptor->extension_data(LV2_UI__resize);
    host_listen(host, take_atom, ui);
    return ui;
}

void host_ui_free(HostUi* const ui)
{
    if (ui) {
        host_listen(ui->host, NULL, NULL);
        ui->descriptor->cleanup(ui->handle);
        dlclose(ui->library);
        free(ui);
    }
}

bool host_ui_idle(HostUi* const ui)
{
    for (uint32_t i = PORT_FIRST - 1; i < ports_get()->count; ++i) {
        const float value = *host_port(ui->host, i);
        if (!ui->knows[i] || ui->told[i] != value) {
            ui->knows[i] = true;
            ui->told[i] = value;
            ui->descriptor->port_event(ui->handle, i, sizeof(value), 0, &value);
        }
    }
    return !ui->idle->idle(ui->handle);
}

void host_ui_tell(HostUi* const ui, const uint32_t port, const char* const protocol_uri,
                  const void* const data, const uint32_t size)
{
    const uint32_t protocol = protocol_uri[0] ? host_urid(ui->host, protocol_uri) : 0;
    ui->descriptor->port_event(ui->handle, port, size, protocol, data);
}

void host_ui_resize(HostUi* const ui, const int width, const int height)
{
    ui->resize->ui_resize(ui->handle, width, height);
}

uintptr_t host_ui_window(const HostUi* const ui)
{
    return (uintptr_t)ui->widget;
}

unsigned host_ui_views(const HostUi* const ui)
{
    return ui->views;
}

unsigned host_ui_sizes(const HostUi* const ui)
{
    return ui->sizes;
}

int host_ui_held(const HostUi* const ui)
{
    return ui->held;
}
