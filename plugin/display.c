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

void display_read(Display* const d, DredgeSession* const session, StripView* const strip,
                  DredgeViewFeed* const feed, const double seconds)
{
    DredgeMeters* const b = &d->meters[DREDGE_LANE_B];
    dredge_view_feed_read(feed, session);
    DredgeFrameRecord record;
    while (dredge_session_read(session, &record)) {
        strip_view_add(strip, &record);
        dredge_view_feed_add(feed, &record);
        dredge_meters_add(&d->meters[DREDGE_LANE_A], &record.lane[DREDGE_LANE_A]);
        if (record.b_on) {
            dredge_meters_add(b, &record.lane[DREDGE_LANE_B]);
        } else if (b->next) {
            dredge_meters_reset(b);
        }
    }
    update_cpu(d, session, seconds);
}

// Where the meters are written to.
typedef struct {
    const Ports* ports;
    void* const* port; // What each is connected to
} Panel;

static void write_port(const Panel* const panel, const unsigned index, const double value)
{
    float* const meter = panel->port[index];
    if (meter) {
        const Port* const p = &panel->ports->port[index];
        const float x = (float)value;
        // fmaxf() makes the minimum of what is no number.
        *meter = fminf(fmaxf(x, p->minimum), p->maximum);
    }
}

static void put_lane(const Panel* const panel, const DredgeMeterIndex meter, const int lane,
                     const double value)
{
    write_port(panel, panel->ports->meter[meter][lane], value);
}

static void put(const Panel* const panel, const DredgeMeterIndex meter, const double value)
{
    put_lane(panel, meter, DREDGE_LANE_A, value);
}

