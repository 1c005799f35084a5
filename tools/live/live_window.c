// SPDX-License-Identifier: ISC
#include "live/live_window.h"

#include "window.h"

#include <poll.h>
#include <stdlib.h>

struct LiveWindow {
    LiveDesk* desk;
    Window* window;
    bool stale; ///< The settings are not those that it shows
};

static void set(void* const handle, const DredgeParameter* const parameter, const int lane,
                const float value)
{
    LiveWindow* const w = handle;
    live_desk_turn(w->desk, parameter, lane, value);
    w->stale = true;
}

static void touch(void* const handle, const DredgeParameter* const parameter, const int lane,
                  const bool held)
{
    (void)handle;
    (void)parameter;
    (void)lane;
    (void)held;
}

static void watch(void* const handle, const DredgeWatch state)
{
    static const LiveDeed deeds[] = {[DREDGE_WATCH_END] = LIVE_WATCH_END,
                                     [DREDGE_WATCH_ON] = LIVE_WATCH_ON,
                                     [DREDGE_WATCH_BEGIN] = LIVE_WATCH_BEGIN};
    const LiveWindow* const w = handle;
    live_client_do(w->desk->client, deeds[state]);
}

LiveWindow* live_window_open(LiveDesk* const desk, char* const problem, const size_t room)
{
    LiveWindow* const w = calloc(1, sizeof(LiveWindow));
    if (!w) {
        return NULL;
    }
    w->desk = desk;
    w->stale = true;
    const WindowOptions options = {.title = "Dredge", .background = -1};
    const WindowCalls calls = {.handle = w, .set = set, .touch = touch, .watch = watch};
    w->window = window_new(&options, &calls, problem, room);
    if (!w->window) {
        free(w);
        return NULL;
    }
    return w;
}

void live_window_close(LiveWindow* const w)
{
    if (w) {
        window_free(w->window);
        free(w);
    }
}

static void show_controls(const LiveWindow* const w)
{
    const LiveDesk* const d = w->desk;
    for (unsigned i = 0; i < dredge_parameter_count; ++i) {
        const DredgeParameter* const p = &dredge_parameters[i];
        for (int lane = 0; lane < DREDGE_LANES && p->symbol; ++lane) {
            if (p->type != DREDGE_FIELD_NONE) {
                window_set(w->window, p, lane, dredge_parameter_read(p, lane, &d->settings));
            }
        }
    }
    window_set(w->window, dredge_parameter_find("loss_unit"), 0, d->by_time ? 1.0f : 0.0f);
}

bool live_window_wait(LiveWindow* const w, const int ms)
{
    static _Alignas(8) unsigned char message[LIVE_MESSAGE_MOST];
    struct pollfd events = {.fd = window_file(w->window), .events = POLLIN};
    poll(&events, 1, ms);
    size_t size = 0;
    while (live_client_read_view(w->desk->client, message, &size)) {
        window_take(w->window, message, size);
    }
    if (w->stale) {
        show_controls(w);
        w->stale = false;
    }
    for (unsigned meter = 0; meter < DREDGE_METERS; ++meter) {
        for (int lane = 0; lane < DREDGE_LANES; ++lane) {
            window_set_meter(w->window, (DredgeMeterIndex)meter, lane,
                             w->desk->panel.value[meter][lane]);
        }
    }
    return window_idle(w->window);
}
