// SPDX-License-Identifier: ISC
#include "host/host.h"

#include "host/host_atoms.h"
#include "host/host_features.h"
#include "host/host_urids.h"

#include <lilv/lilv.h>
#include <limits.h>
#include <lv2/atom/atom.h>
#include <lv2/presets/presets.h>
#include <lv2/state/state.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PORTS = 256,
    PRESETS = 256,
};

struct Host {
    LilvWorld* world;
    const LilvPlugin* plugin;
    LilvInstance* instance;
    HostOptions options;
    bool active;
    void (*before)(void);
    void (*after)(void);

    HostFeatures features;
    HostAtoms atoms;

    struct {
        LV2_Atom atom;
        uint8_t after[64]; // Not the plugin's to write
    } shared;

    uint32_t port_count;
    float controls[PORTS];
    uint32_t audio_ports[8];
    uint32_t audio_count;

    HostPreset presets[PRESETS];
};

// Connect everything but the audio ports.
static void connect_ports(Host* const h)
{
    LilvNode* const audio = lilv_new_uri(h->world, LILV_URI_AUDIO_PORT);
    LilvNode* const atom = lilv_new_uri(h->world, LV2_ATOM__AtomPort);
    LilvNode* const input = lilv_new_uri(h->world, LILV_URI_INPUT_PORT);
    LilvNode* const midi_event = lilv_new_uri(h->world, LILV_URI_MIDI_EVENT);
    h->port_count = lilv_plugin_get_num_ports(h->plugin);
    float standards[PORTS];
    lilv_plugin_get_port_ranges_float(h->plugin, NULL, NULL, standards);
    for (uint32_t i = 0; i < h->port_count; ++i) {
        const LilvPort* const port = lilv_plugin_get_port_by_index(h->plugin, i);
        if (lilv_port_is_a(h->plugin, port, audio)) {
            h->audio_ports[h->audio_count++] = i;
        } else if (lilv_port_is_a(h->plugin, port, atom)) {
            const bool in = lilv_port_is_a(h->plugin, port, input);
            const bool midi = lilv_port_supports_event(h->plugin, port, midi_event);
            if (!h->options.no_atoms) {
                lilv_instance_connect_port(h->instance, i,
                                           h->options.one_atom ? (void*)&h->shared
                                           : midi              ? (void*)&h->atoms.midi
                                           : in                ? (void*)&h->atoms.control
                                                               : (void*)&h->atoms.notify);
            }
        } else {
            h->controls[i] = standards[i] == standards[i] ? standards[i] : 0.0f;
            lilv_instance_connect_port(h->instance, i, &h->controls[i]);
        }
    }
    lilv_node_free(audio);
    lilv_node_free(atom);
    lilv_node_free(input);
    lilv_node_free(midi_event);
}

Host* host_new(const char* const bundle, const char* const uri, const double rate,
               const HostOptions options)
{
    Host* const h = calloc(1, sizeof(Host));
    if (!h) {
        return NULL;
    }
    h->options = options;
    h->world = lilv_world_new();
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/", bundle);
    LilvNode* const bundle_uri = lilv_new_file_uri(h->world, NULL, path);
    lilv_world_load_bundle(h->world, bundle_uri);
    lilv_node_free(bundle_uri);
    LilvNode* const plugin_uri = lilv_new_uri(h->world, uri);
    h->plugin = lilv_plugins_get_by_uri(lilv_world_get_all_plugins(h->world), plugin_uri);
    lilv_node_free(plugin_uri);
    if (!h->plugin || lilv_plugin_get_num_ports(h->plugin) > PORTS) {
        fprintf(stderr, "%s: holds no usable plugin <%s>\n", bundle, uri);
        host_free(h);
        return NULL;
    }
    host_features_init(&h->features, !options.no_worker, options.quiet);
    h->instance = lilv_plugin_instantiate(h->plugin, rate, h->features.list);
    if (!h->instance) {
        if (!options.quiet) {
            fprintf(stderr, "<%s> can't be instantiated at %g Hz\n", uri, rate);
        }
        host_free(h);
        return NULL;
    }
    host_features_serve(&h->features, h->instance);
    host_atoms_init(&h->atoms, &h->features);
    connect_ports(h);
    return h;
}

static void free_presets(Host* const h)
{
    for (unsigned i = 0; i < PRESETS; ++i) {
        free(h->presets[i].uri);
        free(h->presets[i].label);
        free(h->presets[i].comment);
        h->presets[i] = (HostPreset){NULL, NULL, NULL};
    }
}

