// SPDX-License-Identifier: ISC
#include "controls.h"

float controls_value(const Ports* const ports, void* const* const port, const unsigned index)
{
    return port_value(&ports->port[index], port[index]);
}

bool controls_on(const Ports* const ports, void* const* const port, const unsigned index)
{
    return controls_value(ports, port, index) > 0.5f;
}

DredgeSettings controls_settings(const Ports* const ports, void* const* const port,
                                 const bool x_is_b)
{
    DredgeSettings settings = {.x_is_b = x_is_b};
    for (unsigned i = PORT_FIRST; i < ports->count; ++i) {
        const Port* const p = &ports->port[i];
        if (p->parameter) {
            dredge_parameter_store(p->parameter, p->lane, port_value(p, port[i]), &settings);
        }
    }
    DredgePlayout* const playout = &settings.playout;
    playout->least = playout->least < playout->playout ? playout->least : playout->playout;
    settings.ahead = settings.ahead && !controls_on(ports, port, ports->freewheel);
    dredge_network_set_units(&settings.network, controls_on(ports, port, ports->loss_unit),
                             settings.frame);
    return settings;
}

AbxControls controls_abx(const Ports* const ports, void* const* const port)
{
    return (AbxControls){.start = controls_on(ports, port, ports->abx_start),
                         .is_a = controls_on(ports, port, ports->abx_is_a),
                         .is_b = controls_on(ports, port, ports->abx_is_b),
                         .trials = (unsigned)controls_value(ports, port, ports->abx_trials)};
}
