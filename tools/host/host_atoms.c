// SPDX-License-Identifier: ISC
#include "host/host_atoms.h"

#include "host/host_urids.h"

#include <lv2/atom/util.h>
#include <lv2/midi/midi.h>
#include <lv2/patch/patch.h>
#include <lv2/time/time.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void host_atoms_init(HostAtoms* const a, HostFeatures* const features)
{
    lv2_atom_forge_init(&a->forge, &features->map);
    host_atoms_next(a);
}

void host_atoms_make_room(HostAtoms* const a)
{
    a->notify.sequence.atom = (LV2_Atom){.size = HOST_ATOM_ROOM - sizeof(LV2_Atom),
                                         .type = host_urids_map(LV2_ATOM__Chunk)};
}

void host_atoms_read(HostAtoms* const a)
{
    LV2_ATOM_SEQUENCE_FOREACH(&a->notify.sequence, event)
    {
        if (a->listener) {
            a->listener(a->listener_handle, &event->body);
        }
        const LV2_Atom_Object* const object = (const LV2_Atom_Object*)&event->body;
        const LV2_Atom* value = NULL;
        if (lv2_atom_forge_is_object_type(&a->forge, object->atom.type) &&
            object->body.otype == host_urids_map(LV2_PATCH__Set)) {
            lv2_atom_object_get(object, host_urids_map(LV2_PATCH__value), &value, 0);
        }
        if (value && value->type == host_urids_map(LV2_ATOM__Path)) {
            snprintf(a->trace, sizeof(a->trace), "%s", (const char*)LV2_ATOM_BODY_CONST(value));
        }
    }
}

void host_atoms_next(HostAtoms* const a)
{
    const LV2_Atom empty = {.size = sizeof(LV2_Atom_Sequence_Body),
                            .type = host_urids_map(LV2_ATOM__Sequence)};
    a->control.sequence = (LV2_Atom_Sequence){.atom = empty};
    a->midi.sequence = (LV2_Atom_Sequence){.atom = empty};
}

bool host_atoms_append(LV2_Atom_Sequence* const sequence, const size_t room,
                       const LV2_Atom* const atom, const int64_t at)
{
    const LV2_Atom_Event event = {.time = {.frames = at}, .body = *atom};
    const size_t used = lv2_atom_total_size(&sequence->atom);
    const size_t size = sizeof(event) + atom->size;
    uint8_t* const end = (uint8_t*)sequence + used;
    if (used + lv2_atom_pad_size((uint32_t)size) > room) {
        return false;
    }
    memcpy(end, &event, sizeof(event));
    memcpy(end + sizeof(event), LV2_ATOM_BODY_CONST(atom), atom->size);
    sequence->atom.size += lv2_atom_pad_size((uint32_t)size);
    return true;
}

static void append(HostAtomBuffer* const to, const LV2_Atom* const atom, const uint32_t at)
{
    if (!host_atoms_append(&to->sequence, HOST_ATOM_ROOM, atom, at)) {
        fprintf(stderr, "no room for a message of %u bytes\n", atom->size);
        abort();
    }
}

void host_atoms_set_trace(HostAtoms* const a, const char* const path)
{
    union {
        LV2_Atom atom;
        uint8_t bytes[HOST_ATOM_ROOM];
    } buffer;
    LV2_Atom_Forge_Frame frame;
    lv2_atom_forge_set_buffer(&a->forge, buffer.bytes, sizeof(buffer));
    lv2_atom_forge_object(&a->forge, &frame, 0, host_urids_map(LV2_PATCH__Set));
    lv2_atom_forge_key(&a->forge, host_urids_map(LV2_PATCH__property));
    lv2_atom_forge_urid(&a->forge, host_urids_map("urn:dredge:trace"));
    lv2_atom_forge_key(&a->forge, host_urids_map(LV2_PATCH__value));
    lv2_atom_forge_path(&a->forge, path, (uint32_t)strlen(path));
    lv2_atom_forge_pop(&a->forge, &frame);
    append(&a->control, &buffer.atom, 0);
}

void host_atoms_ask_trace(HostAtoms* const a)
{
    union {
        LV2_Atom atom;
        uint8_t bytes[256];
    } buffer;
    LV2_Atom_Forge_Frame frame;
    lv2_atom_forge_set_buffer(&a->forge, buffer.bytes, sizeof(buffer));
    lv2_atom_forge_object(&a->forge, &frame, 0, host_urids_map(LV2_PATCH__Get));
    lv2_atom_forge_pop(&a->forge, &frame);
    append(&a->control, &buffer.atom, 0);
}

void host_atoms_send(HostAtoms* const a, const char* const type_uri, const void* const body,
                     const uint32_t size)
{
    union {
        LV2_Atom atom;
        uint8_t bytes[HOST_ATOM_ROOM];
    } buffer;
    buffer.atom = (LV2_Atom){.size = size, .type = host_urids_map(type_uri)};
    memcpy(buffer.bytes + sizeof(LV2_Atom), body, size);
    append(&a->control, &buffer.atom, 0);
}

void host_atoms_send_atom(HostAtoms* const a, const LV2_Atom* const atom)
{
    append(&a->control, atom, 0);
}

void host_atoms_send_note(HostAtoms* const a, const uint32_t at)
{
    static const uint8_t note_on[] = {0x90, 60, 100};
    union {
        LV2_Atom atom;
        uint8_t bytes[64];
    } buffer;
    buffer.atom =
        (LV2_Atom){.size = sizeof(note_on), .type = host_urids_map(LV2_MIDI__MidiEvent)};
    memcpy(buffer.bytes + sizeof(LV2_Atom), note_on, sizeof(note_on));
    append(&a->midi, &buffer.atom, at);
}

void host_atoms_send_position(HostAtoms* const a, const int64_t frame, const float speed,
                              const uint32_t at)
{
    union {
        LV2_Atom atom;
        uint8_t bytes[256];
    } buffer;
    LV2_Atom_Forge_Frame object;
    lv2_atom_forge_set_buffer(&a->forge, buffer.bytes, sizeof(buffer));
    lv2_atom_forge_object(&a->forge, &object, 0, host_urids_map(LV2_TIME__Position));
    lv2_atom_forge_key(&a->forge, host_urids_map(LV2_TIME__frame));
    lv2_atom_forge_long(&a->forge, frame);
    lv2_atom_forge_key(&a->forge, host_urids_map(LV2_TIME__speed));
    lv2_atom_forge_float(&a->forge, speed);
    lv2_atom_forge_pop(&a->forge, &object);
    append(&a->control, &buffer.atom, at);
}
