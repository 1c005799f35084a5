// SPDX-License-Identifier: ISC
// The ports: one table for the plugin and for its Turtle description.
//
// Symbols are for ever: saved sessions depend on them. Indices may change with a new port.
#ifndef DREDGE_PORTS_H
#define DREDGE_PORTS_H

// What both lanes have, in the same order.
#define LANE_CONTROLS(LANE)                                                                    \
    PORT_##LANE##_REDUNDANCY, PORT_##LANE##_CONCEALMENT, PORT_##LANE##_BITRATE,                \
        PORT_##LANE##_BUDGET, PORT_##LANE##_DEPTH, PORT_##LANE##_EXPECTED,                     \
        PORT_##LANE##_ENHANCE
#define LANE_METERS(LANE)                                                                      \
    PORT_##LANE##_KBPS, PORT_##LANE##_KBPS_PRIMARY, PORT_##LANE##_KBPS_REDUNDANCY,             \
        PORT_##LANE##_KBPS_LBRR, PORT_##LANE##_KBPS_DRED, PORT_##LANE##_KBPS_RED,              \
        PORT_##LANE##_KBPS_PADDING, PORT_##LANE##_KBPS_HEADERS, PORT_##LANE##_DEPTH_NOW,       \
        PORT_##LANE##_OFFSET_NOW, PORT_##LANE##_VERDICT, PORT_##LANE##_RECOVERED,              \
        PORT_##LANE##_CONCEALED, PORT_##LANE##_LATE, PORT_##LANE##_SOURCE, PORT_##LANE##_MODE, \
        PORT_##LANE##_BANDWIDTH, PORT_##LANE##_CHANNELS, PORT_##LANE##_BY_RED,                 \
        PORT_##LANE##_BY_LBRR, PORT_##LANE##_BY_DRED, PORT_##LANE##_BY_CONCEALMENT,            \
        PORT_##LANE##_DROPPED, PORT_##LANE##_DELAY_NOW, PORT_##LANE##_PLAYOUT_NOW,             \
        PORT_##LANE##_GAIN

typedef enum {
    PORT_CONTROL,
    PORT_NOTIFY,
    PORT_MIDI,
    PORT_ENABLED,
    PORT_FREEWHEEL,
    PORT_LATENCY,
    // Listen
    PORT_MONITOR,
    PORT_LEVEL_MATCH,
    PORT_ABX_TRIALS,
    PORT_ABX_START,
    PORT_ABX_IS_A,
    PORT_ABX_IS_B,
    // Codec
    PORT_APPLICATION,
    PORT_FRAME,
    PORT_BANDWIDTH,
    PORT_COMPLEXITY,
    PORT_DTX,
    PORT_VBR,
    // Lanes
    LANE_CONTROLS(A),
    PORT_B_ON,
    LANE_CONTROLS(B),
    // Network
    PORT_LOSS_MODEL,
    PORT_LOSS,
    PORT_BURST,
    PORT_LOSS_IN_BAD,
    PORT_LOSS_IN_GOOD,
    PORT_SEED,
    PORT_GE_P,
    PORT_GE_R,
    PORT_P13,
    PORT_P31,
    PORT_P32,
    PORT_P23,
    PORT_P14,
    PORT_BURSTINESS,
    PORT_LOSS_UNIT,
    PORT_DELAY,
    PORT_JITTER,
    PORT_DISTRIBUTION,
    PORT_CORRELATION,
    PORT_REORDER,
    PORT_DUPLICATE,
    PORT_CAPACITY,
    PORT_QUEUE,
    PORT_OVERHEAD,
    PORT_LOCK,
    PORT_DROP,
    PORT_DROP_MS,
    // Receiver
    PORT_PLAYOUT,
    PORT_ADAPTIVE,
    PORT_PLAYOUT_MIN,
    PORT_THREADS,
    // Meters
    PORT_LOSS_NOW,
    PORT_BURST_NOW,
    PORT_LOSS_EXPECTED,
    PORT_BURST_EXPECTED,
    PORT_CAPACITY_NOW,
    PORT_PACKETS,
    PORT_PACKETS_LOST,
    PORT_CPU,
    PORT_WAITS,
    PORT_ABX_STATE,
    PORT_ABX_TRIAL,
    PORT_ABX_RIGHT,
    PORT_ABX_P,
    LANE_METERS(A),
    LANE_METERS(B),
    PORT_AUDIO, ///< Inputs first, then outputs
} PortIndex;

enum {
    PORTS_MAX = PORT_AUDIO + 4, ///< Stereo
    // From lane A's to lane B's
    PORT_LANE_CONTROLS = PORT_B_REDUNDANCY - PORT_A_REDUNDANCY,
    PORT_LANE_METERS = PORT_B_KBPS - PORT_A_KBPS,
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
    PORT_TRIGGER = 1 << 6, ///< Does something each time it rises
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
    const char* supports;    ///< Types of messages through an atom port, in Turtle
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
