// SPDX-License-Identifier: ISC
#include "torture/instance.h"

#include "host/host_atoms.h"
#include "host/host_urids.h"
#include "torture/pocket.h"

#include <lv2/atom/util.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/midi/midi.h>
#include <lv2/state/state.h>
#include <lv2/time/time.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE__
#include <xmmintrin.h>
#endif

enum {
    GUARD = 64,      // Samples, or bytes, behind a buffer
    NOTE_EVERY = 200 // ms
};

static const float UNTOUCHED = -77777.0f;
static const uint8_t UNTOUCHED_BYTE = 0xA5;

static void* room(const size_t count, const size_t size)
{
    void* const memory = calloc(count + 1, size);
    if (!memory) {
        abort();
    }
    return memory;
}

// What holds a control; NULL if nothing does.
static const Hold* hold_of(const Instance* const i, const uint32_t port)
{
    const Orders* const orders = i->trial->orders;
    for (unsigned n = 0; n < orders->hold_count; ++n) {
        if (!strcmp(orders->holds[n].symbol, i->subject->ports[port].symbol)) {
            return &orders->holds[n];
        }
    }
    return NULL;
}

static double scale_of(const Instance* const i, const SubjectPort* const port)
{
    return port->per_rate ? i->rate / 48000.0 : 1.0;
}

void instance_defaults(Instance* const i)
{
    for (uint32_t p = 0; p < i->subject->port_count; ++p) {
        const SubjectPort* const port = &i->subject->ports[p];
        if (port->type == PORT_VALUE && port->input) {
            const Hold* const hold = hold_of(i, p);
            i->values[p] = hold ? hold->values[0] : (float)(port->standard * scale_of(i, port));
        }
    }
}

static void empty_atoms(Instance* const i)
{
    for (uint32_t p = 0; p < i->subject->port_count; ++p) {
        if (i->subject->ports[p].type == PORT_ATOMS && i->subject->ports[p].input) {
            LV2_Atom_Sequence* const sequence = (LV2_Atom_Sequence*)(void*)i->atoms[p];
            *sequence = (LV2_Atom_Sequence){
                .atom = {.size = sizeof(LV2_Atom_Sequence_Body), .type = i->forge.Sequence}};
        }
    }
}

static void make_buffers(Instance* const i)
{
    const uint32_t count = i->subject->port_count;
    i->values = room(count, sizeof(float));
    i->told = room(count, sizeof(float));
    i->sound = room(count, sizeof(float*));
    i->spare = room((size_t)i->subject->sound_ins * INSTANCE_BLOCK, sizeof(float));
    i->atoms = room(count, sizeof(uint8_t*));
    i->atom_rooms = room(count, sizeof(uint32_t));
    for (uint32_t p = 0; p < count; ++p) {
        const SubjectPort* const port = &i->subject->ports[p];
        if (port->type == PORT_SOUND) {
            i->sound[p] = room(INSTANCE_BLOCK + GUARD, sizeof(float));
        } else if (port->type == PORT_ATOMS) {
            i->atom_rooms[p] = port->room > INSTANCE_ATOMS ? port->room : INSTANCE_ATOMS;
            i->atoms[p] = room(i->atom_rooms[p] + GUARD, 1);
        }
    }
}

// The buffer of the nth sound port of a direction.
static float* nth_sound(const Instance* const i, const bool input, uint32_t n)
{
    for (uint32_t p = 0; p < i->subject->port_count; ++p) {
        const SubjectPort* const port = &i->subject->ports[p];
        if (port->type == PORT_SOUND && port->input == input && n-- == 0) {
            return i->sound[p];
        }
    }
    return NULL;
}

// Where a sound port's samples are.
static float* wire(const Instance* const i, const uint32_t index, const uint32_t nth)
{
    if (i->wires == WIRES_ONE_INPUT && i->subject->ports[index].input) {
        return nth_sound(i, true, 0);
    }
    float* const input = i->wires == WIRES_IN_PLACE ? nth_sound(i, true, nth) : NULL;
    return input ? input : i->sound[index];
}

