// SPDX-License-Identifier: ISC
#include "display.h"

#include "network/expected.h"
#include "ports.h"

#include <math.h>

void display_reset(Display* const d, const DredgeSession* const session)
{
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        dredge_meters_reset(&d->meters[i]);
    }
    d->counted = dredge_session_counts(session);
    d->waits_before = d->counted.waits;
    d->cpu_span = 0.0;
    d->cpu = 0.0;
}

static void update_cpu(Display* const d, const DredgeSession* const session,
                       const double seconds)
{
    d->cpu_span += seconds;
    if (d->cpu_span >= 0.5) {
        const DredgeStageCounts now = dredge_session_counts(session);
        const double busy = (double)(now.busy_ns - d->counted.busy_ns) * 1e-9;
        d->cpu = 100.0 * busy / d->cpu_span;
        d->counted = now;
        d->cpu_span = 0.0;
    }
}

void display_read(Display* const d, DredgeSession* const session, const double seconds)
{
    DredgeMeters* const b = &d->meters[DREDGE_LANE_B];
    DredgeFrameRecord record;
    while (dredge_session_read(session, &record)) {
        dredge_meters_add(&d->meters[DREDGE_LANE_A], &record.lane[DREDGE_LANE_A]);
        if (record.b_on) {
            dredge_meters_add(b, &record.lane[DREDGE_LANE_B]);
        } else if (b->next) {
            dredge_meters_reset(b);
        }
    }
    update_cpu(d, session, seconds);
}

static void put(void* const* const port, const PortIndex index, const double value)
{
    float* const meter = port[index];
    if (meter) {
        const float x = (float)value;
        // fmaxf() makes the minimum of what is no number.
        *meter = fminf(fmaxf(x, ports[index].minimum), ports[index].maximum);
    }
}

