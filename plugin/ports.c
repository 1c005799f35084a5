// SPDX-License-Identifier: ISC
#include "ports.h"

#include <math.h>
#include <stddef.h>

static const PortPoint frames[] = {
    {10, "10 ms"}, {20, "20 ms"}, {40, "40 ms"}, {60, "60 ms"}, {0, NULL}};
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
static const PortPoint capacities[] = {{0, "Unlimited"}, {0, NULL}};
static const PortPoint expectations[] = {{0, "Auto"}, {0, NULL}};
static const PortPoint loss_models[] = {{0, "None"},
                                        {1, "Random"},
                                        {2, "Gilbert-Elliott"},
                                        {3, "Periodic"},
                                        {4, "Neural"},
                                        {5, "Trace"},
                                        {6, "netem gemodel"},
                                        {7, "netem 4 States"},
                                        {8, "Bellcore (ITU-T G.191)"},
                                        {9, "Burstiness (ITU-T G.191)"},
                                        {0, NULL}};
static const PortPoint loss_units[] = {{0, "Packet"}, {1, "10 ms"}, {0, NULL}};
static const PortPoint distributions[] = {
    {0, "Normal"}, {1, "Uniform"}, {2, "Pareto"}, {3, "Trace"}, {0, NULL}};
static const PortPoint sources[] = {{0, "Received"}, {1, "RED"},        {2, "LBRR"},
                                    {3, "DRED"},     {4, "Neural PLC"}, {5, "Classic PLC"},
                                    {6, "Silence"},  {0, NULL}};
static const PortPoint verdicts[] = {{0, "As Asked"},        {1, "Beyond Reach"},
                                     {2, "Bitrate Too Low"}, {3, "Overspends"},
                                     {4, "Needs Wide Band"}, {0, NULL}};
static const PortPoint monitors[] = {{0, "Dry"},     {1, "A"},       {2, "B"}, {3, "X (Blind)"},
                                     {4, "A - Dry"}, {5, "B - Dry"}, {0, NULL}};
static const PortPoint abx_states[] = {{0, "No Test"}, {1, "Running"}, {2, "Done"}, {0, NULL}};
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
                     .maximum = 4,                                                             \
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

