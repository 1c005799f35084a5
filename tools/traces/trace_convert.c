// SPDX-License-Identifier: ISC
// dredge trace convert: a trace in another format.
#include "command.h"
#include "options/arguments.h"
#include "options/verbose.h"
#include "traces/trace_input.h"
#include "traces/trace_output.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    TraceInput input;
    DredgeTraceFormat to;
    const char* in;
    const char* out;
    bool quiet;
} Job;

enum { KEY_TO = 0x100 };

static const struct argp_option options[] = {
    {"to", KEY_TO, "FORMAT", 0, "Format of the output, any of those above (default lines)", 1},
    {"quiet", 'q', 0, 0, "Say nothing about the input", 1},
    {0},
};

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    Job* const job = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &job->input;
        return 0;
    case KEY_TO:
        job->to = trace_format_argument(state, "to", arg, false);
        return 0;
    case 'q':
        job->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
    case ARGP_KEY_END:
        return argument_two_files(state, key, arg, "IN and OUT", &job->in, &job->out);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void tell(const Job* const job, const DredgeTrace* const trace,
                 const DredgeTraceReport* const report)
{
    size_t lost = 0;
    for (size_t i = 0; i < dredge_trace_packets(trace); ++i) {
        lost += dredge_trace_lost(trace, i);
    }
    printf("%s: %s%s%s, %zu packets, %zu lost%s\n", job->in,
           dredge_trace_format_name(report->format), *report->note ? ", " : "", report->note,
           dredge_trace_packets(trace), lost,
           dredge_trace_has_delay(trace) ? ", with delays" : "");
}

const struct argp* command_trace_convert_argp(void)
{
    static const struct argp_child children[] = {
        {&trace_input_argp, 0, NULL, 0}, {&verbose_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "IN OUT",
        .doc = "Write a trace in another format.\v"
               "IN is a trace or a packet capture. IN and OUT may be - for standard input and "
               "output.",
        .children = children,
    };
    return &argp;
}

int command_trace_convert(const int argc, char** const argv)
{
    Job job = {.to = DREDGE_TRACE_LINES};
    arguments_parse(command_trace_convert_argp(), argc, argv, &job);
    DredgeTraceReport report;
    DredgeTrace* const trace = trace_input_read(&job.input, job.in, &report);
    if (!trace) {
        return EXIT_FAILED;
    }
    const bool good = trace_output_write(trace, job.to, job.input.options.interval, job.out);
    if (good && !job.quiet) {
        tell(&job, trace, &report);
    }
    dredge_trace_free(trace);
    return good ? EXIT_GOOD : EXIT_FAILED;
}
