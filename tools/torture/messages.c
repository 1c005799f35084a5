// SPDX-License-Identifier: ISC
#include "torture/messages.h"

#include "host/host_urids.h"

#include <float.h>
#include <lv2/atom/util.h>
#include <lv2/patch/patch.h>
#include <lv2/time/time.h>
#include <math.h>
#include <string.h>

enum { ROOM = 2048 };

typedef union {
    LV2_Atom atom;
    uint8_t bytes[ROOM];
} Message;

static LV2_Atom_Forge* begin(Instance* const i, Message* const m,
                             LV2_Atom_Forge_Frame* const frame, const char* const type)
{
    memset(m, 0, sizeof(*m));
    lv2_atom_forge_set_buffer(&i->forge, m->bytes, sizeof(m->bytes));
    lv2_atom_forge_object(&i->forge, frame, 0, host_urids_map(type));
    return &i->forge;
}

static void end(Instance* const i, Message* const m, LV2_Atom_Forge_Frame* const frame)
{
    lv2_atom_forge_pop(&i->forge, frame);
    instance_send(i, takes_patch, &m->atom, 0);
}

static double odd_number(Random* const random)
{
    const double all[] = {0.0,     -1.0,     1.0,       0.5,
                          1e30,    -1e30,    NAN,       4.0,
                          DBL_MAX, INFINITY, -INFINITY, random_between(random, 0.0, 200.0)};
    return all[random_below(random, sizeof(all) / sizeof(all[0]))];
}

static void forge_anything(Instance* const i, Random* const random)
{
    static const char text[] = "/nowhere/%s%n/\xff\xfe";
    static const float floats[] = {0.0f, 1.0f, NAN, -1e30f};
    static const uint8_t bytes[24] = {0xff, 0, 1};
    LV2_Atom_Forge* const f = &i->forge;
    LV2_Atom_Forge_Frame frame;
    switch (random_below(random, 12)) {
    case 0:
        lv2_atom_forge_int(f, (int32_t)random_bits(random));
        break;
    case 1:
        lv2_atom_forge_long(f, (int64_t)random_bits(random));
        break;
    case 2:
        lv2_atom_forge_float(f, (float)fmax(-1e30, fmin(1e30, odd_number(random))));
        break;
    case 3:
        lv2_atom_forge_double(f, odd_number(random));
        break;
    case 4:
        lv2_atom_forge_bool(f, random_below(random, 2));
        break;
    case 5:
        lv2_atom_forge_string(f, text, sizeof(text) - 1);
        break;
    case 6:
        lv2_atom_forge_path(f, text, sizeof(text) - 1);
        break;
    case 7:
        lv2_atom_forge_urid(f, (LV2_URID)random_below(random, 1000000));
        break;
    case 8:
        lv2_atom_forge_tuple(f, &frame);
        lv2_atom_forge_pop(f, &frame);
        break;
    case 9:
        lv2_atom_forge_vector(f, sizeof(float), f->Float, 4, floats);
        break;
    case 10:
        lv2_atom_forge_path(f, "", 0);
        break;
    default:
        lv2_atom_forge_atom(f, sizeof(bytes), f->Chunk);
        lv2_atom_forge_write(f, bytes, sizeof(bytes));
        break;
    }
}

// One of the plugin's own properties, or one that nobody has.
static LV2_URID any_property(const Instance* const i, Random* const random)
{
    const unsigned count = i->subject->property_count;
    return count && random_below(random, 4)
               ? host_urids_map(i->subject->properties[random_below(random, count)].uri)
               : host_urids_map("urn:nowhere:property");
}

