// SPDX-License-Identifier: ISC
// The LV2 plugins urn:dredge:mono and urn:dredge:stereo.
#include "abx_slot.h"
#include "meters.h"
#include "network/expected.h"
#include "ports.h"
#include "session.h"
#include "song.h"
#include "trace_slot.h"
#include "uris.h"

#include <lv2/atom/util.h>
#include <lv2/core/lv2.h>
#include <lv2/core/lv2_util.h>
#include <lv2/midi/midi.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// All that run() touches.
typedef struct {
    void* port[PORTS_MAX];
    unsigned channels;
    double rate;
    DredgeSession* session;
    DredgeSettings settings;
    DredgeMeters meters; ///< Of the network, and of lane A
    DredgeMeters meters_b;
    TraceSlot trace;
    AbxSlot abx;
    Song song;
    DredgeNetwork expected_of;
    DredgeLossStatistics expected;
    bool expected_known;
    bool dropping; ///< The control that drops packets was on
    LV2_Atom_Forge forge;
    Uris uris;
    LV2_Log_Logger log;

    DredgeStageCounts counted; ///< When the CPU meter was last read
    uint64_t waits_before;     ///< ... this activation
    double cpu_span;           ///< Seconds of sound since
    float cpu;                 ///< Per cent
} Plugin;

static LV2_Handle instantiate(const LV2_Descriptor* const descriptor, const double rate,
                              const char* const bundle,
                              const LV2_Feature* const* const features)
{
    (void)bundle;
    LV2_URID_Map* map = NULL;
    LV2_Log_Log* log = NULL;
    LV2_Worker_Schedule* schedule = NULL;
    const char* const missing =
        lv2_features_query(features, LV2_URID__map, &map, true, LV2_LOG__log, &log, false,
                           LV2_WORKER__schedule, &schedule, false, NULL);
    LV2_Log_Logger logger;
    lv2_log_logger_init(&logger, map, log);
    if (missing) {
        lv2_log_error(&logger, "dredge: the host lacks the feature <%s>\n", missing);
        return NULL;
    }
    Plugin* const p = calloc(1, sizeof(Plugin));
    if (!p) {
        lv2_log_error(&logger, "dredge: %s\n", dredge_status_text(DREDGE_NO_MEMORY));
        return NULL;
    }
    p->channels = strcmp(descriptor->URI, DREDGE_URI_STEREO) ? 1 : 2;
    p->rate = rate;
    p->log = logger;
    p->uris = uris_map(map);
    lv2_atom_forge_init(&p->forge, map);

    DredgeStatus status = DREDGE_BAD_RATE;
    // A rate that no integer holds would be cut off in silence.
    if (rate >= DREDGE_RATE_MIN && rate <= DREDGE_RATE_MAX && rate == floor(rate)) {
        p->session = dredge_session_new((uint32_t)rate, p->channels, false, &status);
    }
    if (!p->session) {
        lv2_log_error(&logger, "dredge: %g Hz: %s\n", rate, dredge_status_text(status));
        free(p);
        return NULL;
    }
    const bool has_trace = trace_slot_init(&p->trace, &p->uris, &p->log, schedule);
    const bool has_abx = abx_slot_init(&p->abx, &p->uris, &p->log);
    if (!has_trace || !has_abx) {
        lv2_log_error(&logger, "dredge: %s\n", dredge_status_text(DREDGE_NO_MEMORY));
        dredge_session_free(p->session);
        free(p);
        return NULL;
    }
    p->settings = dredge_settings_default();
    return p;
}

static void cleanup(const LV2_Handle handle)
{
    Plugin* const p = handle;
    trace_slot_clear(&p->trace, p->session);
    abx_slot_clear(&p->abx);
    dredge_session_free(p->session);
    free(p);
}

static void connect_port(const LV2_Handle handle, const uint32_t index, void* const data)
{
    Plugin* const p = handle;
    if (index < PORTS_MAX) {
        p->port[index] = data;
    }
}

static float control(const Plugin* const p, const PortIndex index)
{
    return port_value(index, p->port[index]);
}

static bool is_on(const Plugin* const p, const PortIndex index)
{
    return control(p, index) > 0.5f;
}