static void connect_ports(Instance* const i)
{
    uint32_t nth[2] = {0, 0};
    for (uint32_t p = 0; p < i->subject->port_count; ++p) {
        const SubjectPort* const port = &i->subject->ports[p];
        void* const buffer = port->type == PORT_SOUND   ? (void*)wire(i, p, nth[port->input]++)
                             : port->type == PORT_VALUE ? (void*)&i->values[p]
                             : port->type == PORT_ATOMS ? (void*)i->atoms[p]
                                                        : NULL;
        lilv_instance_connect_port(i->lilv, p,
                                   i->wires == WIRES_BARE && port->optional ? NULL : buffer);
    }
}

// As the plugin asks for with state:loadDefaultState.
static void load_default_state(Instance* const i)
{
    LilvState* const state = lilv_state_new_from_world(i->subject->world, &i->features.map,
                                                       lilv_plugin_get_uri(i->subject->plugin));
    if (state) {
        lilv_state_restore(state, i->lilv, NULL, NULL, 0, i->features.list);
    }
    lilv_state_free(state);
}

static void offer(Instance* const i)
{
    const Subject* const s = i->subject;
    const int32_t fixed = 1024;
    host_features_init(&i->features, true, !i->trial->orders->verbose);
    host_features_promise(&i->features,
                          &(HostBlocks){.rate = (float)i->rate,
                                        .least = s->fixed_blocks ? fixed : 0,
                                        .most = s->fixed_blocks ? fixed : INSTANCE_BLOCK,
                                        .nominal = fixed,
                                        .fixed = s->fixed_blocks,
                                        .power_of_2 = s->power_of_2_blocks || s->fixed_blocks,
                                        .sequence = INSTANCE_ATOMS});
    if (s->coarse_blocks) {
        host_features_add(&i->features, LV2_BUF_SIZE__coarseBlockLength, NULL);
    }
    if (s->default_state) {
        host_features_add(&i->features, LV2_STATE__loadDefaultState, NULL);
    }
    if (s->safe_restore) {
        host_features_add(&i->features, LV2_STATE__threadSafeRestore, NULL);
    }
    pocket_offer_paths(&i->features, i->trial->folder);
}

Instance* instance_new(Trial* const trial, const double rate)
{
    Instance* const i = room(1, sizeof(Instance));
    i->trial = trial;
    i->subject = trial->subject;
    i->rate = rate;
    i->work_every = 1;
    i->rolling = true;
    offer(i);
    lv2_atom_forge_init(&i->forge, &i->features.map);
    make_buffers(i);
    empty_atoms(i);
    instance_defaults(i);
    i->lilv = lilv_plugin_instantiate(i->subject->plugin, rate, i->features.list);
    if (!i->lilv) {
        instance_free(i);
        return NULL;
    }
    host_features_serve(&i->features, i->lilv);
    connect_ports(i);
    if (i->subject->default_state) {
        load_default_state(i);
    }
    return i;
}

Instance* instance_open(Trial* const trial, const double rate)
{
    Instance* const i = instance_new(trial, rate);
    if (!i) {
        trial_skip(trial, "can't be instantiated at %g Hz, see scan", rate);
        return NULL;
    }
    instance_activate(i);
    return i;
}

void instance_free(Instance* const i)
{
    if (!i) {
        return;
    }
    if (i->lilv) {
        instance_deactivate(i);
        lilv_instance_free(i->lilv);
    }
    for (uint32_t p = 0; p < i->subject->port_count; ++p) {
        free(i->sound[p]);
        free(i->atoms[p]);
    }
    free(i->values);
    free(i->told);
    free(i->sound);
    free(i->spare);
    free(i->atoms);
    free(i->atom_rooms);
    free(i);
}

void instance_activate(Instance* const i)
{
    if (!i->active) {
        connect_ports(i);
        lilv_instance_activate(i->lilv);
        i->active = true;
        i->located = false;
        i->position = 0;
    }
}

void instance_deactivate(Instance* const i)
{
    if (i->active) {
        lilv_instance_deactivate(i->lilv);
        i->active = false;
    }
}

uint32_t instance_block(const Instance* const i, const uint32_t wanted)
{
    uint32_t size = 16;
    if (i->subject->fixed_blocks) {
        return (uint32_t)i->features.blocks.most;
    }
    while (i->subject->power_of_2_blocks && size * 2 <= wanted) {
        size *= 2;
    }
    return i->subject->power_of_2_blocks ? size
           : wanted > INSTANCE_BLOCK     ? (uint32_t)INSTANCE_BLOCK
                                         : wanted;
}

