// SPDX-License-Identifier: ISC
#include "ports.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static Ports all;

static const char* const meter_groups[DREDGE_LANES] = {"meters_a", "meters_b"};
static const char* const lane_groups[DREDGE_LANES] = {"lane_a", "lane_b"};

static Port* add(const char* const prefix, const char* const symbol, const char* const before,
                 const char* const name)
{
    assert(all.count < PORTS_MAX);
    Port* const port = &all.port[all.count++];
    snprintf(port->symbol, sizeof(port->symbol), "%s%s", prefix, symbol);
    snprintf(port->name, sizeof(port->name), "%s%s", before, name);
    return port;
}

static Port* add_plain(const char* const symbol, const char* const name, const PortKind kind)
{
    Port* const port = add("", symbol, "", name);
    port->kind = kind;
    return port;
}

// What no parameter or meter is: messages, and the latency.
static void add_own(void)
{
    Port* const control = add_plain("control", "Control", PORT_KIND_ATOM_IN);
    control->designation = "control";
    control->supports = "patch:Message , time:Position";
    control->comment = "Messages to the plugin: the loss trace to use, the song's position";
    Port* const notify = add_plain("notify", "Notify", PORT_KIND_ATOM_OUT);
    notify->designation = "control";
    notify->supports = "patch:Message , <urn:dredge:view>";
    notify->comment = "Messages from the plugin: the loss trace in use, what windows draw";
    // Ardour passes nothing at all, not even the song's position, through a port that takes
    // MIDI as long as the track has none: so MIDI has a port to itself.
    Port* const midi = add_plain("midi", "MIDI", PORT_KIND_ATOM_IN);
    midi->supports = "midi:MidiEvent";
    midi->comment = "Each note drops packets, as Drop Now does";
    Port* const latency = add_plain("latency", "Latency", PORT_KIND_OUT);
    latency->group = dredge_group_symbol(DREDGE_GROUP_LISTEN);
    latency->flags = DREDGE_PARAMETER_WHOLE | DREDGE_PARAMETER_HIDDEN;
    latency->maximum = 320000;
    latency->unit = "frame";
    latency->designation = "latency";
    latency->comment =
        "Delay between input and output: frame, playout delay, codec and resamplers";
    assert(all.count == PORT_FIRST);
}

static void add_parameter(const DredgeParameter* const p, const int lane)
{
    static const char* const prefixes[DREDGE_LANES] = {"a_", "b_"};
    static const char* const letters[DREDGE_LANES] = {"A ", "B "};
    const bool each = p->lanes == DREDGE_LANES_EACH;
    Port* const port =
        add(each ? prefixes[lane] : "", p->symbol, each ? letters[lane] : "", p->title);
    port->kind = PORT_KIND_IN;
    port->group = each ? lane_groups[lane] : dredge_group_symbol(p->group);
    port->comment = p->comment;
    port->flags = p->flags;
    port->minimum = p->least;
    port->maximum = dredge_parameter_port_most(p);
    port->standard = dredge_parameter_standard(p, lane);
    port->unit = p->unit;
    port->choices = p->choices;
    port->parameter = p;
    port->lane = lane;
    if (!strcmp(p->symbol, "enabled")) {
        port->designation = "enabled";
    } else if (!strcmp(p->symbol, "freewheel")) {
        port->designation = "freeWheeling";
    }
}

// In the order of the table, but lane B's after all of lane A's.
static void add_parameters(void)
{
    for (unsigned i = 0; i < dredge_parameter_count; ++i) {
        const DredgeParameter* const p = &dredge_parameters[i];
        if (!p->symbol) {
            continue;
        }
        add_parameter(p, DREDGE_LANE_A);
        const bool last = p->group == DREDGE_GROUP_LANE_B;
        for (unsigned k = 0; last && k < dredge_parameter_count; ++k) {
            if (dredge_parameters[k].lanes == DREDGE_LANES_EACH) {
                add_parameter(&dredge_parameters[k], DREDGE_LANE_B);
            }
        }
    }
}

static void add_meter(const unsigned index, const int lane)
{
    static const char* const prefixes[DREDGE_LANES] = {"a_", "b_"};
    static const char* const letters[DREDGE_LANES] = {"A ", "B "};
    const DredgeMeter* const m = &dredge_meters[index];
    all.meter[index][lane] = all.count;
    Port* const port =
        add(m->lanes ? prefixes[lane] : "", m->symbol, m->lanes ? letters[lane] : "", m->title);
    port->kind = PORT_KIND_OUT;
    port->group = m->lanes ? meter_groups[lane] : m->abx ? "meters_abx" : "meters";
    port->comment = m->comment;
    port->flags = m->flags;
    port->minimum = m->least;
    port->maximum = m->most;
    port->unit = m->unit;
    port->choices = m->choices;
    port->lane = lane;
}

static void add_meters(void)
{
    for (int lane = -1; lane < DREDGE_LANES; ++lane) {
        for (unsigned i = 0; i < DREDGE_METERS; ++i) {
            if (dredge_meters[i].lanes == (lane >= 0)) {
                add_meter(i, lane < 0 ? DREDGE_LANE_A : lane);
            }
        }
    }
}

static unsigned index_of(const char* const symbol)
{
    unsigned i = 0;
    while (i < all.count && strcmp(all.port[i].symbol, symbol) != 0) {
        ++i;
    }
    return i;
}

static void make(void)
{
    add_own();
    add_parameters();
    add_meters();
    all.freewheel = index_of("freewheel");
    all.abx_trials = index_of("abx_trials");
    all.abx_start = index_of("abx_start");
    all.abx_is_a = index_of("abx_is_a");
    all.abx_is_b = index_of("abx_is_b");
    all.loss_unit = index_of("loss_unit");
    all.drop = index_of("drop");
    all.drop_ms = index_of("drop_ms");
    all.moment_before = index_of("moment_before");
    all.moment_next = index_of("moment_next");
}

const Ports* ports_get(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make);
    return &all;
}

const Port* ports_find(const char* const symbol)
{
    const Ports* const ports = ports_get();
    const unsigned i = index_of(symbol);
    return i < ports->count ? &ports->port[i] : NULL;
}

float port_value(const Port* const port, const float* const value)
{
    return value ? dredge_parameter_clean(port->parameter, port->lane, *value) : port->standard;
}
