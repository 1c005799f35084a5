// SPDX-License-Identifier: ISC
// The ports that both lanes have, for the table in ports.c.
#ifndef DREDGE_LANE_PORTS_H
#define DREDGE_LANE_PORTS_H

#include "ports.h"

#include <stddef.h>

static const PortPoint bandwidths[] = {{0, "Auto"},
                                       {1, "Narrow Band (4 kHz)"},
                                       {2, "Medium Band (6 kHz)"},
                                       {3, "Wide Band (8 kHz)"},
                                       {4, "Super-Wide Band (12 kHz)"},
                                       {5, "Full Band (20 kHz)"},
                                       {0, NULL}};
static const PortPoint redundancies[] = {{0, "None"}, {1, "RED"},         {2, "LBRR"},
                                         {3, "DRED"}, {4, "LBRR + DRED"}, {0, NULL}};
static const PortPoint concealments[] = {
    {0, "Silence"}, {1, "Classic PLC"}, {2, "Neural PLC"}, {0, NULL}};
static const PortPoint enhancements[] = {{0, "Off"}, {1, "LACE"}, {2, "NoLACE"}, {0, NULL}};
static const PortPoint budgets[] = {{0, "Layered"}, {1, "Single"}, {0, NULL}};
static const PortPoint expectations[] = {{0, "Auto"}, {0, NULL}};
static const PortPoint sources[] = {{0, "Received"}, {1, "RED"},        {2, "LBRR"},
                                    {3, "DRED"},     {4, "Neural PLC"}, {5, "Classic PLC"},
                                    {6, "Silence"},  {0, NULL}};
static const PortPoint verdicts[] = {
    {0, "As Asked"},        {1, "Beyond Reach"}, {2, "Bitrate Too Low"}, {3, "Overspends"},
    {4, "Needs Wide Band"}, {5, "No LBRR"},      {6, "Frame Too Short"}, {0, NULL}};
static const PortPoint modes[] = {{0, "SILK"}, {1, "Hybrid"}, {2, "CELT"}, {0, NULL}};

#define METER(symbol_, name_, group_, maximum_, unit_, comment_)                               \
    {                                                                                          \
        .symbol = (symbol_), .name = (name_), .group = (group_), .kind = PORT_KIND_OUT,        \
        .maximum = (maximum_), .unit = (unit_), .comment = (comment_)                          \
    }

#define COUNTER(symbol_, name_, group_, comment_)                                              \
    {                                                                                          \
        .symbol = (symbol_), .name = (name_), .group = (group_), .kind = PORT_KIND_OUT,        \
        .flags = PORT_INTEGER, .maximum = 16777216.0f, .comment = (comment_)                   \
    }

