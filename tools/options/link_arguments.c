// SPDX-License-Identifier: ISC
#include "options/link_arguments.h"

#include "options/parameter_options.h"

#include <stdio.h>

enum { KEY_CODEC = 0x400, KEY_RECEIVER = 0x440, ROOM = 32 };

static const char* const modes[] = {"mono", "stereo", NULL};
static const unsigned channels[] = {1, 2};

// What no parameter is
static const Option own[] = {
    {"mode", "mono|stereo", "Channels of the link (default: those of the input)",
     .type = OPTION_CHOICE, .field = offsetof(LinkArguments, channels), .words = modes,
     .values = channels},
    {"no-rewind", NULL,
     "Don't mend the decoder's memory when redundancy comes after concealed frames",
     .type = OPTION_FLAG, .field = offsetof(LinkArguments, no_rewind)},
    {"reference", NULL,
     "Recover as opus_demo does: no rewind, redundancy only from the first packet after a gap, "
     "libopus' traps as they are, no loss after the end of a trace",
     .type = OPTION_FLAG, .field = offsetof(LinkArguments, reference)},
};

enum { OWN = sizeof(own) / sizeof(own[0]) };

// The cells of sweeps are named after the options in this order: new ones come behind.
static const char* const codec_order[] = {
    "redundancy", "depth",      "bitrate", "budget", "expected", "application", "frame",
    "bandwidth",  "complexity", "vbr",     "dtx",    "mode",     NULL};
static const char* const receiver_order[] = {"playout",     "adaptive", "playout-min",
                                             "concealment", "enhance",  "no-rewind",
                                             "reference",   NULL};

static Option codec[ROOM];
static Option receiver[ROOM];

// The groups' numbers are their places among the command's own and the network's.
static OptionTable codec_table = {"Codec:", 1, codec, 0};
static OptionTable receiver_table = {"Receiver:", 3, receiver, 0};

static bool is_receiver(const DredgeParameter* const p)
{
    return !dredge_parameter_is_codec(p) && p->group != DREDGE_GROUP_NETWORK;
}

const OptionTable* codec_options(void)
{
    if (!codec_table.count) {
        codec_table.count =
            parameter_options_make(codec, codec_order, own, OWN, dredge_parameter_is_codec,
                                   offsetof(LinkArguments, settings));
    }
    return &codec_table;
}

const OptionTable* receiver_options(void)
{
    if (!receiver_table.count) {
        receiver_table.count = parameter_options_make(
            receiver, receiver_order, own, OWN, is_receiver, offsetof(LinkArguments, settings));
    }
    return &receiver_table;
}

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
                 option_find(receiver_options(), "concealment")->words[lane->concealment]);
        return "enhance";
    }
    return NULL;
}

static error_t parse_receiver(const int key, char* const arg, struct argp_state* const state)
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
    return option_table_parse(receiver_options(), KEY_RECEIVER, key, arg, state, arguments);
}

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    return option_table_parse(codec_options(), KEY_CODEC, key, arg, state, state->input)
               ? parse_receiver(key, arg, state)
               : 0;
}

const struct argp* link_argp(void)
{
    static struct argp_option options[2 * OPTION_ARGP_SIZE(ROOM)];
    static const struct argp argp = {.options = options, .parser = parse};
    option_table_to_argp(codec_options(), KEY_CODEC, options);
    option_table_to_argp(receiver_options(), KEY_RECEIVER,
                         options + codec_options()->count + 1);
    return &argp;
}

const struct argp* receiver_argp(void)
{
    static struct argp_option options[OPTION_ARGP_SIZE(ROOM)];
    static const struct argp argp = {.options = options, .parser = parse_receiver};
    option_table_to_argp(receiver_options(), KEY_RECEIVER, options);
    return &argp;
}