static DredgeLinkSettings read_lane(const Plugin* const p, const int lane)
{
    const int to = lane * PORT_LANE_CONTROLS;
    const int expected = (int)control(p, PORT_A_EXPECTED + to);
    return (DredgeLinkSettings){
        .sender = {.redundancy = (DredgeRedundancy)control(p, PORT_A_REDUNDANCY + to),
                   .bandwidth = (DredgeBandwidth)control(p, PORT_BANDWIDTH),
                   .budget = (DredgeBudget)control(p, PORT_A_BUDGET + to),
                   .bitrate = control(p, PORT_A_BITRATE + to),
                   .depth = (int)control(p, PORT_A_DEPTH + to),
                   .expected_loss = expected ? expected : DREDGE_EXPECTED_AUTO,
                   .complexity = (int)control(p, PORT_COMPLEXITY),
                   .vbr = is_on(p, PORT_VBR),
                   .dtx = is_on(p, PORT_DTX)},
        .concealment = (DredgeConcealment)control(p, PORT_A_CONCEALMENT + to),
    };
}

static double share(const Plugin* const p, const PortIndex index)
{
    return (double)control(p, index) / 100.0;
}

static DredgeNetwork read_network(const Plugin* const p)
{
    return (DredgeNetwork){
        .model = (DredgeLossModel)control(p, PORT_LOSS_MODEL),
        .loss = share(p, PORT_LOSS),
        .burst = (double)control(p, PORT_BURST),
        .loss_in_bad = share(p, PORT_LOSS_IN_BAD),
        .loss_in_good = share(p, PORT_LOSS_IN_GOOD),
        .seed = (uint64_t)control(p, PORT_SEED),
        .to_bad = share(p, PORT_GE_P),
        .to_good = share(p, PORT_GE_R),
        .p13 = share(p, PORT_P13),
        .p31 = share(p, PORT_P31),
        .p32 = share(p, PORT_P32),
        .p23 = share(p, PORT_P23),
        .p14 = share(p, PORT_P14),
        .burstiness = (double)control(p, PORT_BURSTINESS),
        .units = is_on(p, PORT_LOSS_UNIT) ? (unsigned)control(p, PORT_FRAME) / 10 : 0,
        .delay = (double)control(p, PORT_DELAY),
        .jitter = (double)control(p, PORT_JITTER),
        .distribution = (DredgeJitter)control(p, PORT_DISTRIBUTION),
        .correlation = share(p, PORT_CORRELATION),
        .reorder = share(p, PORT_REORDER),
        .duplicate = share(p, PORT_DUPLICATE),
        .bottleneck = {.capacity = (double)control(p, PORT_CAPACITY),
                       .queue = (unsigned)control(p, PORT_QUEUE),
                       .overhead = (unsigned)control(p, PORT_OVERHEAD)},
    };
}

static DredgePlayout read_playout(const Plugin* const p)
{
    const unsigned most = (unsigned)control(p, PORT_PLAYOUT);
    const unsigned least = (unsigned)control(p, PORT_PLAYOUT_MIN);
    return (DredgePlayout){.playout = most,
                           .adaptive = is_on(p, PORT_ADAPTIVE),
                           .least = least < most ? least : most};
}

static DredgeSettings read_controls(const Plugin* const p)
{
    return (DredgeSettings){
        .lane = {read_lane(p, DREDGE_LANE_A), read_lane(p, DREDGE_LANE_B)},
        .b_on = is_on(p, PORT_B_ON),
        .network = read_network(p),
        .lock = is_on(p, PORT_LOCK),
        .monitor = (DredgeMonitor)control(p, PORT_MONITOR),
        .x_is_b = dredge_abx_x_is_b(&p->abx.abx),
        .level_match = is_on(p, PORT_LEVEL_MATCH),
        .frame = (unsigned)control(p, PORT_FRAME),
        .playout = read_playout(p),
        .enabled = is_on(p, PORT_ENABLED),
        .ahead = is_on(p, PORT_THREADS) && !is_on(p, PORT_FREEWHEEL),
    };
}

