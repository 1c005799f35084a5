// SPDX-License-Identifier: ISC
// dredge trace info: what there is in traces.
#include "command.h"
#include "options/arguments.h"
#include "options/verbose.h"
#include "traces/trace_input.h"
#include "traces/trace_statistics.h"

#include <stdio.h>

typedef struct {
    TraceInput input;
    char** files;
    int count;
} Job;

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    (void)arg;
    Job* const job = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &job->input;
        return 0;
    case ARGP_KEY_ARGS:
        job->files = state->argv + state->next;
        job->count = state->argc - state->next;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected one file or more");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool print(const Job* const job, const char* const path)
{
    DredgeTraceReport report;
    DredgeTrace* const trace = trace_input_read(&job->input, path, &report);
    if (!trace) {
        return false;
    }
    printf("file        %s\n", path);
    printf("format      %s: %s (%s)\n", dredge_trace_format_name(report.format),
           dredge_trace_format_text(report.format),
           job->input.options.format == DREDGE_TRACE_AUTO ? "recognised" : "as told");
    if (*report.note) {
        printf("note        %s\n", report.note);
    }
    const bool good = trace_statistics_print(trace);
    dredge_trace_free(trace);
    return good;
}

const struct argp* command_trace_info_argp(void)
{
    static const struct argp_child children[] = {
        {&trace_input_argp, 0, NULL, 0}, {&verbose_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        .parser = parse,
        .args_doc = "FILE...",
        .doc = "Tell what there is in traces and packet captures.\v"
               "FILE may be - for standard input.",
        .children = children,
    };
    return &argp;
}

int command_trace_info(const int argc, char** const argv)
{
    Job job = {.count = 0};
    arguments_parse(command_trace_info_argp(), argc, argv, &job);
    bool good = true;
    for (int i = 0; i < job.count; ++i) {
        if (i) {
            putchar('\n');
        }
        good = print(&job, job.files[i]) && good;
    }
    return good ? EXIT_GOOD : EXIT_FAILED;
}
