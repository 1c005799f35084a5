// SPDX-License-Identifier: ISC
#include "torture/instance.h"
#include "torture/messages.h"
#include "torture/pocket.h"
#include "torture/tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 256, RUNS = 600, AFTER = 64, APART = BLOCK / 4, CROWD = 600 };

// `at` grows within a block.
typedef void Send(Instance* instance, Random* random, int64_t at);

// Send before every block; then leave it alone, and see that it still works.
static void bother(Trial* const t, Send* const send, const char* const what,
                   const bool must_stay_finite)
{
    const uint32_t length = BLOCK * RUNS;
    const uint32_t settle = BLOCK * ((uint32_t)(t->orders->settle * 48000.0) / BLOCK + AFTER);
    Tape in = instance_in_tape(t->subject, length + settle);
    Tape out = instance_out_tape(t->subject, length + settle);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    Instance* const i = instance_open(t, 48000.0);
    trial_doing(t, "running with %s", what);
    for (uint32_t at = 0; i && at < length; at += BLOCK) {
        i->rolling = false;
        for (uint32_t n = 0, count = random_below(&t->random, 4); n < count; ++n) {
            send(i, &t->random, n * APART + random_below(&t->random, APART));
        }
        instance_play(i, &in, at, at + BLOCK, &out, BLOCK, NULL);
    }
    if (i) {
        i->rolling = true;
        i->located = false;
        instance_play(i, &in, length, length + settle, &out, BLOCK, NULL);
        const Sight during = tape_look(&out, 0, length);
        const Sight after = tape_look(&out, length + settle - BLOCK * AFTER, length + settle);
        if (!after.finite) {
            trial_fail(t, "%g s after %s the output is not finite", t->orders->settle, what);
        } else if (!during.finite && must_stay_finite) {
            trial_fail(t, "output that is not finite with %s", what);
        } else if (!during.finite) {
            trial_warn(t, "output that is not finite with %s", what);
        }
    }
    instance_free(i);
    tape_free(&in);
    tape_free(&out);
}

static bool can_patch(Trial* const t)
{
    if (!subject_takes_patch(t->subject)) {
        trial_skip(t, "it takes no patch messages");
    }
    return subject_takes_patch(t->subject);
}

static void send_any_patch(Instance* const i, Random* const random, const int64_t at)
{
    (void)at;
    (random_below(random, 2) ? messages_send_set : messages_send_patch)(i, random);
}

static void patch(Trial* const t)
{
    if (can_patch(t)) {
        bother(t, send_any_patch, "patch messages of any kind", true);
    }
}

static void send_broken(Instance* const i, Random* const random, const int64_t at)
{
    (void)at;
    messages_send_broken(i, random);
}

static void send_time(Instance* const i, Random* const random, const int64_t at)
{
    (void)at;
    messages_send_time(i, random);
}

static void broken_atoms(Trial* const t)
{
    if (can_patch(t)) {
        bother(t, send_broken, "objects whose inner sizes lie", true);
    }
}

static void time_nonsense(Trial* const t)
{
    if (!subject_takes_time(t->subject)) {
        trial_skip(t, "it takes no time:Position");
    } else {
        bother(t, send_time, "positions of odd numbers", false);
    }
}

static bool can_midi(Trial* const t)
{
    if (!subject_takes_midi(t->subject)) {
        trial_skip(t, "it takes no MIDI");
    }
    return subject_takes_midi(t->subject);
}

static void midi(Trial* const t)
{
    if (can_midi(t)) {
        bother(t, messages_send_midi, "whole MIDI messages of any kind", true);
    }
}

static void midi_broken(Trial* const t)
{
    if (can_midi(t)) {
        bother(t, messages_send_noise, "bytes that are no MIDI", true);
    }
}

// More than anybody plays.
static void send_crowd(Instance* const i, Random* const random, const int64_t at)
{
    for (int n = 0; n < CROWD; ++n) {
        messages_send_midi(i, random, at);
    }
}

static void midi_full(Trial* const t)
{
    if (can_midi(t)) {
        bother(t, send_crowd, "hundreds of MIDI messages in a block", true);
    }
}

static void send_unsorted(Instance* const i, Random* const random, const int64_t before)
{
    static const int64_t odd[] = {-1, INT64_MIN, INT64_MAX, BLOCK, BLOCK * 100, UINT32_MAX, 5};
    const bool in_block = random_below(random, 2);
    const int64_t at =
        in_block ? BLOCK - 1 - before : odd[random_below(random, sizeof(odd) / sizeof(odd[0]))];
    messages_send_midi(i, random, at);
}

static void unsorted(Trial* const t)
{
    if (can_midi(t)) {
        bother(t, send_unsorted, "events out of order and outside the block", true);
    }
}

static bool has_atom_output(const Subject* const s)
{
    bool has = false;
    for (uint32_t i = 0; i < s->port_count; ++i) {
        has = has || (s->ports[i].type == PORT_ATOMS && !s->ports[i].input);
    }
    return has;
}

