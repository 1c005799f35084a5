// SPDX-License-Identifier: ISC
// The one table of parameters: what ports, options, plans, presets and documents are made from.
//
// Plain data, without a host, a tool or a codec. To add a parameter, add an entry to
// parameter_table.c and the code that heeds its field; CONTRIBUTING.md shows an example.
#ifndef DREDGE_PARAMETERS_H
#define DREDGE_PARAMETERS_H

#include "realtime.h"
#include "settings.h"

#include <stdbool.h>
#include <stddef.h>

/// Where a parameter belongs; groups of ports, and chapters of documents.
typedef enum {
    DREDGE_GROUP_LISTEN,
    DREDGE_GROUP_ABX,
    DREDGE_GROUP_CODEC,
    DREDGE_GROUP_LANE,
    DREDGE_GROUP_LANE_B, ///< Lane B's alone
    DREDGE_GROUP_NETWORK,
    DREDGE_GROUP_RECEIVER,
    DREDGE_GROUPS ///< How many there are
} DredgeGroup;

/// Which settings a parameter goes into.
typedef enum {
    DREDGE_LANES_NONE, ///< One for the whole session
    DREDGE_LANES_EACH, ///< One for each lane: symbols begin with a_ or b_, titles with A or B
    DREDGE_LANES_BOTH, ///< One that both lanes share
} DredgeLaneUse;

/// How a value is kept in DredgeSettings.
typedef enum {
    DREDGE_FIELD_NONE,   ///< It isn't: code asks for it by its symbol
    DREDGE_FIELD_DOUBLE, ///< As it is
    DREDGE_FIELD_FLOAT,
    DREDGE_FIELD_WHOLE, ///< int, unsigned or an enumeration
    DREDGE_FIELD_SEED,  ///< uint64_t
    DREDGE_FIELD_SWITCH,
    DREDGE_FIELD_SHARE, ///< Per cent as a double of 0 to 1
    DREDGE_FIELD_FRAME, ///< ms as samples at 48 kHz
    DREDGE_FIELD_AUTO,  ///< int: the word auto, or 0 of a port, is -1
} DredgeFieldType;

/// Bits of DredgeParameter.flags.
enum {
    DREDGE_PARAMETER_WHOLE = 1 << 0,
    DREDGE_PARAMETER_SWITCH = 1 << 1, ///< 0 or 1
    DREDGE_PARAMETER_NAMED = 1 << 2,  ///< Only its choices are values
    DREDGE_PARAMETER_LOGARITHMIC = 1 << 3,
    DREDGE_PARAMETER_RESTARTS = 1 << 4,  ///< A change starts the link anew
    DREDGE_PARAMETER_MOMENTARY = 1 << 5, ///< Does something each time it rises
    DREDGE_PARAMETER_HIDDEN = 1 << 6,    ///< Not for a person
    DREDGE_PARAMETER_PERSONAL = 1 << 7,  ///< The listener's or the machine's: no preset sets it
    DREDGE_PARAMETER_BARE = 1 << 8,      ///< A switch that stands alone on a command line
    DREDGE_PARAMETER_LATER = 1 << 9,     ///< Added when sweeps existed: their cells keep their
                                         ///< names while it is at its default
};

/// A value with names.
typedef struct {
    float value;
    const char* label; ///< For people; NULL behind the last
    const char* word;  ///< For command lines and plans, or NULL
} DredgeChoice;

/// A parameter.
typedef struct {
    const char* symbol; ///< Of its port, for ever; NULL: it has none, see `reason`
    const char* option; ///< Of command lines and plans, for ever; NULL: none, see `reason`
    const char* title;
    DredgeGroup group;
    DredgeLaneUse lanes;
    unsigned flags;
    const char* unit; ///< "ms", "pc", "kb/s" ... or NULL
    float least;
    float most;
    float standard;
    float standard_b;            ///< Of lane B, if that differs; else 0
    const DredgeChoice* choices; ///< Names of values, or NULL
    const char* comment;         ///< Sentences without the last stop
    const char* reason;          ///< Why it has no port or no option, or another range there
    float port_most;             ///< The highest value of the port, if that differs; else 0
    DredgeFieldType type;
    size_t field; ///< Offset in DredgeSettings, of a lane's lane A's
} DredgeParameter;

