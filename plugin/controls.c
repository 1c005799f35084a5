// SPDX-License-Identifier: ISC
#include "controls.h"

#include <string.h>

float controls_value(const Ports* const ports, void* const* const port, const unsigned index)
{
    return port_value(&ports->port[index], port[index]);
}

bool controls_on(const Ports* const ports, void* const* const port, const unsigned index)
{
    return controls_value(ports, port, index) > 0.5f;
}

static DredgeSettings settings_of(const Ports* const ports, void* const* const port,
                                  const bool x_is_b)
{
    DredgeSettings settings = {.x_is_b = x_is_b};
    for (unsigned i = PORT_FIRST; i < ports->count; ++i) {
        const Port* const p = &ports->port[i];
        if (p->parameter) {
            dredge_parameter_store(p->parameter, p->lane, port_value(p, port[i]), &settings);
        }
    }
    settings.freewheels = controls_on(ports, port, ports->freewheel);
    settings.ahead = settings.ahead && !settings.freewheels;
    settings.loop.frozen = settings.loop.frozen && !settings.freewheels;
    dredge_settings_settle(&settings, controls_on(ports, port, ports->loss_unit));
    return settings;
}

// Bits are compared: a NaN is like itself.
static bool has_changed(Controls* const c, const Ports* const ports, void* const* const port)
{
    uint32_t difference = 0;
    for (unsigned i = PORT_FIRST; i < ports->count && ports->port[i].kind == PORT_KIND_IN;
         ++i) {
        uint32_t old = 0;
        uint32_t new = 0;
        const float* const value = port[i] ? port[i] : &ports->port[i].standard;
        memcpy(&old, &c->seen[i], sizeof(old));
        memcpy(&new, value, sizeof(new));
        difference |= old ^ new;
        c->seen[i] = *value;
    }
    return difference != 0;
}

const DredgeSettings* controls_settings(Controls* const c, const Ports* const ports,
                                        void* const* const port, const bool x_is_b)
{
    if (has_changed(c, ports, port) || !c->known || c->x_is_b != x_is_b) {
        c->settings = settings_of(ports, port, x_is_b);
        c->x_is_b = x_is_b;
        c->known = true;
    }
    return &c->settings;
}

AbxControls controls_abx(const Ports* const ports, void* const* const port)
{
    return (AbxControls){.start = controls_on(ports, port, ports->abx_start),
                         .is_a = controls_on(ports, port, ports->abx_is_a),
                         .is_b = controls_on(ports, port, ports->abx_is_b),
                         .trials = (unsigned)controls_value(ports, port, ports->abx_trials)};
}
