// SPDX-License-Identifier: ISC
#include "live/client.h"

#include "memory.h"
#include "report.h"
#include "ring.h"
#include "view/feed.h"

#include <jack/jack.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { DROP_MS = 200, RECORDS = 512, ORDERS = 64, VIEWS = 16 };

// From whoever turns knobs to the audio thread.
typedef struct {
    bool is_deed;
    LiveDeed deed;
    DredgeSettings settings;
} Order;

// From the audio thread to a window.
typedef struct {
    size_t size;
    _Alignas(8) unsigned char bytes[LIVE_MESSAGE_MOST];
} View;

struct LiveClient {
    jack_client_t* jack;
    unsigned channels;
    jack_port_t* in[DREDGE_CHANNELS_MAX];
    jack_port_t* out[DREDGE_CHANNELS_MAX];
    DredgeSession* session;
    DredgeSettings settings; // The audio thread's
    DredgeRing* orders;
    DredgeRing* records;
    DredgeRing* views;
    DredgeViewFeed feed; // The audio thread's
    View view;           // ... the next one
    double rate;
    uint32_t told_latency; // To JACK
    atomic_uint latency;
    atomic_bool ended;
    atomic_bool begun;
    atomic_uint xruns;
    atomic_uint first_frame;
};

static void do_deed(LiveClient* const c, const LiveDeed deed)
{
    switch (deed) {
    case LIVE_DROP:
        dredge_session_drop(c->session, DROP_MS);
        break;
    case LIVE_MOMENT_BEFORE:
    case LIVE_MOMENT_NEXT:
        dredge_session_move_loop(c->session, deed == LIVE_MOMENT_NEXT);
        break;
    case LIVE_WATCH_BEGIN:
        dredge_view_feed_watch(&c->feed, DREDGE_WATCH_BEGIN);
        break;
    case LIVE_WATCH_ON:
        dredge_view_feed_watch(&c->feed, DREDGE_WATCH_ON);
        break;
    case LIVE_WATCH_END:
        dredge_view_feed_watch(&c->feed, DREDGE_WATCH_END);
        break;
    }
}

static void heed_orders(LiveClient* const c)
{
    Order order;
    while (dredge_ring_take(c->orders, &order)) {
        if (order.is_deed) {
            do_deed(c, order.deed);
        } else {
            c->settings = order.settings;
            dredge_session_set(c->session, &c->settings);
            atomic_store(&c->latency, dredge_session_latency(c->session));
        }
    }
}

static void hand_out(LiveClient* const c, const double seconds)
{
    dredge_view_feed_read(&c->feed, c->session);
    DredgeFrameRecord record;
    while (dredge_session_read(c->session, &record)) {
        dredge_view_feed_add(&c->feed, &record);
        dredge_ring_put(c->records, &record);
    }
    if (dredge_view_feed_is_due(&c->feed, seconds)) {
        c->view.size =
            dredge_view_feed_write(&c->feed, c->session, c->view.bytes, sizeof(c->view.bytes));
        dredge_ring_put(c->views, &c->view);
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
    heed_orders(c);
    dredge_session_process(c->session, in, out, count);
    hand_out(c, count / c->rate);
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
    LiveClient* const c = data;
    const uint32_t latency = atomic_load(&c->latency);
    for (unsigned i = 0; i < c->channels; ++i) {
        jack_latency_range_t range;
        const bool capture = mode == JackCaptureLatency;
        jack_port_get_latency_range(capture ? c->in[i] : c->out[i], mode, &range);
        range.min += latency;
        range.max += latency;
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
    LiveClient* const c = dredge_memory_new(sizeof(LiveClient));
    if (c) {
        c->orders = dredge_ring_new(ORDERS, sizeof(Order));
        c->records = dredge_ring_new(RECORDS, sizeof(DredgeFrameRecord));
        c->views = dredge_ring_new(VIEWS, sizeof(View));
    }
    if (!c || !c->orders || !c->records || !c->views) {
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
    c->rate = *rate;
    return c;
}

void live_client_free(LiveClient* const c)
{
    if (c) {
        if (c->jack) {
            jack_client_close(c->jack);
        }
        dredge_ring_free(c->orders);
        dredge_ring_free(c->records);
        dredge_ring_free(c->views);
        dredge_memory_free(c);
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
    c->told_latency = dredge_session_latency(session);
    atomic_store(&c->latency, c->told_latency);
    dredge_session_set(session, settings);
    jack_set_process_callback(c->jack, process, c);
    jack_set_xrun_callback(c->jack, count_xrun, c);
    jack_set_latency_callback(c->jack, tell_latency, c);
    jack_on_info_shutdown(c->jack, end, c);
    if (jack_activate(c->jack)) {
        return complain("the JACK server does not start the client");
    }
    return !connect || (connect_side(c, JackPortIsOutput) && connect_side(c, JackPortIsInput));
}

void live_client_set(LiveClient* const c, const DredgeSettings* const settings)
{
    const Order order = {.settings = *settings};
    dredge_ring_put(c->orders, &order);
}

void live_client_do(LiveClient* const c, const LiveDeed deed)
{
    const Order order = {.is_deed = true, .deed = deed};
    dredge_ring_put(c->orders, &order);
}

LiveState live_client_state(LiveClient* const c)
{
    const bool ended = atomic_load(&c->ended);
    const uint32_t latency = atomic_load(&c->latency);
    if (!ended && latency != c->told_latency) {
        c->told_latency = latency;
        jack_recompute_total_latencies(c->jack);
    }
    return (LiveState){.ended = ended,
                       .xruns = atomic_load(&c->xruns),
                       .period = ended ? 0 : jack_get_buffer_size(c->jack),
                       .first_frame = atomic_load(&c->first_frame),
                       .latency = latency};
}

bool live_client_read(LiveClient* const c, DredgeFrameRecord* const record)
{
    return dredge_ring_take(c->records, record);
}

bool live_client_read_view(LiveClient* const c, void* const message, size_t* const size)
{
    View view;
    const bool waits = dredge_ring_take(c->views, &view);
    if (waits) {
        memcpy(message, view.bytes, view.size);
        *size = view.size;
    }
    return waits;
}
