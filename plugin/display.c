// SPDX-License-Identifier: ISC
#include "display.h"

void display_read(DredgePanel* const panel, DredgeSession* const session,
                  StripView* const strip, DredgeViewFeed* const feed)
{
    dredge_view_feed_read(feed, session);
    DredgeFrameRecord record;
    while (dredge_session_read(session, &record)) {
        strip_view_add(strip, &record);
        dredge_view_feed_add(feed, &record);
        dredge_panel_add(panel, &record);
    }
}

void display_write_latency(const DredgeSession* const session, const Ports* const ports,
                           void* const* const port)
{
    float* const meter = port[PORT_LATENCY];
    if (meter) {
        const float latency = (float)dredge_session_latency(session);
        const float most = ports->port[PORT_LATENCY].maximum;
        *meter = latency < most ? latency : most;
    }
}

void display_write(const DredgePanel* const panel, const DredgeSession* const session,
                   const Ports* const ports, void* const* const port)
{
    display_write_latency(session, ports, port);
    for (unsigned i = 0; i < DREDGE_METERS; ++i) {
        for (int lane = 0; lane < (dredge_meters[i].lanes ? DREDGE_LANES : 1); ++lane) {
            float* const meter = port[ports->meter[i][lane]];
            if (meter) {
                *meter = panel->value[i][lane];
            }
        }
    }
}
