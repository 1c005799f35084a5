// SPDX-License-Identifier: ISC
// The ports: one table for the plugin and for its Turtle description.
//
// Symbols are for ever: saved sessions depend on them. Indices may change with a new port.
#ifndef DREDGE_PORTS_H
#define DREDGE_PORTS_H

typedef enum {
    PORT_CONTROL,
    PORT_NOTIFY,
    PORT_ENABLED,
    PORT_FREEWHEEL,
    PORT_LATENCY,
    // Codec
    PORT_FRAME,
    PORT_BANDWIDTH,
    PORT_COMPLEXITY,
    PORT_DTX,
    PORT_VBR,
    // Lane A
    PORT_A_REDUNDANCY,
    PORT_A_CONCEALMENT,
    PORT_A_BITRATE,
    PORT_A_BUDGET,
    PORT_A_DEPTH,
    PORT_A_EXPECTED,
    // Network
    PORT_LOSS_MODEL,
    PORT_LOSS,
    PORT_BURST,
    PORT_LOSS_IN_BAD,
    PORT_LOSS_IN_GOOD,
    PORT_SEED,
    // Receiver
    PORT_PLAYOUT,
    PORT_THREADS,
    // Meters
    PORT_LOSS_NOW,
    PORT_BURST_NOW,
    PORT_PACKETS,
    PORT_PACKETS_LOST,
    PORT_CPU,
    PORT_WAITS,
    PORT_A_KBPS,
    PORT_A_KBPS_PRIMARY,
    PORT_A_KBPS_REDUNDANCY,
    PORT_A_KBPS_LBRR,
    PORT_A_KBPS_DRED,
    PORT_A_KBPS_RED,
    PORT_A_KBPS_PADDING,
    PORT_A_KBPS_HEADERS,
    PORT_A_DEPTH_NOW,
    PORT_A_OFFSET_NOW,
    PORT_A_VERDICT,
    PORT_A_RECOVERED,
    PORT_A_CONCEALED,
    PORT_A_LATE,
    PORT_A_SOURCE,
    PORT_A_MODE,
    PORT_A_BANDWIDTH,
    PORT_A_CHANNELS,
    PORT_A_BY_RED,
    PORT_A_BY_LBRR,
    PORT_A_BY_DRED,
    PORT_A_BY_CONCEALMENT,
    PORT_AUDIO, ///< Inputs first, then outputs
} PortIndex;

enum {
    PORTS_MAX = PORT_AUDIO + 4, ///< Stereo
};

typedef enum {
    PORT_KIND_ATOM_IN,
    PORT_KIND_ATOM_OUT,
    PORT_KIND_IN,
    PORT_KIND_OUT,
} PortKind;

/// Bits of Port.flags.
enum {
    PORT_TOGGLED = 1 << 0,
    PORT_INTEGER = 1 << 1,
    PORT_ENUMERATION = 1 << 2, ///< Only its points are values
    PORT_LOGARITHMIC = 1 << 3,
    PORT_RESTARTS = 1 << 4, ///< A change starts the link anew
    PORT_HIDDEN = 1 << 5,
};

/// A named value.
typedef struct {
    float value;
    const char* label; ///< NULL behind the last
} PortPoint;

typedef struct {
    const char* symbol;
    const char* name;
    const char* group; ///< Symbol of a group, or NULL
    const char* comment;
    PortKind kind;
    unsigned flags;
    float minimum;
    float maximum;
    float standard;
    const char* unit; ///< In the units namespace, or as a label; or NULL
    const PortPoint* points;
    const char* designation; ///< In the lv2 namespace, or NULL
} Port;

/// All ports but those for sound, by PortIndex.
extern const Port ports[PORT_AUDIO];

/**
   What a control's value means: out of range is the nearest in range, a fraction the nearest
   whole number or point; what is no number, and a port that is not connected (NULL), is the
   default.
*/
float port_value(PortIndex index, const float* value);

#endif
