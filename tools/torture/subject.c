// SPDX-License-Identifier: ISC
#include "torture/subject.h"

#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/midi/midi.h>
#include <lv2/options/options.h>
#include <lv2/patch/patch.h>
#include <lv2/port-props/port-props.h>
#include <lv2/resize-port/resize-port.h>
#include <lv2/state/state.h>
#include <lv2/time/time.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 48000 };

static bool has_feature(const Subject* const s, const char* const uri)
{
    LilvNode* const node = lilv_new_uri(s->world, uri);
    const bool has = lilv_plugin_has_feature(s->plugin, node);
    lilv_node_free(node);
    return has;
}

static bool has_extension(const Subject* const s, const char* const uri)
{
    LilvNode* const node = lilv_new_uri(s->world, uri);
    const bool has = lilv_plugin_has_extension_data(s->plugin, node);
    lilv_node_free(node);
    return has;
}

static bool is_a(const Subject* const s, const LilvPort* const port, const char* const uri)
{
    LilvNode* const node = lilv_new_uri(s->world, uri);
    const bool is = lilv_port_is_a(s->plugin, port, node);
    lilv_node_free(node);
    return is;
}

static bool has_property(const Subject* const s, const LilvPort* const port,
                         const char* const uri)
{
    LilvNode* const node = lilv_new_uri(s->world, uri);
    const bool has = lilv_port_has_property(s->plugin, port, node);
    lilv_node_free(node);
    return has;
}

static bool takes(const Subject* const s, const LilvPort* const port, const char* const uri)
{
    LilvNode* const node = lilv_new_uri(s->world, uri);
    const bool supports = lilv_port_supports_event(s->plugin, port, node);
    lilv_node_free(node);
    return supports;
}

static void read_points(const Subject* const s, const LilvPort* const port,
                        SubjectPort* const to)
{
    LilvScalePoints* const points = lilv_port_get_scale_points(s->plugin, port);
    to->points = calloc(lilv_scale_points_size(points) + 1U, sizeof(float));
    LILV_FOREACH(scale_points, i, points)
    {
        const LilvNode* const value =
            lilv_scale_point_get_value(lilv_scale_points_get(points, i));
        if (to->points && (lilv_node_is_float(value) || lilv_node_is_int(value))) {
            to->points[to->point_count++] = lilv_node_as_float(value);
        }
    }
    lilv_scale_points_free(points);
}

static uint32_t room_of(const Subject* const s, const LilvPort* const port)
{
    LilvNode* const key = lilv_new_uri(s->world, LV2_RESIZE_PORT__minimumSize);
    LilvNode* const value = lilv_port_get(s->plugin, port, key);
    const int room = lilv_node_is_int(value) ? lilv_node_as_int(value) : 0;
    lilv_node_free(value);
    lilv_node_free(key);
    return room > 0 ? (uint32_t)room : 0;
}

static void read_value(const Subject* const s, const LilvPort* const port,
                       SubjectPort* const to)
{
    to->whole = has_property(s, port, LV2_CORE__integer);
    to->toggled = has_property(s, port, LV2_CORE__toggled);
    to->per_rate = has_property(s, port, LV2_CORE__sampleRate);
    read_points(s, port, to);
    if (!has_property(s, port, LV2_CORE__enumeration)) {
        to->point_count = 0;
    }
    to->least = isfinite(to->least) ? to->least : 0.0f;
    to->most = isfinite(to->most) ? to->most : 1.0f;
    to->standard = isfinite(to->standard) ? to->standard : to->least;
    if (to->per_rate) {
        to->least *= RATE;
        to->most *= RATE;
        to->standard *= RATE;
    }
}

static void read_port(Subject* const s, const uint32_t index)
{
    const LilvPort* const port = lilv_plugin_get_port_by_index(s->plugin, index);
    SubjectPort* const to = &s->ports[index];
    to->symbol = lilv_node_as_string(lilv_port_get_symbol(s->plugin, port));
    to->input = is_a(s, port, LV2_CORE__InputPort);
    to->optional = has_property(s, port, LV2_CORE__connectionOptional);
    to->cv = is_a(s, port, LV2_CORE__CVPort);
    to->type = is_a(s, port, LV2_CORE__AudioPort) || to->cv ? PORT_SOUND
               : is_a(s, port, LV2_CORE__ControlPort)       ? PORT_VALUE
               : is_a(s, port, LV2_ATOM__AtomPort)          ? PORT_ATOMS
                                                            : PORT_OTHER;
    if (to->type == PORT_SOUND) {
        s->sound_ins += to->input;
        s->sound_outs += !to->input;
    } else if (to->type == PORT_VALUE) {
        read_value(s, port, to);
    } else if (to->type == PORT_ATOMS) {
        to->midi = takes(s, port, LV2_MIDI__MidiEvent);
        to->patch = takes(s, port, LV2_PATCH__Message);
        to->time = takes(s, port, LV2_TIME__Position);
        to->room = room_of(s, port);
    } else if (!to->optional) {
        snprintf(s->missing, sizeof(s->missing), "ports of the type of '%s'", to->symbol);
    }
}