extern const DredgeParameter dredge_parameters[];
extern const unsigned dredge_parameter_count;

/// What a meter shows.
typedef struct {
    const char* symbol;
    const char* title;
    bool lanes; ///< One for each lane
    bool abx;   ///< Of the blind test
    unsigned flags;
    const char* unit;
    float least;
    float most;
    const DredgeChoice* choices;
    const char* comment;
    const char* source; ///< Where it comes from
} DredgeMeter;

/// The meters, in their order.
typedef enum {
    DREDGE_METER_LOSS_NOW,
    DREDGE_METER_BURST_NOW,
    DREDGE_METER_LOSS_EXPECTED,
    DREDGE_METER_BURST_EXPECTED,
    DREDGE_METER_CAPACITY_NOW,
    DREDGE_METER_PACKETS,
    DREDGE_METER_PACKETS_LOST,
    DREDGE_METER_CPU,
    DREDGE_METER_WAITS,
    DREDGE_METER_LOOP_START,
    DREDGE_METER_LOOP_END,
    DREDGE_METER_LOOP_AT,
    DREDGE_METER_ABX_STATE,
    DREDGE_METER_ABX_TRIAL,
    DREDGE_METER_ABX_RIGHT,
    DREDGE_METER_ABX_P,
    DREDGE_METER_KBPS, ///< The first of those that each lane has
    DREDGE_METER_KBPS_PRIMARY,
    DREDGE_METER_KBPS_REDUNDANCY,
    DREDGE_METER_KBPS_LBRR,
    DREDGE_METER_KBPS_DRED,
    DREDGE_METER_KBPS_RED,
    DREDGE_METER_KBPS_PADDING,
    DREDGE_METER_KBPS_HEADERS,
    DREDGE_METER_DEPTH_NOW,
    DREDGE_METER_OFFSET_NOW,
    DREDGE_METER_VERDICT,
    DREDGE_METER_RECOVERED,
    DREDGE_METER_CONCEALED,
    DREDGE_METER_LATE,
    DREDGE_METER_SOURCE,
    DREDGE_METER_MODE,
    DREDGE_METER_BANDWIDTH,
    DREDGE_METER_CHANNELS,
    DREDGE_METER_BY_RED,
    DREDGE_METER_BY_LBRR,
    DREDGE_METER_BY_DRED,
    DREDGE_METER_BY_CONCEALMENT,
    DREDGE_METER_DROPPED,
    DREDGE_METER_DELAY_NOW,
    DREDGE_METER_PLAYOUT_NOW,
    DREDGE_METER_GAIN,
    DREDGE_METERS ///< How many there are
} DredgeMeterIndex;

extern const DredgeMeter dredge_meters[DREDGE_METERS];

/// Name of a group, for people, and the symbol of its ports. Any thread.
const char* dredge_group_title(DredgeGroup group);
const char* dredge_group_symbol(DredgeGroup group);

/// The parameter with a symbol (without a_ or b_) or an option of that name, or NULL. Any
/// thread.
const DredgeParameter* dredge_parameter_find(const char* symbol);
const DredgeParameter* dredge_parameter_find_option(const char* option);

/// Whether the encoder heeds it. Any thread.
bool dredge_parameter_is_codec(const DredgeParameter* parameter);

/// The default in a lane; in lane A where it is not a lane's. Any thread.
float dredge_parameter_standard(const DredgeParameter* parameter, int lane) DREDGE_REALTIME;

/// The highest value of the parameter's port. Any thread.
float dredge_parameter_port_most(const DredgeParameter* parameter) DREDGE_REALTIME;

/**
   What a port's value means: out of range is the nearest in range, a fraction the nearest whole
   number or choice; what is no number is the default. Any thread.
*/
float dredge_parameter_clean(const DredgeParameter* parameter, int lane,
                             float value) DREDGE_REALTIME;

/// Put a clean value of a port where it belongs. Any thread that owns the settings.
void dredge_parameter_store(const DredgeParameter* parameter, int lane, float value,
                            DredgeSettings* settings) DREDGE_REALTIME;

/// The value of a port that stands for what is in the settings; the default of what is not
/// kept there. Any thread.
float dredge_parameter_read(const DredgeParameter* parameter, int lane,
                            const DredgeSettings* settings) DREDGE_REALTIME;

#endif
