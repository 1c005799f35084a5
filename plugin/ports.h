// SPDX-License-Identifier: ISC
// The ports, made from the tables of parameters and meters, for the plugin and its Turtle
// description.
//
// Symbols are for ever: saved sessions depend on them. Indices may change with a new port.
#ifndef DREDGE_PORTS_H
#define DREDGE_PORTS_H

#include "parameters/parameters.h"

enum {
    PORT_CONTROL,
    PORT_NOTIFY,
    PORT_MIDI,
    PORT_LATENCY,
    PORT_FIRST, ///< Of the parameters; the meters follow, and then the sound
    PORTS_MAX = 256,
    PORT_SYMBOL_ROOM = 32,
};

typedef enum {
    PORT_KIND_ATOM_IN,
    PORT_KIND_ATOM_OUT,
    PORT_KIND_IN,
    PORT_KIND_OUT,
} PortKind;

typedef struct {
    char symbol[PORT_SYMBOL_ROOM];
    char name[PORT_SYMBOL_ROOM];
    const char* group; ///< Symbol of a group, or NULL
    const char* comment;
    PortKind kind;
    unsigned flags; ///< Those of parameters
    float minimum;
    float maximum;
    float standard;
    const char* unit; ///< In the units namespace, or as a label; or NULL
    const DredgeChoice* choices;
    const char* designation;          ///< In the lv2 namespace, or NULL
    const char* supports;             ///< Types of messages through an atom port, in Turtle
    const DredgeParameter* parameter; ///< What a control is, and in which lane
    int lane;
} Port;

/// All ports but those for sound, whose inputs come first and then the outputs.
typedef struct {
    unsigned count; ///< Index of the first port for sound
    Port port[PORTS_MAX];
    unsigned meter[DREDGE_METERS][DREDGE_LANES]; ///< Indices; lane A's where there are no lanes

    // Those that code asks for by itself
    unsigned freewheel;
    unsigned abx_trials;
    unsigned abx_start;
    unsigned abx_is_a;
    unsigned abx_is_b;
    unsigned loss_unit;
    unsigned drop;
    unsigned drop_ms;
    unsigned moment_before;
    unsigned moment_next;
} Ports;

/// The ports; they are made with the first call, which is not for the audio thread.
const Ports* ports_get(void);

/// The port with a symbol, or NULL. Not for the audio thread.
const Port* ports_find(const char* symbol);

/// What a control's value means, see dredge_parameter_clean(); a port that is not connected
/// (NULL) is at its default. Any thread.
float port_value(const Port* port, const float* value) DREDGE_REALTIME;

#endif
