// SPDX-License-Identifier: ISC
// The window as an LV2 UI: it reads messages and writes ports, and shares nothing with the
// plugin.
#include "events.h"
#include "ports.h"
#include "ui_presets.h"
#include "uris.h"
#include "window.h"

#include <limits.h>
#include <lv2/atom/forge.h>
#include <lv2/atom/util.h>
#include <lv2/core/lv2_util.h>
#include <lv2/log/logger.h>
#include <lv2/options/options.h>
#include <lv2/patch/patch.h>
#include <lv2/ui/ui.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MOST = PATH_MAX + 256, PARAMETERS_MOST = 128 };

typedef struct {
    const Ports* ports;
    LV2UI_Write_Function write;
    LV2UI_Controller controller;
    const LV2UI_Touch* touch;
    const LV2UI_Request_Value* request;
    LV2_Log_Logger log;
    LV2_Atom_Forge forge;
    Uris uris;
    LV2_URID event_transfer;
    unsigned port[PARAMETERS_MOST][DREDGE_LANES]; ///< Of each parameter
    char bundle[PATH_MAX];
    Window* window;
} Ui;

static unsigned port_of(const Ui* const ui, const DredgeParameter* const parameter,
                        const int lane)
{
    return ui
        ->port[parameter - dredge_parameters][parameter->lanes == DREDGE_LANES_EACH ? lane : 0];
}

static void set(void* const handle, const DredgeParameter* const parameter, const int lane,
                const float value)
{
    Ui* const ui = handle;
    ui->write(ui->controller, port_of(ui, parameter, lane), sizeof(float), 0, &value);
}

static void touch(void* const handle, const DredgeParameter* const parameter, const int lane,
                  const bool held)
{
    Ui* const ui = handle;
    if (ui->touch) {
        ui->touch->touch(ui->touch->handle, port_of(ui, parameter, lane), held);
    }
}

// Send patch:Set; `value` writes what the property is set to.
static void send(Ui* const ui, const LV2_URID property, const int number,
                 const char* const path)
{
    _Alignas(8) uint8_t buffer[MESSAGE_MOST];
    LV2_Atom_Forge_Frame frame;
    lv2_atom_forge_set_buffer(&ui->forge, buffer, sizeof(buffer));
    const LV2_Atom* const atom = (const LV2_Atom*)(void*)buffer;
    lv2_atom_forge_object(&ui->forge, &frame, 0, ui->uris.patch_Set);
    lv2_atom_forge_key(&ui->forge, ui->uris.patch_property);
    lv2_atom_forge_urid(&ui->forge, property);
    lv2_atom_forge_key(&ui->forge, ui->uris.patch_value);
    if (path) {
        lv2_atom_forge_path(&ui->forge, path, (uint32_t)strlen(path));
    } else {
        lv2_atom_forge_int(&ui->forge, number);
    }
    lv2_atom_forge_pop(&ui->forge, &frame);
    ui->write(ui->controller, PORT_CONTROL, lv2_atom_total_size(atom), ui->event_transfer,
              atom);
}

static void watch(void* const handle, const DredgeWatch state)
{
    Ui* const ui = handle;
    send(ui, ui->uris.watch, (int)state, NULL);
}

static bool ask_trace(void* const handle)
{
    Ui* const ui = handle;
    if (!ui->request) {
        return false;
    }
    const LV2UI_Request_Value_Status status =
        ui->request->request(ui->request->handle, ui->uris.trace, ui->uris.atom_Path, NULL);
    return status == LV2UI_REQUEST_VALUE_SUCCESS || status == LV2UI_REQUEST_VALUE_BUSY;
}

static void load_trace(void* const handle, const char* const path)
{
    Ui* const ui = handle;
    if (strlen(path) < PATH_MAX) {
        send(ui, ui->uris.trace, 0, path);
    }
}

static void load_preset(void* const handle, const unsigned preset)
{
    Ui* const ui = handle;
    char path[PATH_MAX];
    for (unsigned i = PORT_FIRST; i < ui->ports->count; ++i) {
        const Port* const port = &ui->ports->port[i];
        if (port->parameter && ui_presets_sets(port)) {
            const float value = ui_presets_value(preset, port);
            ui->write(ui->controller, i, sizeof(value), 0, &value);
            window_set(ui->window, port->parameter, port->lane, value);
        }
    }
    ui_presets_trace(preset, ui->bundle, path, sizeof(path));
    if (path[0]) {
        load_trace(ui, path);
    }
}

