// SPDX-License-Identifier: ISC
#include "state.h"

#include <time.h>

static const double PRESS = 0.12; // s: longer than any host's block

double window_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

unsigned window_index(const DredgeParameter* const p)
{
    return (unsigned)(p - dredge_parameters);
}

float window_value(const Window* const w, const DredgeParameter* const p, const int lane)
{
    return w->values[window_index(p)][p->lanes == DREDGE_LANES_EACH ? lane : 0];
}

void window_dirty(Window* const w, const DredgeParameter* const p)
{
    for (unsigned i = 0; i < w->widget_count; ++i) {
        const Widget* const widget = &w->widgets[i];
        w->widgets[i].dirty |= widget->parameter == p || widget->kind == WIDGET_LABEL ||
                               (widget->kind == WIDGET_METER && widget->meter == METER_DEPTH);
    }
    w->dirty_picture = true;
}

void window_set_value(Window* const w, const DredgeParameter* const p, const int lane,
                      const float value)
{
    const int at = p->lanes == DREDGE_LANES_EACH ? lane : 0;
    if (w->values[window_index(p)][at] != value) {
        w->values[window_index(p)][at] = value;
        w->calls.set(w->calls.handle, p, at, value);
        window_dirty(w, p);
    }
}

void window_turn(Window* const w, const DredgeParameter* const p, const int lane,
                 const float value)
{
    const bool held = w->held >= 0 && w->widgets[w->held].parameter == p;
    if (!held) {
        w->calls.touch(w->calls.handle, p, lane, true);
    }
    window_set_value(w, p, lane, value);
    if (!held) {
        w->calls.touch(w->calls.handle, p, lane, false);
    }
}

void window_press(Window* const w, const DredgeParameter* const p)
{
    // Twice in a row must rise twice.
    window_set_value(w, p, 0, 0.0f);
    window_turn(w, p, 0, 1.0f);
    w->released_at[window_index(p)] = window_now() + PRESS;
}

Over window_panel(const Window* const w)
{
    return w->over == OVER_MENU || w->over == OVER_ENTRY ? w->under : w->over;
}

bool window_is_blind(const Window* const w)
{
    return window_value(w, dredge_parameter_find("monitor"), 0) == (float)DREDGE_MONITOR_X;
}

// The name of a lane's redundancy.
static const char* note_of(const Window* const w, const int lane)
{
    const DredgeParameter* const p = dredge_parameter_find("redundancy");
    const unsigned value = (unsigned)window_value(w, p, lane);
    return p->choices[value].label;
}

DredgeLinkView window_view(const Window* const w, DredgeLoopState* const loop)
{
    *loop = w->scene.clock.loop;
    const float monitor = window_value(w, dredge_parameter_find("monitor"), 0);
    return (DredgeLinkView){.scene = &w->scene,
                            .width = w->picture.width,
                            .height = w->picture.height,
                            .unit = w->unit,
                            .seconds = w->seconds,
                            .heard = dredge_monitor_lane((DredgeMonitor)monitor),
                            .notes = {note_of(w, DREDGE_LANE_A), note_of(w, DREDGE_LANE_B)},
                            .blind = window_is_blind(w),
                            .loop = w->scene.known && loop->frozen ? loop : NULL,
                            .chosen = w->chosen};
}