static AbxControls read_abx(const Plugin* const p)
{
    return (AbxControls){.start = is_on(p, PORT_ABX_START),
                         .is_a = is_on(p, PORT_ABX_IS_A),
                         .is_b = is_on(p, PORT_ABX_IS_B),
                         .trials = (unsigned)control(p, PORT_ABX_TRIALS)};
}

static void activate(const LV2_Handle handle)
{
    Plugin* const p = handle;
    const AbxControls abx = read_abx(p);
    abx_slot_settle(&p->abx, &abx);
    p->dropping = is_on(p, PORT_DROP);
    p->song = (Song){.speed = 0.0};
    p->settings = read_controls(p);
    dredge_session_set(p->session, &p->settings);
    dredge_session_reset(p->session);
    dredge_meters_reset(&p->meters);
    dredge_meters_reset(&p->meters_b);
    p->counted = dredge_session_counts(p->session);
    p->waits_before = p->counted.waits;
    p->cpu_span = 0.0;
    p->cpu = 0.0f;
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

static void write_messages(Plugin* const p)
{
    LV2_Atom_Sequence* const sequence = p->port[PORT_NOTIFY];
    if (!sequence) {
        return;
    }
    LV2_Atom_Forge_Frame frame;
    // The host leaves the room that there is in the size.
    const size_t room = sizeof(LV2_Atom) + sequence->atom.size;
    lv2_atom_forge_set_buffer(&p->forge, (uint8_t*)sequence, room);
    lv2_atom_forge_sequence_head(&p->forge, &frame, 0);
    trace_slot_tell(&p->trace, &p->forge);
    if (p->abx.tell) {
        p->abx.tell = false;
        LV2_Atom_Forge_Frame changed;
        lv2_atom_forge_frame_time(&p->forge, 0);
        lv2_atom_forge_object(&p->forge, &changed, 0, p->uris.state_StateChanged);
        lv2_atom_forge_pop(&p->forge, &changed);
    }
    lv2_atom_forge_pop(&p->forge, &frame);
}

static void put(const Plugin* const p, const PortIndex index, const double value)
{
    float* const port = p->port[index];
    if (port) {
        const float x = (float)value;
        // fmaxf() makes the minimum of what is no number.
        *port = fminf(fmaxf(x, ports[index].minimum), ports[index].maximum);
    }
}

static double percent(const uint64_t part, const uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

static void update_cpu(Plugin* const p, const uint32_t samples)
{
    p->cpu_span += samples / p->rate;
    if (p->cpu_span >= 0.5) {
        const DredgeStageCounts now = dredge_session_counts(p->session);
        const double busy = (double)(now.busy_ns - p->counted.busy_ns) * 1e-9;
        p->cpu = (float)(100.0 * busy / p->cpu_span);
        p->counted = now;
        p->cpu_span = 0.0;
    }
}

static void write_lane(Plugin* const p, const DredgeMeters* const m, const int lane)
{
    const int to = lane * PORT_LANE_METERS;
    const DredgeTally* const w = &m->window;
    const uint64_t recovered = dredge_tally_recovered(w);
    const uint64_t concealed = dredge_tally_concealed(w);
    const DredgeRecord* const newest = dredge_meters_last(m);
    const DredgeRecord last = newest ? *newest : (DredgeRecord){.frame = 0};
    put(p, PORT_A_KBPS + to, dredge_tally_kbps(w, dredge_tally_bytes(w)));
    put(p, PORT_A_KBPS_PRIMARY + to, dredge_tally_kbps(w, w->primary));
    put(p, PORT_A_KBPS_REDUNDANCY + to, dredge_tally_kbps(w, w->lbrr + w->dred + w->red));
    put(p, PORT_A_KBPS_LBRR + to, dredge_tally_kbps(w, w->lbrr));
    put(p, PORT_A_KBPS_DRED + to, dredge_tally_kbps(w, w->dred));
    put(p, PORT_A_KBPS_RED + to, dredge_tally_kbps(w, w->red));
    put(p, PORT_A_KBPS_PADDING + to, dredge_tally_kbps(w, w->padding));
    put(p, PORT_A_KBPS_HEADERS + to, dredge_tally_kbps(w, w->headers));
    put(p, PORT_A_DEPTH_NOW + to, m->depth);
    put(p, PORT_A_VERDICT + to,
        (double)dredge_sender_verdict(&p->settings.lane[lane].sender, p->settings.frame));
    put(p, PORT_A_RECOVERED + to, percent(recovered, recovered + concealed));
    put(p, PORT_A_CONCEALED + to, percent(concealed, recovered + concealed));
    put(p, PORT_A_LATE + to, percent(w->late, w->frames));
    put(p, PORT_A_SOURCE + to, last.source);
    put(p, PORT_A_MODE + to, last.anatomy.mode);
    put(p, PORT_A_BANDWIDTH + to, last.anatomy.bandwidth + 1);
    put(p, PORT_A_CHANNELS + to, last.anatomy.channels);
    put(p, PORT_A_OFFSET_NOW + to, last.anatomy.dred_newest * 1000.0 / DREDGE_RATE);
    put(p, PORT_A_BY_RED + to, (double)m->total.by_source[DREDGE_SOURCE_RED]);
    put(p, PORT_A_BY_LBRR + to, (double)m->total.by_source[DREDGE_SOURCE_LBRR]);
    put(p, PORT_A_BY_DRED + to, (double)m->total.by_source[DREDGE_SOURCE_DRED]);
    put(p, PORT_A_BY_CONCEALMENT + to, (double)dredge_tally_concealed(&m->total));
    put(p, PORT_A_DROPPED + to, percent(w->dropped, w->frames));
    put(p, PORT_A_DELAY_NOW + to, dredge_tally_delay(w));
    put(p, PORT_A_PLAYOUT_NOW + to, (double)last.playout);
    put(p, PORT_A_GAIN + to, (double)last.gain);
}

static void write_test(Plugin* const p, const DredgeAbxTest* const test)
{
    const bool runs = test && test->state == DREDGE_ABX_RUNNING;
    const bool done = test && test->state == DREDGE_ABX_DONE;
    const unsigned right = done ? dredge_abx_right(test) : 0;
    put(p, PORT_ABX_STATE, runs ? 1.0 : done ? 2.0 : 0.0);
    put(p, PORT_ABX_TRIAL, runs ? test->answered + 1.0 : 0.0);
    put(p, PORT_ABX_RIGHT, right);
    put(p, PORT_ABX_P, done ? dredge_abx_p(right, test->planned) : 1.0);
}

// What the loss model really comes to takes some time to reckon, so only when it has changed.
static void write_network(Plugin* const p)
{
    const DredgeNetwork* const now = &p->settings.network;
    if (!p->expected_known || !dredge_fate_same_losses(now, &p->expected_of)) {
        p->expected_of = *now;
        p->expected = dredge_fate_expected(now);
        p->expected_known = true;
    }
    const DredgeTally* const w = &p->meters.window;
    const bool traced = now->model == DREDGE_LOSS_TRACE; // There the past must do
    put(p, PORT_LOSS_EXPECTED,
        traced ? percent(w->lost - w->dropped, w->frames) : 100.0 * p->expected.loss);
    put(p, PORT_BURST_EXPECTED, traced ? p->meters.burst : p->expected.burst);
    put(p, PORT_CAPACITY_NOW, dredge_path_capacity(&now->bottleneck, p->settings.frame));
}

static void write_meters(Plugin* const p)
{
    const DredgeMeters* const m = &p->meters;
    const DredgeAbxTest* const test = dredge_abx_last(&p->abx.abx);
    put(p, PORT_LATENCY, dredge_session_latency(p->session));
    // What lane A's own queue dropped is no loss of the network.
    put(p, PORT_LOSS_NOW, percent(m->window.lost - m->window.dropped, m->window.frames));
    put(p, PORT_BURST_NOW, m->burst);
    write_network(p);
    put(p, PORT_PACKETS, (double)m->total.frames);
    put(p, PORT_PACKETS_LOST, (double)(m->total.lost - m->total.dropped));
    put(p, PORT_CPU, p->cpu);
    put(p, PORT_WAITS, (double)(dredge_session_counts(p->session).waits - p->waits_before));
    write_test(p, test);
    // While X is judged the lanes' meters stand still: they would tell which one it is.
    if (!test || test->state != DREDGE_ABX_RUNNING || p->settings.monitor != DREDGE_MONITOR_X) {
        write_lane(p, &p->meters, DREDGE_LANE_A);
        write_lane(p, &p->meters_b, DREDGE_LANE_B);
    }
}

static void process(Plugin* const p, const uint32_t at, const uint32_t samples)
{
    const float* in[DREDGE_CHANNELS_MAX] = {NULL};
    float* out[DREDGE_CHANNELS_MAX] = {NULL};
    for (unsigned c = 0; c < p->channels; ++c) {
        in[c] = p->port[PORT_AUDIO + c];
        out[c] = p->port[PORT_AUDIO + p->channels + c];
        if (!in[c] || !out[c]) {
            return;
        }
        in[c] += at;
        out[c] += at;
    }
    dredge_session_process(p->session, in, out, samples);
    song_advance(&p->song, samples);
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
        dredge_session_drop(p->session, (unsigned)control(p, PORT_DROP_MS));
    } else if (lv2_atom_forge_is_object_type(&p->forge, atom->type)) {
        const LV2_Atom_Object* const object = (const LV2_Atom_Object*)atom;
        if (object->body.otype == p->uris.time_Position) {
            song_message(&p->song, p->session, &p->uris, object);
        } else {
            trace_slot_message(&p->trace, object);
        }
    }
}

static const LV2_Atom_Event* first_event(const LV2_Atom_Sequence* const sequence)
{
    const LV2_Atom_Event* const event =
        sequence ? lv2_atom_sequence_begin(&sequence->body) : NULL;
    return event && !lv2_atom_sequence_is_end(&sequence->body, sequence->atom.size, event)
               ? event
               : NULL;
}

static const LV2_Atom_Event* next_event(const LV2_Atom_Sequence* const sequence,
                                        const LV2_Atom_Event* const event)
{
    const LV2_Atom_Event* const next = lv2_atom_sequence_next(event);
    return lv2_atom_sequence_is_end(&sequence->body, sequence->atom.size, next) ? NULL : next;
}

// Process the block in pieces, so that each message is heeded at its own sample.
static void process_with_messages(Plugin* const p, const uint32_t samples)
{
    const LV2_Atom_Sequence* const control = p->port[PORT_CONTROL];
    const LV2_Atom_Sequence* const midi = p->port[PORT_MIDI];
    const LV2_Atom_Event* message = first_event(control);
    const LV2_Atom_Event* note = first_event(midi);
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
        note = notes_turn ? next_event(midi, note) : note;
        message = notes_turn ? message : next_event(control, message);
    }
    process(p, at, samples - at);
}

