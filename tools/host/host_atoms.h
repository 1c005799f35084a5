// SPDX-License-Identifier: ISC
// What the host and a plugin write to each other through its atom ports. For one thread.
#ifndef DREDGE_HOST_ATOMS_H
#define DREDGE_HOST_ATOMS_H

#include "host/host_features.h"

#include <limits.h>
#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HOST_ATOM_ROOM = 8192, ///< Bytes of a port's buffer
};

typedef union {
    LV2_Atom_Sequence sequence;
    uint8_t bytes[HOST_ATOM_ROOM];
} HostAtomBuffer;

/// Zero-initialise. The buffers are for the ports; the rest is the atoms' own.
typedef struct {
    HostAtomBuffer control;
    HostAtomBuffer midi;
    HostAtomBuffer notify;
    LV2_Atom_Forge forge;
    char trace[PATH_MAX];                                 ///< That the plugin last said to use
    void (*listener)(void* handle, const LV2_Atom* atom); ///< NULL: nobody
    void* listener_handle;
} HostAtoms;

/// Begin empty inputs for the first run.
void host_atoms_init(HostAtoms* atoms, HostFeatures* features);

/// Give the notify port its room for the next run.
void host_atoms_make_room(HostAtoms* atoms);

/// Take what the plugin told in its run: the trace in use.
void host_atoms_read(HostAtoms* atoms);

/// Forget what was sent, after the run that it was for.
void host_atoms_next(HostAtoms* atoms);

/// Append an event to a sequence in a buffer of `room` bytes; false when it does not fit.
bool host_atoms_append(LV2_Atom_Sequence* sequence, size_t room, const LV2_Atom* atom,
                       int64_t at);

/// Send a message with the next run, see host_set_trace() and those below it. Aborts when there
/// is no room for it.
void host_atoms_set_trace(HostAtoms* atoms, const char* path);
void host_atoms_ask_trace(HostAtoms* atoms);
void host_atoms_send(HostAtoms* atoms, const char* type_uri, const void* body, uint32_t size);
void host_atoms_send_atom(HostAtoms* atoms, const LV2_Atom* atom);
void host_atoms_send_note(HostAtoms* atoms, uint32_t at);
void host_atoms_send_position(HostAtoms* atoms, int64_t frame, float speed, uint32_t at);

#endif