static void leave_unwritten(float* const samples, const uint32_t count)
{
    const uint32_t unwritten = SOUND_UNWRITTEN;
    for (uint32_t n = 0; n < INSTANCE_BLOCK + GUARD; ++n) {
        memcpy(&samples[n], n < count ? (const void*)&unwritten : &UNTOUCHED, sizeof(float));
    }
}

static void prepare(Instance* const i, const uint32_t count)
{
    uint32_t nth = 0;
    memcpy(i->told, i->values, i->subject->port_count * sizeof(float));
    for (uint32_t p = 0; p < i->subject->port_count; ++p) {
        const SubjectPort* const port = &i->subject->ports[p];
        if (port->type == PORT_SOUND && port->input) {
            memcpy(i->spare + (size_t)nth++ * INSTANCE_BLOCK, i->sound[p],
                   count * sizeof(float));
        } else if (port->type == PORT_SOUND) {
            leave_unwritten(i->sound[p], count);
        } else if (port->type == PORT_ATOMS && !port->input) {
            const LV2_Atom all = {.size = i->atom_rooms[p] >= sizeof(LV2_Atom)
                                              ? i->atom_rooms[p] - (uint32_t)sizeof(LV2_Atom)
                                              : 0,
                                  .type = i->forge.Chunk};
            memset(i->atoms[p] + i->atom_rooms[p], UNTOUCHED_BYTE, GUARD);
            memcpy(i->atoms[p], &all, sizeof(all));
        }
    }
}

static bool same_bits(const void* const a, const void* const b, const size_t size)
{
    return !memcmp(a, b, size);
}

static void check_sound(Instance* const i, const uint32_t p, const uint32_t count,
                        const float* const input)
{
    const char* const symbol = i->subject->ports[p].symbol;
    const bool shared = i->wires == WIRES_IN_PLACE;
    if (input && !shared && !same_bits(i->sound[p], input, count * sizeof(float))) {
        trial_fail(i->trial, "writes into the sound that comes in at '%s'", symbol);
    }
    for (uint32_t n = count; !input && !shared && n < INSTANCE_BLOCK + GUARD; ++n) {
        if (i->sound[p][n] != UNTOUCHED) {
            trial_fail(i->trial, "writes sample %u of '%s' in a block of %u", n, symbol, count);
            return;
        }
    }
}

static void check_atoms(Instance* const i, const uint32_t p)
{
    const char* const symbol = i->subject->ports[p].symbol;
    const uint8_t* const bytes = i->atoms[p];
    const uint32_t most = i->atom_rooms[p];
    const uint32_t from = most > sizeof(LV2_Atom) ? most : (uint32_t)sizeof(LV2_Atom);
    for (uint32_t n = from; n < from + GUARD; ++n) {
        if (bytes[n] != UNTOUCHED_BYTE) {
            trial_fail(i->trial, "writes byte %u into the %u bytes of '%s'", n, most, symbol);
            return;
        }
    }
    const LV2_Atom_Sequence* const sequence = (const LV2_Atom_Sequence*)(const void*)bytes;
    if (sequence->atom.type != i->forge.Sequence || most < sizeof(LV2_Atom)) {
        return; // Nothing was said
    }
    if (sequence->atom.size > most - sizeof(LV2_Atom)) {
        trial_fail(i->trial, "says that '%s' holds %u bytes, which has %u", symbol,
                   sequence->atom.size, most);
        return;
    }
    const uint8_t* const end = bytes + sizeof(LV2_Atom) + sequence->atom.size;
    LV2_ATOM_SEQUENCE_FOREACH(sequence, event)
    {
        const uint8_t* const body = (const uint8_t*)(event + 1);
        if (body > end || event->body.size > (size_t)(end - body)) {
            trial_warn(i->trial, "an event of %u bytes at '%s' reaches past the sequence's end",
                       event->body.size, symbol);
            return;
        }
    }
}

static void check_value(Instance* const i, const uint32_t p)
{
    const SubjectPort* const port = &i->subject->ports[p];
    if (port->input && !same_bits(&i->values[p], &i->told[p], sizeof(float))) {
        trial_fail(i->trial, "writes into the control '%s'", port->symbol);
    } else if (!port->input && !isfinite(i->values[p]) && !i->odd_values) {
        i->odd_values = true;
        snprintf(i->odd, sizeof(i->odd), "the meter '%s' is %g", port->symbol,
                 (double)i->values[p]);
    }
}