static uint32_t designated(const Subject* const s, const bool input, const char* const uri)
{
    LilvNode* const class =
        lilv_new_uri(s->world, input ? LV2_CORE__InputPort : LV2_CORE__OutputPort);
    LilvNode* const node = lilv_new_uri(s->world, uri);
    const LilvPort* const port = lilv_plugin_get_port_by_designation(s->plugin, class, node);
    lilv_node_free(node);
    lilv_node_free(class);
    return port ? lilv_port_get_index(s->plugin, port) : SUBJECT_NONE;
}

static bool read_ports(Subject* const s)
{
    s->port_count = lilv_plugin_get_num_ports(s->plugin);
    s->ports = calloc(s->port_count + 1U, sizeof(SubjectPort));
    float* const ranges = calloc(3 * (s->port_count + 1U), sizeof(float));
    if (!s->ports || !ranges) {
        free(ranges);
        return false;
    }
    float* const most = ranges + s->port_count;
    float* const standard = most + s->port_count;
    lilv_plugin_get_port_ranges_float(s->plugin, ranges, most, standard);
    for (uint32_t i = 0; i < s->port_count; ++i) {
        s->ports[i] =
            (SubjectPort){.least = ranges[i], .most = most[i], .standard = standard[i]};
        read_port(s, i);
    }
    free(ranges);
    s->enabled = designated(s, true, LV2_CORE__enabled);
    s->freewheel = designated(s, true, LV2_CORE__freeWheeling);
    s->latency = lilv_plugin_has_latency(s->plugin)
                     ? lilv_plugin_get_latency_port_index(s->plugin)
                     : SUBJECT_NONE;
    return true;
}

static void read_properties(Subject* const s)
{
    LilvNode* const writable = lilv_new_uri(s->world, LV2_PATCH__writable);
    LilvNode* const range = lilv_new_uri(s->world, LILV_NS_RDFS "range");
    LilvNodes* const found = lilv_plugin_get_value(s->plugin, writable);
    s->properties = calloc(lilv_nodes_size(found) + 1U, sizeof(SubjectProperty));
    LILV_FOREACH(nodes, i, found)
    {
        const LilvNode* const property = lilv_nodes_get(found, i);
        if (s->properties && lilv_node_is_uri(property)) {
            LilvNode* const type = lilv_world_get(s->world, property, range, NULL);
            s->properties[s->property_count++] =
                (SubjectProperty){.uri = strdup(lilv_node_as_uri(property)),
                                  .range = strdup(type ? lilv_node_as_string(type) : "")};
            lilv_node_free(type);
        }
    }
    lilv_nodes_free(found);
    lilv_node_free(range);
    lilv_node_free(writable);
}

static void find_missing(Subject* const s)
{
    static const char* const offered[] = {LV2_URID__map,
                                          LV2_URID__unmap,
                                          LV2_LOG__log,
                                          LV2_OPTIONS__options,
                                          LV2_WORKER__schedule,
                                          LV2_BUF_SIZE__boundedBlockLength,
                                          LV2_BUF_SIZE__fixedBlockLength,
                                          LV2_BUF_SIZE__powerOf2BlockLength,
                                          LV2_BUF_SIZE__coarseBlockLength,
                                          LV2_STATE__loadDefaultState,
                                          LV2_STATE__threadSafeRestore,
                                          LV2_STATE__mapPath,
                                          LV2_STATE__makePath,
                                          LV2_STATE__freePath,
                                          LV2_CORE__inPlaceBroken,
                                          LV2_CORE__hardRTCapable,
                                          LV2_CORE__isLive};
    LilvNodes* const required = lilv_plugin_get_required_features(s->plugin);
    LILV_FOREACH(nodes, i, required)
    {
        const char* const uri = lilv_node_as_string(lilv_nodes_get(required, i));
        bool has = false;
        for (size_t n = 0; n < sizeof(offered) / sizeof(offered[0]); ++n) {
            has = has || !strcmp(uri, offered[n]);
        }
        if (!has) {
            snprintf(s->missing, sizeof(s->missing), "the feature <%s>", uri);
        }
    }
    lilv_nodes_free(required);
}

