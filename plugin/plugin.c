// SPDX-License-Identifier: ISC
// The LV2 plugins urn:dredge:mono and urn:dredge:stereo.
#include "meters.h"
#include "ports.h"
#include "session.h"
#include "trace_slot.h"
#include "uris.h"

#include <lv2/atom/util.h>
#include <lv2/core/lv2.h>
#include <lv2/core/lv2_util.h>
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
    DredgeMeters meters;
    TraceSlot trace;
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
    if (!trace_slot_init(&p->trace, &p->uris, &p->log, schedule)) {
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

static DredgeSettings read_controls(const Plugin* const p)
{
    const bool freewheels = control(p, PORT_FREEWHEEL) > 0.5f;
    const int expected = (int)control(p, PORT_A_EXPECTED);
    return (DredgeSettings){
        .lane = {.sender = {.redundancy = (DredgeRedundancy)control(p, PORT_A_REDUNDANCY),
                            .bandwidth = (DredgeBandwidth)control(p, PORT_BANDWIDTH),
                            .budget = (DredgeBudget)control(p, PORT_A_BUDGET),
                            .bitrate = control(p, PORT_A_BITRATE),
                            .depth = (int)control(p, PORT_A_DEPTH),
                            .expected_loss = expected ? expected : DREDGE_EXPECTED_AUTO,
                            .complexity = (int)control(p, PORT_COMPLEXITY),
                            .vbr = control(p, PORT_VBR) > 0.5f,
                            .dtx = control(p, PORT_DTX) > 0.5f},
                 .concealment = (DredgeConcealment)control(p, PORT_A_CONCEALMENT)},
        .network = {.model = (DredgeLossModel)control(p, PORT_LOSS_MODEL),
                    .loss = control(p, PORT_LOSS) / 100.0,
                    .burst = control(p, PORT_BURST),
                    .loss_in_bad = control(p, PORT_LOSS_IN_BAD) / 100.0,
                    .loss_in_good = control(p, PORT_LOSS_IN_GOOD) / 100.0,
                    .seed = (uint64_t)control(p, PORT_SEED)},
        .frame = (unsigned)control(p, PORT_FRAME),
        .playout = (unsigned)control(p, PORT_PLAYOUT),
        .enabled = control(p, PORT_ENABLED) > 0.5f,
        .ahead = control(p, PORT_THREADS) > 0.5f && !freewheels,
    };
}

static void activate(const LV2_Handle handle)
{
    Plugin* const p = handle;
    p->settings = read_controls(p);
    dredge_session_set(p->session, &p->settings);
    dredge_session_reset(p->session);
    dredge_meters_reset(&p->meters);
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

static void read_messages(Plugin* const p)
{
    const LV2_Atom_Sequence* const sequence = p->port[PORT_CONTROL];
    if (!sequence) {
        return;
    }
    LV2_ATOM_SEQUENCE_FOREACH(sequence, event)
    {
        if (lv2_atom_forge_is_object_type(&p->forge, event->body.type)) {
            trace_slot_message(&p->trace, (const LV2_Atom_Object*)&event->body);
        }
    }
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
    lv2_atom_forge_pop(&p->forge, &frame);
}

static void put(const Plugin* const p, const PortIndex index, const double value)
{
    float* const port = p->port[index];
    if (port) {
        const float x = (float)value;
        *port = x < ports[index].minimum   ? ports[index].minimum
                : x > ports[index].maximum ? ports[index].maximum
                                           : x;
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

static void write_meters(Plugin* const p)
{
    const DredgeMeters* const m = &p->meters;
    const DredgeTally* const w = &m->window;
    const uint64_t recovered = dredge_tally_recovered(w);
    const uint64_t concealed = dredge_tally_concealed(w);
    const DredgeRecord* const newest = dredge_meters_last(m);
    const DredgeRecord last = newest ? *newest : (DredgeRecord){.frame = 0};
    put(p, PORT_LATENCY, dredge_session_latency(p->session));
    put(p, PORT_LOSS_NOW, percent(w->lost, w->frames));
    put(p, PORT_BURST_NOW, m->burst);
    put(p, PORT_PACKETS, (double)m->total.frames);
    put(p, PORT_PACKETS_LOST, (double)m->total.lost);
    put(p, PORT_CPU, p->cpu);
    put(p, PORT_WAITS, (double)(dredge_session_counts(p->session).waits - p->waits_before));
    put(p, PORT_A_KBPS, dredge_tally_kbps(w, dredge_tally_bytes(w)));
    put(p, PORT_A_KBPS_PRIMARY, dredge_tally_kbps(w, w->primary));
    put(p, PORT_A_KBPS_REDUNDANCY, dredge_tally_kbps(w, w->lbrr + w->dred + w->red));
    put(p, PORT_A_KBPS_LBRR, dredge_tally_kbps(w, w->lbrr));
    put(p, PORT_A_KBPS_DRED, dredge_tally_kbps(w, w->dred));
    put(p, PORT_A_KBPS_RED, dredge_tally_kbps(w, w->red));
    put(p, PORT_A_KBPS_PADDING, dredge_tally_kbps(w, w->padding));
    put(p, PORT_A_KBPS_HEADERS, dredge_tally_kbps(w, w->headers));
    put(p, PORT_A_DEPTH_NOW, m->depth);
    put(p, PORT_A_VERDICT,
        (double)dredge_sender_verdict(&p->settings.lane.sender, p->settings.frame));
    put(p, PORT_A_RECOVERED, percent(recovered, recovered + concealed));
    put(p, PORT_A_CONCEALED, percent(concealed, recovered + concealed));
    put(p, PORT_A_LATE, percent(w->late, w->frames));
    put(p, PORT_A_SOURCE, last.source);
    put(p, PORT_A_MODE, last.anatomy.mode);
    put(p, PORT_A_BANDWIDTH, last.anatomy.bandwidth + 1);
    put(p, PORT_A_CHANNELS, last.anatomy.channels);
    put(p, PORT_A_OFFSET_NOW, last.anatomy.dred_newest * 1000.0 / DREDGE_RATE);
    put(p, PORT_A_BY_RED, (double)m->total.by_source[DREDGE_SOURCE_RED]);
    put(p, PORT_A_BY_LBRR, (double)m->total.by_source[DREDGE_SOURCE_LBRR]);
    put(p, PORT_A_BY_DRED, (double)m->total.by_source[DREDGE_SOURCE_DRED]);
    put(p, PORT_A_BY_CONCEALMENT, (double)dredge_tally_concealed(&m->total));
}

static void process(Plugin* const p, const uint32_t samples)
{
    const float* in[DREDGE_CHANNELS_MAX] = {NULL};
    float* out[DREDGE_CHANNELS_MAX] = {NULL};
    for (unsigned c = 0; c < p->channels; ++c) {
        in[c] = p->port[PORT_AUDIO + c];
        out[c] = p->port[PORT_AUDIO + p->channels + c];
        if (!in[c] || !out[c]) {
            return;
        }
    }
    dredge_session_process(p->session, in, out, samples);
}

static void run(const LV2_Handle handle, const uint32_t samples)
{
    Plugin* const p = handle;
    trace_slot_update(&p->trace, p->session);
    read_messages(p);
    p->settings = read_controls(p);
    dredge_session_set(p->session, &p->settings);
    process(p, samples);
    DredgeRecord record;
    while (dredge_session_read(p->session, &record)) {
        dredge_meters_add(&p->meters, &record);
    }
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
    return trace_slot_save(&p->trace, store, state, features);
}

static LV2_State_Status restore(const LV2_Handle handle,
                                const LV2_State_Retrieve_Function retrieve,
                                const LV2_State_Handle state, const uint32_t flags,
                                const LV2_Feature* const* const features)
{
    (void)flags;
    Plugin* const p = handle;
    return trace_slot_restore(&p->trace, retrieve, state, features);
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
