// SPDX-License-Identifier: ISC
// The configurations that the authors of DRED published, on a difficult loss pattern: 24 kb/s
// wide band; LBRR makes that 40 kb/s, and a second of DRED 46.
#include "table.h"

static const Preset presets[] = {
    {
        .name = "published-plc",
        .label = "Published: Classic or Neural PLC",
        .a = "LBRR at 40 kb/s with classic PLC, as applications had it for years",
        .b = "the same packets with neural PLC",
        .listen = "Holes of more than one frame buzz and fade in A, and go on as a voice in B, "
                  "until it says what nobody said",
        .trace = "difficult.txt",
        .values = {{"a_redundancy", "LBRR"},
                   {"a_concealment", "Classic PLC"},
                   {"b_redundancy", "LBRR"}},
    },
    {
        .name = "published-lbrr",
        .label = "Published: Neural PLC or LBRR",
        .a = "24 kb/s, no redundancy, neural PLC",
        .b = "LBRR at 40 kb/s with neural PLC",
        .listen = "Single losses vanish in B; in the long holes both are the same",
        .trace = "difficult.txt",
        .values = {{"a_redundancy", "None"}, {"b_redundancy", "LBRR"}},
    },
    {
        .name = "published-dred",
        .label = "Published: Neural PLC or DRED",
        .a = "24 kb/s, no redundancy, neural PLC",
        .b = "1 s of DRED with the same primary",
        .listen = "Whole syllables that A invents or leaves out are there in B",
        .trace = "difficult.txt",
        .values = {{"a_redundancy", "None"}, {"b_redundancy", "DRED"}},
    },
    {
        .name = "published-lbrr-or-dred",
        .label = "Published: LBRR or DRED",
        .a = "LBRR at 40 kb/s with classic PLC",
        .b = "1 s of DRED, about 6 kb/s more",
        .listen = "For 16 kb/s LBRR brings back one frame, for 22 DRED brings back a second",
        .trace = "difficult.txt",
        .values = {{"a_redundancy", "LBRR"},
                   {"a_concealment", "Classic PLC"},
                   {"b_redundancy", "DRED"}},
    },
    {
        .name = "published-lbrr-dred",
        .label = "Published: LBRR or LBRR + DRED",
        .a = "LBRR at 40 kb/s with classic PLC",
        .b = "LBRR and 1 s of DRED, about 62 kb/s",
        .listen =
            "The whole way from what applications had to what Opus can do now: B is close "
            "to a link without loss",
        .trace = "difficult.txt",
        .values = {{"a_redundancy", "LBRR"},
                   {"a_concealment", "Classic PLC"},
                   {"b_redundancy", "LBRR + DRED"}},
    },
    {
        .name = "published-dred-or-both",
        .label = "Published: DRED or LBRR + DRED",
        .a = "1 s of DRED",
        .b = "LBRR and 1 s of DRED, 16 kb/s more",
        .listen = "The last frame of each hole is a vocoder's in A and the real voice in B; "
                  "hear the colour of single losses",
        .trace = "difficult.txt",
        .values = {{"a_redundancy", "DRED"}, {"b_redundancy", "LBRR + DRED"}},
    },
    {
        .name = "published-nolace",
        .label = "Published: 9 kb/s, Plain or NoLACE",
        .a = "9 kb/s and 1 s of DRED",
        .b = "the same packets, cleaned up by NoLACE",
        .listen = "A is hoarse and dull between the losses, B close to 24 kb/s; what DRED "
                  "brings back is the same",
        .trace = "difficult.txt",
        .values = {{"a_redundancy", "DRED"},
                   {"a_bitrate", "9"},
                   {"b_redundancy", "DRED"},
                   {"b_bitrate", "9"},
                   {"b_enhance", "NoLACE"}},
    },
};

const Theme theme_published = {
    .name = "published",
    .common = {{"b_on", "1"},
               {"bandwidth", "Wide Band (8 kHz)"},
               {"loss_model", "Trace"},
               {"playout", "1000"}},
    .presets = presets,
    .count = sizeof(presets) / sizeof(presets[0]),
};