static void read_version(Subject* const s)
{
    int number[2] = {0, 0};
    bool known = false;
    const char* const keys[] = {LV2_CORE__minorVersion, LV2_CORE__microVersion};
    for (int i = 0; i < 2; ++i) {
        LilvNode* const key = lilv_new_uri(s->world, keys[i]);
        LilvNodes* const values = lilv_plugin_get_value(s->plugin, key);
        const LilvNode* const first = values ? lilv_nodes_get_first(values) : NULL;
        if (lilv_node_is_int(first)) {
            number[i] = lilv_node_as_int(first);
            known = true;
        }
        lilv_nodes_free(values);
        lilv_node_free(key);
    }
    if (known) {
        snprintf(s->version, sizeof(s->version), "%d.%d", number[0], number[1]);
    }
}

static bool read_description(Subject* const s)
{
    s->uri = lilv_node_as_uri(lilv_plugin_get_uri(s->plugin));
    LilvNode* const name = lilv_plugin_get_name(s->plugin);
    s->name = strdup(name ? lilv_node_as_string(name) : "");
    lilv_node_free(name);
    s->bundle =
        lilv_file_uri_parse(lilv_node_as_uri(lilv_plugin_get_bundle_uri(s->plugin)), NULL);
    if (!s->name || !s->bundle || !lilv_plugin_get_library_uri(s->plugin) || !read_ports(s)) {
        return false;
    }
    read_version(s);
    read_properties(s);
    find_missing(s);
    s->in_place_broken = has_feature(s, LV2_CORE__inPlaceBroken);
    s->fixed_blocks = has_feature(s, LV2_BUF_SIZE__fixedBlockLength);
    s->power_of_2_blocks = has_feature(s, LV2_BUF_SIZE__powerOf2BlockLength);
    s->coarse_blocks = has_feature(s, LV2_BUF_SIZE__coarseBlockLength);
    s->default_state = has_feature(s, LV2_STATE__loadDefaultState);
    s->safe_restore = has_feature(s, LV2_STATE__threadSafeRestore);
    s->has_state = has_extension(s, LV2_STATE__interface);
    s->has_worker = has_extension(s, LV2_WORKER__interface);
    return true;
}

Subject* subject_new(LilvWorld* const world, const char* const uri)
{
    Subject* const s = calloc(1, sizeof(Subject));
    if (!s) {
        return NULL;
    }
    s->world = world;
    LilvNode* const node = lilv_new_uri(world, uri);
    s->plugin = node ? lilv_plugins_get_by_uri(lilv_world_get_all_plugins(world), node) : NULL;
    lilv_node_free(node);
    if (!s->plugin || !read_description(s)) {
        fprintf(stderr, "lv2-torture: no usable plugin <%s>\n", uri);
        subject_free(s);
        return NULL;
    }
    return s;
}

void subject_free(Subject* const s)
{
    if (!s) {
        return;
    }
    for (uint32_t i = 0; s->ports && i < s->port_count; ++i) {
        free(s->ports[i].points);
    }
    for (unsigned i = 0; i < s->property_count; ++i) {
        free((char*)s->properties[i].uri);
        free((char*)s->properties[i].range);
    }
    free(s->properties);
    free(s->ports);
    free(s->name);
    lilv_free(s->bundle);
    free(s);
}

bool subject_takes_midi(const Subject* const s)
{
    bool takes_it = false;
    for (uint32_t i = 0; i < s->port_count; ++i) {
        takes_it = takes_it || (s->ports[i].input && s->ports[i].midi);
    }
    return takes_it;
}

bool subject_takes_patch(const Subject* const s)
{
    bool takes_it = false;
    for (uint32_t i = 0; i < s->port_count; ++i) {
        takes_it = takes_it || (s->ports[i].input && s->ports[i].patch);
    }
    return takes_it;
}

bool subject_takes_time(const Subject* const s)
{
    bool takes_it = false;
    for (uint32_t i = 0; i < s->port_count; ++i) {
        takes_it = takes_it || (s->ports[i].input && s->ports[i].time);
    }
    return takes_it;
}

uint32_t subject_port(const Subject* const s, const char* const symbol)
{
    for (uint32_t i = 0; i < s->port_count; ++i) {
        if (!strcmp(s->ports[i].symbol, symbol)) {
            return i;
        }
    }
    return SUBJECT_NONE;
}