const Port ports[PORT_AUDIO] = {
    [PORT_CONTROL] = {.symbol = "control",
                      .name = "Control",
                      .kind = PORT_KIND_ATOM_IN,
                      .designation = "control",
                      .supports = "patch:Message , time:Position",
                      .comment = "Messages to the plugin: the loss trace to use, the song's "
                                 "position"},
    [PORT_NOTIFY] = {.symbol = "notify",
                     .name = "Notify",
                     .kind = PORT_KIND_ATOM_OUT,
                     .designation = "control",
                     .supports = "patch:Message",
                     .comment = "Messages from the plugin: the loss trace in use"},
    // Ardour passes nothing at all, not even the song's position, through a port that takes
    // MIDI as long as the track has none: so MIDI has a port to itself.
    [PORT_MIDI] = {.symbol = "midi",
                   .name = "MIDI",
                   .kind = PORT_KIND_ATOM_IN,
                   .supports = "midi:MidiEvent",
                   .comment = "Each note drops packets, as Drop Now does"},
    [PORT_ENABLED] = {.symbol = "enabled",
                      .name = "Enabled",
                      .group = "listen",
                      .flags = PORT_TOGGLED | PORT_INTEGER,
                      .kind = PORT_KIND_IN,
                      .maximum = 1,
                      .standard = 1,
                      .designation = "enabled",
                      .comment = "Off: the input is heard, delayed by the same latency. The "
                                 "link goes on unheard, so switching never clicks"},
    [PORT_FREEWHEEL] = {.symbol = "freewheel",
                        .name = "Freewheel",
                        .group = "listen",
                        .flags = PORT_TOGGLED | PORT_INTEGER | PORT_HIDDEN,
                        .kind = PORT_KIND_IN,
                        .maximum = 1,
                        .designation = "freeWheeling",
                        .comment = "Set by the host while it renders faster than real time"},
    [PORT_LATENCY] = {.symbol = "latency",
                      .name = "Latency",
                      .group = "listen",
                      .flags = PORT_INTEGER | PORT_HIDDEN,
                      .kind = PORT_KIND_OUT,
                      .maximum = 320000,
                      .unit = "frame",
                      .designation = "latency",
                      .comment =
                          "Frame + playout delay + look-ahead of the codec + resamplers"},

    [PORT_MONITOR] = {.symbol = "monitor",
                      .name = "Monitor",
                      .group = "listen",
                      .flags = PORT_INTEGER | PORT_ENUMERATION,
                      .kind = PORT_KIND_IN,
                      .maximum = 5,
                      .standard = 1,
                      .points = monitors,
                      .comment = "What is heard; all are aligned to the sample. X is A or B, "
                                 "nothing shows which. A change fades over 10 ms"},
    [PORT_LEVEL_MATCH] = {.symbol = "level_match",
                          .name = "Level Match",
                          .group = "listen",
                          .flags = PORT_TOGGLED | PORT_INTEGER,
                          .kind = PORT_KIND_IN,
                          .maximum = 1,
                          .comment =
                              "Make A and B as loud as the dry sound of the last 3 s, by "
                              "12 dB at the most"},
    [PORT_ABX_TRIALS] = {.symbol = "abx_trials",
                         .name = "Trials",
                         .group = "abx",
                         .flags = PORT_INTEGER,
                         .kind = PORT_KIND_IN,
                         .minimum = 1,
                         .maximum = 100,
                         .standard = 10,
                         .comment = "Trials of the next blind test; the one that is on keeps "
                                    "its number"},
    [PORT_ABX_START] = {.symbol = "abx_start",
                        .name = "Start Test",
                        .group = "abx",
                        .flags = PORT_TOGGLED | PORT_INTEGER | PORT_TRIGGER,
                        .kind = PORT_KIND_IN,
                        .maximum = 1,
                        .comment = "Begin a blind test, and give up the one that is on. Listen "
                                   "to A, B and X in turn, then say what X is"},
    [PORT_ABX_IS_A] = {.symbol = "abx_is_a",
                       .name = "X is A",
                       .group = "abx",
                       .flags = PORT_TOGGLED | PORT_INTEGER | PORT_TRIGGER,
                       .kind = PORT_KIND_IN,
                       .maximum = 1,
                       .comment = "Answer this trial: the next X is drawn anew. Counts each "
                                  "time it is switched on"},
    [PORT_ABX_IS_B] = {.symbol = "abx_is_b",
                       .name = "X is B",
                       .group = "abx",
                       .flags = PORT_TOGGLED | PORT_INTEGER | PORT_TRIGGER,
                       .kind = PORT_KIND_IN,
                       .maximum = 1,
                       .comment = "Answer this trial the other way"},

    [PORT_FRAME] = {.symbol = "frame",
                    .name = "Frame Duration",
                    .group = "codec",
                    .flags = PORT_INTEGER | PORT_ENUMERATION | PORT_RESTARTS,
                    .kind = PORT_KIND_IN,
                    .minimum = 10,
                    .maximum = 60,
                    .standard = 20,
                    .unit = "ms",
                    .points = frames,
                    .comment = "Sound in one packet. Part of the latency: a change starts the "
                               "link anew. With stereo DRED take 10 or 20 ms: libopus 1.6.1 "
                               "computes it wrongly for longer stereo frames"},
    [PORT_BANDWIDTH] = {.symbol = "bandwidth",
                        .name = "Bandwidth",
                        .group = "codec",
                        .flags = PORT_INTEGER | PORT_ENUMERATION,
                        .kind = PORT_KIND_IN,
                        .maximum = 5,
                        .points = bandwidths,
                        .comment = "Audio bandwidth of the codec. DRED and neural concealment "
                                   "need wide band or more"},
    [PORT_COMPLEXITY] = {.symbol = "complexity",
                         .name = "Complexity",
                         .group = "codec",
                         .flags = PORT_INTEGER,
                         .kind = PORT_KIND_IN,
                         .maximum = 10,
                         .standard = 9,
                         .comment = "Effort of the encoder"},
    [PORT_DTX] = {.symbol = "dtx",
                  .name = "DTX",
                  .group = "codec",
                  .flags = PORT_TOGGLED | PORT_INTEGER,
                  .kind = PORT_KIND_IN,
                  .maximum = 1,
                  .comment = "Discontinuous transmission: next to nothing is sent in silence"},
    [PORT_VBR] = {.symbol = "vbr",
                  .name = "VBR",
                  .group = "codec",
                  .flags = PORT_TOGGLED | PORT_INTEGER,
                  .kind = PORT_KIND_IN,
                  .maximum = 1,
                  .standard = 1,
                  .comment = "Variable bitrate. Off, DRED gets what is left in each packet"},

    LANE_CONTROL_PORTS(A, "a", "A", "lane_a", 2),
    [PORT_B_ON] = {.symbol = "b_on",
                   .name = "B On",
                   .group = "lane_b",
                   .flags = PORT_TOGGLED | PORT_INTEGER,
                   .kind = PORT_KIND_IN,
                   .maximum = 1,
                   .comment = "Keep lane B running, so that its meters live and changing over "
                              "is immediate. While B or X is listened to it runs anyway"},
    LANE_CONTROL_PORTS(B, "b", "B", "lane_b", 4),

    [PORT_LOSS_MODEL] = {.symbol = "loss_model",
                         .name = "Loss Model",
                         .group = "network",
                         .flags = PORT_INTEGER | PORT_ENUMERATION,
                         .kind = PORT_KIND_IN,
                         .maximum = 9,
                         .standard = 2,
                         .points = loss_models,
                         .comment = "Which packets are lost. Neural is libopus' model of real "
                                    "losses, Trace a recording"},
    [PORT_LOSS] = {.symbol = "loss",
                   .name = "Loss",
                   .group = "network",
                   .kind = PORT_KIND_IN,
                   .maximum = 100,
                   .standard = 20,
                   .unit = "pc",
                   .comment = "Share of packets lost (Random, Gilbert-Elliott, Periodic, "
                              "Neural, Bellcore, Burstiness)"},
    [PORT_BURST] =
        {.symbol = "burst",
         .name = "Mean Burst",
         .group = "network",
         .flags = PORT_LOGARITHMIC,
         .kind = PORT_KIND_IN,
         .minimum = 1,
         .maximum = 100,
         .standard = 4,
         .unit = "packets",
         .comment =
             "Packets lost in a row: on average (Gilbert-Elliott), or always (Periodic)"},
    [PORT_LOSS_IN_BAD] = {.symbol = "loss_in_bad",
                          .name = "Loss in Bad State",
                          .group = "network",
                          .kind = PORT_KIND_IN,
                          .maximum = 100,
                          .standard = 100,
                          .unit = "pc",
                          .comment =
                              "Gilbert-Elliott: share lost in the bad state (netem: 1-h)"},
    [PORT_LOSS_IN_GOOD] = {.symbol = "loss_in_good",
                           .name = "Loss in Good State",
                           .group = "network",
                           .kind = PORT_KIND_IN,
                           .maximum = 100,
                           .unit = "pc",
                           .comment =
                               "Gilbert-Elliott: share lost in the good state (netem: 1-k)"},
    [PORT_SEED] = {.symbol = "seed",
                   .name = "Seed",
                   .group = "network",
                   .flags = PORT_INTEGER,
                   .kind = PORT_KIND_IN,
                   .maximum = 9999,
                   .standard = 1,
                   .comment = "Another seed, another pattern with the same statistics"},
    [PORT_GE_P] = {.symbol = "ge_p",
                   .name = "gemodel p",
                   .group = "network",
                   .kind = PORT_KIND_IN,
                   .maximum = 100,
                   .standard = 5,
                   .unit = "pc",
                   .comment = "netem gemodel: from the good to the bad state, per packet"},
    [PORT_GE_R] = {.symbol = "ge_r",
                   .name = "gemodel r",
                   .group = "network",
                   .kind = PORT_KIND_IN,
                   .maximum = 100,
                   .standard = 25,
                   .unit = "pc",
                   .comment = "netem gemodel: from the bad to the good state, per packet. 1-h "
                              "and 1-k are Loss in Bad State and Loss in Good State"},
    [PORT_P13] = {.symbol = "p13",
                  .name = "4 States p13",
                  .group = "network",
                  .kind = PORT_KIND_IN,
                  .maximum = 100,
                  .standard = 5,
                  .unit = "pc",
                  .comment = "netem 4 states: from gap to burst, per packet"},
    [PORT_P31] = {.symbol = "p31",
                  .name = "4 States p31",
                  .group = "network",
                  .kind = PORT_KIND_IN,
                  .maximum = 100,
                  .standard = 25,
                  .unit = "pc",
                  .comment = "netem 4 states: from burst to gap"},
    [PORT_P32] = {.symbol = "p32",
                  .name = "4 States p32",
                  .group = "network",
                  .kind = PORT_KIND_IN,
                  .maximum = 100,
                  .standard = 0,
                  .unit = "pc",
                  .comment = "netem 4 states: from lost to received within a burst"},
    [PORT_P23] = {.symbol = "p23",
                  .name = "4 States p23",
                  .group = "network",
                  .kind = PORT_KIND_IN,
                  .maximum = 100,
                  .standard = 100,
                  .unit = "pc",
                  .comment = "netem 4 states: back from that to lost"},
    [PORT_P14] = {.symbol = "p14",
                  .name = "4 States p14",
                  .group = "network",
                  .kind = PORT_KIND_IN,
                  .maximum = 100,
                  .standard = 0,
                  .unit = "pc",
                  .comment = "netem 4 states: from gap to a single loss"},
    [PORT_BURSTINESS] = {.symbol = "burstiness",
                         .name = "Burstiness",
                         .group = "network",
                         .kind = PORT_KIND_IN,
                         .maximum = 0.99f,
                         .standard = 0.5f,
                         .comment =
                             "Gamma of ITU-T G.191's random to bursty channel: 0 is random"},
    [PORT_LOSS_UNIT] =
        {.symbol = "loss_unit",
         .name = "Loss Drawn per",
         .group = "network",
         .flags = PORT_INTEGER |
                  PORT_ENUMERATION,
         .kind = PORT_KIND_IN,
         .maximum = 1,
         .points = loss_units,
         .comment =
             "Packet, or 10 ms: then a packet is lost if any 10 ms of it are, and packets of "
             "any duration meet the same network. Bursts and probabilities count these units"},
    [PORT_DELAY] = {.symbol = "delay",
                    .name = "Network Delay",
                    .group = "network",
                    .kind = PORT_KIND_IN,
                    .maximum = 1000,
                    .unit = "ms",
                    .comment =
                        "Of every packet. What comes after the playout delay is too late"},
    [PORT_JITTER] =
        {.symbol = "jitter",
         .name = "Jitter",
         .group = "network",
         .kind = PORT_KIND_IN,
         .maximum = 500,
         .unit = "ms",
         .comment =
             "Standard deviation of the delay; with the uniform distribution half its width"},
    [PORT_DISTRIBUTION] = {.symbol = "distribution",
                           .name = "Jitter Distribution",
                           .group = "network",
                           .flags = PORT_INTEGER | PORT_ENUMERATION,
                           .kind = PORT_KIND_IN,
                           .maximum = 3,
                           .points = distributions,
                           .comment = "How delays spread; Trace takes those of the trace file"},
    [PORT_CORRELATION] = {.symbol = "correlation",
                          .name = "Jitter Correlation",
                          .group = "network",
                          .kind = PORT_KIND_IN,
                          .maximum = 99,
                          .standard = 0,
                          .unit = "pc",
                          .comment = "Of the delays of neighbouring packets"},
    [PORT_REORDER] = {.symbol = "reorder",
                      .name = "Reorder",
                      .group = "network",
                      .kind = PORT_KIND_IN,
                      .maximum = 100,
                      .standard = 0,
                      .unit = "pc",
                      .comment = "Share of packets that overtake: they come without delay"},
    [PORT_DUPLICATE] = {.symbol = "duplicate",
                        .name = "Duplicate",
                        .group = "network",
                        .kind = PORT_KIND_IN,
                        .maximum = 100,
                        .standard = 0,
                        .unit = "pc",
                        .comment = "Share of packets that come twice"},
    [PORT_CAPACITY] = {.symbol = "capacity",
                       .name = "Capacity",
                       .group = "network",
                       .kind = PORT_KIND_IN,
                       .maximum = 1000,
                       .unit = "kb/s",
                       .points = capacities,
                       .comment = "Of a thin link before the network, headers included; each "
                                  "lane has its own. 0 is unlimited"},
    [PORT_QUEUE] = {.symbol = "queue",
                    .name = "Queue",
                    .group = "network",
                    .flags = PORT_INTEGER,
                    .kind = PORT_KIND_IN,
                    .maximum = 2000,
                    .standard = 200,
                    .unit = "ms",
                    .comment =
                        "Packets that would wait longer before the thin link are dropped"},
    [PORT_OVERHEAD] = {.symbol = "overhead",
                       .name = "Overhead",
                       .group = "network",
                       .flags = PORT_INTEGER,
                       .kind = PORT_KIND_IN,
                       .maximum = 200,
                       .standard = 40,
                       .unit = "bytes",
                       .comment =
                           "Headers of a packet: 40 for IPv4, UDP and RTP; 60 with IPv6"},
    [PORT_LOCK] = {.symbol = "lock",
                   .name = "Lock to Timeline",
                   .group = "network",
                   .flags = PORT_TOGGLED | PORT_INTEGER,
                   .kind = PORT_KIND_IN,
                   .maximum = 1,
                   .standard = 1,
                   .comment = "While the transport rolls, the same place in the song meets the "
                              "same losses in every pass. Else packets count from the start"},
    [PORT_DROP] = {.symbol = "drop",
                   .name = "Drop Now",
                   .group = "network",
                   .flags = PORT_TOGGLED | PORT_INTEGER | PORT_TRIGGER,
                   .kind = PORT_KIND_IN,
                   .maximum = 1,
                   .comment = "Lose every packet for the drop's duration, each time it is "
                              "switched on. Any MIDI note does the same"},
    [PORT_DROP_MS] = {.symbol = "drop_ms",
                      .name = "Drop Duration",
                      .group = "network",
                      .flags = PORT_INTEGER | PORT_LOGARITHMIC,
                      .kind = PORT_KIND_IN,
                      .minimum = 10,
                      .maximum = 10000,
                      .standard = 200,
                      .unit = "ms",
                      .comment = "How long a drop lasts. Packets leave at the end of their "
                                 "frames; those that leave meanwhile are lost"},

    [PORT_PLAYOUT] = {.symbol = "playout",
                      .name = "Playout Delay",
                      .group = "receiver",
                      .flags = PORT_INTEGER | PORT_LOGARITHMIC | PORT_RESTARTS,
                      .kind = PORT_KIND_IN,
                      .minimum = 20,
                      .maximum = 1500,
                      .standard = 400,
                      .unit = "ms",
                      .comment =
                          "How long the receiver waits for what may still come. 10 ms of "
                          "it are its own working time. Part of the latency: a change "
                          "starts the link anew"},
    [PORT_ADAPTIVE] =
        {.symbol = "adaptive",
         .name = "Adaptive Playout",
         .group = "receiver",
         .flags = PORT_TOGGLED | PORT_INTEGER | PORT_RESTARTS,
         .kind = PORT_KIND_IN,
         .maximum = 1,
         .comment =
             "Decide after a delay that follows the network, wait where a hole opens, and "
             "catch up in pauses. The latency is that of the longest delay all the same"},
    [PORT_PLAYOUT_MIN] = {.symbol = "playout_min",
                          .name = "Shortest Playout Delay",
                          .group = "receiver",
                          .flags = PORT_INTEGER | PORT_LOGARITHMIC | PORT_RESTARTS,
                          .kind = PORT_KIND_IN,
                          .minimum = 20,
                          .maximum = 1500,
                          .standard = 40,
                          .unit = "ms",
                          .comment = "Of the adaptive playout; the longest is Playout Delay"},
    [PORT_THREADS] = {.symbol = "threads",
                      .name = "Helper Thread",
                      .group = "receiver",
                      .flags = PORT_TOGGLED | PORT_INTEGER,
                      .kind = PORT_KIND_IN,
                      .maximum = 1,
                      .standard = 1,
                      .comment = "Let a thread code ahead of time, so that no block of sound "
                                 "takes long. The sound is the same without"},

    [PORT_LOSS_NOW] =
        METER("loss_now", "Loss Now", "meters", 100, "pc", "Packets lost in the last 5 s"),
    [PORT_BURST_NOW] = METER("burst_now", "Burst Now", "meters", 10000, "packets",
                             "Packets lost in a row: now, or the last time"),
    [PORT_LOSS_EXPECTED] = METER(
        "loss_expected", "Loss Expected", "meters", 100, "pc",
        "What the loss model comes to in the long run, also where the impossible was asked"),
    [PORT_BURST_EXPECTED] =
        METER("burst_expected", "Burst Expected", "meters", 10000, "packets",
              "Packets lost in a row on average that the loss model comes to"),
    [PORT_CAPACITY_NOW] =
        METER("capacity_now", "Capacity Now", "meters", 10000, "kb/s",
              "The capacity in force: at least what the headers need. 0 is unlimited"),
    [PORT_PACKETS] = COUNTER("packets", "Packets", "meters", "Packets since the start"),
    [PORT_PACKETS_LOST] =
        COUNTER("packets_lost", "Packets Lost", "meters", "Packets lost since the start"),
    [PORT_CPU] = METER("cpu", "CPU", "meters", 1000, "pc",
                       "Time spent on coding and recovery, of real time"),
    [PORT_WAITS] = COUNTER("waits", "Waits", "meters",
                           "How often the audio thread had to wait for the helper thread: more "
                           "than a few mean that the machine is too slow"),
    [PORT_ABX_STATE] = {.symbol = "abx_state",
                        .name = "Test State",
                        .group = "meters_abx",
                        .flags = PORT_INTEGER | PORT_ENUMERATION,
                        .kind = PORT_KIND_OUT,
                        .maximum = 2,
                        .points = abx_states,
                        .comment = "Whether a blind test is on"},
    [PORT_ABX_TRIAL] = {.symbol = "abx_trial",
                        .name = "Trial",
                        .group = "meters_abx",
                        .flags = PORT_INTEGER,
                        .kind = PORT_KIND_OUT,
                        .maximum = 100,
                        .comment = "Which trial waits for an answer; 0 for none"},
    [PORT_ABX_RIGHT] = {.symbol = "abx_right",
                        .name = "Right Answers",
                        .group = "meters_abx",
                        .flags = PORT_INTEGER,
                        .kind = PORT_KIND_OUT,
                        .maximum = 100,
                        .comment = "Right answers of the last test, once it is done"},
    [PORT_ABX_P] = METER("abx_p", "P Value", "meters_abx", 1, NULL,
                         "How likely so many or more right answers are by mere guessing "
                         "(one-sided binomial), once the test is done"),
    LANE_METER_PORTS(A, "a", "A", "meters_a"),
    LANE_METER_PORTS(B, "b", "B", "meters_b"),
};

static float nearest_point(const PortPoint* const points, const float value)
{
    const PortPoint* best = points;
    for (const PortPoint* p = points; p->label; ++p) {
        if (fabsf(p->value - value) < fabsf(best->value - value)) {
            best = p;
        }
    }
    return best->value;
}

float port_value(const PortIndex index, const float* const value)
{
    const Port* const port = &ports[index];
    if (!value || isnan(*value)) {
        return port->standard;
    }
    const float x = fminf(fmaxf(*value, port->minimum), port->maximum);
    if (port->flags & PORT_ENUMERATION) {
        return nearest_point(port->points, x);
    }
    return port->flags & PORT_INTEGER ? rintf(x) : x;
}
