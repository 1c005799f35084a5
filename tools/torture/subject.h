// SPDX-License-Identifier: ISC
// What a plugin's description says: all that the tests need to know before it is loaded.
#ifndef DREDGE_TORTURE_SUBJECT_H
#define DREDGE_TORTURE_SUBJECT_H

#include <lilv/lilv.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    PORT_SOUND, ///< Audio or CV
    PORT_VALUE, ///< A control or meter
    PORT_ATOMS, ///< A sequence of events
    PORT_OTHER, ///< Of a type that is not known here; must be optional
} PortType;

typedef struct {
    PortType type;
    const char* symbol;
    bool input;
    bool optional; ///< May be left unconnected
    bool cv;
    float least; ///< Range and default of values. Those of a share of the rate are at 48 kHz
    float most;
    float standard;
    bool per_rate; ///< Least, most and default grow with the rate
    bool whole;
    bool toggled;
    float* points; ///< Choices of an enumeration
    unsigned point_count;
    bool midi; ///< What an atom port takes
    bool patch;
    bool time;
    uint32_t room; ///< Bytes that an atom port asks for at least
} SubjectPort;

/// A property that patch messages set.
typedef struct {
    const char* uri;
    const char* range; ///< URI of its type, "" for none
} SubjectProperty;

#define SUBJECT_NONE UINT32_MAX ///< No port has this index

typedef struct {
    LilvWorld* world;
    const LilvPlugin* plugin;
    const char* uri;
    char* name;
    char version[32]; ///< minorVersion.microVersion, "" for none
    char* bundle;     ///< Path

    SubjectPort* ports;
    uint32_t port_count;
    uint32_t sound_ins;
    uint32_t sound_outs;
    uint32_t latency; ///< Index of that meter, or SUBJECT_NONE
    uint32_t enabled; ///< ... of the controls
    uint32_t freewheel;

    SubjectProperty* properties;
    unsigned property_count;

    bool in_place_broken;
    bool fixed_blocks;
    bool power_of_2_blocks;
    bool coarse_blocks;
    bool has_state;
    bool default_state; ///< Asks for it to be loaded
    bool safe_restore;  ///< May be restored while it runs
    bool has_worker;
    char missing[256]; ///< A feature that it requires and that is not to be had here, or ""
} Subject;

/**
   Read a plugin's description from a world that knows it.

   @return NULL, with a message on stderr, when there is no such plugin, or no memory
*/
Subject* subject_new(LilvWorld* world, const char* uri);

/// Free it; NULL is fine. The world is the caller's.
void subject_free(Subject* subject);

/// Whether any of its inputs takes such messages.
bool subject_takes_midi(const Subject* subject);
bool subject_takes_patch(const Subject* subject);
bool subject_takes_time(const Subject* subject);

/// The index of a port; SUBJECT_NONE if there is none of that symbol.
uint32_t subject_port(const Subject* subject, const char* symbol);

#endif
