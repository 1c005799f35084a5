// SPDX-License-Identifier: ISC
#include "live/desk.h"

#include <string.h>
#include <time.h>

void live_desk_begin(LiveDesk* const d, LiveClient* const client, DredgeSession* const session,
                     const DredgeSettings* const settings, const bool by_time)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *d = (LiveDesk){.client = client,
                    .session = session,
                    .settings = *settings,
                    .by_time = by_time,
                    .trials = 10};
    dredge_abx_reset(&d->abx, (uint64_t)now.tv_nsec ^ (uint64_t)now.tv_sec << 30);
    dredge_panel_reset(&d->panel, dredge_session_counts(session));
}

void live_desk_send(LiveDesk* const d)
{
    d->settings.x_is_b = dredge_abx_x_is_b(&d->abx);
    dredge_settings_settle(&d->settings, d->by_time);
    live_client_set(d->client, &d->settings);
}

// What is no setting: true if it was one of those.
static bool press(LiveDesk* const d, const char* const symbol, const float value)
{
    const bool on = value > 0.5f;
    if (!strcmp(symbol, "drop")) {
        if (on) {
            live_client_do(d->client, LIVE_DROP);
        }
    } else if (!strcmp(symbol, "moment_before") || !strcmp(symbol, "moment_next")) {
        if (on) {
            live_client_do(d->client, strcmp(symbol, "moment_next") ? LIVE_MOMENT_BEFORE
                                                                    : LIVE_MOMENT_NEXT);
        }
    } else if (!strcmp(symbol, "abx_trials")) {
        d->trials = (unsigned)value;
    } else if (!strcmp(symbol, "abx_start")) {
        if (on) {
            dredge_abx_start(&d->abx, d->trials);
            live_desk_send(d);
        }
    } else if (!strcmp(symbol, "abx_is_a") || !strcmp(symbol, "abx_is_b")) {
        if (on && dredge_abx_answer(&d->abx, !strcmp(symbol, "abx_is_b"))) {
            live_desk_send(d);
        }
    } else if (!strcmp(symbol, "loss_unit")) {
        d->by_time = on;
        live_desk_send(d);
    } else {
        return false;
    }
    return true;
}

void live_desk_turn(LiveDesk* const d, const DredgeParameter* const p, const int lane,
                    const float value)
{
    if (!press(d, p->symbol, value)) {
        dredge_parameter_store(p, lane, value, &d->settings);
        live_desk_send(d);
    }
}

void live_desk_update(LiveDesk* const d, const double seconds)
{
    const DredgePanelNews news = {.settings = &d->settings,
                                  .counts = dredge_session_counts(d->session),
                                  .test = dredge_abx_last(&d->abx),
                                  .seconds = seconds};
    dredge_panel_update(&d->panel, &news);
}