static double percent(const uint64_t part, const uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

static void write_lane(const DredgeMeters* const m, const DredgeSettings* const settings,
                       const int lane, void* const* const port)
{
    const int to = lane * PORT_LANE_METERS;
    const DredgeTally* const w = &m->window;
    const uint64_t recovered = dredge_tally_recovered(w);
    const uint64_t concealed = dredge_tally_concealed(w);
    const DredgeRecord* const newest = dredge_meters_last(m);
    const DredgeRecord last = newest ? *newest : (DredgeRecord){.frame = 0};
    put(port, PORT_A_KBPS + to, dredge_tally_kbps(w, dredge_tally_bytes(w)));
    put(port, PORT_A_KBPS_PRIMARY + to, dredge_tally_kbps(w, w->primary));
    put(port, PORT_A_KBPS_REDUNDANCY + to, dredge_tally_kbps(w, w->lbrr + w->dred + w->red));
    put(port, PORT_A_KBPS_LBRR + to, dredge_tally_kbps(w, w->lbrr));
    put(port, PORT_A_KBPS_DRED + to, dredge_tally_kbps(w, w->dred));
    put(port, PORT_A_KBPS_RED + to, dredge_tally_kbps(w, w->red));
    put(port, PORT_A_KBPS_PADDING + to, dredge_tally_kbps(w, w->padding));
    put(port, PORT_A_KBPS_HEADERS + to, dredge_tally_kbps(w, w->headers));
    put(port, PORT_A_DEPTH_NOW + to, m->depth);
    put(port, PORT_A_VERDICT + to,
        (double)dredge_sender_verdict(&settings->lane[lane].sender, settings->frame));
    put(port, PORT_A_RECOVERED + to, percent(recovered, recovered + concealed));
    put(port, PORT_A_CONCEALED + to, percent(concealed, recovered + concealed));
    put(port, PORT_A_LATE + to, percent(w->late, w->frames));
    put(port, PORT_A_SOURCE + to, last.source);
    put(port, PORT_A_MODE + to, last.anatomy.mode);
    put(port, PORT_A_BANDWIDTH + to, last.anatomy.bandwidth + 1);
    put(port, PORT_A_CHANNELS + to, last.anatomy.channels);
    put(port, PORT_A_OFFSET_NOW + to, last.anatomy.dred_newest * 1000.0 / DREDGE_RATE);
    put(port, PORT_A_BY_RED + to, (double)m->total.by_source[DREDGE_SOURCE_RED]);
    put(port, PORT_A_BY_LBRR + to, (double)m->total.by_source[DREDGE_SOURCE_LBRR]);
    put(port, PORT_A_BY_DRED + to, (double)m->total.by_source[DREDGE_SOURCE_DRED]);
    put(port, PORT_A_BY_CONCEALMENT + to, (double)dredge_tally_concealed(&m->total));
    put(port, PORT_A_DROPPED + to, percent(w->dropped, w->frames));
    put(port, PORT_A_DELAY_NOW + to, dredge_tally_delay(w));
    put(port, PORT_A_PLAYOUT_NOW + to, (double)last.playout);
    put(port, PORT_A_GAIN + to, (double)last.gain);
}

static void write_test(const DredgeAbxTest* const test, void* const* const port)
{
    const bool runs = test && test->state == DREDGE_ABX_RUNNING;
    const bool done = test && test->state == DREDGE_ABX_DONE;
    const unsigned right = done ? dredge_abx_right(test) : 0;
    put(port, PORT_ABX_STATE, runs ? 1.0 : done ? 2.0 : 0.0);
    put(port, PORT_ABX_TRIAL, runs ? test->answered + 1.0 : 0.0);
    put(port, PORT_ABX_RIGHT, right);
    put(port, PORT_ABX_P, done ? dredge_abx_p(right, test->planned) : 1.0);
}

// What the loss model really comes to takes some time to reckon, so only when it has changed.
static void write_network(Display* const d, const DredgeSettings* const settings,
                          void* const* const port)
{
    const DredgeNetwork* const now = &settings->network;
    if (!d->expected_known || !dredge_fate_same_losses(now, &d->expected_of)) {
        d->expected_of = *now;
        d->expected = dredge_fate_expected(now);
        d->expected_known = true;
    }
    const DredgeTally* const w = &d->meters[DREDGE_LANE_A].window;
    const bool traced = now->model == DREDGE_LOSS_TRACE; // There the past must do
    put(port, PORT_LOSS_EXPECTED,
        traced ? percent(w->lost - w->dropped, w->frames) : 100.0 * d->expected.loss);
    put(port, PORT_BURST_EXPECTED, traced ? d->meters[DREDGE_LANE_A].burst : d->expected.burst);
    put(port, PORT_CAPACITY_NOW, dredge_path_capacity(&now->bottleneck, settings->frame));
}

void display_write_latency(const DredgeSession* const session, void* const* const port)
{
    put(port, PORT_LATENCY, dredge_session_latency(session));
}

void display_write(Display* const d, const DredgeSession* const session,
                   const DredgeSettings* const settings, const DredgeAbxTest* const test,
                   void* const* const port)
{
    const DredgeMeters* const m = &d->meters[DREDGE_LANE_A];
    display_write_latency(session, port);
    // What lane A's own queue dropped is no loss of the network.
    put(port, PORT_LOSS_NOW, percent(m->window.lost - m->window.dropped, m->window.frames));
    put(port, PORT_BURST_NOW, m->burst);
    write_network(d, settings, port);
    put(port, PORT_PACKETS, (double)m->total.frames);
    put(port, PORT_PACKETS_LOST, (double)(m->total.lost - m->total.dropped));
    put(port, PORT_CPU, d->cpu);
    put(port, PORT_WAITS, (double)(dredge_session_counts(session).waits - d->waits_before));
    write_test(test, port);
    // While X is judged the lanes' meters stand still: they would tell which one it is.
    if (!test || test->state != DREDGE_ABX_RUNNING || settings->monitor != DREDGE_MONITOR_X) {
        for (int lane = DREDGE_LANE_A; lane < DREDGE_LANES; ++lane) {
            write_lane(&d->meters[lane], settings, lane, port);
        }
    }
}
