// SPDX-License-Identifier: ISC
#include "live/client.h"

#include "report.h"
#include "ring.h"

#include <jack/jack.h>
#include <stdio.h>
#include <stdlib.h>

enum { DROP_MS = 200, RECORDS = 512 };

struct LiveClient {
    jack_client_t* jack;
    unsigned channels;
    jack_port_t* in[DREDGE_CHANNELS_MAX];
    jack_port_t* out[DREDGE_CHANNELS_MAX];
    DredgeSession* session;
    DredgeSettings settings; // The audio thread's
    unsigned loss;           // LiveKnobs.loss when it was last heeded
    unsigned dropped;        // ... and drops
    uint32_t latency;
    LiveKnobs knobs;
    DredgeRing* records;
    atomic_bool ended;
    atomic_bool begun;
    atomic_uint xruns;
    atomic_uint first_frame;
};

static void heed_knobs(LiveClient* const c)
{
    c->settings.monitor =
        (DredgeMonitor)atomic_load_explicit(&c->knobs.monitor, memory_order_relaxed);
    const unsigned loss = atomic_load_explicit(&c->knobs.loss, memory_order_relaxed);
    if (loss != c->loss) { // Until then it is as exact as it was asked for
        c->settings.network.loss = loss / 1000.0;
        c->loss = loss;
    }
    dredge_session_set(c->session, &c->settings);
    const unsigned drops = atomic_load_explicit(&c->knobs.drops, memory_order_relaxed);
    if (drops != c->dropped) {
        dredge_session_drop(c->session, DROP_MS);
        c->dropped = drops;
    }
}

static int process(const jack_nframes_t count, void* const data)
{
    LiveClient* const c = data;
    const float* in[DREDGE_CHANNELS_MAX];
    float* out[DREDGE_CHANNELS_MAX];
    for (unsigned i = 0; i < c->channels; ++i) {
        in[i] = jack_port_get_buffer(c->in[i], count);
        out[i] = jack_port_get_buffer(c->out[i], count);
    }
    if (!atomic_load_explicit(&c->begun, memory_order_relaxed)) {
        atomic_store(&c->first_frame, jack_last_frame_time(c->jack));
        atomic_store(&c->begun, true);
    }
    heed_knobs(c);
    dredge_session_process(c->session, in, out, count);
    DredgeFrameRecord record;
    while (dredge_session_read(c->session, &record)) {
        dredge_ring_put(c->records, &record);
    }
    return 0;
}

static int count_xrun(void* const data)
{
    LiveClient* const c = data;
    atomic_fetch_add(&c->xruns, 1);
    return 0;
}

static void end(const jack_status_t code, const char* const reason, void* const data)
{
    (void)code;
    (void)reason;
    LiveClient* const c = data;
    atomic_store(&c->ended, true);
}

// What goes in comes out by the link's latency later, in both directions.
static void tell_latency(const jack_latency_callback_mode_t mode, void* const data)
{
    const LiveClient* const c = data;
    for (unsigned i = 0; i < c->channels; ++i) {
        jack_latency_range_t range;
        const bool capture = mode == JackCaptureLatency;
        jack_port_get_latency_range(capture ? c->in[i] : c->out[i], mode, &range);
        range.min += c->latency;
        range.max += c->latency;
        jack_port_set_latency_range(capture ? c->out[i] : c->in[i], mode, &range);
    }
}

static void be_quiet(const char* const text)
{
    (void)text;
}

