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
        .values = {{PORT_FRAME, "10"},
                   {PORT_PLAYOUT, "20"},
                   {PORT_LOSS, "5"},
                   {PORT_BURST, "1.2"},
                   {PORT_A_REDUNDANCY, "None"},
                   {PORT_B_REDUNDANCY, "LBRR"}},
    },
    {
        .name = "live-red",
        .label = "Live: LBRR or Two RED Copies, 47 ms",
        .a = "LBRR",
        .b = "two RED copies",
        .listen = "10 ms more than the shortest delay let B bring back two packets in a row, "
                  "to the bit, at twice the bitrate of A",
        .values = {{PORT_FRAME, "10"},
                   {PORT_PLAYOUT, "30"},
                   {PORT_LOSS, "8"},
                   {PORT_BURST, "1.6"},
                   {PORT_A_REDUNDANCY, "LBRR"},
                   {PORT_B_REDUNDANCY, "RED"},
                   {PORT_B_DEPTH, "20"}},
    },
    {
        .name = "live-dred",
        .label = "Live: LBRR or LBRR + DRED, 117 ms",
        .a = "LBRR with neural PLC",
        .b = "LBRR and 100 ms of DRED",
        .listen = "A delay that a conversation bears lets four packets come to help: B brings "
                  "back most of 10 % loss in bursts of 3, A a third",
        .values = {{PORT_PLAYOUT, "90"},
                   {PORT_LOSS, "10"},
                   {PORT_BURST, "3"},
                   {PORT_A_REDUNDANCY, "LBRR"},
                   {PORT_B_REDUNDANCY, "LBRR + DRED"},
                   {PORT_B_DEPTH, "100"}},
    },
    {
        .name = "live-plc",
        .label = "Live: Classic or Neural PLC, 37 ms",
        .a = "classic PLC",
        .b = "neural PLC for the same packets",
        .listen = "No redundancy: what concealment alone can do at the shortest delay, with "
                  "10 % loss in bursts of 3",
        .values = {{PORT_FRAME, "10"},
                   {PORT_PLAYOUT, "20"},
                   {PORT_LOSS, "10"},
                   {PORT_BURST, "3"},
                   {PORT_A_REDUNDANCY, "None"},
                   {PORT_A_CONCEALMENT, "Classic PLC"},
                   {PORT_B_REDUNDANCY, "None"}},
    },
    {
        .name = "live-music",
        .label = "Live: Music, None or RED, 37 ms",
        .a = "96 kb/s full band without redundancy",
        .b = "one RED copy of each packet",
        .listen = "LBRR and DRED are for speech. For music whole copies bring 3 % loss back "
                  "to the bit",
        .values = {{PORT_FRAME, "10"},
                   {PORT_PLAYOUT, "20"},
                   {PORT_BANDWIDTH, "Full Band (20 kHz)"},
                   {PORT_LOSS_MODEL, "Random"},
                   {PORT_LOSS, "3"},
                   {PORT_A_REDUNDANCY, "None"},
                   {PORT_A_BITRATE, "96"},
                   {PORT_A_CONCEALMENT, "Classic PLC"},
                   {PORT_B_REDUNDANCY, "RED"},
                   {PORT_B_BITRATE, "96"},
                   {PORT_B_DEPTH, "10"},
                   {PORT_B_CONCEALMENT, "Classic PLC"}},
    },
};

const Theme theme_live = {
    .name = "live",
    .common = {{PORT_B_ON, "1"}, {PORT_BANDWIDTH, "Wide Band (8 kHz)"}, {PORT_LOCK, "0"}},
    .presets = presets,
    .count = sizeof(presets) / sizeof(presets[0]),
};