static void drop_by_control(Plugin* const p)
{
    const bool dropping = is_on(p, PORT_DROP);
    if (dropping && !p->dropping) {
        dredge_session_drop(p->session, (unsigned)control(p, PORT_DROP_MS));
    }
    p->dropping = dropping;
}

static void read_records(Plugin* const p)
{
    DredgeFrameRecord record;
    while (dredge_session_read(p->session, &record)) {
        dredge_meters_add(&p->meters, &record.lane[DREDGE_LANE_A]);
        if (record.b_on) {
            dredge_meters_add(&p->meters_b, &record.lane[DREDGE_LANE_B]);
        } else if (p->meters_b.next) {
            dredge_meters_reset(&p->meters_b);
        }
    }
}

static void run(const LV2_Handle instance, const uint32_t samples)
{
    Plugin* const p = instance;
    const AbxControls abx = read_abx(p);
    trace_slot_update(&p->trace, p->session);
    abx_slot_update(&p->abx, &abx);
    p->settings = read_controls(p);
    dredge_session_set(p->session, &p->settings);
    drop_by_control(p);
    process_with_messages(p, samples);
    read_records(p);
    update_cpu(p, samples);
    write_meters(p);
    write_messages(p);
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

static const void* extension_data(const char* const uri)
{
    static const LV2_State_Interface state = {save, restore};
    static const LV2_Worker_Interface worker = {work, work_response, NULL};
    return !strcmp(uri, LV2_STATE__interface)    ? (const void*)&state
           : !strcmp(uri, LV2_WORKER__interface) ? (const void*)&worker
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