static void check(Instance* const i, const uint32_t count)
{
    uint32_t nth = 0;
    for (uint32_t p = 0; p < i->subject->port_count; ++p) {
        const SubjectPort* const port = &i->subject->ports[p];
        if (port->type == PORT_SOUND) {
            check_sound(i, p, count,
                        port->input ? i->spare + (size_t)nth++ * INSTANCE_BLOCK : NULL);
        } else if (port->type == PORT_VALUE) {
            check_value(i, p);
        } else if (port->type == PORT_ATOMS && !port->input) {
            check_atoms(i, p);
        }
    }
}

static unsigned float_mode(void)
{
#ifdef __SSE__
    return _mm_getcsr() & ~0x3fU; // Without what has happened
#else
    return 0;
#endif
}

static void set_float_mode(const unsigned mode)
{
#ifdef __SSE__
    _mm_setcsr(mode);
#else
    (void)mode;
#endif
}

void instance_run(Instance* const i, const uint32_t count)
{
    connect_ports(i);
    prepare(i, count);
    const unsigned mode = float_mode();
    if (i->before) {
        i->before();
    }
    lilv_instance_run(i->lilv, count);
    host_worker_respond(&i->features.worker);
    if (i->after) {
        i->after();
    }
    i->changed_mode = i->changed_mode || float_mode() != mode;
    set_float_mode(mode);
    check(i, count);
    empty_atoms(i);
    i->position += count;
    if (i->work_every && ++i->runs % i->work_every == 0) {
        host_worker_work(&i->features.worker);
    }
}

bool instance_send(Instance* const i, bool (*const takes)(const SubjectPort* port),
                   const LV2_Atom* const atom, const int64_t at)
{
    bool sent = false;
    for (uint32_t p = 0; p < i->subject->port_count; ++p) {
        if (i->subject->ports[p].type == PORT_ATOMS && i->subject->ports[p].input &&
            takes(&i->subject->ports[p])) {
            sent = host_atoms_append((LV2_Atom_Sequence*)(void*)i->atoms[p], i->atom_rooms[p],
                                     atom, at) ||
                   sent;
        }
    }
    return sent;
}

bool takes_midi(const SubjectPort* const port)
{
    return port->midi;
}

bool takes_patch(const SubjectPort* const port)
{
    return port->patch;
}

bool takes_time(const SubjectPort* const port)
{
    return port->time;
}

void instance_send_midi(Instance* const i, const uint8_t* const bytes, const uint32_t size,
                        const int64_t at)
{
    union {
        LV2_Atom atom;
        uint8_t bytes[1024];
    } message;
    if (size <= sizeof(message) - sizeof(LV2_Atom)) {
        message.atom = (LV2_Atom){.size = size, .type = host_urids_map(LV2_MIDI__MidiEvent)};
        memcpy(message.bytes + sizeof(LV2_Atom), bytes, size);
        instance_send(i, takes_midi, &message.atom, at);
    }
}

void instance_send_position(Instance* const i, const int64_t frame, const double speed)
{
    union {
        LV2_Atom atom;
        uint8_t bytes[512];
    } message;
    LV2_Atom_Forge* const f = &i->forge;
    LV2_Atom_Forge_Frame object;
    const double beats = (double)frame / i->rate * 2.0;
    lv2_atom_forge_set_buffer(f, message.bytes, sizeof(message));
    lv2_atom_forge_object(f, &object, 0, host_urids_map(LV2_TIME__Position));
    lv2_atom_forge_key(f, host_urids_map(LV2_TIME__frame));
    lv2_atom_forge_long(f, frame);
    lv2_atom_forge_key(f, host_urids_map(LV2_TIME__speed));
    lv2_atom_forge_float(f, (float)speed);
    lv2_atom_forge_key(f, host_urids_map(LV2_TIME__bar));
    lv2_atom_forge_long(f, (int64_t)(beats / 4.0));
    lv2_atom_forge_key(f, host_urids_map(LV2_TIME__barBeat));
    lv2_atom_forge_float(f, (float)fmod(beats, 4.0));
    lv2_atom_forge_key(f, host_urids_map(LV2_TIME__beatUnit));
    lv2_atom_forge_int(f, 4);
    lv2_atom_forge_key(f, host_urids_map(LV2_TIME__beatsPerBar));
    lv2_atom_forge_float(f, 4.0f);
    lv2_atom_forge_key(f, host_urids_map(LV2_TIME__beatsPerMinute));
    lv2_atom_forge_float(f, 120.0f);
    lv2_atom_forge_pop(f, &object);
    instance_send(i, takes_time, &message.atom, 0);
}

