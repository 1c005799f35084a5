// SPDX-License-Identifier: ISC
#include "host.h"

#include <lilv/lilv.h>
#include <limits.h>
#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/atom/util.h>
#include <lv2/log/log.h>
#include <lv2/midi/midi.h>
#include <lv2/patch/patch.h>
#include <lv2/presets/presets.h>
#include <lv2/state/state.h>
#include <lv2/time/time.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    URIDS = 256,
    ATOM_ROOM = 8192,
    WORK_ROOM = 65536,
    PORTS = 256,
    PRESETS = 256,
};

// Messages with their size in front, one behind the other.
typedef struct {
    uint32_t used;
    uint8_t bytes[WORK_ROOM];
} Messages;

typedef union {
    LV2_Atom_Sequence sequence;
    uint8_t bytes[ATOM_ROOM];
} AtomBuffer;

struct Host {
    LilvWorld* world;
    const LilvPlugin* plugin;
    LilvInstance* instance;
    HostOptions options;
    bool active;
    void (*before)(void);
    void (*after)(void);

    char* urids[URIDS];
    uint32_t urid_count;

    uint32_t port_count;
    float controls[PORTS];
    uint32_t audio_ports[8];
    uint32_t audio_count;
    LV2_Atom_Forge forge;
    AtomBuffer control;
    AtomBuffer midi;
    AtomBuffer notify;

    const LV2_Worker_Interface* worker;
    Messages requests;
    Messages responses;
    char trace[PATH_MAX];
    char log[1024];

    HostPreset presets[PRESETS];

    LV2_URID_Map map;
    LV2_URID_Unmap unmap;
    LV2_Log_Log log_feature;
    LV2_Worker_Schedule schedule;
    LV2_Feature features[4];
    const LV2_Feature* feature_list[5];
};

static LV2_URID map_uri(const LV2_URID_Map_Handle handle, const char* const uri)
{
    Host* const h = handle;
    for (uint32_t i = 0; i < h->urid_count; ++i) {
        if (!strcmp(h->urids[i], uri)) {
            return i + 1;
        }
    }
    if (h->urid_count == URIDS) {
        return 0;
    }
    h->urids[h->urid_count] = strdup(uri);
    return ++h->urid_count;
}

static const char* unmap_uri(const LV2_URID_Unmap_Handle handle, const LV2_URID urid)
{
    const Host* const h = handle;
    return urid && urid <= h->urid_count ? h->urids[urid - 1] : NULL;
}

static int log_vprintf(const LV2_Log_Handle handle, const LV2_URID type,
                       const char* const format, va_list args)
{
    (void)type;
    Host* const h = handle;
    const int length = vsnprintf(h->log, sizeof(h->log), format, args);
    if (!h->options.quiet) {
        fputs(h->log, stderr);
    }
    return length;
}

static int log_printf(const LV2_Log_Handle handle, const LV2_URID type,
                      const char* const format, ...)
{
    va_list args;
    va_start(args, format);
    const int length = log_vprintf(handle, type, format, args);
    va_end(args);
    return length;
}

static bool put_message(Messages* const m, const uint32_t size, const void* const data)
{
    if (size > WORK_ROOM - sizeof(size) - m->used) {
        return false;
    }
    memcpy(m->bytes + m->used, &size, sizeof(size));
    memcpy(m->bytes + m->used + sizeof(size), data, size);
    m->used += (uint32_t)sizeof(size) + size;
    return true;
}

static LV2_Worker_Status schedule_work(const LV2_Worker_Schedule_Handle handle,
                                       const uint32_t size, const void* const data)
{
    Host* const h = handle;
    return put_message(&h->requests, size, data) ? LV2_WORKER_SUCCESS : LV2_WORKER_ERR_NO_SPACE;
}

static LV2_Worker_Status respond(const LV2_Worker_Respond_Handle handle, const uint32_t size,
                                 const void* const data)
{
    Host* const h = handle;
    return put_message(&h->responses, size, data) ? LV2_WORKER_SUCCESS
                                                  : LV2_WORKER_ERR_NO_SPACE;
}

static void do_work(Host* const h)
{
    static Messages requests; // The plugin may ask for more meanwhile
    requests = h->requests;
    h->requests.used = 0;
    for (uint32_t at = 0; h->worker && at < requests.used;) {
        uint32_t size = 0;
        memcpy(&size, requests.bytes + at, sizeof(size));
        at += (uint32_t)sizeof(size);
        h->worker->work(lilv_instance_get_handle(h->instance), respond, h, size,
                        requests.bytes + at);
        at += size;
    }
}

