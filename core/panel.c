// SPDX-License-Identifier: ISC
#include "panel.h"

#include "network/expected.h"

#include <math.h>

void dredge_panel_reset(DredgePanel* const panel, const DredgeStageCounts counts)
{
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        dredge_meters_reset(&panel->meters[i]);
    }
    panel->counted = counts;
    panel->waits_before = counts.waits;
    panel->cpu_span = 0.0;
    panel->value[DREDGE_METER_CPU][DREDGE_LANE_A] = 0.0f;
}

void dredge_panel_add(DredgePanel* const panel, const DredgeFrameRecord* const record)
{
    DredgeMeters* const b = &panel->meters[DREDGE_LANE_B];
    dredge_meters_add(&panel->meters[DREDGE_LANE_A], &record->lane[DREDGE_LANE_A]);
    if (record->b_on) {
        dredge_meters_add(b, &record->lane[DREDGE_LANE_B]);
    } else if (b->next) {
        dredge_meters_reset(b);
    }
}

static void put_lane(DredgePanel* const panel, const DredgeMeterIndex meter, const int lane,
                     const double value)
{
    const DredgeMeter* const m = &dredge_meters[meter];
    // fmaxf() makes the minimum of what is no number.
    panel->value[meter][lane] = fminf(fmaxf((float)value, m->least), m->most);
}

static void put(DredgePanel* const panel, const DredgeMeterIndex meter, const double value)
{
    put_lane(panel, meter, DREDGE_LANE_A, value);
}

static void write_cpu(DredgePanel* const panel, const DredgePanelNews* const news)
{
    panel->cpu_span += news->seconds;
    if (panel->cpu_span >= 0.5) {
        const double busy = (double)(news->counts.busy_ns - panel->counted.busy_ns) * 1e-9;
        put(panel, DREDGE_METER_CPU, 100.0 * busy / panel->cpu_span);
        panel->counted = news->counts;
        panel->cpu_span = 0.0;
    }
}

static double percent(const uint64_t part, const uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

static void write_lane(DredgePanel* const panel, const DredgeSettings* const settings,
                       const int lane)
{
    const DredgeMeters* const m = &panel->meters[lane];
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

static void write_test(DredgePanel* const panel, const DredgeAbxTest* const test)
{
    const bool runs = test && test->state == DREDGE_ABX_RUNNING;
    const bool done = test && test->state == DREDGE_ABX_DONE;
    const unsigned right = done ? dredge_abx_right(test) : 0;
    put(panel, DREDGE_METER_ABX_STATE, runs ? 1.0 : done ? 2.0 : 0.0);
    put(panel, DREDGE_METER_ABX_TRIAL, runs ? test->answered + 1.0 : 0.0);
    put(panel, DREDGE_METER_ABX_RIGHT, right);
    put(panel, DREDGE_METER_ABX_P, done ? dredge_abx_p(right, test->planned) : 1.0);
}

static void write_loop(DredgePanel* const panel, const DredgeLoopState loop)
{
    put(panel, DREDGE_METER_LOOP_START, (double)loop.from / DREDGE_RATE);
    put(panel, DREDGE_METER_LOOP_END, (double)loop.to / DREDGE_RATE);
    put(panel, DREDGE_METER_LOOP_AT, (double)loop.at / DREDGE_RATE);
}

// What the loss model really comes to takes some time to reckon, so only when it has changed.
static void write_network(DredgePanel* const panel, const DredgeSettings* const settings)
{
    const DredgeNetwork* const now = &settings->network;
    if (!panel->expected_known || !dredge_fate_same_losses(now, &panel->expected_of)) {
        panel->expected_of = *now;
        panel->expected = dredge_fate_expected(now);
        panel->expected_known = true;
    }
    const DredgeTally* const w = &panel->meters[DREDGE_LANE_A].window;
    const bool traced = now->model == DREDGE_LOSS_TRACE; // There the past must do
    put(panel, DREDGE_METER_LOSS_EXPECTED,
        traced ? percent(w->lost - w->dropped, w->frames) : 100.0 * panel->expected.loss);
    put(panel, DREDGE_METER_BURST_EXPECTED,
        traced ? panel->meters[DREDGE_LANE_A].burst : panel->expected.burst);
    put(panel, DREDGE_METER_CAPACITY_NOW,
        dredge_path_capacity(&now->bottleneck, settings->frame));
}

void dredge_panel_update(DredgePanel* const panel, const DredgePanelNews* const news)
{
    const DredgeMeters* const m = &panel->meters[DREDGE_LANE_A];
    const DredgeSettings* const settings = news->settings;
    write_cpu(panel, news);
    // What lane A's own queue dropped is no loss of the network.
    put(panel, DREDGE_METER_LOSS_NOW,
        percent(m->window.lost - m->window.dropped, m->window.frames));
    put(panel, DREDGE_METER_BURST_NOW, m->burst);
    write_network(panel, settings);
    put(panel, DREDGE_METER_PACKETS, (double)m->total.frames);
    put(panel, DREDGE_METER_PACKETS_LOST, (double)(m->total.lost - m->total.dropped));
    put(panel, DREDGE_METER_WAITS, (double)(news->counts.waits - panel->waits_before));
    write_loop(panel, news->loop);
    write_test(panel, news->test);
    // While X is judged the lanes' meters stand still: they would tell which one it is.
    const bool runs = news->test && news->test->state == DREDGE_ABX_RUNNING;
    if (!runs || settings->monitor != DREDGE_MONITOR_X) {
        for (int lane = DREDGE_LANE_A; lane < DREDGE_LANES; ++lane) {
            write_lane(panel, settings, lane);
        }
    }
}