static bool add_ports(LiveClient* const c)
{
    for (unsigned i = 0; i < c->channels; ++i) {
        char name[16] = "in";
        if (c->channels > 1) {
            snprintf(name, sizeof(name), "in_%u", i + 1);
        }
        c->in[i] =
            jack_port_register(c->jack, name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
        snprintf(name, sizeof(name), c->channels > 1 ? "out_%u" : "out", i + 1);
        c->out[i] =
            jack_port_register(c->jack, name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
        if (!c->in[i] || !c->out[i]) {
            return complain("the JACK server takes no more ports");
        }
    }
    return true;
}

LiveClient* live_client_new(const char* const name, const unsigned channels,
                            uint32_t* const rate)
{
    LiveClient* const c = calloc(1, sizeof(LiveClient));
    if (c) {
        c->records = dredge_ring_new(RECORDS, sizeof(DredgeFrameRecord));
    }
    if (!c || !c->records) {
        live_client_free(c);
        complain("not enough memory");
        return NULL;
    }
    c->channels = channels;
    jack_status_t status = 0;
    jack_set_error_function(be_quiet); // What it says is told below, once
    jack_set_info_function(be_quiet);
    c->jack = jack_client_open(name, JackNoStartServer, &status);
    if (!c->jack) {
        if (status & JackServerFailed) {
            complain(
                "there is no JACK server: expected jackd, or PipeWire with pw-jack in front "
                "of this command");
        } else {
            complain("the JACK server refuses the client '%s' (status 0x%x)", name,
                     (unsigned)status);
        }
        live_client_free(c);
        return NULL;
    }
    if (!add_ports(c)) {
        live_client_free(c);
        return NULL;
    }
    *rate = jack_get_sample_rate(c->jack);
    return c;
}

void live_client_free(LiveClient* const c)
{
    if (c) {
        if (c->jack) {
            jack_client_close(c->jack);
        }
        dredge_ring_free(c->records);
        free(c);
    }
}

// Connect our ports to the first physical ones that do the other end's work.
static bool connect_side(LiveClient* const c, const enum JackPortFlags side)
{
    const bool capture = side == JackPortIsOutput;
    const char** const others =
        jack_get_ports(c->jack, NULL, JACK_DEFAULT_AUDIO_TYPE,
                       (unsigned long)JackPortIsPhysical | (unsigned long)side);
    if (!others) {
        return complain("--connect: expected a physical port for %s, found none",
                        capture ? "capture" : "playback");
    }
    // A single channel goes to both loudspeakers.
    const unsigned count = capture ? c->channels : 2;
    for (unsigned i = 0; i < count && others[i]; ++i) {
        if (capture) {
            jack_connect(c->jack, others[i], jack_port_name(c->in[i]));
        } else {
            jack_connect(c->jack, jack_port_name(c->out[i % c->channels]), others[i]);
        }
    }
    jack_free(others);
    return true;
}

bool live_client_start(LiveClient* const c, DredgeSession* const session,
                       const DredgeSettings* const settings, const bool connect)
{
    c->session = session;
    c->settings = *settings;
    c->latency = dredge_session_latency(session);
    atomic_store(&c->knobs.monitor, settings->monitor);
    c->loss = (unsigned)(settings->network.loss * 1000.0 + 0.5);
    atomic_store(&c->knobs.loss, c->loss);
    jack_set_process_callback(c->jack, process, c);
    jack_set_xrun_callback(c->jack, count_xrun, c);
    jack_set_latency_callback(c->jack, tell_latency, c);
    jack_on_info_shutdown(c->jack, end, c);
    if (jack_activate(c->jack)) {
        return complain("the JACK server does not start the client");
    }
    return !connect || (connect_side(c, JackPortIsOutput) && connect_side(c, JackPortIsInput));
}

LiveKnobs* live_client_knobs(LiveClient* const c)
{
    return &c->knobs;
}

LiveState live_client_state(const LiveClient* const c)
{
    const bool ended = atomic_load(&c->ended);
    return (LiveState){.ended = ended,
                       .xruns = atomic_load(&c->xruns),
                       .period = ended ? 0 : jack_get_buffer_size(c->jack),
                       .first_frame = atomic_load(&c->first_frame)};
}

bool live_client_read(LiveClient* const c, DredgeFrameRecord* const record)
{
    return dredge_ring_take(c->records, record);
}