static void deliver(Host* const h)
{
    for (uint32_t at = 0; at < h->responses.used;) {
        uint32_t size = 0;
        memcpy(&size, h->responses.bytes + at, sizeof(size));
        at += (uint32_t)sizeof(size);
        h->worker->work_response(lilv_instance_get_handle(h->instance), size,
                                 h->responses.bytes + at);
        at += size;
    }
    h->responses.used = 0;
}

static void offer_features(Host* const h)
{
    h->map = (LV2_URID_Map){h, map_uri};
    h->unmap = (LV2_URID_Unmap){h, unmap_uri};
    h->log_feature = (LV2_Log_Log){h, log_printf, log_vprintf};
    h->schedule = (LV2_Worker_Schedule){h, schedule_work};
    h->features[0] = (LV2_Feature){LV2_URID__map, &h->map};
    h->features[1] = (LV2_Feature){LV2_URID__unmap, &h->unmap};
    h->features[2] = (LV2_Feature){LV2_LOG__log, &h->log_feature};
    h->features[3] = (LV2_Feature){LV2_WORKER__schedule, &h->schedule};
    const int count = h->options.no_worker ? 3 : 4;
    for (int i = 0; i < count; ++i) {
        h->feature_list[i] = &h->features[i];
    }
}

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
                                           midi ? &h->midi
                                           : in ? &h->control
                                                : &h->notify);
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

