// SPDX-License-Identifier: ISC
#include "settings.h"

DredgeSettings dredge_settings_default(void)
{
    const DredgeLinkSettings a = {.sender = {.redundancy = DREDGE_REDUNDANCY_LBRR,
                                             .bandwidth = DREDGE_BANDWIDTH_AUTO,
                                             .budget = DREDGE_BUDGET_LAYERED,
                                             .bitrate = 24.0f,
                                             .depth = 1000,
                                             .red_distance = 1,
                                             .expected_loss = DREDGE_EXPECTED_AUTO,
                                             .complexity = 9,
                                             .vbr = true},
                                  .concealment = DREDGE_CONCEALMENT_NEURAL};
    DredgeLinkSettings b = a;
    b.sender.redundancy = DREDGE_REDUNDANCY_LBRR_DRED;
    return (DredgeSettings){
        .lane = {a, b},
        .network = {.model = DREDGE_LOSS_GILBERT_ELLIOTT,
                    .loss = 0.2,
                    .burst = 4.0,
                    .loss_in_bad = 1.0,
                    .seed = 1,
                    .to_bad = 0.05,
                    .to_good = 0.25,
                    .p13 = 0.05,
                    .p31 = 0.25,
                    .p23 = 1.0,
                    .burstiness = 0.5,
                    .bottleneck = {.queue = 200, .overhead = DREDGE_HEADER_BYTES}},
        .lock = true,
        .monitor = DREDGE_MONITOR_A,
        .loop = {.from = 4.0},
        .frame = DREDGE_RATE / 50,
        .playout = {.playout = 400, .least = 40},
        .enabled = true,
        .ahead = true,
    };
}

void dredge_settings_settle(DredgeSettings* const settings, const bool by_time)
{
    DredgePlayout* const playout = &settings->playout;
    playout->least = playout->least < playout->playout ? playout->least : playout->playout;
    dredge_network_set_units(&settings->network, by_time, settings->frame);
}
