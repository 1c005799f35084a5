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
static const PortPoint budgets[] = {{0, "Layered"}, {1, "Single"}, {0, NULL}};
static const PortPoint expectations[] = {{0, "Auto"}, {0, NULL}};
static const PortPoint loss_models[] = {
    {0, "None"}, {1, "Random"}, {2, "Gilbert-Elliott"}, {5, "Trace"}, {0, NULL}};
static const PortPoint sources[] = {{0, "Received"}, {1, "RED"},        {2, "LBRR"},
                                    {3, "DRED"},     {4, "Neural PLC"}, {5, "Classic PLC"},
                                    {6, "Silence"},  {0, NULL}};
static const PortPoint verdicts[] = {{0, "As Asked"},        {1, "Beyond Reach"},
                                     {2, "Bitrate Too Low"}, {3, "Overspends"},
                                     {4, "Needs Wide Band"}, {0, NULL}};
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

const Port ports[PORT_AUDIO] = {
    [PORT_CONTROL] = {.symbol = "control",
                      .name = "Control",
                      .kind = PORT_KIND_ATOM_IN,
                      .comment = "Messages to the plugin: the loss trace to use"},
    [PORT_NOTIFY] = {.symbol = "notify",
                     .name = "Notify",
                     .kind = PORT_KIND_ATOM_OUT,
                     .comment = "Messages from the plugin: the loss trace in use"},
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

    [PORT_A_REDUNDANCY] = {.symbol = "a_redundancy",
                           .name = "A Redundancy",
                           .group = "lane_a",
                           .flags = PORT_INTEGER | PORT_ENUMERATION,
                           .kind = PORT_KIND_IN,
                           .maximum = 4,
                           .standard = 2,
                           .points = redundancies,
                           .comment =
                               "What a packet carries about earlier frames: whole copies "
                               "(RED, RFC 2198), a coarse copy of one frame (LBRR), or up "
                               "to a second as features for a vocoder (DRED)"},
    [PORT_A_CONCEALMENT] = {.symbol = "a_concealment",
                            .name = "A Concealment",
                            .group = "lane_a",
                            .flags = PORT_INTEGER | PORT_ENUMERATION,
                            .kind = PORT_KIND_IN,
                            .maximum = 2,
                            .standard = 2,
                            .points = concealments,
                            .comment = "What fills a frame that nothing brings back"},
    [PORT_A_BITRATE] =
        {.symbol = "a_bitrate",
         .name = "A Bitrate",
         .group = "lane_a",
         .kind = PORT_KIND_IN,
         .flags = PORT_LOGARITHMIC,
         .minimum = 6,
         .maximum = 128,
         .standard = 24,
         .unit = "kb/s",
         .comment = "Bitrate; what for, A Budget says. RED copies and headers come on top"},
    [PORT_A_BUDGET] = {.symbol = "a_budget",
                       .name = "A Budget",
                       .group = "lane_a",
                       .flags = PORT_INTEGER | PORT_ENUMERATION,
                       .kind = PORT_KIND_IN,
                       .maximum = 1,
                       .points = budgets,
                       .comment =
                           "What the bitrate pays for. Single: all of one encoder, as an "
                           "application gets it from libopus. Layered: the primary; LBRR "
                           "and DRED come on top, and DRED reaches as far as asked"},
    [PORT_A_DEPTH] = {.symbol = "a_depth",
                      .name = "A Depth",
                      .group = "lane_a",
                      .flags = PORT_INTEGER,
                      .kind = PORT_KIND_IN,
                      .maximum = 1040,
                      .standard = 1000,
                      .unit = "ms",
                      .comment =
                          "How far back RED and DRED shall reach; A Depth Now tells how far "
                          "they do"},
    [PORT_A_EXPECTED] = {.symbol = "a_expected",
                         .name = "A Expected Loss",
                         .group = "lane_a",
                         .flags = PORT_INTEGER,
                         .kind = PORT_KIND_IN,
                         .maximum = 100,
                         .unit = "pc",
                         .points = expectations,
                         .comment =
                             "What the encoder is told: the more loss it expects, the more "
                             "it spends on LBRR and DRED. Auto: 25 % with LBRR or DRED"},

    [PORT_LOSS_MODEL] = {.symbol = "loss_model",
                         .name = "Loss Model",
                         .group = "network",
                         .flags = PORT_INTEGER | PORT_ENUMERATION,
                         .kind = PORT_KIND_IN,
                         .maximum = 5,
                         .standard = 2,
                         .points = loss_models,
                         .comment = "Which packets are lost"},
    [PORT_LOSS] = {.symbol = "loss",
                   .name = "Loss",
                   .group = "network",
                   .kind = PORT_KIND_IN,
                   .maximum = 100,
                   .standard = 20,
                   .unit = "pc",
                   .comment = "Share of packets lost (Random, Gilbert-Elliott)"},
    [PORT_BURST] = {.symbol = "burst",
                    .name = "Mean Burst",
                    .group = "network",
                    .flags = PORT_LOGARITHMIC,
                    .kind = PORT_KIND_IN,
                    .minimum = 1,
                    .maximum = 100,
                    .standard = 4,
                    .unit = "packets",
                    .comment = "Packets lost in a row on average (Gilbert-Elliott)"},
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
    [PORT_PACKETS] = COUNTER("packets", "Packets", "meters", "Packets since the start"),
    [PORT_PACKETS_LOST] =
        COUNTER("packets_lost", "Packets Lost", "meters", "Packets lost since the start"),
    [PORT_CPU] = METER("cpu", "CPU", "meters", 1000, "pc",
                       "Time spent on coding and recovery, of real time"),
    [PORT_WAITS] = COUNTER("waits", "Waits", "meters",
                           "How often the audio thread had to wait for the helper thread: more "
                           "than a few mean that the machine is too slow"),
    [PORT_A_KBPS] = METER("a_kbps", "A Bitrate Now", "meters_a", 10000, "kb/s",
                          "All that was sent in the last 5 s, with IP, UDP and RTP headers"),
    [PORT_A_KBPS_PRIMARY] = METER("a_kbps_primary", "A Primary", "meters_a", 10000, "kb/s",
                                  "Of that, the frames' own coding"),
    [PORT_A_KBPS_REDUNDANCY] = METER("a_kbps_redundancy", "A Redundancy Sent", "meters_a",
                                     10000, "kb/s", "Of that, redundancy of all kinds"),
    [PORT_A_KBPS_LBRR] = METER("a_kbps_lbrr", "A LBRR Sent", "meters_a", 10000, "kb/s",
                               "Of that, LBRR: an estimate"),
    [PORT_A_KBPS_DRED] =
        METER("a_kbps_dred", "A DRED Sent", "meters_a", 10000, "kb/s", "Of that, DRED"),
    [PORT_A_KBPS_RED] =
        METER("a_kbps_red", "A RED Sent", "meters_a", 10000, "kb/s", "Of that, RED copies"),
    [PORT_A_KBPS_PADDING] = METER("a_kbps_padding", "A Padding Sent", "meters_a", 10000, "kb/s",
                                  "Of that, padding and unknown extensions"),
    [PORT_A_KBPS_HEADERS] = METER("a_kbps_headers", "A Headers Sent", "meters_a", 10000, "kb/s",
                                  "Of that, IP, UDP and RTP headers: 40 bytes a packet"),
    [PORT_A_OFFSET_NOW] =
        METER("a_offset_now", "A DRED Offset Now", "meters_a", 1100, "ms",
              "How far before the newest packet its DRED begins: between there "
              "is silence"),
    [PORT_A_DEPTH_NOW] = METER("a_depth_now", "A Depth Now", "meters_a", 1100, "ms",
                               "How far back the redundancy really reached in the last second. "
                               "After silence it grows anew"),
    [PORT_A_VERDICT] = {.symbol = "a_verdict",
                        .name = "A Depth Verdict",
                        .group = "meters_a",
                        .flags = PORT_INTEGER | PORT_ENUMERATION,
                        .kind = PORT_KIND_OUT,
                        .maximum = 4,
                        .points = verdicts,
                        .comment =
                            "Whether the asked depth can be had with these settings, and "
                            "why not"},
    [PORT_A_RECOVERED] = METER("a_recovered", "A Recovered", "meters_a", 100, "pc",
                               "Lost frames of the last 5 s that were brought back"),
    [PORT_A_CONCEALED] = METER("a_concealed", "A Concealed", "meters_a", 100, "pc",
                               "Lost frames of the last 5 s that were concealed"),
    [PORT_A_LATE] = METER("a_late", "A Late", "meters_a", 100, "pc",
                          "Packets of the last 5 s that came too late to be played"),
    [PORT_A_SOURCE] = {.symbol = "a_source",
                       .name = "A Source",
                       .group = "meters_a",
                       .flags = PORT_INTEGER | PORT_ENUMERATION,
                       .kind = PORT_KIND_OUT,
                       .maximum = 6,
                       .points = sources,
                       .comment = "Where the newest frame comes from"},
    [PORT_A_MODE] = {.symbol = "a_mode",
                     .name = "A Mode",
                     .group = "meters_a",
                     .flags = PORT_INTEGER | PORT_ENUMERATION,
                     .kind = PORT_KIND_OUT,
                     .maximum = 2,
                     .points = modes,
                     .comment = "How Opus codes the newest frame"},
    [PORT_A_BANDWIDTH] = {.symbol = "a_bandwidth",
                          .name = "A Bandwidth",
                          .group = "meters_a",
                          .flags = PORT_INTEGER | PORT_ENUMERATION,
                          .kind = PORT_KIND_OUT,
                          .minimum = 1,
                          .maximum = 5,
                          .points = bandwidths + 1,
                          .comment = "Bandwidth of the newest frame: below wide band DRED and "
                                     "neural concealment don't work"},
    [PORT_A_CHANNELS] = {.symbol = "a_channels",
                         .name = "A Channels",
                         .group = "meters_a",
                         .flags = PORT_INTEGER,
                         .kind = PORT_KIND_OUT,
                         .minimum = 1,
                         .maximum = 2,
                         .comment = "Channels that were coded in the newest frame"},
    [PORT_A_BY_RED] = COUNTER("a_by_red", "A by RED", "meters_a",
                              "Frames brought back by RED since the start"),
    [PORT_A_BY_LBRR] = COUNTER("a_by_lbrr", "A by LBRR", "meters_a",
                               "Frames brought back by LBRR since the start"),
    [PORT_A_BY_DRED] = COUNTER("a_by_dred", "A by DRED", "meters_a",
                               "Frames brought back by DRED since the start"),
    [PORT_A_BY_CONCEALMENT] = COUNTER("a_by_concealment", "A by Concealment", "meters_a",
                                      "Frames concealed since the start"),
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