void host_free(Host* const h)
{
    if (!h) {
        return;
    }
    if (h->instance) {
        host_deactivate(h);
        lilv_instance_free(h->instance);
    }
    free_presets(h);
    lilv_world_free(h->world);
    free(h);
}

float* host_control(Host* const h, const char* const symbol)
{
    LilvNode* const name = lilv_new_string(h->world, symbol);
    const LilvPort* const port = lilv_plugin_get_port_by_symbol(h->plugin, name);
    lilv_node_free(name);
    if (!port) {
        fprintf(stderr, "no port '%s'\n", symbol);
        abort();
    }
    return &h->controls[lilv_port_get_index(h->plugin, port)];
}

void host_activate(Host* const h)
{
    if (!h->active) {
        lilv_instance_activate(h->instance);
        h->active = true;
    }
}

void host_deactivate(Host* const h)
{
    if (h->active) {
        lilv_instance_deactivate(h->instance);
        h->active = false;
    }
}

void host_run(Host* const h, float* const* const in, float* const* const out,
              const uint32_t count)
{
    const uint32_t channels = h->audio_count / 2;
    for (uint32_t c = 0; c < channels; ++c) {
        lilv_instance_connect_port(h->instance, h->audio_ports[c], in[c]);
        lilv_instance_connect_port(h->instance, h->audio_ports[channels + c], out[c]);
    }
    host_atoms_make_room(&h->atoms);
    if (h->before) {
        h->before();
    }
    lilv_instance_run(h->instance, count);
    host_worker_respond(&h->features.worker);
    if (h->after) {
        h->after();
    }
    if (!h->options.no_atoms && !h->options.one_atom) {
        host_atoms_read(&h->atoms);
    }
    host_atoms_next(&h->atoms);
    host_worker_work(&h->features.worker);
}

bool host_atom_is_whole(const Host* const h)
{
    static const uint8_t zeros[sizeof(h->shared.after)];
    return !h->shared.atom.size && !h->shared.atom.type &&
           !memcmp(h->shared.after, zeros, sizeof(zeros));
}

void host_set_hooks(Host* const h, void (*const before)(void), void (*const after)(void))
{
    h->before = before;
    h->after = after;
}

void host_set_trace(Host* const h, const char* const path)
{
    host_atoms_set_trace(&h->atoms, path);
}

void host_ask_trace(Host* const h)
{
    host_atoms_ask_trace(&h->atoms);
}

void host_send(Host* const h, const char* const type_uri, const void* const body,
               const uint32_t size)
{
    host_atoms_send(&h->atoms, type_uri, body, size);
}

void host_send_atom(Host* const h, const LV2_Atom* const atom)
{
    host_atoms_send_atom(&h->atoms, atom);
}

void host_listen(Host* const h, void (*const listener)(void* handle, const LV2_Atom* atom),
                 void* const handle)
{
    h->atoms.listener = listener;
    h->atoms.listener_handle = handle;
}

float* host_port(Host* const h, const uint32_t index)
{
    return &h->controls[index];
}

LV2_URID_Map* host_map(Host* const h)
{
    return &h->features.map;
}

LV2_Log_Log* host_logger(Host* const h)
{
    return &h->features.log_feature;
}

uint32_t host_urid(Host* const h, const char* const uri)
{
    (void)h;
    return host_urids_map(uri);
}

void host_send_note(Host* const h, const uint32_t at)
{
    host_atoms_send_note(&h->atoms, at);
}

void host_send_position(Host* const h, const int64_t frame, const float speed,
                        const uint32_t at)
{
    host_atoms_send_position(&h->atoms, frame, speed, at);
}

const char* host_trace(const Host* const h)
{
    return h->atoms.trace;
}

const char* host_log(const Host* const h)
{
    return h->features.log;
}

static const void* get_value(const char* const symbol, void* const host, uint32_t* const size,
                             uint32_t* const type)
{
    Host* const h = host;
    *size = sizeof(float);
    *type = h->atoms.forge.Float;
    return host_control(h, symbol);
}

static void set_value(const char* const symbol, void* const host, const void* const value,
                      const uint32_t size, const uint32_t type)
{
    Host* const h = host;
    if (type == h->atoms.forge.Float && size == sizeof(float)) {
        memcpy(host_control(h, symbol), value, size);
    }
}