// Begin empty sequences for the next run.
static void clear_inputs(Host* const h)
{
    const LV2_Atom empty = {.size = sizeof(LV2_Atom_Sequence_Body),
                            .type = map_uri(h, LV2_ATOM__Sequence)};
    h->control.sequence = (LV2_Atom_Sequence){.atom = empty};
    h->midi.sequence = (LV2_Atom_Sequence){.atom = empty};
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
    offer_features(h);
    h->instance = lilv_plugin_instantiate(h->plugin, rate, h->feature_list);
    if (!h->instance) {
        if (!options.quiet) {
            fprintf(stderr, "<%s> can't be instantiated at %g Hz\n", uri, rate);
        }
        host_free(h);
        return NULL;
    }
    h->worker = lilv_instance_get_extension_data(h->instance, LV2_WORKER__interface);
    lv2_atom_forge_init(&h->forge, &h->map);
    connect_ports(h);
    clear_inputs(h);
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
    for (uint32_t i = 0; i < h->urid_count; ++i) {
        free(h->urids[i]);
    }
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

static void read_notify(Host* const h)
{
    LV2_ATOM_SEQUENCE_FOREACH(&h->notify.sequence, event)
    {
        const LV2_Atom_Object* const object = (const LV2_Atom_Object*)&event->body;
        const LV2_Atom* value = NULL;
        if (lv2_atom_forge_is_object_type(&h->forge, object->atom.type) &&
            object->body.otype == map_uri(h, LV2_PATCH__Set)) {
            lv2_atom_object_get(object, map_uri(h, LV2_PATCH__value), &value, 0);
        }
        if (value && value->type == map_uri(h, LV2_ATOM__Path)) {
            snprintf(h->trace, sizeof(h->trace), "%s", (const char*)LV2_ATOM_BODY_CONST(value));
        }
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
    h->notify.sequence.atom =
        (LV2_Atom){.size = ATOM_ROOM - sizeof(LV2_Atom), .type = map_uri(h, LV2_ATOM__Chunk)};
    if (h->before) {
        h->before();
    }
    lilv_instance_run(h->instance, count);
    deliver(h);
    if (h->after) {
        h->after();
    }
    if (!h->options.no_atoms) {
        read_notify(h);
    }
    clear_inputs(h);
    do_work(h);
}

void host_set_hooks(Host* const h, void (*const before)(void), void (*const after)(void))
{
    h->before = before;
    h->after = after;
}

static void append(AtomBuffer* const to, const LV2_Atom* const atom, const uint32_t at)
{
    LV2_Atom_Event event = {.time = {.frames = at}, .body = *atom};
    LV2_Atom* const sequence = &to->sequence.atom;
    uint8_t* const end = to->bytes + lv2_atom_total_size(sequence);
    const uint32_t size = (uint32_t)sizeof(event) + atom->size;
    if (sequence->size + lv2_atom_pad_size(size) + sizeof(LV2_Atom) > ATOM_ROOM) {
        fprintf(stderr, "no room for a message of %u bytes\n", atom->size);
        abort();
    }
    memcpy(end, &event, sizeof(event));
    memcpy(end + sizeof(event), LV2_ATOM_BODY_CONST(atom), atom->size);
    sequence->size += lv2_atom_pad_size(size);
}

void host_set_trace(Host* const h, const char* const path)
{
    union {
        LV2_Atom atom;
        uint8_t bytes[ATOM_ROOM];
    } buffer;
    LV2_Atom_Forge_Frame frame;
    lv2_atom_forge_set_buffer(&h->forge, buffer.bytes, sizeof(buffer));
    lv2_atom_forge_object(&h->forge, &frame, 0, map_uri(h, LV2_PATCH__Set));
    lv2_atom_forge_key(&h->forge, map_uri(h, LV2_PATCH__property));
    lv2_atom_forge_urid(&h->forge, map_uri(h, "urn:dredge:trace"));
    lv2_atom_forge_key(&h->forge, map_uri(h, LV2_PATCH__value));
    lv2_atom_forge_path(&h->forge, path, (uint32_t)strlen(path));
    lv2_atom_forge_pop(&h->forge, &frame);
    append(&h->control, &buffer.atom, 0);
}

void host_ask_trace(Host* const h)
{
    union {
        LV2_Atom atom;
        uint8_t bytes[256];
    } buffer;
    LV2_Atom_Forge_Frame frame;
    lv2_atom_forge_set_buffer(&h->forge, buffer.bytes, sizeof(buffer));
    lv2_atom_forge_object(&h->forge, &frame, 0, map_uri(h, LV2_PATCH__Get));
    lv2_atom_forge_pop(&h->forge, &frame);
    append(&h->control, &buffer.atom, 0);
}

void host_send(Host* const h, const char* const type_uri, const void* const body,
               const uint32_t size)
{
    union {
        LV2_Atom atom;
        uint8_t bytes[ATOM_ROOM];
    } buffer;
    buffer.atom = (LV2_Atom){.size = size, .type = map_uri(h, type_uri)};
    memcpy(buffer.bytes + sizeof(LV2_Atom), body, size);
    append(&h->control, &buffer.atom, 0);
}

void host_send_note(Host* const h, const uint32_t at)
{
    static const uint8_t note_on[] = {0x90, 60, 100};
    union {
        LV2_Atom atom;
        uint8_t bytes[64];
    } buffer;
    buffer.atom = (LV2_Atom){.size = sizeof(note_on), .type = map_uri(h, LV2_MIDI__MidiEvent)};
    memcpy(buffer.bytes + sizeof(LV2_Atom), note_on, sizeof(note_on));
    append(&h->midi, &buffer.atom, at);
}

void host_send_position(Host* const h, const int64_t frame, const float speed,
                        const uint32_t at)
{
    union {
        LV2_Atom atom;
        uint8_t bytes[256];
    } buffer;
    LV2_Atom_Forge_Frame object;
    lv2_atom_forge_set_buffer(&h->forge, buffer.bytes, sizeof(buffer));
    lv2_atom_forge_object(&h->forge, &object, 0, map_uri(h, LV2_TIME__Position));
    lv2_atom_forge_key(&h->forge, map_uri(h, LV2_TIME__frame));
    lv2_atom_forge_long(&h->forge, frame);
    lv2_atom_forge_key(&h->forge, map_uri(h, LV2_TIME__speed));
    lv2_atom_forge_float(&h->forge, speed);
    lv2_atom_forge_pop(&h->forge, &object);
    append(&h->control, &buffer.atom, at);
}

const char* host_trace(const Host* const h)
{
    return h->trace;
}

const char* host_log(const Host* const h)
{
    return h->log;
}

static const void* get_value(const char* const symbol, void* const host, uint32_t* const size,
                             uint32_t* const type)
{
    Host* const h = host;
    *size = sizeof(float);
    *type = h->forge.Float;
    return host_control(h, symbol);
}

static void set_value(const char* const symbol, void* const host, const void* const value,
                      const uint32_t size, const uint32_t type)
{
    Host* const h = host;
    if (type == h->forge.Float && size == sizeof(float)) {
        memcpy(host_control(h, symbol), value, size);
    }
}

bool host_save(Host* const h, const char* const directory)
{
    LilvState* const state = lilv_state_new_from_instance(
        h->plugin, h->instance, &h->map, directory, directory, directory, directory, get_value,
        h, LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE, h->feature_list);
    const bool saved = state && !lilv_state_save(h->world, &h->map, &h->unmap, state, NULL,
                                                 directory, "state.ttl");
    lilv_state_free(state);
    return saved;
}

bool host_restore(Host* const h, const char* const directory)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/state.ttl", directory);
    LilvState* const state = lilv_state_new_from_file(h->world, &h->map, NULL, path);
    if (state) {
        lilv_state_restore(state, h->instance, set_value, h, 0, h->feature_list);
    }
    lilv_state_free(state);
    return state != NULL;
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
    LilvState* const state = lilv_state_new_from_world(h->world, &h->map, preset);
    lilv_node_free(preset);
    if (state) {
        lilv_state_restore(state, h->instance, set_value, h, 0, h->feature_list);
    }
    lilv_state_free(state);
    return state != NULL;
}
