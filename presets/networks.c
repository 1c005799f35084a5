// SPDX-License-Identifier: ISC
// Typical networks: A is what applications do there, B what suits the way it loses packets.
#include "table.h"

static const Preset presets[] = {
    {
        .name = "network-home-wifi",
        .label = "Network: Home Wi-Fi",
        .a = "24 kb/s with neural PLC only",
        .b = "one RED copy of each packet",
        .listen = "3 % of the packets are lost one by one: the copy brings nearly all back, "
                  "to the bit, for twice the bitrate",
        .values = {{PORT_LOSS_MODEL, "Random"},
                   {PORT_LOSS, "3"},
                   {PORT_PLAYOUT, "60"},
                   {PORT_A_REDUNDANCY, "None"},
                   {PORT_B_REDUNDANCY, "RED"},
                   {PORT_B_DEPTH, "20"}},
    },
    {
        .name = "network-crowded-wifi",
        .label = "Network: Crowded Wi-Fi",
        .a = "LBRR with neural PLC",
        .b = "LBRR and 300 ms of DRED",
        .listen = "15 % are lost, 2.5 in a row on average: LBRR reaches the last of them only, "
                  "DRED the others",
        .values = {{PORT_LOSS, "15"},
                   {PORT_BURST, "2.5"},
                   {PORT_LOSS_IN_BAD, "80"},
                   {PORT_LOSS_IN_GOOD, "1"},
                   {PORT_SEED, "38"},
                   {PORT_PLAYOUT, "320"},
                   {PORT_A_REDUNDANCY, "LBRR"},
                   {PORT_B_REDUNDANCY, "LBRR + DRED"},
                   {PORT_B_DEPTH, "300"}},
    },
    {
        .name = "network-lte-handover",
        .label = "Network: LTE Hand-over",
        .a = "LBRR with neural PLC",
        .b = "600 ms of DRED",
        .listen = "Nothing for seconds, then a quarter of a second is gone: words break off in "
                  "A and are whole in B",
        .values = {{PORT_LOSS, "5"},
                   {PORT_BURST, "12"},
                   {PORT_SEED, "124"},
                   {PORT_PLAYOUT, "620"},
                   {PORT_A_REDUNDANCY, "LBRR"},
                   {PORT_B_REDUNDANCY, "DRED"},
                   {PORT_B_DEPTH, "600"}},
    },
    {
        .name = "network-satellite",
        .label = "Network: Satellite in the Rain",
        .a = "five RED copies of each packet",
        .b = "1 s of DRED",
        .listen = "10 % are lost, 15 in a row on average: A costs nearly three times as much "
                  "and still leaves most of each hole",
        .values = {{PORT_LOSS, "10"},
                   {PORT_BURST, "15"},
                   {PORT_SEED, "124"},
                   {PORT_PLAYOUT, "1000"},
                   {PORT_A_REDUNDANCY, "RED"},
                   {PORT_A_DEPTH, "100"},
                   {PORT_B_REDUNDANCY, "DRED"}},
    },
    {
        .name = "network-congested-uplink",
        .label = "Network: Congested Uplink",
        .a = "72 kb/s of sound without redundancy",
        .b = "LBRR and DRED within the same 72 kb/s",
        .listen = "20 % are lost, 5 in a row on average, and not a bit more may be sent: A is "
                  "finer between the holes, B has none",
        .values = {{PORT_LOSS, "20"},
                   {PORT_BURST, "5"},
                   {PORT_LOSS_IN_BAD, "90"},
                   {PORT_LOSS_IN_GOOD, "2"},
                   {PORT_SEED, "313"},
                   {PORT_PLAYOUT, "500"},
                   {PORT_A_REDUNDANCY, "None"},
                   {PORT_A_BITRATE, "72"},
                   {PORT_A_BUDGET, "Single"},
                   {PORT_B_REDUNDANCY, "LBRR + DRED"},
                   {PORT_B_BITRATE, "72"},
                   {PORT_B_BUDGET, "Single"}},
    },
};

const Theme theme_networks = {
    .name = "networks",
    .common = {{PORT_B_ON, "1"}, {PORT_BANDWIDTH, "Wide Band (8 kHz)"}},
    .presets = presets,
    .count = sizeof(presets) / sizeof(presets[0]),
};
