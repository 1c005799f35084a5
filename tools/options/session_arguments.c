// SPDX-License-Identifier: ISC
#include "options/session_arguments.h"

#include "options/verbose.h"
#include "report.h"

#include <stdlib.h>

SessionArguments session_arguments_default(void)
{
    SessionArguments arguments = {.link = link_arguments_default()};
    arguments.network.network = arguments.link.settings.network;
    return arguments;
}

const struct argp_child* session_argp_children(void)
{
    static struct argp_child children[4];
    children[0].argp = link_argp();
    children[1].argp = network_argp();
    children[2].argp = &verbose_argp;
    return children;
}

void session_arguments_hand_on(const struct argp_state* const state,
                               SessionArguments* const arguments)
{
    state->child_inputs[0] = &arguments->link;
    state->child_inputs[1] = &arguments->network;
}

bool session_arguments_load(SessionArguments* const arguments, DredgeTrace** const trace)
{
    LinkArguments* const link = &arguments->link;
    if (!network_arguments_load(&arguments->network, link->settings.frame, trace)) {
        return false;
    }
    link->settings.network = arguments->network.network;
    link->settings.network.trace_once = link->reference;
    return true;
}

static void tell_settings(const LinkArguments* const link)
{
    const OptionTable* const tables[] = {codec_options(), receiver_options()};
    for (int i = 0; i < 2; ++i) {
        char* const text = option_table_describe(tables[i], link);
        for (char* end = text; *end; ++end) {
            if (*end == '\n') {
                *end = ' ';
            }
        }
        tell_more("%s", text);
        free(text);
    }
}

DredgeSession* session_arguments_open(SessionArguments* const arguments, const char* const name,
                                      const uint32_t rate, const unsigned channels,
                                      const bool quiet)
{
    const LinkArguments* const link = &arguments->link;
    const unsigned frame = link->settings.frame;
    DredgeStatus status = DREDGE_OK;
    DredgeSession* const session = dredge_session_new(rate, channels, link->reference, &status);
    if (!session) {
        complain("%s: %s", name, dredge_status_text(status));
        return NULL;
    }
    tell_settings(link);
    for (unsigned i = 0; i < (link->settings.b_on ? 2U : 1U); ++i) {
        const DredgeSenderSettings* const sender = &link->settings.lane[i].sender;
        if (channels == 2 && frame > DREDGE_RATE / 50 &&
            sender->redundancy >= DREDGE_REDUNDANCY_DRED) {
            complain("warning: libopus 1.6.1 computes the DRED of stereo frames over 20 ms "
                     "wrongly; expected --frame 10 or 20, or --mode mono");
        }
        const DredgeVerdict verdict = dredge_sender_verdict(sender, frame);
        tell_more("verdict: %s", dredge_verdict_text(verdict));
        if (verdict != DREDGE_VERDICT_AS_ASKED && !quiet) {
            complain("warning: %s", dredge_verdict_text(verdict));
        }
    }
    dredge_session_set_rewind(session, !link->no_rewind && !link->reference);
    dredge_session_set(session, &link->settings);
    return session;
}
