// SPDX-License-Identifier: ISC
// The LV2 plugins urn:dredge:mono and urn:dredge:stereo.
#include "abx_slot.h"
#include "controls.h"
#include "display.h"
#include "events.h"
#include "memory.h"
#include "ports.h"
#include "session.h"
#include "song.h"
#include "strip_view.h"
#include "trace_slot.h"
#include "uris.h"
#include "watch_slot.h"

#include <lv2/atom/util.h>
#include <lv2/core/lv2.h>
#include <lv2/core/lv2_util.h>
#include <lv2/midi/midi.h>
#include <math.h>
#include <string.h>

// Controls that do something each time they rise.
enum { BUTTON_DROP, BUTTON_MOMENT_BEFORE, BUTTON_MOMENT_NEXT, PLUGIN_BUTTONS };

// All that run() touches.
typedef struct {
    const Ports* ports;
    void* port[PORTS_MAX];
    unsigned channels;
    double rate;
    DredgeSession* session;
    Controls controls;
    DredgePanel panel;
    StripView strip;
    TraceSlot trace;
    AbxSlot abx;
    WatchSlot watch;
    Song song;
    bool pressed[PLUGIN_BUTTONS]; ///< Buttons that were on
    LV2_Atom_Forge forge;
    Uris uris;
    LV2_Log_Logger log;
} Plugin;

static LV2_Handle instantiate(const LV2_Descriptor* const descriptor, const double rate,
                              const char* const bundle,
                              const LV2_Feature* const* const features)
{
    (void)bundle;
    LV2_URID_Map* map = NULL;
    LV2_Log_Log* log = NULL;
    LV2_Worker_Schedule* schedule = NULL;
    InlineDisplayFeature* queue_draw = NULL;
    const char* const missing = lv2_features_query(
        features, LV2_URID__map, &map, true, LV2_LOG__log, &log, false, LV2_WORKER__schedule,
        &schedule, false, INLINE_DISPLAY_QUEUE_DRAW, &queue_draw, false, NULL);
    LV2_Log_Logger logger;
    lv2_log_logger_init(&logger, map, log);
    if (missing) {
        lv2_log_error(&logger, "dredge: the host lacks the feature <%s>\n", missing);
        return NULL;
    }
    Plugin* const p = dredge_memory_new(sizeof(Plugin));
    if (!p) {
        lv2_log_error(&logger, "dredge: %s\n", dredge_status_text(DREDGE_NO_MEMORY));
        return NULL;
    }
    p->ports = ports_get();
    p->channels = strcmp(descriptor->URI, DREDGE_URI_STEREO) ? 1 : 2;
    p->rate = rate;
    p->log = logger;
    p->strip.host = queue_draw;
    p->uris = uris_map(map);
    p->watch.uris = &p->uris;
    lv2_atom_forge_init(&p->forge, map);

    DredgeStatus status = DREDGE_BAD_RATE;
    // A rate that no integer holds would be cut off in silence.
    if (rate >= DREDGE_RATE_MIN && rate <= DREDGE_RATE_MAX && rate == floor(rate)) {
        p->session = dredge_session_new((uint32_t)rate, p->channels, false, &status);
    }
    if (!p->session) {
        lv2_log_error(&logger, "dredge: %g Hz: %s\n", rate, dredge_status_text(status));
        dredge_memory_free(p);
        return NULL;
    }
    const bool has_trace = trace_slot_init(&p->trace, &p->uris, &p->log, schedule);
    const bool has_abx = abx_slot_init(&p->abx, &p->uris, &p->log);
    if (!has_trace || !has_abx) {
        lv2_log_error(&logger, "dredge: %s\n", dredge_status_text(DREDGE_NO_MEMORY));
        dredge_session_free(p->session);
        dredge_memory_free(p);
        return NULL;
    }
    return p;
}

static void cleanup(const LV2_Handle handle)
{
    Plugin* const p = handle;
    trace_slot_clear(&p->trace, p->session);
    abx_slot_clear(&p->abx);
    strip_view_clear(&p->strip);
    dredge_session_free(p->session);
    dredge_memory_free(p);
}

static void connect_port(const LV2_Handle handle, const uint32_t index, void* const data)
{
    Plugin* const p = handle;
    if (index < PORTS_MAX) {
        p->port[index] = data;
    }
}

static bool rises(Plugin* const p, const unsigned button)
{
    const unsigned ports[PLUGIN_BUTTONS] = {
        [BUTTON_DROP] = p->ports->drop,
        [BUTTON_MOMENT_BEFORE] = p->ports->moment_before,
        [BUTTON_MOMENT_NEXT] = p->ports->moment_next,
    };
    const bool was = p->pressed[button];
    p->pressed[button] = controls_on(p->ports, p->port, ports[button]);
    return p->pressed[button] && !was;
}