// Leave little room, but as much as a port asks for where `fair`.
static void leave_room(Instance* const i, const uint32_t room, const bool fair)
{
    for (uint32_t p = 0; p < i->subject->port_count; ++p) {
        const SubjectPort* const port = &i->subject->ports[p];
        if (port->type == PORT_ATOMS && !port->input) {
            const uint32_t least = port->room > sizeof(LV2_Atom_Sequence)
                                       ? port->room
                                       : (uint32_t)sizeof(LV2_Atom_Sequence);
            i->atom_rooms[p] = fair && room < least ? least : room;
        }
    }
}

static void with_room(Trial* const t, const bool fair)
{
    static const uint32_t rooms[] = {8, 12, 16, 17, 24, 32, 40, 48, 64, 100, 200, 512, 2048};
    if (!has_atom_output(t->subject)) {
        trial_skip(t, "it sends nothing");
        return;
    }
    Tape in = instance_in_tape(t->subject, BLOCK);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    Instance* const i = instance_open(t, 48000.0);
    for (int n = 0; i && n < RUNS; ++n) {
        const uint32_t room = rooms[random_below(&t->random, sizeof(rooms) / sizeof(rooms[0]))];
        leave_room(i, room, fair);
        messages_send_proper(i, &t->random);
        messages_send_midi(i, &t->random, 0);
        trial_doing(t, "running with %u bytes of room for messages", room);
        instance_block_of_tape(i, &in, 0, NULL, instance_block(i, BLOCK));
    }
    instance_free(i);
    tape_free(&in);
}

static void small_output(Trial* const t)
{
    with_room(t, true);
}

static void no_output(Trial* const t)
{
    with_room(t, false);
}

// What makes plugins ask for work: messages, controls, states.
static void ask_for_work(Instance* const i, Pocket* const state, Random* const random)
{
    messages_send_proper(i, random);
    messages_send_midi(i, random, 0);
    instance_turn(i, 2, random);
    if (state->count && random_below(random, 8) == 0) {
        pocket_restore(state, i->lilv, &i->features);
    }
}

static void work_in(Trial* const t, const HostWorkManner manner, const unsigned every,
                    const char* const words)
{
    static Pocket state;
    Tape in = instance_in_tape(t->subject, 1024);
    Tape out = instance_out_tape(t->subject, 1024);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    Instance* const i = instance_open(t, 48000.0);
    if (i && t->subject->has_state) {
        pocket_save(&state, i->lilv, &i->features);
    }
    trial_doing(t, "running while the worker %s", words);
    for (int n = 0; i && n < RUNS / 2; ++n) {
        i->features.worker.manner = random_below(&t->random, 4) ? manner : HOST_WORK_NEXT;
        i->work_every = every;
        ask_for_work(i, &state, &t->random);
        instance_block_of_tape(i, &in, 0, &out, instance_block(i, BLOCK));
        if (!tape_look(&out, 0, BLOCK).finite) {
            trial_fail(t, "output that is not finite while the worker %s", words);
        }
        if (n % 100 == 99) { // What is under way is lost, or comes to another life
            instance_deactivate(i);
            instance_activate(i);
        }
    }
    instance_free(i);
    pocket_clear(&state);
    tape_free(&in);
    tape_free(&out);
}

static bool has_worker(Trial* const t)
{
    if (!t->subject->has_worker) {
        trial_skip(t, "it asks for no work");
    }
    return t->subject->has_worker;
}

static void worker(Trial* const t)
{
    if (has_worker(t)) {
        work_in(t, HOST_WORK_NEXT, 1, "works after each run");
        work_in(t, HOST_WORK_NEXT, 20, "is late");
        work_in(t, HOST_WORK_NEXT, 0, "never works");
        work_in(t, HOST_WORK_AT_ONCE, 1, "works at once");
    }
}

static void worker_full(Trial* const t)
{
    if (has_worker(t)) {
        work_in(t, HOST_WORK_REFUSED, 1, "refuses");
        work_in(t, HOST_WORK_MUTE, 1, "takes no response");
    }
}

static void worker_order(Trial* const t)
{
    if (has_worker(t)) {
        work_in(t, HOST_WORK_BACKWARD, 7, "does the latest request first");
    }
}

const Test tests_of_messages[] = {
    {"patch", "patch:Set and Get with wrong types, unknown properties, missing parts", patch,
     .limit = 60},
    {"atoms-broken", "objects whose inner sizes lie", broken_atoms, .hostile = true,
     .limit = 60},
    {"time", "time:Position with odd numbers and types", time_nonsense, .hostile = true,
     .limit = 60},
    {"midi", "MIDI of all kinds", midi, .limit = 60},
    {"midi-full", "... hundreds in a block", midi_full, .limit = 120},
    {"midi-broken", "bytes that are no MIDI", midi_broken, .hostile = true, .limit = 60},
    {"unsorted", "events out of order and outside the block", unsorted, .hostile = true,
     .limit = 60},
    {"small-output", "little room for what it sends: rsz:minimumSize, or an empty sequence",
     small_output, .limit = 60},
    {"no-output", "less room than it asks for, down to none", no_output, .hostile = true,
     .limit = 60},
    {"worker", "the worker is late, does nothing, or works at once", worker, .limit = 120},
    {"worker-full", "the worker refuses, or takes no response", worker_full, .limit = 60},
    {"worker-order", "the worker does the latest request first", worker_order, .hostile = true,
     .limit = 60},
    {.name = NULL},
};
