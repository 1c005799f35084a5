// SPDX-License-Identifier: ISC
// Any bytes as what a host may hand to the plugin: events at its two atom ports, and state.
#include "input.h"

#include "ports.h"
#include "uris.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/atom/util.h>
#include <lv2/core/lv2.h>
#include <lv2/midi/midi.h>
#include <lv2/patch/patch.h>
#include <lv2/state/state.h>
#include <lv2/time/time.h>
#include <lv2/worker/worker.h>
#include <math.h>
#include <stdalign.h>
#include <stdio.h>

const LV2_Descriptor* lv2_descriptor(uint32_t index);

enum { SAMPLES = 64, ROOM = 2048, NOTIFY_ROOM = 16384, URIDS = 64, ANSWERS = 16 };

typedef struct {
    char* uri[URIDS];
    unsigned uris;
    LV2_URID_Map map;
    LV2_Worker_Schedule schedule;
    const LV2_Descriptor* descriptor;
    const LV2_Worker_Interface* worker;
    const LV2_State_Interface* state;
    LV2_Handle plugin;
    float controls[PORTS_MAX];
    float sound[2][SAMPLES];
    alignas(8) uint8_t control[ROOM];
    alignas(8) uint8_t midi[ROOM];
    alignas(8) uint8_t notify[NOTIFY_ROOM];
    alignas(8) uint8_t answer[ANSWERS][ROOM];
    uint32_t answer_size[ANSWERS];
    unsigned answers;
    Input input; ///< Of the state
    uint8_t* value;
} Fuzz;

static Fuzz fuzz;

// Numbered from 1 on, so that seeds know them; others follow. make_other_seeds.py has the same.
static const char* const known[] = {
    LV2_ATOM__Object,   LV2_ATOM__Blank,  LV2_ATOM__Resource,  LV2_ATOM__Sequence,
    LV2_ATOM__Path,     LV2_ATOM__String, LV2_ATOM__URID,      LV2_ATOM__Int,
    LV2_ATOM__Long,     LV2_ATOM__Float,  LV2_ATOM__Double,    LV2_MIDI__MidiEvent,
    LV2_PATCH__Set,     LV2_PATCH__Get,   LV2_PATCH__property, LV2_PATCH__value,
    LV2_TIME__Position, LV2_TIME__frame,  LV2_TIME__speed,     DREDGE_URI_TRACE,
    DREDGE_URI_WATCH,   DREDGE_URI_VIEW,  DREDGE_URI_ABX,
};

static LV2_URID map_uri(const LV2_URID_Map_Handle handle, const char* const uri)
{
    (void)handle;
    for (unsigned i = 0; i < fuzz.uris; ++i) {
        if (!strcmp(fuzz.uri[i], uri)) {
            return i + 1;
        }
    }
    if (fuzz.uris == URIDS || !(fuzz.uri[fuzz.uris] = strdup(uri))) {
        abort();
    }
    return ++fuzz.uris;
}

static LV2_Worker_Status respond(const LV2_Worker_Respond_Handle handle, const uint32_t size,
                                 const void* const data)
{
    (void)handle;
    if (fuzz.answers == ANSWERS || size > ROOM) {
        return LV2_WORKER_ERR_NO_SPACE;
    }
    memcpy(fuzz.answer[fuzz.answers], data, size);
    fuzz.answer_size[fuzz.answers++] = size;
    return LV2_WORKER_SUCCESS;
}

static LV2_Worker_Status schedule(const LV2_Worker_Schedule_Handle handle, const uint32_t size,
                                  const void* const data)
{
    (void)handle;
    return fuzz.worker->work(fuzz.plugin, respond, NULL, size, data);
}

static const void* retrieve(const LV2_State_Handle handle, const uint32_t key,
                            size_t* const size, uint32_t* const type, uint32_t* const flags)
{
    (void)handle;
    (void)key;
    const uint32_t kind = input_number(&fuzz.input, 1);
    if (!(kind & 3)) {
        return NULL;
    }
    free(fuzz.value);
    fuzz.value = input_bytes(&fuzz.input, input_number(&fuzz.input, 2), size);
    *type = kind & 4 ? kind / 8 % (fuzz.uris + 1)
                     : map_uri(NULL, kind & 8 ? LV2_ATOM__Path : LV2_ATOM__String);
    *flags = LV2_STATE_IS_POD;
    return fuzz.value;
}