static void forge_value(LV2_Atom_Forge* const f, const char* const range, Random* const random)
{
    if (!strcmp(range, LV2_ATOM__Float)) {
        lv2_atom_forge_float(f, (float)random_between(random, 0.0, 1.0));
    } else if (!strcmp(range, LV2_ATOM__Double)) {
        lv2_atom_forge_double(f, random_between(random, 0.0, 1.0));
    } else if (!strcmp(range, LV2_ATOM__Int)) {
        lv2_atom_forge_int(f, (int32_t)random_below(random, 10));
    } else if (!strcmp(range, LV2_ATOM__Long)) {
        lv2_atom_forge_long(f, random_below(random, 10));
    } else if (!strcmp(range, LV2_ATOM__Bool)) {
        lv2_atom_forge_bool(f, random_below(random, 2));
    } else if (!strcmp(range, LV2_ATOM__String)) {
        lv2_atom_forge_string(f, "text", 4);
    } else {
        lv2_atom_forge_path(f, "/nowhere/file", 13);
    }
}

void messages_send_proper(Instance* const i, Random* const random)
{
    Message m;
    LV2_Atom_Forge_Frame frame;
    const bool set = i->subject->property_count && random_below(random, 2);
    LV2_Atom_Forge* const f = begin(i, &m, &frame, set ? LV2_PATCH__Set : LV2_PATCH__Get);
    if (set) {
        const SubjectProperty* const property =
            &i->subject->properties[random_below(random, i->subject->property_count)];
        lv2_atom_forge_key(f, host_urids_map(LV2_PATCH__property));
        lv2_atom_forge_urid(f, host_urids_map(property->uri));
        lv2_atom_forge_key(f, host_urids_map(LV2_PATCH__value));
        forge_value(f, property->range, random);
    }
    end(i, &m, &frame);
}

void messages_send_set(Instance* const i, Random* const random)
{
    Message m;
    LV2_Atom_Forge_Frame frame;
    LV2_Atom_Forge* const f = begin(i, &m, &frame, LV2_PATCH__Set);
    if (random_below(random, 8)) {
        lv2_atom_forge_key(f, host_urids_map(LV2_PATCH__property));
        if (random_below(random, 8)) {
            lv2_atom_forge_urid(f, any_property(i, random));
        } else {
            forge_anything(i, random);
        }
    }
    if (random_below(random, 8)) {
        lv2_atom_forge_key(f, host_urids_map(LV2_PATCH__value));
        forge_anything(i, random);
    }
    end(i, &m, &frame);
}

void messages_send_patch(Instance* const i, Random* const random)
{
    static const char* const types[] = {LV2_PATCH__Get,    LV2_PATCH__Put,    LV2_PATCH__Patch,
                                        LV2_PATCH__Ack,    LV2_PATCH__Delete, LV2_PATCH__Copy,
                                        "urn:nowhere:Type"};
    static const char* const keys[] = {LV2_PATCH__property, LV2_PATCH__subject,
                                       LV2_PATCH__body,     LV2_PATCH__sequenceNumber,
                                       LV2_PATCH__add,      "urn:nowhere:key"};
    Message m;
    LV2_Atom_Forge_Frame frame;
    LV2_Atom_Forge* const f =
        begin(i, &m, &frame, types[random_below(random, sizeof(types) / sizeof(types[0]))]);
    for (uint32_t n = random_below(random, 4); n > 0; --n) {
        lv2_atom_forge_key(
            f, host_urids_map(keys[random_below(random, sizeof(keys) / sizeof(keys[0]))]));
        if (random_below(random, 2)) {
            lv2_atom_forge_urid(f, any_property(i, random));
        } else {
            forge_anything(i, random);
        }
    }
    end(i, &m, &frame);
}

// The size of the value of a property inside, wherever that is.
static void spoil_sizes(Message* const m, Random* const random)
{
    static const uint32_t sizes[] = {0, 1, 3, 0x7fffffff, 0xfffffff0, 0xffffffff, 4096, 100000};
    LV2_Atom_Object* const object = (LV2_Atom_Object*)(void*)&m->atom;
    uint32_t at = sizeof(LV2_Atom_Object);
    const uint32_t whole = lv2_atom_total_size(&object->atom);
    while (at + sizeof(LV2_Atom_Property_Body) <= whole) {
        LV2_Atom_Property_Body* const p = (LV2_Atom_Property_Body*)(void*)(m->bytes + at);
        at += lv2_atom_pad_size((uint32_t)sizeof(*p) + p->value.size);
        if (random_below(random, 2)) {
            p->value.size = sizes[random_below(random, sizeof(sizes) / sizeof(sizes[0]))];
            return;
        }
    }
    object->atom.size = random_below(random, object->atom.size + 1); // Cut off
}

