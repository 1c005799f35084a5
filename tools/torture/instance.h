// SPDX-License-Identifier: ISC
// An instance of a plugin with buffers for all its ports, which are watched.
#ifndef DREDGE_TORTURE_INSTANCE_H
#define DREDGE_TORTURE_INSTANCE_H

#include "host/host_features.h"
#include "torture/sound.h"
#include "torture/trial.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <stddef.h>

enum {
    INSTANCE_BLOCK = 8192,   ///< The longest block, samples
    INSTANCE_TICK_MS = 60,   ///< The beat in which tests turn controls
    INSTANCE_ATOMS = 1 << 17 ///< Bytes of an atom buffer at least
};

/// How the sound ports are connected.
typedef enum {
    WIRES_SEPARATE,
    WIRES_IN_PLACE,  ///< Input n and output n are the same buffer
    WIRES_ONE_INPUT, ///< All inputs are the same buffer
    WIRES_BARE,      ///< Optional ports of all types are left unconnected
} Wires;

/// For one thread, but for its worker, see host_worker.h.
typedef struct {
    Trial* trial;
    const Subject* subject;
    LilvInstance* lilv;
    HostFeatures features;
    LV2_Atom_Forge forge;
    double rate;
    bool active;
    Wires wires;

    float* values; ///< Of all ports; those of inputs may be changed
    float* told;   ///< What the inputs were before the run
    float** sound; ///< Buffers of all sound ports
    float* spare;  ///< Copies of the inputs
    uint8_t** atoms;
    uint32_t* atom_rooms; ///< Bytes of a buffer; for outputs what the plugin is told

    unsigned work_every; ///< The worker works after each so many runs; 0: never
    unsigned runs;
    uint64_t position; ///< Samples run, which is where the song is
    bool rolling;      ///< The song plays, and notes with it
    bool located;      ///< The plugin knows where the song is

    void (*before)(void); ///< Right before and after run(); NULL for nothing
    void (*after)(void);
    bool changed_mode; ///< run() left the rounding of numbers other than it was
    bool odd_values;   ///< A meter was not finite, see `odd`
    char odd[128];
} Instance;

/**
   Instantiate and connect, all controls at their defaults or held.

   @return NULL when the plugin refuses
*/
Instance* instance_new(Trial* trial, double rate);

/// ... and say so, as a reason to skip the test, or activate it too.
Instance* instance_open(Trial* trial, double rate);

/// Deactivate and free; NULL is fine.
void instance_free(Instance* instance);

void instance_activate(Instance* instance);
void instance_deactivate(Instance* instance);

/// The size of block nearest to a wanted one that the plugin has not ruled out.
uint32_t instance_block(const Instance* instance, uint32_t wanted);

/// Run a block with what is in the buffers; then do the worker's work, and complain of what was
/// written where nothing is to be written.
void instance_run(Instance* instance, uint32_t count);

/**
   Run part of a tape through it in one block.

   @param in as many channels as it has inputs
   @param out NULL, or where the output goes, at the same place
*/
void instance_block_of_tape(Instance* instance, const Tape* in, uint32_t at, Tape* out,
                            uint32_t count);

/// ... in blocks of a size, or of random sizes where `random` is not NULL.
void instance_play(Instance* instance, const Tape* in, uint32_t from, uint32_t to, Tape* out,
                   uint32_t block, Random* random);

/// Put all controls to their defaults.
void instance_defaults(Instance* instance);

/// Draw a value for a control within its range, or of those that it is held at.
float instance_draw(const Instance* instance, uint32_t port, Random* random);

/// Turn up to `count` controls to anywhere in range. Bypass and freewheel stay as they are.
void instance_turn(Instance* instance, unsigned count, Random* random);

/// Whether tests may turn this port within its range.
bool instance_may_turn(const Instance* instance, uint32_t port);

/// Whether tests may set it to anything.
bool instance_is_free(const Instance* instance, uint32_t port);

/// Send an atom to all inputs that `takes` says, with the next run. Returns whether one had
/// room.
bool instance_send(Instance* instance, bool (*takes)(const SubjectPort* port),
                   const LV2_Atom* atom, int64_t at);
bool takes_midi(const SubjectPort* port);
bool takes_patch(const SubjectPort* port);
bool takes_time(const SubjectPort* port);

/// Send bytes as MIDI.
void instance_send_midi(Instance* instance, const uint8_t* bytes, uint32_t size, int64_t at);

/// Say where the song is.
void instance_send_position(Instance* instance, int64_t frame, double speed);

/// Blank tapes as wide as the plugin's inputs and outputs.
Tape instance_in_tape(const Subject* subject, uint32_t length);
Tape instance_out_tape(const Subject* subject, uint32_t length);

#endif
