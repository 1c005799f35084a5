// SPDX-License-Identifier: ISC
#include "controls.h"

float controls_value(void* const* const port, const PortIndex index)
{
    return port_value(index, port[index]);
}

bool controls_on(void* const* const port, const PortIndex index)
{
    return controls_value(port, index) > 0.5f;
}

static DredgeLinkSettings read_lane(void* const* const port, const int lane)
{
    const int to = lane * PORT_LANE_CONTROLS;
    const int expected = (int)controls_value(port, PORT_A_EXPECTED + to);
    return (DredgeLinkSettings){
        .sender = {.application = (DredgeApplication)controls_value(port, PORT_APPLICATION),
                   .redundancy = (DredgeRedundancy)controls_value(port, PORT_A_REDUNDANCY + to),
                   .bandwidth = (DredgeBandwidth)controls_value(port, PORT_BANDWIDTH),
                   .budget = (DredgeBudget)controls_value(port, PORT_A_BUDGET + to),
                   .bitrate = controls_value(port, PORT_A_BITRATE + to),
                   .depth = (int)controls_value(port, PORT_A_DEPTH + to),
                   .expected_loss = expected ? expected : DREDGE_EXPECTED_AUTO,
                   .complexity = (int)controls_value(port, PORT_COMPLEXITY),
                   .vbr = controls_on(port, PORT_VBR),
                   .dtx = controls_on(port, PORT_DTX)},
        .concealment = (DredgeConcealment)controls_value(port, PORT_A_CONCEALMENT + to),
        .enhancement = (DredgeEnhancement)controls_value(port, PORT_A_ENHANCE + to),
    };
}

static double share(void* const* const port, const PortIndex index)
{
    return (double)controls_value(port, index) / 100.0;
}

static DredgeNetwork read_network(void* const* const port)
{
    return (DredgeNetwork){
        .model = (DredgeLossModel)controls_value(port, PORT_LOSS_MODEL),
        .loss = share(port, PORT_LOSS),
        .burst = (double)controls_value(port, PORT_BURST),
        .loss_in_bad = share(port, PORT_LOSS_IN_BAD),
        .loss_in_good = share(port, PORT_LOSS_IN_GOOD),
        .seed = (uint64_t)controls_value(port, PORT_SEED),
        .to_bad = share(port, PORT_GE_P),
        .to_good = share(port, PORT_GE_R),
        .p13 = share(port, PORT_P13),
        .p31 = share(port, PORT_P31),
        .p32 = share(port, PORT_P32),
        .p23 = share(port, PORT_P23),
        .p14 = share(port, PORT_P14),
        .burstiness = (double)controls_value(port, PORT_BURSTINESS),
        .delay = (double)controls_value(port, PORT_DELAY),
        .jitter = (double)controls_value(port, PORT_JITTER),
        .distribution = (DredgeJitter)controls_value(port, PORT_DISTRIBUTION),
        .correlation = share(port, PORT_CORRELATION),
        .reorder = share(port, PORT_REORDER),
        .duplicate = share(port, PORT_DUPLICATE),
        .bottleneck = {.capacity = (double)controls_value(port, PORT_CAPACITY),
                       .queue = (unsigned)controls_value(port, PORT_QUEUE),
                       .overhead = (unsigned)controls_value(port, PORT_OVERHEAD)},
    };
}

static DredgePlayout read_playout(void* const* const port)
{
    const unsigned most = (unsigned)controls_value(port, PORT_PLAYOUT);
    const unsigned least = (unsigned)controls_value(port, PORT_PLAYOUT_MIN);
    return (DredgePlayout){.playout = most,
                           .adaptive = controls_on(port, PORT_ADAPTIVE),
                           .least = least < most ? least : most};
}

DredgeSettings controls_settings(void* const* const port, const bool x_is_b)
{
    DredgeSettings settings = {
        .lane = {read_lane(port, DREDGE_LANE_A), read_lane(port, DREDGE_LANE_B)},
        .b_on = controls_on(port, PORT_B_ON),
        .network = read_network(port),
        .lock = controls_on(port, PORT_LOCK),
        .monitor = (DredgeMonitor)controls_value(port, PORT_MONITOR),
        .x_is_b = x_is_b,
        .level_match = controls_on(port, PORT_LEVEL_MATCH),
        .frame = (unsigned)(controls_value(port, PORT_FRAME) * (DREDGE_RATE / 1000.0f)),
        .playout = read_playout(port),
        .enabled = controls_on(port, PORT_ENABLED),
        .ahead = controls_on(port, PORT_THREADS) && !controls_on(port, PORT_FREEWHEEL),
    };
    dredge_network_set_units(&settings.network, controls_on(port, PORT_LOSS_UNIT),
                             settings.frame);
    return settings;
}

AbxControls controls_abx(void* const* const port)
{
    return (AbxControls){.start = controls_on(port, PORT_ABX_START),
                         .is_a = controls_on(port, PORT_ABX_IS_A),
                         .is_b = controls_on(port, PORT_ABX_IS_B),
                         .trials = (unsigned)controls_value(port, PORT_ABX_TRIALS)};
}