void messages_send_broken(Instance* const i, Random* const random)
{
    Message m;
    LV2_Atom_Forge_Frame frame;
    LV2_Atom_Forge* const f =
        begin(i, &m, &frame, random_below(random, 2) ? LV2_PATCH__Set : LV2_TIME__Position);
    lv2_atom_forge_key(f, host_urids_map(LV2_PATCH__property));
    lv2_atom_forge_urid(f, any_property(i, random));
    lv2_atom_forge_key(f, host_urids_map(LV2_PATCH__value));
    forge_anything(i, random);
    lv2_atom_forge_pop(f, &frame);
    spoil_sizes(&m, random);
    instance_send(i, takes_patch, &m.atom, 0);
}

void messages_send_time(Instance* const i, Random* const random)
{
    static const char* const keys[] = {
        LV2_TIME__frame,          LV2_TIME__speed,          LV2_TIME__bar,
        LV2_TIME__barBeat,        LV2_TIME__beatUnit,       LV2_TIME__beatsPerBar,
        LV2_TIME__beatsPerMinute, LV2_TIME__framesPerSecond};
    Message m;
    LV2_Atom_Forge_Frame frame;
    LV2_Atom_Forge* const f = begin(i, &m, &frame, LV2_TIME__Position);
    for (size_t n = 0; n < sizeof(keys) / sizeof(keys[0]); ++n) {
        const double number = odd_number(random);
        const uint32_t way = random_below(random, 5);
        if (way == 0) {
            continue;
        }
        lv2_atom_forge_key(f, host_urids_map(keys[n]));
        if (way == 1) {
            lv2_atom_forge_long(f, (int64_t)random_bits(random));
        } else if (way == 2) {
            lv2_atom_forge_int(f, fabs(number) < 1e9 ? (int32_t)number : INT32_MIN);
        } else if (way == 3) {
            lv2_atom_forge_float(f, fabs(number) < 1e38 ? (float)number : INFINITY);
        } else {
            lv2_atom_forge_double(f, number);
        }
    }
    lv2_atom_forge_pop(f, &frame);
    instance_send(i, takes_time, &m.atom, 0);
}

void messages_send_midi(Instance* const i, Random* const random, const int64_t at)
{
    uint8_t bytes[64];
    uint32_t size = 3;
    const uint32_t kind = random_below(random, 10);
    for (size_t n = 0; n < sizeof(bytes); ++n) {
        bytes[n] = (uint8_t)random_below(random, 128);
    }
    if (kind < 7) {
        bytes[0] = (uint8_t)(0x80 + kind * 16 + random_below(random, 16));
        size = kind == 4 || kind == 5 ? 2 : 3;
    } else if (kind == 7) { // System exclusive
        size = 3 + random_below(random, sizeof(bytes) - 3);
        bytes[0] = 0xf0;
        bytes[size - 1] = 0xf7;
    } else {
        static const uint8_t real_time[] = {0xf6, 0xf8, 0xfa, 0xfb, 0xfc, 0xfe, 0xff};
        bytes[0] = real_time[random_below(random, sizeof(real_time))];
        size = 1;
    }
    instance_send_midi(i, bytes, size, at);
}

void messages_send_noise(Instance* const i, Random* const random, const int64_t at)
{
    uint8_t bytes[300];
    const uint32_t size = random_below(random, random_below(random, 8) ? 5 : sizeof(bytes));
    for (uint32_t n = 0; n < size; ++n) {
        bytes[n] = (uint8_t)random_bits(random);
    }
    if (size && random_below(random, 2)) {
        bytes[0] |= 0x80; // A status that wants more bytes than there are
    }
    instance_send_midi(i, bytes, size, at);
}
