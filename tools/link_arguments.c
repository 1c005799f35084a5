// SPDX-License-Identifier: ISC
#include "link_arguments.h"

#include <stdio.h>

#define SENDER(field)   offsetof(LinkArguments, settings.lane[DREDGE_LANE_A].sender.field)
#define SETTINGS(field) offsetof(LinkArguments, settings.field)

static const char* const redundancies[] = {"none", "red", "lbrr", "dred", "lbrr+dred", NULL};
static const char* const budgets[] = {"layered", "single", NULL};
static const char* const applications[] = {"voip", "audio", "lowdelay", NULL};
static const char* const frames[] = {"2.5", "5", "10", "20", "40", "60", NULL};
static const unsigned durations[] = {120, 240, 480, 960, 1920, 2880};
static const char* const bandwidths[] = {"auto", "nb", "mb", "wb", "swb", "fb", NULL};
static const char* const modes[] = {"mono", "stereo", NULL};
static const unsigned channels[] = {1, 2};
static const char* const concealments[] = {"silence", "classic", "neural", NULL};
static const char* const enhancements[] = {"off", "lace", "nolace", NULL};

static const Option codec[] = {
    {"redundancy", "KIND",
     "What packets carry about earlier frames: none, red, lbrr, dred, lbrr+dred (default lbrr)",
     .type = OPTION_CHOICE, .field = SENDER(redundancy), .words = redundancies},
    {"depth", "MS", "Depth of RED and DRED, 0-1040 ms (default 1000)", .type = OPTION_WHOLE,
     .field = SENDER(depth), 0, DREDGE_DEPTH_MAX},
    {"bitrate", "KBPS", "Bitrate, 6-128 kb/s (default 24); what for, see --budget",
     .type = OPTION_FLOAT, .field = SENDER(bitrate), DREDGE_BITRATE_MIN, DREDGE_BITRATE_MAX},
    {"budget", "RULE",
     "What the bitrate pays for: layered, the primary, with LBRR and DRED on top (default); "
     "single, all of one encoder, as an application gets it from libopus",
     .type = OPTION_CHOICE, .field = SENDER(budget), .words = budgets},
    {"expected", "PCT",
     "Loss that the encoder is told to expect, auto or 0-100 % (default auto)",
     .type = OPTION_AUTO, .field = SENDER(expected_loss), 0, 100},
    {"application", "KIND",
     "What the encoder is made for: voip, audio, lowdelay (CELT only) (default voip)",
     .type = OPTION_CHOICE, .field = SENDER(application), .words = applications, .later = true},
    {"frame", "MS", "Frame duration: 2.5, 5, 10, 20, 40, 60 ms (default 20)",
     .type = OPTION_CHOICE, .field = SETTINGS(frame), .words = frames, .values = durations},
    {"bandwidth", "BAND", "auto, nb, mb, wb, swb, fb (default auto)", .type = OPTION_CHOICE,
     .field = SENDER(bandwidth), .words = bandwidths},
    {"complexity", "N", "Complexity of the encoder, 0-10 (default 9)", .type = OPTION_WHOLE,
     .field = SENDER(complexity), 0, 10},
    {"vbr", "on|off", "Variable bitrate (default on)", .type = OPTION_SWITCH,
     .field = SENDER(vbr)},
    {"dtx", "on|off", "Send next to nothing in silence (default off)", .type = OPTION_SWITCH,
     .field = SENDER(dtx)},
    {"mode", "mono|stereo", "Channels of the link (default: those of the input)",
     .type = OPTION_CHOICE, .field = offsetof(LinkArguments, channels), .words = modes,
     .values = channels},
};

static const Option receiver[] = {
    {"playout", "MS", "Playout delay, 20-1500 ms (default 400)", .type = OPTION_WHOLE,
     .field = SETTINGS(playout.playout), DREDGE_PLAYOUT_MIN, DREDGE_PLAYOUT_MAX},
    {"adaptive", NULL,
     "Let the playout delay follow the network up to --playout: wait where a hole opens, catch "
     "up in pauses",
     .type = OPTION_FLAG, .field = SETTINGS(playout.adaptive)},
    {"playout-min", "MS", "Shortest adaptive playout delay, 20-1500 ms (default 40)",
     .type = OPTION_WHOLE, .field = SETTINGS(playout.least), DREDGE_PLAYOUT_MIN,
     DREDGE_PLAYOUT_MAX},
    {"concealment", "KIND", "silence, classic, neural (default neural)", .type = OPTION_CHOICE,
     .field = SETTINGS(lane[DREDGE_LANE_A].concealment), .words = concealments},
    {"enhance", "KIND",
     "Clean up what wide-band SILK codes: off, lace, nolace (default off); with neural "
     "concealment only",
     .type = OPTION_CHOICE, .field = SETTINGS(lane[DREDGE_LANE_A].enhancement),
     .words = enhancements},
    {"no-rewind", NULL,
     "Don't mend the decoder's memory when redundancy comes after concealed frames",
     .type = OPTION_FLAG, .field = offsetof(LinkArguments, no_rewind)},
    {"reference", NULL,
     "Recover as opus_demo does: no rewind, redundancy only from the first packet after a gap, "
     "libopus' traps as they are, no loss after the end of a trace",
     .type = OPTION_FLAG, .field = offsetof(LinkArguments, reference)},
};

enum {
    CODEC = sizeof(codec) / sizeof(codec[0]),
    RECEIVER = sizeof(receiver) / sizeof(receiver[0]),
    KEY_CODEC = 0x400,
    KEY_RECEIVER = 0x440,
};

// The groups' numbers are their places among the command's own and the network's.
const OptionTable codec_options = {"Codec:", 1, codec, CODEC};
const OptionTable receiver_options = {"Receiver:", 3, receiver, RECEIVER};

LinkArguments link_arguments_default(void)
{
    return (LinkArguments){.settings = dredge_settings_default()};
}

const char* link_arguments_check(const LinkArguments* const arguments, Problem* const problem)
{
    const DredgePlayout* const playout = &arguments->settings.playout;
    if (playout->adaptive && playout->least > playout->playout) {
        snprintf(problem->text, sizeof(problem->text),
                 "expected at most the playout delay, %u ms, found %u", playout->playout,
                 playout->least);
        return "playout-min";
    }
    const DredgeLinkSettings* const lane = &arguments->settings.lane[DREDGE_LANE_A];
    if (lane->enhancement && lane->concealment != DREDGE_CONCEALMENT_NEURAL) {
        snprintf(problem->text, sizeof(problem->text),
                 "expected neural concealment, beside which alone libopus enhances, found %s",
                 concealments[lane->concealment]);
        return "enhance";
    }
    return NULL;
}

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    LinkArguments* const arguments = state->input;
    if (key == ARGP_KEY_END) {
        Problem problem;
        const char* const name = link_arguments_check(arguments, &problem);
        if (name) {
            argp_error(state, "--%s: %s", name, problem.text);
        }
        return 0;
    }
    return option_table_parse(&codec_options, KEY_CODEC, key, arg, state, arguments) &&
                   option_table_parse(&receiver_options, KEY_RECEIVER, key, arg, state,
                                      arguments)
               ? ARGP_ERR_UNKNOWN
               : 0;
}

const struct argp* link_argp(void)
{
    static struct argp_option options[OPTION_ARGP_SIZE(CODEC) + OPTION_ARGP_SIZE(RECEIVER)];
    static const struct argp argp = {.options = options, .parser = parse};
    option_table_to_argp(&codec_options, KEY_CODEC, options);
    option_table_to_argp(&receiver_options, KEY_RECEIVER, options + CODEC + 1);
    return &argp;
}