/// Controls of a lane: its letter, the same as a small one and as a word, its group, and its
/// default redundancy.
#define LANE_CONTROL_PORTS(LANE, s, n, group_, redundancy_)                                    \
    [PORT_##LANE##                                                                             \
        _REDUNDANCY] = {.symbol = s "_redundancy",                                             \
                        .name = n " Redundancy",                                               \
                        .group = (group_),                                                     \
                        .flags = PORT_INTEGER | PORT_ENUMERATION,                              \
                        .kind = PORT_KIND_IN,                                                  \
                        .maximum = 4,                                                          \
                        .standard = (redundancy_),                                             \
                        .points = redundancies,                                                \
                        .comment = "What a packet carries about earlier frames: whole copies " \
                                   "(RED, RFC 2198), a coarse copy of one frame (LBRR), or "   \
                                   "up to a second as features for a vocoder (DRED)"},         \
        [PORT_##LANE##                                                                         \
            _CONCEALMENT] = {.symbol = s "_concealment",                                       \
                             .name = n " Concealment",                                         \
                             .group = (group_),                                                \
                             .flags = PORT_INTEGER | PORT_ENUMERATION,                         \
                             .kind = PORT_KIND_IN,                                             \
                             .maximum = 2,                                                     \
                             .standard = 2,                                                    \
                             .points = concealments,                                           \
                             .comment = "What fills a frame that nothing brings back"},        \
    [PORT_##LANE##_BITRATE] =                                                                  \
        {.symbol = s "_bitrate",                                                               \
         .name = n " Bitrate",                                                                 \
         .group = (group_),                                                                    \
         .kind = PORT_KIND_IN,                                                                 \
         .flags = PORT_LOGARITHMIC,                                                            \
         .minimum = 6,                                                                         \
         .maximum = 128,                                                                       \
         .standard = 24,                                                                       \
         .unit = "kb/s",                                                                       \
         .comment = "Bitrate; what for, the budget says. RED copies and headers come on top"}, \
    [PORT_##LANE##                                                                             \
        _BUDGET] = {.symbol = s "_budget",                                                     \
                    .name = n " Budget",                                                       \
                    .group = (group_),                                                         \
                    .flags = PORT_INTEGER | PORT_ENUMERATION,                                  \
                    .kind = PORT_KIND_IN,                                                      \
                    .maximum = 1,                                                              \
                    .points = budgets,                                                         \
                    .comment = "What the bitrate pays for. Single: all of one encoder, as an " \
                               "application gets it from libopus. Layered: the primary; LBRR " \
                               "and DRED come on top, and DRED reaches as far as asked"},      \
    [PORT_##LANE##_DEPTH] = {.symbol = s "_depth",                                             \
                             .name = n " Depth",                                               \
                             .group = (group_),                                                \
                             .flags = PORT_INTEGER,                                            \
                             .kind = PORT_KIND_IN,                                             \
                             .maximum = 1040,                                                  \
                             .standard = 1000,                                                 \
                             .unit = "ms",                                                     \
                             .comment = "How far back RED and DRED shall reach; the meter " n  \
                                        " Depth Now tells how far they do"},                   \
    [PORT_##LANE##_EXPECTED] =                                                                 \
        {.symbol = s "_expected",                                                              \
         .name = n " Expected Loss",                                                           \
         .group = (group_),                                                                    \
         .flags = PORT_INTEGER,                                                                \
         .kind = PORT_KIND_IN,                                                                 \
         .maximum = 100,                                                                       \
         .unit = "pc",                                                                         \
         .points = expectations,                                                               \
         .comment = "What the encoder is told: the more loss it expects, the more it spends "  \
                    "on LBRR and DRED. Auto: 25 % with LBRR or DRED"},                         \
    [PORT_##LANE##_ENHANCE] = {                                                                \
        .symbol = s "_enhance",                                                                \
        .name = n " Enhance",                                                                  \
        .group = (group_),                                                                     \
        .flags = PORT_INTEGER | PORT_ENUMERATION,                                              \
        .kind = PORT_KIND_IN,                                                                  \
        .maximum = 2,                                                                          \
        .points = enhancements,                                                                \
        .comment = "Clean up coded speech by a neural filter of libopus. Works on wide band "  \
                   "SILK and hybrid, in frames of 20 ms and more, beside Neural PLC only"}

/// Meters of a lane, likewise.
#define LANE_METER_PORTS(LANE, s, n, group_)                                                   \
    [PORT_##LANE##_KBPS] =                                                                     \
        METER(s "_kbps", n " Bitrate Now", group_, 10000, "kb/s",                              \
              "All that was sent in the last 5 s, with IP, UDP and RTP headers"),              \
    [PORT_##LANE##_KBPS_PRIMARY] = METER(s "_kbps_primary", n " Primary", group_, 10000,       \
                                         "kb/s", "Of that, the frames' own coding"),           \
    [PORT_##LANE##_KBPS_REDUNDANCY] =                                                          \
        METER(s "_kbps_redundancy", n " Redundancy Sent", group_, 10000, "kb/s",               \
              "Of that, redundancy of all kinds"),                                             \
    [PORT_##LANE##_KBPS_LBRR] = METER(s "_kbps_lbrr", n " LBRR Sent", group_, 10000, "kb/s",   \
                                      "Of that, LBRR: an estimate"),                           \
    [PORT_##LANE##_KBPS_DRED] =                                                                \
        METER(s "_kbps_dred", n " DRED Sent", group_, 10000, "kb/s", "Of that, DRED"),         \
    [PORT_##LANE##_KBPS_RED] =                                                                 \
        METER(s "_kbps_red", n " RED Sent", group_, 10000, "kb/s", "Of that, RED copies"),     \
    [PORT_##LANE##_KBPS_PADDING] = METER(s "_kbps_padding", n " Padding Sent", group_, 10000,  \
                                         "kb/s", "Of that, padding and unknown extensions"),   \
    [PORT_##LANE##_KBPS_HEADERS] =                                                             \
        METER(s "_kbps_headers", n " Headers Sent", group_, 10000, "kb/s",                     \
              "Of that, IP, UDP and RTP headers: 40 bytes a packet"),                          \
    [PORT_##LANE##_OFFSET_NOW] =                                                               \
        METER(s "_offset_now", n " DRED Offset Now", group_, 1100, "ms",                       \
              "How far before the newest packet its DRED begins: between there "               \
              "is silence"),                                                                   \
    [PORT_##LANE##_DEPTH_NOW] =                                                                \
        METER(s "_depth_now", n " Depth Now", group_, 1100, "ms",                              \
              "How far back the redundancy really reached in the last second. "                \
              "After silence it grows anew"),                                                  \
    [PORT_##LANE##                                                                             \
        _VERDICT] = {.symbol = s "_verdict",                                                   \
                     .name = n " Depth Verdict",                                               \
                     .group = (group_),                                                        \
                     .flags = PORT_INTEGER | PORT_ENUMERATION,                                 \
                     .kind = PORT_KIND_OUT,                                                    \
                     .maximum = 6,                                                             \
                     .points = verdicts,                                                       \
                     .comment = "Whether the asked depth can be had with these settings, and " \
                                "why not"},                                                    \
    [PORT_##LANE##_RECOVERED] = METER(s "_recovered", n " Recovered", group_, 100, "pc",       \
                                      "Lost frames of the last 5 s that were brought back"),   \
    [PORT_##LANE##_CONCEALED] = METER(s "_concealed", n " Concealed", group_, 100, "pc",       \
                                      "Lost frames of the last 5 s that were concealed"),      \
    [PORT_##LANE##_LATE] = METER(s "_late", n " Late", group_, 100, "pc",                      \
                                 "Packets of the last 5 s that came too late to be played"),   \
    [PORT_##LANE##_SOURCE] = {.symbol = s "_source",                                           \
                              .name = n " Source",                                             \
                              .group = (group_),                                               \
                              .flags = PORT_INTEGER | PORT_ENUMERATION,                        \
                              .kind = PORT_KIND_OUT,                                           \
                              .maximum = 6,                                                    \
                              .points = sources,                                               \
                              .comment = "Where the newest frame comes from"},                 \
    [PORT_##LANE##_MODE] = {.symbol = s "_mode",                                               \
                            .name = n " Mode",                                                 \
                            .group = (group_),                                                 \
                            .flags = PORT_INTEGER | PORT_ENUMERATION,                          \
                            .kind = PORT_KIND_OUT,                                             \
                            .maximum = 2,                                                      \
                            .points = modes,                                                   \
                            .comment = "How Opus codes the newest frame"},                     \
    [PORT_##LANE##                                                                             \
        _BANDWIDTH] = {.symbol = s "_bandwidth",                                               \
                       .name = n " Bandwidth",                                                 \
                       .group = (group_),                                                      \
                       .flags = PORT_INTEGER | PORT_ENUMERATION,                               \
                       .kind = PORT_KIND_OUT,                                                  \
                       .minimum = 1,                                                           \
                       .maximum = 5,                                                           \
                       .points = bandwidths + 1,                                               \
                       .comment = "Bandwidth of the newest frame: below wide band DRED and "   \
                                  "neural concealment don't work"},                            \
    [PORT_##LANE##_CHANNELS] = {.symbol = s "_channels",                                       \
                                .name = n " Channels",                                         \
                                .group = (group_),                                             \
                                .flags = PORT_INTEGER,                                         \
                                .kind = PORT_KIND_OUT,                                         \
                                .minimum = 1,                                                  \
                                .maximum = 2,                                                  \
                                .comment = "Channels that were coded in the newest frame"},    \
    [PORT_##LANE##_BY_RED] = COUNTER(s "_by_red", n " by RED", group_,                         \
                                     "Frames brought back by RED since the start"),            \
    [PORT_##LANE##_BY_LBRR] = COUNTER(s "_by_lbrr", n " by LBRR", group_,                      \
                                      "Frames brought back by LBRR since the start"),          \
    [PORT_##LANE##_BY_DRED] = COUNTER(s "_by_dred", n " by DRED", group_,                      \
                                      "Frames brought back by DRED since the start"),          \
    [PORT_##LANE##_BY_CONCEALMENT] = COUNTER(s "_by_concealment", n " by Concealment", group_, \
                                             "Frames concealed since the start"),              \
    [PORT_##LANE##_DROPPED] = METER(s "_dropped", n " Dropped", group_, 100, "pc",             \
                                    "Packets of the last 5 s that found their queue full"),    \
    [PORT_##LANE##_DELAY_NOW] = METER(s "_delay_now", n " Delay Now", group_, 10000, "ms",     \
                                      "Mean time on the way in the last 5 s, with the queue"), \
    [PORT_##LANE##_PLAYOUT_NOW] = METER(s "_playout_now", n " Playout Now", group_, 3000,      \
                                        "ms", "Playout delay in force for the newest frame"),  \
    [PORT_##LANE##_GAIN] = {.symbol = s "_gain",                                               \
                            .name = n " Gain",                                                 \
                            .group = (group_),                                                 \
                            .kind = PORT_KIND_OUT,                                             \
                            .minimum = -12,                                                    \
                            .maximum = 12,                                                     \
                            .unit = "db",                                                      \
                            .comment = "What the level match adds to the lane"}

#endif