// Options that a host may pass: how dense the screen is, and how it looks itself.
static void read_options(const Ui* const ui, LV2_URID_Map* const map,
                         const LV2_Options_Option* option, WindowOptions* const window)
{
    const LV2_URID scale = map->map(map->handle, LV2_UI__scaleFactor);
    const LV2_URID background = map->map(map->handle, LV2_UI__backgroundColor);
    for (; option && (option->key || option->value); ++option) {
        if (option->key == scale && option->type == ui->uris.atom_Float && option->value) {
            window->scale = (double)*(const float*)option->value;
        } else if (option->key == background && option->type == ui->uris.atom_Int &&
                   option->value) {
            // 0xRRGGBBAA
            window->background = (int32_t)(*(const uint32_t*)option->value >> 8);
        }
    }
}

static void find_ports(Ui* const ui)
{
    for (unsigned i = PORT_FIRST; i < ui->ports->count; ++i) {
        const Port* const port = &ui->ports->port[i];
        if (port->parameter) {
            ui->port[port->parameter - dredge_parameters][port->lane] = i;
        }
    }
}

static LV2UI_Handle instantiate(const LV2UI_Descriptor* const descriptor,
                                const char* const plugin, const char* const bundle,
                                const LV2UI_Write_Function write,
                                const LV2UI_Controller controller, LV2UI_Widget* const widget,
                                const LV2_Feature* const* const features)
{
    (void)descriptor;
    LV2_URID_Map* map = NULL;
    LV2_Log_Log* log = NULL;
    LV2UI_Resize* resize = NULL;
    LV2UI_Touch* touched = NULL;
    LV2UI_Request_Value* request = NULL;
    LV2_Options_Option* options = NULL;
    void* parent = NULL;
    static const LV2_Feature* const none[] = {NULL};
    const char* const missing =
        lv2_features_query(features ? features : none, LV2_URID__map, &map, true, LV2_LOG__log,
                           &log, false, LV2_UI__resize, &resize, false, LV2_UI__touch, &touched,
                           false, LV2_UI__requestValue, &request, false, LV2_OPTIONS__options,
                           &options, false, LV2_UI__parent, &parent, false, NULL);
    LV2_Log_Logger logger;
    lv2_log_logger_init(&logger, map, log);
    if (missing) {
        lv2_log_error(&logger, "dredge: no window: the host lacks the feature <%s>\n", missing);
        return NULL;
    }
    Ui* const ui = calloc(1, sizeof(Ui));
    if (!ui) {
        lv2_log_error(&logger, "dredge: not enough memory for a window\n");
        return NULL;
    }
    ui->ports = ports_get();
    ui->write = write;
    ui->controller = controller;
    ui->touch = touched;
    ui->request = request;
    ui->log = logger;
    ui->uris = uris_map(map);
    ui->event_transfer = map->map(map->handle, LV2_ATOM__eventTransfer);
    snprintf(ui->bundle, sizeof(ui->bundle), "%s", bundle ? bundle : "");
    lv2_atom_forge_init(&ui->forge, map);
    find_ports(ui);

    WindowOptions window = {.parent = (uintptr_t)parent,
                            .title =
                                strcmp(plugin, DREDGE_URI_STEREO) ? "Dredge" : "Dredge Stereo",
                            .background = -1};
    read_options(ui, map, options, &window);
    window.presets = ui_presets_labels(&window.preset_count);
    const WindowCalls calls = {ui, set, touch, watch, ask_trace, load_trace, load_preset};
    char problem[200];
    ui->window = window_new(&window, &calls, problem, sizeof(problem));
    if (!ui->window) {
        lv2_log_error(&ui->log, "dredge: %s\n", problem);
        free(ui);
        return NULL;
    }
    *widget =
        (LV2UI_Widget)window_id(ui->window); // NOLINT(performance-no-int-to-ptr): so LV2 wants
    if (resize) {
        resize->ui_resize(resize->handle, (int)window_width(ui->window),
                          (int)window_height(ui->window));
    }
    // Which trace is in use
    _Alignas(8) uint8_t buffer[256];
    LV2_Atom_Forge_Frame frame;
    lv2_atom_forge_set_buffer(&ui->forge, buffer, sizeof(buffer));
    const LV2_Atom* const get = (const LV2_Atom*)(void*)buffer;
    lv2_atom_forge_object(&ui->forge, &frame, 0, ui->uris.patch_Get);
    lv2_atom_forge_pop(&ui->forge, &frame);
    write(controller, PORT_CONTROL, lv2_atom_total_size(get), ui->event_transfer, get);
    return ui;
}

