// SPDX-License-Identifier: ISC
// For live monitoring: what can be brought back within a short playout delay. Not locked to the
// timeline, since there may be none.
#include "table.h"

static const Preset presets[] = {
    {
        .name = "live-lbrr",
        .label = "Live: PLC or LBRR, 37 ms",
        .a = "24 kb/s with neural PLC only",
        .b = "LBRR",
        .listen = "The shortest delay there is leaves time for one packet more: B brings back "
                  "each loss that is followed by an arrival",
        .values = {{"frame", "10"},
                   {"playout", "20"},
                   {"loss", "5"},
                   {"burst", "1.2"},
                   {"a_redundancy", "None"},
                   {"b_redundancy", "LBRR"}},
    },
    {
        .name = "live-red",
        .label = "Live: LBRR or Two RED Copies, 47 ms",
        .a = "LBRR",
        .b = "two RED copies",
        .listen = "10 ms more than the shortest delay let B bring back two packets in a row, "
                  "to the bit, at twice the bitrate of A",
        .values = {{"frame", "10"},
                   {"playout", "30"},
                   {"loss", "8"},
                   {"burst", "1.6"},
                   {"a_redundancy", "LBRR"},
                   {"b_redundancy", "RED"},
                   {"b_depth", "20"}},
    },
    {
        .name = "live-dred",
        .label = "Live: LBRR or LBRR + DRED, 117 ms",
        .a = "LBRR with neural PLC",
        .b = "LBRR and 100 ms of DRED",
        .listen = "A delay that a conversation bears lets four packets come to help: B brings "
                  "back most of 10 % loss in bursts of 3, A a third",
        .values = {{"playout", "90"},
                   {"loss", "10"},
                   {"burst", "3"},
                   {"a_redundancy", "LBRR"},
                   {"b_redundancy", "LBRR + DRED"},
                   {"b_depth", "100"}},
    },
    {
        .name = "live-plc",
        .label = "Live: Classic or Neural PLC, 37 ms",
        .a = "classic PLC",
        .b = "neural PLC for the same packets",
        .listen = "No redundancy: what concealment alone can do at the shortest delay, with "
                  "10 % loss in bursts of 3",
        .values = {{"frame", "10"},
                   {"playout", "20"},
                   {"loss", "10"},
                   {"burst", "3"},
                   {"a_redundancy", "None"},
                   {"a_concealment", "Classic PLC"},
                   {"b_redundancy", "None"}},
    },
    {
        .name = "live-music",
        .label = "Live: Music, None or RED, 37 ms",
        .a = "96 kb/s full band without redundancy",
        .b = "one RED copy of each packet",
        .listen = "LBRR and DRED are for speech. For music whole copies bring 3 % loss back "
                  "to the bit",
        .values = {{"frame", "10"},
                   {"playout", "20"},
                   {"bandwidth", "Full Band (20 kHz)"},
                   {"loss_model", "Random"},
                   {"loss", "3"},
                   {"a_redundancy", "None"},
                   {"a_bitrate", "96"},
                   {"a_concealment", "Classic PLC"},
                   {"b_redundancy", "RED"},
                   {"b_bitrate", "96"},
                   {"b_depth", "10"},
                   {"b_concealment", "Classic PLC"}},
    },
};

const Theme theme_live = {
    .name = "live",
    .common = {{"b_on", "1"}, {"bandwidth", "Wide Band (8 kHz)"}, {"lock", "0"}},
    .presets = presets,
    .count = sizeof(presets) / sizeof(presets[0]),
};
