// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // RTLD_NODELETE
#include "host/host_ui.h"

#include "ports.h"

#include <dlfcn.h>
#include <limits.h>
#include <lv2/atom/atom.h>
#include <lv2/instance-access/instance-access.h>
#include <lv2/log/log.h>
#include <lv2/options/options.h>
#include <lv2/parameters/parameters.h>
#include <lv2/ui/ui.h>
#include <lv2/urid/urid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD = 1024 };

struct HostUi {
    HostUiOwner owner;
    Host* host; ///< NULL: the owner is another one
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

static LV2_URID urid_of(const HostUi* const ui, const char* const uri)
{
    return ui->owner.map->map(ui->owner.map->handle, uri);
}

static void write_port(const LV2UI_Controller controller, const uint32_t port,
                       const uint32_t size, const uint32_t protocol, const void* const buffer)
{
    HostUi* const ui = controller;
    if (protocol) {
        ui->owner.send(ui->owner.handle, port, buffer);
    } else if (size == sizeof(float) && port < ui->owner.port_count && port < TOLD) {
        float value = 0.0f;
        memcpy(&value, buffer, sizeof(value));
        ui->owner.set(ui->owner.handle, port, value);
        ui->told[port] = value; // Real hosts do not echo it either
        ui->knows[port] = true;
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

void host_ui_hear(HostUi* const ui, const uint32_t port, const LV2_Atom* const atom)
{
    ui->views += atom->type == urid_of(ui, "urn:dredge:view");
    if (ui->descriptor->port_event) {
        ui->descriptor->port_event(ui->handle, port, (uint32_t)(sizeof(*atom) + atom->size),
                                   urid_of(ui, LV2_ATOM__eventTransfer), atom);
    }
}

static bool open_library(HostUi* const ui, const HostUiPlace* const place)
{
    ui->library =
        dlopen(place->library, RTLD_NOW | RTLD_LOCAL | (place->keep ? RTLD_NODELETE : 0));
    if (!ui->library) {
        fprintf(stderr, "%s\n", dlerror());
        return false;
    }
    LV2UI_DescriptorFunction find = NULL;
    void* const symbol = dlsym(ui->library, "lv2ui_descriptor");
    memcpy(&find, &symbol, sizeof(find));
    ui->descriptor = find ? find(0) : NULL;
    for (uint32_t i = 1;
         ui->descriptor && place->ui_uri && strcmp(ui->descriptor->URI, place->ui_uri) != 0;
         ++i) {
        ui->descriptor = find(i);
    }
    return ui->descriptor;
}

static bool instantiate(HostUi* const ui, const HostUiPlace* const place,
                        const HostUiOptions* const options)
{
    const HostUiOwner* const owner = &ui->owner;
    ui->sized = (LV2UI_Resize){ui, take_size};
    ui->touched = (LV2UI_Touch){ui, take_touch};
    const LV2_Options_Option values[] = {
        {LV2_OPTIONS_INSTANCE, 0, urid_of(ui, LV2_UI__scaleFactor), sizeof(float),
         urid_of(ui, LV2_ATOM__Float), &options->scale},
        {LV2_OPTIONS_INSTANCE, 0, urid_of(ui, LV2_PARAMETERS__sampleRate), sizeof(float),
         urid_of(ui, LV2_ATOM__Float), &owner->rate},
        {LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, NULL}};
    const LV2_Feature features[] = {
        {LV2_URID__map, owner->map},
        {LV2_LOG__log, owner->log},
        {LV2_UI__resize, &ui->sized},
        {LV2_UI__touch, &ui->touched},
        {LV2_UI__parent, (void*)options->parent}, // NOLINT(performance-no-int-to-ptr)
        {LV2_OPTIONS__options, (void*)values},
        {LV2_URID__unmap, owner->unmap},
        {LV2_UI__idleInterface, NULL},
        {LV2_INSTANCE_ACCESS_URI, owner->instance}};
    const LV2_Feature* list[10] = {NULL};
    const unsigned count = options->nothing         ? 0
                           : options->bare          ? 2
                           : owner->instance        ? 9
                           : options->scale != 0.0f ? 6
                                                    : 5;
    for (unsigned i = 0; i < count; ++i) {
        list[i] = &features[i];
    }
    ui->handle = ui->descriptor->instantiate(ui->descriptor, place->plugin_uri, place->bundle,
                                             write_port, ui, &ui->widget,
                                             options->nothing ? NULL : list);
    return ui->handle;
}

HostUi* host_ui_open(const HostUiOwner* const owner, const HostUiPlace* const place,
                     const HostUiOptions options)
{
    HostUi* const ui = calloc(1, sizeof(HostUi));
    if (!ui) {
        return NULL;
    }
    ui->owner = *owner;
    if (!open_library(ui, place) || !instantiate(ui, place, &options)) {
        if (ui->library) {
            dlclose(ui->library);
        }
        free(ui);
        return NULL;
    }
    if (ui->descriptor->extension_data) {
        ui->idle = ui->descriptor->extension_data(LV2_UI__idleInterface);
        ui->resize = ui->descriptor->extension_data(LV2_UI__resize);
    }
    return ui;
}

static float* host_value(void* const host, const uint32_t port)
{
    return port >= PORT_FIRST - 1 && port < ports_get()->count ? host_port(host, port) : NULL;
}

static void host_set_value(void* const host, const uint32_t port, const float value)
{
    *host_port(host, port) = value;
}

static void host_take_atom(void* const host, const uint32_t port, const LV2_Atom* const atom)
{
    (void)port;
    host_send_atom(host, atom);
}

static void hear_notify(void* const handle, const LV2_Atom* const atom)
{
    host_ui_hear(handle, PORT_NOTIFY, atom);
}

HostUi* host_ui_new(Host* const host, const char* const bundle, const char* const uri,
                    const HostUiOptions options)
{
    char library[PATH_MAX];
    snprintf(library, sizeof(library), "%s/dredge_ui.so", bundle);
    const HostUiOwner owner = {.handle = host,
                               .value = host_value,
                               .set = host_set_value,
                               .send = host_take_atom,
                               .port_count = ports_get()->count,
                               .map = host_map(host),
                               .log = host_logger(host)};
    const HostUiPlace place = {.library = library, .bundle = bundle, .plugin_uri = uri};
    HostUi* const ui = host_ui_open(&owner, &place, options);
    if (ui) {
        ui->host = host;
        host_listen(host, hear_notify, ui);
    }
    return ui;
}

void host_ui_free(HostUi* const ui)
{
    if (ui) {
        if (ui->host) {
            host_listen(ui->host, NULL, NULL);
        }
        ui->descriptor->cleanup(ui->handle);
        dlclose(ui->library);
        free(ui);
    }
}

bool host_ui_idle(HostUi* const ui)
{
    for (uint32_t i = 0; i < ui->owner.port_count && i < TOLD; ++i) {
        const float* const value = ui->owner.value(ui->owner.handle, i);
        if (value && ui->descriptor->port_event && (!ui->knows[i] || ui->told[i] != *value)) {
            ui->knows[i] = true;
            ui->told[i] = *value;
            ui->descriptor->port_event(ui->handle, i, sizeof(*value), 0, value);
        }
    }
    return !ui->idle || !ui->idle->idle(ui->handle);
}

void host_ui_tell(HostUi* const ui, const uint32_t port, const char* const protocol_uri,
                  const void* const data, const uint32_t size)
{
    const uint32_t protocol = protocol_uri[0] ? urid_of(ui, protocol_uri) : 0;
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