bool host_save(Host* const h, const char* const directory)
{
    LilvState* const state = lilv_state_new_from_instance(
        h->plugin, h->instance, &h->features.map, directory, directory, directory, directory,
        get_value, h, LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE, h->features.list);
    const bool saved = state && !lilv_state_save(h->world, &h->features.map, &h->features.unmap,
                                                 state, NULL, directory, "state.ttl");
    lilv_state_free(state);
    return saved;
}

bool host_restore(Host* const h, const char* const directory)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/state.ttl", directory);
    LilvState* const state = lilv_state_new_from_file(h->world, &h->features.map, NULL, path);
    if (state) {
        lilv_state_restore(state, h->instance, set_value, h, 0, h->features.list);
    }
    lilv_state_free(state);
    return state != NULL;
}

typedef struct {
    LV2_URID key;
    LV2_URID type;
    const void* data;
    size_t size;
} Property;

static const void* retrieve(const LV2_State_Handle handle, const uint32_t key,
                            size_t* const size, uint32_t* const type, uint32_t* const flags)
{
    const Property* const property = handle;
    *size = property->size;
    *type = property->type;
    *flags = LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE;
    return key == property->key ? property->data : NULL;
}

bool host_restore_value(Host* const h, const char* const key_uri, const char* const type_uri,
                        const void* const data, const size_t size)
{
    Property property = {.key = host_urids_map(key_uri),
                         .type = type_uri ? host_urids_map(type_uri) : 0,
                         .data = data,
                         .size = size};
    const LV2_State_Interface* const plugin =
        lilv_instance_get_extension_data(h->instance, LV2_STATE__interface);
    return plugin->restore(lilv_instance_get_handle(h->instance), retrieve, &property, 0,
                           h->features.list) == LV2_STATE_SUCCESS;
}

const InlineDisplayImage* host_render(Host* const h, const uint32_t width,
                                      const uint32_t most_height)
{
    const InlineDisplayInterface* const display =
        lilv_instance_get_extension_data(h->instance, INLINE_DISPLAY_INTERFACE);
    return display ? display->render(lilv_instance_get_handle(h->instance), width, most_height)
                   : NULL;
}

unsigned host_draws(const Host* const h)
{
    return h->features.draws;
}

void host_add_bundle(Host* const h, const char* const bundle)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/", bundle);
    LilvNode* const uri = lilv_new_file_uri(h->world, NULL, path);
    lilv_world_load_bundle(h->world, uri);
    lilv_node_free(uri);
}

static char* copy_property(Host* const h, const LilvNode* const subject, const char* const uri)
{
    LilvNode* const property = lilv_new_uri(h->world, uri);
    LilvNode* const value = lilv_world_get(h->world, subject, property, NULL);
    char* const text = strdup(value ? lilv_node_as_string(value) : "");
    lilv_node_free(value);
    lilv_node_free(property);
    return text;
}

static int compare_presets(const void* const a, const void* const b)
{
    return strcmp(((const HostPreset*)a)->uri, ((const HostPreset*)b)->uri);
}

unsigned host_presets(Host* const h, const HostPreset** const presets)
{
    LilvNode* const type = lilv_new_uri(h->world, LV2_PRESETS__Preset);
    LilvNodes* const found = lilv_plugin_get_related(h->plugin, type);
    unsigned count = 0;
    free_presets(h);
    LILV_FOREACH(nodes, i, found)
    {
        const LilvNode* const preset = lilv_nodes_get(found, i);
        if (count < PRESETS) {
            lilv_world_load_resource(h->world, preset);
            h->presets[count].uri = strdup(lilv_node_as_uri(preset));
            h->presets[count].label = copy_property(h, preset, LILV_NS_RDFS "label");
            h->presets[count].comment = copy_property(h, preset, LILV_NS_RDFS "comment");
            ++count;
        }
    }
    lilv_nodes_free(found);
    lilv_node_free(type);
    qsort(h->presets, count, sizeof(HostPreset), compare_presets);
    *presets = h->presets;
    return count;
}

bool host_load_preset(Host* const h, const char* const uri)
{
    LilvNode* const preset = lilv_new_uri(h->world, uri);
    lilv_world_load_resource(h->world, preset);
    LilvState* const state = lilv_state_new_from_world(h->world, &h->features.map, preset);
    lilv_node_free(preset);
    if (state) {
        lilv_state_restore(state, h->instance, set_value, h, 0, h->features.list);
    }
    lilv_state_free(state);
    return state != NULL;
}
