// SPDX-License-Identifier: ISC
#include "events.h"

#include <stddef.h>
#include <stdint.h>

// Where the next thing begins; 64 bits, which no claimed size overflows.
static uint64_t padded(const uint64_t size)
{
    return (size + 7U) & ~(uint64_t)7U;
}

// The event at an offset in the body of a sequence, if it lies within it as a whole.
static const LV2_Atom_Event* event_at(const LV2_Atom_Sequence* const sequence,
                                      const uint64_t offset)
{
    const uint64_t size = sequence->atom.size;
    if (offset + sizeof(LV2_Atom_Event) > size) {
        return NULL;
    }
    const void* const place = (const uint8_t*)&sequence->body + offset;
    const LV2_Atom_Event* const event = place;
    return event->body.size <= size - offset - sizeof(LV2_Atom_Event) ? event : NULL;
}

const LV2_Atom_Event* events_first(const LV2_Atom_Sequence* const sequence)
{
    return sequence ? event_at(sequence, sizeof(LV2_Atom_Sequence_Body)) : NULL;
}

const LV2_Atom_Event* events_next(const LV2_Atom_Sequence* const sequence,
                                  const LV2_Atom_Event* const event)
{
    const uint64_t at =
        (uint64_t)((const uint8_t*)event - (const uint8_t*)(const void*)&sequence->body);
    return event_at(sequence, at + padded(sizeof(LV2_Atom_Event) + (uint64_t)event->body.size));
}

bool events_object_is_whole(const LV2_Atom* const atom)
{
    const uint8_t* const body = LV2_ATOM_BODY_CONST(atom);
    uint64_t at = sizeof(LV2_Atom_Object_Body);
    if (atom->size < at) {
        return false;
    }
    while (at + sizeof(LV2_Atom_Property_Body) <= atom->size) {
        const void* const place = body + at;
        const LV2_Atom_Property_Body* const property = place;
        const uint64_t size = sizeof(*property) + (uint64_t)property->value.size;
        if (size > atom->size - at) {
            return false;
        }
        at += padded(size);
    }
    return at >= atom->size;
}