static void start(void)
{
    fuzz.map.map = map_uri;
    for (unsigned i = 0; i < sizeof(known) / sizeof(*known); ++i) {
        map_uri(NULL, known[i]);
    }
    fuzz.schedule.schedule_work = schedule;
    const LV2_Feature map = {LV2_URID__map, &fuzz.map};
    const LV2_Feature work = {LV2_WORKER__schedule, &fuzz.schedule};
    const LV2_Feature* const features[] = {&map, &work, NULL};
    fuzz.descriptor = lv2_descriptor(0);
    fuzz.worker = fuzz.descriptor->extension_data(LV2_WORKER__interface);
    fuzz.state = fuzz.descriptor->extension_data(LV2_STATE__interface);
    fuzz.plugin = fuzz.descriptor->instantiate(fuzz.descriptor, 48000.0, "/", features);
    if (!fuzz.plugin) {
        abort();
    }
    const Ports* const ports = ports_get();
    for (unsigned i = 0; i < ports->count; ++i) {
        fuzz.controls[i] = ports->port[i].standard;
        fuzz.descriptor->connect_port(fuzz.plugin, i, &fuzz.controls[i]);
    }
    fuzz.descriptor->connect_port(fuzz.plugin, PORT_CONTROL, fuzz.control);
    fuzz.descriptor->connect_port(fuzz.plugin, PORT_MIDI, fuzz.midi);
    fuzz.descriptor->connect_port(fuzz.plugin, PORT_NOTIFY, fuzz.notify);
    fuzz.descriptor->connect_port(fuzz.plugin, ports->count, fuzz.sound[0]);
    fuzz.descriptor->connect_port(fuzz.plugin, ports->count + 1, fuzz.sound[1]);
    fuzz.controls[ports_find("threads") - ports->port] = 0.0f;
    fuzz.descriptor->activate(fuzz.plugin);
}

static void fill(Input* const input, uint8_t* const port)
{
    LV2_Atom_Sequence* const sequence = (LV2_Atom_Sequence*)port;
    size_t size = 0;
    uint8_t* const bytes = input_bytes(input, input_number(input, 2) % (ROOM - 64), &size);
    memset(port, 0, ROOM);
    memcpy(port + sizeof(LV2_Atom), bytes, size);
    sequence->atom.size = (uint32_t)size;
    sequence->atom.type = map_uri(NULL, LV2_ATOM__Sequence);
    free(bytes);
}

static void run(Input* const input)
{
    fill(input, fuzz.control);
    fill(input, fuzz.midi);
    LV2_Atom* const notify = (LV2_Atom*)fuzz.notify;
    notify->size = input_number(input, 1) ? NOTIFY_ROOM - sizeof(LV2_Atom)
                                          : input_number(input, 2) % NOTIFY_ROOM;
    for (unsigned i = 0; i < SAMPLES; ++i) {
        fuzz.sound[0][i] = 0.25f;
    }
    fuzz.descriptor->run(fuzz.plugin, SAMPLES);
    for (unsigned i = 0; i < fuzz.answers; ++i) {
        fuzz.worker->work_response(fuzz.plugin, fuzz.answer_size[i], fuzz.answer[i]);
    }
    fuzz.answers = 0;
    for (unsigned i = 0; i < SAMPLES; ++i) {
        if (!(fabsf(fuzz.sound[1][i]) < 20.0f)) {
            abort();
        }
    }
    // What it says is well formed.
    const LV2_Atom_Sequence* const said = (const LV2_Atom_Sequence*)fuzz.notify;
    if (said->atom.size > NOTIFY_ROOM - sizeof(LV2_Atom)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t* const bytes, const size_t size)
{
    if (!fuzz.plugin) {
        start();
    }
    Input input = {bytes, size};
    for (unsigned i = 0; i < 4 && input.size; ++i) {
        if (input_number(&input, 1) & 1) {
            size_t length = 0;
            uint8_t* const state = input_bytes(&input, input_number(&input, 2), &length);
            fuzz.input = (Input){state, length};
            fuzz.state->restore(fuzz.plugin, retrieve, NULL, 0, NULL);
            free(state);
        }
        run(&input);
    }
    return 0;
}