// Notes stand at places of the song, whatever the blocks are.
static void send_notes(Instance* const i, const uint32_t count)
{
    const uint64_t every = (uint64_t)(NOTE_EVERY * i->rate / 1000.0);
    for (uint64_t n = (i->position + every - 1) / every; n * every < i->position + count; ++n) {
        const uint8_t pitch = (uint8_t)(48 + n / 2 * 7 % 24);
        const uint8_t message[] = {n % 2 ? 0x80 : 0x90, pitch, 100};
        instance_send_midi(i, message, sizeof(message), (int64_t)(n * every - i->position));
    }
}

void instance_block_of_tape(Instance* const i, const Tape* const in, const uint32_t at,
                            Tape* const out, const uint32_t count)
{
    const uint32_t inputs = i->subject->sound_ins;
    for (uint32_t c = 0; c < inputs; ++c) {
        float* const to = nth_sound(i, true, c);
        if (to) {
            memcpy(to, tape_at(in, c, at), count * sizeof(float));
        }
    }
    if (i->rolling) {
        if (!i->located) {
            instance_send_position(i, (int64_t)i->position, 1.0);
            i->located = true;
        }
        send_notes(i, count);
    }
    instance_run(i, count);
    for (uint32_t c = 0; out && c < out->channels; ++c) {
        const float* const from = i->wires == WIRES_IN_PLACE && c < inputs
                                      ? nth_sound(i, true, c)
                                      : nth_sound(i, false, c);
        if (from) {
            memcpy(tape_at(out, c, at), from, count * sizeof(float));
        }
    }
}

void instance_play(Instance* const i, const Tape* const in, const uint32_t from,
                   const uint32_t to, Tape* const out, const uint32_t block,
                   Random* const random)
{
    for (uint32_t at = from; at < to;) {
        const uint32_t wanted = random ? random_below(random, block) : block;
        const uint32_t size = instance_block(i, wanted);
        // What is left may be no block that the plugin takes.
        if (size > to - at && instance_block(i, to - at) != to - at) {
            return;
        }
        const uint32_t count = size < to - at ? size : to - at;
        instance_block_of_tape(i, in, at, out, count);
        at += count;
    }
}

bool instance_may_turn(const Instance* const i, const uint32_t port)
{
    const SubjectPort* const p = &i->subject->ports[port];
    const Hold* const hold = hold_of(i, port);
    return p->type == PORT_VALUE && p->input && port != i->subject->enabled &&
           port != i->subject->freewheel && (!hold || hold->count > 1);
}

bool instance_is_free(const Instance* const i, const uint32_t port)
{
    return instance_may_turn(i, port) && !hold_of(i, port);
}

float instance_draw(const Instance* const i, const uint32_t port, Random* const random)
{
    const SubjectPort* const p = &i->subject->ports[port];
    const double scale = scale_of(i, p);
    const double least = p->least * scale;
    const double most = p->most * scale;
    const Hold* const hold = hold_of(i, port);
    if (hold) {
        return hold->values[random_below(random, hold->count)];
    }
    if (p->toggled) {
        return (float)random_below(random, 2);
    }
    if (p->point_count) {
        return p->points[random_below(random, p->point_count)];
    }
    switch (random_below(random, 8)) {
    case 0:
        return (float)least;
    case 1:
        return (float)most;
    default:
        break;
    }
    const double value = random_between(random, least, most);
    return (float)(p->whole ? floor(value + 0.5) : value);
}

void instance_turn(Instance* const i, const unsigned count, Random* const random)
{
    for (unsigned n = 0; n < count; ++n) {
        const uint32_t port = random_below(random, i->subject->port_count);
        if (instance_may_turn(i, port)) {
            i->values[port] = instance_draw(i, port, random);
        }
    }
}

Tape instance_in_tape(const Subject* const subject, const uint32_t length)
{
    return tape_new(subject->sound_ins, length);
}

Tape instance_out_tape(const Subject* const subject, const uint32_t length)
{
    return tape_new(subject->sound_outs, length);
}