static double percent(const uint64_t part, const uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

static void write_lane(const DredgeMeters* const m, const DredgeSettings* const settings,
                       const int lane, const Panel* const panel)
{
    const DredgeTally* const w = &m->window;
    const uint64_t recovered = dredge_tally_recovered(w);
    const uint64_t concealed = dredge_tally_concealed(w);
    const DredgeRecord* const newest = dredge_meters_last(m);
    const DredgeRecord last = newest ? *newest : (DredgeRecord){.frame = 0};
    put_lane(panel, DREDGE_METER_KBPS, lane, dredge_tally_kbps(w, dredge_tally_bytes(w)));
    put_lane(panel, DREDGE_METER_KBPS_PRIMARY, lane, dredge_tally_kbps(w, w->primary));
    put_lane(panel, DREDGE_METER_KBPS_REDUNDANCY, lane,
             dredge_tally_kbps(w, w->lbrr + w->dred + w->red));
    put_lane(panel, DREDGE_METER_KBPS_LBRR, lane, dredge_tally_kbps(w, w->lbrr));
    put_lane(panel, DREDGE_METER_KBPS_DRED, lane, dredge_tally_kbps(w, w->dred));
    put_lane(panel, DREDGE_METER_KBPS_RED, lane, dredge_tally_kbps(w, w->red));
    put_lane(panel, DREDGE_METER_KBPS_PADDING, lane, dredge_tally_kbps(w, w->padding));
    put_lane(panel, DREDGE_METER_KBPS_HEADERS, lane, dredge_tally_kbps(w, w->headers));
    put_lane(panel, DREDGE_METER_DEPTH_NOW, lane, m->depth);
    put_lane(panel, DREDGE_METER_VERDICT, lane,
             (double)dredge_sender_verdict(&settings->lane[lane].sender, settings->frame));
    put_lane(panel, DREDGE_METER_RECOVERED, lane, percent(recovered, recovered + concealed));
    put_lane(panel, DREDGE_METER_CONCEALED, lane, percent(concealed, recovered + concealed));
    put_lane(panel, DREDGE_METER_LATE, lane, percent(w->late, w->frames));
    put_lane(panel, DREDGE_METER_SOURCE, lane, last.source);
    put_lane(panel, DREDGE_METER_MODE, lane, last.anatomy.mode);
    put_lane(panel, DREDGE_METER_BANDWIDTH, lane, last.anatomy.bandwidth + 1);
    put_lane(panel, DREDGE_METER_CHANNELS, lane, last.anatomy.channels);
    put_lane(panel, DREDGE_METER_OFFSET_NOW, lane,
             last.anatomy.dred_newest * 1000.0 / DREDGE_RATE);
    put_lane(panel, DREDGE_METER_BY_RED, lane, (double)m->total.by_source[DREDGE_SOURCE_RED]);
    put_lane(panel, DREDGE_METER_BY_LBRR, lane, (double)m->total.by_source[DREDGE_SOURCE_LBRR]);
    put_lane(panel, DREDGE_METER_BY_DRED, lane, (double)m->total.by_source[DREDGE_SOURCE_DRED]);
    put_lane(panel, DREDGE_METER_BY_CONCEALMENT, lane,
             (double)dredge_tally_concealed(&m->total));
    put_lane(panel, DREDGE_METER_DROPPED, lane, percent(w->dropped, w->frames));
    put_lane(panel, DREDGE_METER_DELAY_NOW, lane, dredge_tally_delay(w));
    put_lane(panel, DREDGE_METER_PLAYOUT_NOW, lane, (double)last.playout);
    put_lane(panel, DREDGE_METER_GAIN, lane, (double)last.gain);
}

static void write_test(const DredgeAbxTest* const test, const Panel* const panel)
{
    const bool runs = test && test->state == DREDGE_ABX_RUNNING;
    const bool done = test && test->state == DREDGE_ABX_DONE;
    const unsigned right = done ? dredge_abx_right(test) : 0;
    put(panel, DREDGE_METER_ABX_STATE, runs ? 1.0 : done ? 2.0 : 0.0);
    put(panel, DREDGE_METER_ABX_TRIAL, runs ? test->answered + 1.0 : 0.0);
    put(panel, DREDGE_METER_ABX_RIGHT, right);
    put(panel, DREDGE_METER_ABX_P, done ? dredge_abx_p(right, test->planned) : 1.0);
}

static void write_loop(const DredgeSession* const session, const Panel* const panel)
{
    const DredgeLoopState loop = dredge_session_clock(session).loop;
    put(panel, DREDGE_METER_LOOP_START, (double)loop.from / DREDGE_RATE);
    put(panel, DREDGE_METER_LOOP_END, (double)loop.to / DREDGE_RATE);
    put(panel, DREDGE_METER_LOOP_AT, (double)loop.at / DREDGE_RATE);
}

// What the loss model really comes to takes some time to reckon, so only when it has changed.
static void write_network(Display* const d, const DredgeSettings* const settings,
                          const Panel* const panel)
{
    const DredgeNetwork* const now = &settings->network;
    if (!d->expected_known || !dredge_fate_same_losses(now, &d->expected_of)) {
        d->expected_of = *now;
        d->expected = dredge_fate_expected(now);
        d->expected_known = true;
    }
    const DredgeTally* const w = &d->meters[DREDGE_LANE_A].window;
    const bool traced = now->model == DREDGE_LOSS_TRACE; // There the past must do
    put(panel, DREDGE_METER_LOSS_EXPECTED,
        traced ? percent(w->lost - w->dropped, w->frames) : 100.0 * d->expected.loss);
    put(panel, DREDGE_METER_BURST_EXPECTED,
        traced ? d->meters[DREDGE_LANE_A].burst : d->expected.burst);
    put(panel, DREDGE_METER_CAPACITY_NOW,
        dredge_path_capacity(&now->bottleneck, settings->frame));
}

void display_write_latency(const DredgeSession* const session, const Ports* const ports,
                           void* const* const port)
{
    const Panel panel = {ports, port};
    write_port(&panel, PORT_LATENCY, dredge_session_latency(session));
}

void display_write(Display* const d, const DredgeSession* const session,
                   const DredgeSettings* const settings, const DredgeAbxTest* const test,
                   const Ports* const ports, void* const* const port)
{
    const Panel view = {ports, port};
    const Panel* const panel = &view;
    const DredgeMeters* const m = &d->meters[DREDGE_LANE_A];
    display_write_latency(session, ports, port);
    // What lane A's own queue dropped is no loss of the network.
    put(panel, DREDGE_METER_LOSS_NOW,
        percent(m->window.lost - m->window.dropped, m->window.frames));
    put(panel, DREDGE_METER_BURST_NOW, m->burst);
    write_network(d, settings, panel);
    put(panel, DREDGE_METER_PACKETS, (double)m->total.frames);
    put(panel, DREDGE_METER_PACKETS_LOST, (double)(m->total.lost - m->total.dropped));
    put(panel, DREDGE_METER_CPU, d->cpu);
    put(panel, DREDGE_METER_WAITS,
        (double)(dredge_session_counts(session).waits - d->waits_before));
    write_loop(session, panel);
    write_test(test, panel);
    // While X is judged the lanes' meters stand still: they would tell which one it is.
    if (!test || test->state != DREDGE_ABX_RUNNING || settings->monitor != DREDGE_MONITOR_X) {
        for (int lane = DREDGE_LANE_A; lane < DREDGE_LANES; ++lane) {
            write_lane(&d->meters[lane], settings, lane, panel);
        }
    }
}