static void activate(const LV2_Handle handle)
{
    Plugin* const p = handle;
    const AbxControls abx = controls_abx(p->ports, p->port);
    abx_slot_settle(&p->abx, &abx);
    for (unsigned i = 0; i < PLUGIN_BUTTONS; ++i) {
        rises(p, i);
    }
    p->song = (Song){.speed = 0.0};
    dredge_session_set(p->session, controls_settings(&p->controls, p->ports, p->port,
                                                     dredge_abx_x_is_b(&p->abx.abx)));
    dredge_session_reset(p->session);
    dredge_panel_reset(&p->panel, dredge_session_counts(p->session));
    strip_view_reset(&p->strip);
    dredge_view_feed_reset(&p->watch.feed);
    display_write_latency(p->session, p->ports, p->port);
    if (dredge_session_start(p->session) != DREDGE_OK) {
        lv2_log_warning(&p->log, "dredge: %s; all work is done in the audio thread\n",
                        dredge_status_text(DREDGE_NO_THREAD));
    }
}

static void deactivate(const LV2_Handle handle)
{
    Plugin* const p = handle;
    dredge_session_stop(p->session);
}

static void write_messages(Plugin* const p, const double seconds)
{
    LV2_Atom_Sequence* const sequence = p->port[PORT_NOTIFY];
    // The host leaves the room that there is in the size. PipeWire leaves none.
    const size_t room = sequence ? sizeof(LV2_Atom) + sequence->atom.size : 0;
    if (room < sizeof(LV2_Atom_Sequence)) {
        return;
    }
    LV2_Atom_Forge_Frame frame;
    lv2_atom_forge_set_buffer(&p->forge, (uint8_t*)sequence, room);
    lv2_atom_forge_sequence_head(&p->forge, &frame, 0);
    trace_slot_tell(&p->trace, &p->forge);
    if (p->abx.tell && p->forge.size - p->forge.offset >= MESSAGE_ROOM) {
        p->abx.tell = false;
        LV2_Atom_Forge_Frame changed;
        lv2_atom_forge_frame_time(&p->forge, 0);
        lv2_atom_forge_object(&p->forge, &changed, 0, p->uris.state_StateChanged);
        lv2_atom_forge_pop(&p->forge, &changed);
    }
    watch_slot_tell(&p->watch, p->session, seconds, &p->forge);
    lv2_atom_forge_pop(&p->forge, &frame);
}

static void process(Plugin* const p, const uint32_t at, const uint32_t samples)
{
    const float* in[DREDGE_CHANNELS_MAX] = {NULL};
    float* out[DREDGE_CHANNELS_MAX] = {NULL};
    for (unsigned c = 0; c < p->channels; ++c) {
        in[c] = p->port[p->ports->count + c];
        out[c] = p->port[p->ports->count + p->channels + c];
        if (!in[c] || !out[c]) {
            return;
        }
        in[c] += at;
        out[c] += at;
    }
    dredge_session_process(p->session, in, out, samples);
    song_advance(&p->song, samples);
}

static void drop(Plugin* const p)
{
    dredge_session_drop(p->session,
                        (unsigned)controls_value(p->ports, p->port, p->ports->drop_ms));
}

static bool is_note(const Plugin* const p, const LV2_Atom* const atom)
{
    const uint8_t* const midi = LV2_ATOM_BODY_CONST(atom);
    return atom->type == p->uris.midi_MidiEvent && atom->size >= 3 &&
           lv2_midi_message_type(midi) == LV2_MIDI_MSG_NOTE_ON && midi[2];
}

static void handle(Plugin* const p, const LV2_Atom* const atom)
{
    if (is_note(p, atom)) {
        drop(p);
    } else if (lv2_atom_forge_is_object_type(&p->forge, atom->type) &&
               events_object_is_whole(atom)) {
        const LV2_Atom_Object* const object = (const LV2_Atom_Object*)atom;
        if (object->body.otype == p->uris.time_Position) {
            song_message(&p->song, p->session, &p->uris, object);
        } else if (!watch_slot_message(&p->watch, object)) {
            trace_slot_message(&p->trace, object);
        }
    }
}

// Process the block in pieces, so that each message is heeded at its own sample.
static void process_with_messages(Plugin* const p, const uint32_t samples)
{
    const LV2_Atom_Sequence* const control = p->port[PORT_CONTROL];
    const LV2_Atom_Sequence* const midi = p->port[PORT_MIDI];
    const LV2_Atom_Event* message = events_first(control);
    const LV2_Atom_Event* note = events_first(midi);
    uint32_t at = 0;
    while (message || note) {
        const bool notes_turn = !message || (note && note->time.frames < message->time.frames);
        const LV2_Atom_Event* const event = notes_turn ? note : message;
        const int64_t time = event->time.frames;
        const uint32_t until = time < at ? at : time > samples ? samples : (uint32_t)time;
        if (until > at) {
            process(p, at, until - at);
            at = until;
        }
        handle(p, &event->body);
        note = notes_turn ? events_next(midi, note) : note;
        message = notes_turn ? message : events_next(control, message);
    }
    process(p, at, samples - at);
}