static void cleanup(const LV2UI_Handle handle)
{
    Ui* const ui = handle;
    window_free(ui->window);
    free(ui);
}

static void take_message(Ui* const ui, const LV2_Atom* const atom)
{
    if (atom->type == ui->uris.view) {
        window_take(ui->window, atom + 1, atom->size);
        return;
    }
    if (!lv2_atom_forge_is_object_type(&ui->forge, atom->type) ||
        !events_object_is_whole(atom)) {
        return;
    }
    const LV2_Atom_Object* const object = (const LV2_Atom_Object*)atom;
    const LV2_Atom_URID* property = NULL;
    const LV2_Atom* value = NULL;
    lv2_atom_object_get(object, ui->uris.patch_property, &property, ui->uris.patch_value,
                        &value, 0);
    if (object->body.otype == ui->uris.patch_Set && property &&
        property->atom.type == ui->uris.atom_URID && property->body == ui->uris.trace &&
        value && (value->type == ui->uris.atom_Path || value->type == ui->uris.atom_String)) {
        char path[PATH_MAX];
        snprintf(path, sizeof(path), "%.*s", (int)value->size, (const char*)(value + 1));
        window_set_trace(ui->window, path);
    }
}

static void take_meter(Ui* const ui, const unsigned port, const float value)
{
    for (unsigned meter = 0; meter < DREDGE_METERS; ++meter) {
        for (int lane = 0; lane < (dredge_meters[meter].lanes ? DREDGE_LANES : 1); ++lane) {
            if (ui->ports->meter[meter][lane] == port) {
                window_set_meter(ui->window, (DredgeMeterIndex)meter, lane, value);
                return;
            }
        }
    }
}

static void port_event(const LV2UI_Handle handle, const uint32_t index, const uint32_t size,
                       const uint32_t format, const void* const buffer)
{
    Ui* const ui = handle;
    if (index >= ui->ports->count || !buffer) {
        return;
    }
    if (format == ui->event_transfer) {
        const LV2_Atom* const atom = buffer;
        if (size >= sizeof(LV2_Atom) && size >= lv2_atom_total_size(atom)) {
            take_message(ui, atom);
        }
        return;
    }
    const Port* const port = &ui->ports->port[index];
    if (format == 0 && size == sizeof(float) && port->parameter) {
        window_set(ui->window, port->parameter, port->lane, *(const float*)buffer);
    } else if (format == 0 && size == sizeof(float) && port->kind == PORT_KIND_OUT) {
        take_meter(ui, index, *(const float*)buffer);
    }
}

static int idle(const LV2UI_Handle handle)
{
    Ui* const ui = handle;
    return !window_idle(ui->window);
}

static int resize_by_host(const LV2UI_Feature_Handle handle, const int width, const int height)
{
    Ui* const ui = handle;
    if (width > 0 && height > 0) {
        window_resize(ui->window, (unsigned)width, (unsigned)height);
    }
    return 0;
}

static const void* extension_data(const char* const uri)
{
    static const LV2UI_Idle_Interface idling = {idle};
    static const LV2UI_Resize resizing = {NULL, resize_by_host};
    return !strcmp(uri, LV2_UI__idleInterface) ? (const void*)&idling
           : !strcmp(uri, LV2_UI__resize)      ? (const void*)&resizing
                                               : NULL;
}

static const LV2UI_Descriptor descriptor = {DREDGE_URI_UI, instantiate, cleanup, port_event,
                                            extension_data};

LV2_SYMBOL_EXPORT const LV2UI_Descriptor* lv2ui_descriptor(const uint32_t index)
{
    return index ? NULL : &descriptor;
}
