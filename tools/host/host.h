// SPDX-License-Identifier: ISC
// A small LV2 host: what the demo, the tests and the benchmark run the built plugin in.
#ifndef DREDGE_HOST_H
#define DREDGE_HOST_H

#include "inline_display.h"

#include <lv2/atom/atom.h>
#include <lv2/log/log.h>
#include <lv2/urid/urid.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Host Host;

/// How a host differs from a complete one. Zero: complete.
typedef struct {
    bool no_worker; ///< Offer no work:schedule
    bool no_atoms;  ///< Leave the atom ports unconnected, as some offline hosts do
    bool one_atom;  ///< Connect all atom ports to one empty atom without room, as PipeWire does
    bool quiet;     ///< Keep the plugin's log to host_log()
} HostOptions;

/**
   Load a bundle and instantiate a plugin from it.

   @param bundle directory with its manifest
   @param uri of the plugin
   @return NULL with a message on stderr when that fails. The plugin is not active yet.
*/
Host* host_new(const char* bundle, const char* uri, double rate, HostOptions options);

/// Deactivate if needed, and free everything; NULL is fine.
void host_free(Host* host);

/// The value of a control port by its symbol, to read or to write. Unknown symbols abort.
float* host_control(Host* host, const char* symbol);

void host_activate(Host* host);
void host_deactivate(Host* host);

/**
   Run one block; all channels in `in` and `out`. Afterwards the worker's work is done in the
   calling thread, to be answered at the end of the next run.
*/
void host_run(Host* host, float* const* in, float* const* out, uint32_t count);

/// Whether the plugin left the one atom of HostOptions alone, and what follows it.
bool host_atom_is_whole(const Host* host);

/// Called right before and after the plugin's run(); NULL for nothing.
void host_set_hooks(Host* host, void (*before)(void), void (*after)(void));

/// Ask the plugin to use a trace file, with its next run.
void host_set_trace(Host* host, const char* path);

/// Send any bytes as the body of an atom of a type to the control port, with the next run.
void host_send(Host* host, const char* type_uri, const void* body, uint32_t size);

/// Send an atom, likewise.
void host_send_atom(Host* host, const LV2_Atom* atom);

/// Hear every atom that the plugin sends, after each run; NULL for no longer.
void host_listen(Host* host, void (*listener)(void* handle, const LV2_Atom* atom),
                 void* handle);

/// The value of a control port by its index.
float* host_port(Host* host, uint32_t index);

/// What a window of the plugin shares with it: the map of URIs, and the log.
LV2_URID_Map* host_map(Host* host);
LV2_Log_Log* host_logger(Host* host);
uint32_t host_urid(Host* host, const char* uri);

/// Send a note to the MIDI port with the next run, at a sample of it.
void host_send_note(Host* host, uint32_t at);

/// Send where the song stands, likewise.
void host_send_position(Host* host, int64_t frame, float speed, uint32_t at);

/// Ask which trace is in use.
void host_ask_trace(Host* host);

/// The trace that the plugin last said to use; "" for none or before it said anything.
const char* host_trace(const Host* host);

/// What the plugin last logged; "" for nothing.
const char* host_log(const Host* host);

/// Save the state into a directory, or restore it from there; false when lilv can't.
bool host_save(Host* host, const char* directory);
bool host_restore(Host* host, const char* directory);

/// Restore a state that holds one value, of which the host counts `size` bytes. Returns whether
/// the plugin took it.
bool host_restore_value(Host* host, const char* key_uri, const char* type_uri, const void* data,
                        size_t size);

/// The plugin's picture for a mixer strip, as the plugin gives it.
const InlineDisplayImage* host_render(Host* host, uint32_t width, uint32_t most_height);

/// How many pictures the plugin has asked for.
unsigned host_draws(const Host* host);

/// Make the presets in a bundle known.
void host_add_bundle(Host* host, const char* bundle);

/// A preset of the plugin; the strings are the host's. Label and comment are "" if missing.
typedef struct {
    char* uri;
    char* label;
    char* comment;
} HostPreset;

/// The plugin's presets in all bundles known so far, by URI.
unsigned host_presets(Host* host, const HostPreset** presets);

/// Set the controls, and restore the state, as a preset says; false when lilv finds no such
/// preset.
bool host_load_preset(Host* host, const char* uri);

#endif
