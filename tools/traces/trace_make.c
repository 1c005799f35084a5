// SPDX-License-Identifier: ISC
// dredge trace make: a trace drawn from a loss model.
#include "command.h"
#include "options/arguments.h"
#include "options/network_arguments.h"
#include "options/verbose.h"
#include "report.h"
#include "session.h"
#include "traces/trace_input.h"
#include "traces/trace_output.h"

#include <stdlib.h>

typedef struct {
    NetworkArguments network;
    DredgeTraceFormat to;
    double interval;
    size_t packets;
    const char* out;
} Job;

enum { KEY_PACKETS = 0x100, KEY_TO, KEY_INTERVAL };

static const struct argp_option options[] = {
    {"packets", KEY_PACKETS, "N", 0, "Length, 1-10000000 packets (default 3000)", 1},
    {"to", KEY_TO, "FORMAT", 0,
     "Format: lines, string, lines-0-lost, string-0-lost, plc-challenge, opus-demo, g192, "
     "ep-byte, ep-bit, arrivals, rtpdump, pcap, records (default lines)",
     1},
    {"interval", KEY_INTERVAL, "MS", 0,
     "Time between two packets where the format tells it, 1-1000 ms (default 20)", 1},
    {0},
};

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    Job* const job = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &job->network;
        return 0;
    case KEY_PACKETS:
        job->packets = (size_t)argument_whole(state, "packets", arg, 1, DREDGE_TRACE_MAX);
        return 0;
    case KEY_TO:
        job->to = trace_format_argument(state, "to", arg, false);
        return 0;
    case KEY_INTERVAL:
        job->interval = argument_number(state, "interval", arg, 1, DREDGE_TRACE_INTERVAL_MAX);
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num) {
            argp_error(state, "expected one file, found a second one: '%s'", arg);
        }
        job->out = arg;
        return 0;
    case ARGP_KEY_END:
        if (!job->out) {
            argp_error(state, "expected a file: OUT");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static DredgeTrace* draw(const Job* const job, const DredgeTrace* const source)
{
    const DredgeNetwork* const network = &job->network.network;
    const bool delays = network->delay > 0.0 || network->jitter > 0.0 ||
                        network->distribution == DREDGE_JITTER_TRACE;
    uint8_t* const lost = malloc(job->packets);
    double* const delay = malloc(job->packets * sizeof(double));
    DredgeTrace* trace = NULL;
    if (lost && delay) {
        DredgeFateCursor cursor = {.ready = false};
        for (size_t i = 0; i < job->packets; ++i) {
            const DredgeFate fate = dredge_fate_follow(&cursor, network, source, i);
            lost[i] = fate.lost;
            delay[i] = fate.delay_ms;
        }
        trace =
            dredge_trace_new_delays(lost, delays ? delay : NULL, job->packets, job->interval);
    }
    free(lost);
    free(delay);
    if (!trace) {
        complain("not enough memory");
    }
    return trace;
}

const struct argp* command_trace_make_argp(void)
{
    static struct argp_child children[3];
    children[0].argp = network_argp();
    children[1].argp = &verbose_argp;
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "OUT",
        .doc =
            "Draw a trace from a loss model.\v"
            "The same options and seed lose the same packets, here and in dredge render. OUT "
            "may be - for standard output.",
        .children = children,
    };
    return &argp;
}

int command_trace_make(const int argc, char** const argv)
{
    Job job = {
        .network.network = dredge_settings_default().network,
        .to = DREDGE_TRACE_LINES,
        .packets = 3000,
    };
    arguments_parse(command_trace_make_argp(), argc, argv, &job);
    DredgeTrace* source = NULL;
    if (!network_arguments_load(&job.network,
                                job.interval > 0.0
                                    ? (unsigned)(job.interval * (DREDGE_RATE / 1000.0))
                                    : DREDGE_RATE / 50,
                                &source)) {
        return EXIT_FAILED;
    }
    DredgeTrace* const trace = draw(&job, source);
    const bool good = trace && trace_output_write(trace, job.to, job.interval, job.out);
    dredge_trace_free(source);
    dredge_trace_free(trace);
    return good ? EXIT_GOOD : EXIT_FAILED;
}