static void heed_buttons(Plugin* const p)
{
    if (rises(p, BUTTON_DROP)) {
        drop(p);
    }
    if (rises(p, BUTTON_MOMENT_BEFORE)) {
        dredge_session_move_loop(p->session, false);
    }
    if (rises(p, BUTTON_MOMENT_NEXT)) {
        dredge_session_move_loop(p->session, true);
    }
}

DREDGE_REALTIME static void run(const LV2_Handle instance, const uint32_t samples)
{
    Plugin* const p = instance;
    const AbxControls abx = controls_abx(p->ports, p->port);
    trace_slot_update(&p->trace, p->session);
    abx_slot_update(&p->abx, &abx);
    const DredgeSettings* const settings =
        controls_settings(&p->controls, p->ports, p->port, dredge_abx_x_is_b(&p->abx.abx));
    dredge_session_set(p->session, settings);
    heed_buttons(p);
    process_with_messages(p, samples);
    const double seconds = samples / p->rate;
    display_read(&p->panel, p->session, &p->strip, &p->watch.feed);
    strip_view_update(&p->strip, settings->monitor, seconds);
    const DredgePanelNews news = {.settings = settings,
                                  .counts = dredge_session_counts(p->session),
                                  .loop = dredge_session_clock(p->session).loop,
                                  .test = dredge_abx_last(&p->abx.abx),
                                  .seconds = seconds};
    dredge_panel_update(&p->panel, &news);
    display_write(&p->panel, p->session, p->ports, p->port);
    write_messages(p, seconds);
}

static LV2_Worker_Status work(const LV2_Handle handle,
                              const LV2_Worker_Respond_Function respond,
                              const LV2_Worker_Respond_Handle respond_handle,
                              const uint32_t size, const void* const data)
{
    Plugin* const p = handle;
    return trace_slot_work(&p->trace, respond, respond_handle, size, data);
}

static LV2_Worker_Status work_response(const LV2_Handle handle, const uint32_t size,
                                       const void* const data)
{
    Plugin* const p = handle;
    return trace_slot_work_response(&p->trace, p->session, size, data);
}

static LV2_State_Status save(const LV2_Handle handle, const LV2_State_Store_Function store,
                             const LV2_State_Handle state, const uint32_t flags,
                             const LV2_Feature* const* const features)
{
    (void)flags;
    Plugin* const p = handle;
    const LV2_State_Status trace = trace_slot_save(&p->trace, store, state, features);
    const LV2_State_Status abx = abx_slot_save(&p->abx, store, state);
    return trace == LV2_STATE_SUCCESS ? abx : trace;
}

static LV2_State_Status restore(const LV2_Handle handle,
                                const LV2_State_Retrieve_Function retrieve,
                                const LV2_State_Handle state, const uint32_t flags,
                                const LV2_Feature* const* const features)
{
    (void)flags;
    Plugin* const p = handle;
    const LV2_State_Status trace = trace_slot_restore(&p->trace, retrieve, state, features);
    const LV2_State_Status abx = abx_slot_restore(&p->abx, retrieve, state);
    return trace == LV2_STATE_SUCCESS ? abx : trace;
}

static InlineDisplayImage* render(const LV2_Handle handle, const uint32_t width,
                                  const uint32_t most_height)
{
    Plugin* const p = handle;
    return strip_view_render(&p->strip, width, most_height);
}

static const void* extension_data(const char* const uri)
{
    static const LV2_State_Interface state = {save, restore};
    static const LV2_Worker_Interface worker = {work, work_response, NULL};
    static const InlineDisplayInterface display = {render};
    return !strcmp(uri, LV2_STATE__interface)       ? (const void*)&state
           : !strcmp(uri, LV2_WORKER__interface)    ? (const void*)&worker
           : !strcmp(uri, INLINE_DISPLAY_INTERFACE) ? (const void*)&display
                                                    : NULL;
}

static const LV2_Descriptor descriptors[] = {
    {DREDGE_URI_MONO, instantiate, connect_port, activate, run, deactivate, cleanup,
     extension_data},
    {DREDGE_URI_STEREO, instantiate, connect_port, activate, run, deactivate, cleanup,
     extension_data},
};

LV2_SYMBOL_EXPORT const LV2_Descriptor* lv2_descriptor(const uint32_t index)
{
    return index < sizeof(descriptors) / sizeof(descriptors[0]) ? &descriptors[index] : NULL;
}
