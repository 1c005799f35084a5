// SPDX-License-Identifier: ISC
#include "network_arguments.h"

#include "arguments.h"
#include "report.h"
#include "trace_input.h"

enum {
    KEY_LOSS_MODEL = 0x200,
    KEY_LOSS,
    KEY_BURST,
    KEY_LOSS_IN_BAD,
    KEY_LOSS_IN_GOOD,
    KEY_SEED,
    KEY_TRACE,
    KEY_TRACE_FORMAT,
};

static const struct argp_option options[] = {
    {0, 0, 0, 0, "Network:", 2}, // The group's number is its place among the command's own
    {"loss-model", KEY_LOSS_MODEL, "MODEL", 0, "none, random, ge, trace (default ge)", 0},
    {"loss", KEY_LOSS, "PCT", 0, "Packets lost, 0-100 % (default 20)", 0},
    {"burst", KEY_BURST, "PACKETS", 0,
     "ge: packets lost in a row on average, 1-1000 (default 4)", 0},
    {"loss-in-bad", KEY_LOSS_IN_BAD, "PCT", 0, "ge: loss in the bad state (default 100)", 0},
    {"loss-in-good", KEY_LOSS_IN_GOOD, "PCT", 0, "ge: loss in the good state (default 0)", 0},
    {"seed", KEY_SEED, "N", 0, "Another seed, another pattern (default 1)", 0},
    {"trace", KEY_TRACE, "FILE", 0,
     "Lose the packets that are lost in FILE, a trace or a packet capture, again from its "
     "start "
     "after its end; implies the trace model",
     0},
    {"trace-format", KEY_TRACE_FORMAT, "FORMAT", 0,
     "Format of the trace (default auto: by its content)", 0},
    {0},
};

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    static const char* const models[] = {"none", "random", "ge", "trace", NULL};
    static const DredgeLossModel values[] = {DREDGE_LOSS_NONE, DREDGE_LOSS_RANDOM,
                                             DREDGE_LOSS_GILBERT_ELLIOTT, DREDGE_LOSS_TRACE};
    NetworkArguments* const arguments = state->input;
    DredgeNetwork* const network = &arguments->network;
    switch (key) {
    case KEY_LOSS_MODEL:
        network->model = values[argument_choice(state, "loss-model", arg, models)];
        arguments->model_given = true;
        return 0;
    case KEY_LOSS:
        network->loss = argument_number(state, "loss", arg, 0, 100) / 100.0;
        return 0;
    case KEY_BURST:
        network->burst = argument_number(state, "burst", arg, 1, 1000);
        return 0;
    case KEY_LOSS_IN_BAD:
        network->loss_in_bad = argument_number(state, "loss-in-bad", arg, 0, 100) / 100.0;
        return 0;
    case KEY_LOSS_IN_GOOD:
        network->loss_in_good = argument_number(state, "loss-in-good", arg, 0, 100) / 100.0;
        return 0;
    case KEY_SEED:
        network->seed = (uint64_t)argument_whole(state, "seed", arg, 0, 1000000000);
        return 0;
    case KEY_TRACE:
        arguments->trace = arg;
        return 0;
    case KEY_TRACE_FORMAT:
        arguments->trace_format = trace_format_argument(state, "trace-format", arg, true);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp network_argp = {.options = options, .parser = parse};

bool network_arguments_load(NetworkArguments* const arguments, DredgeTrace** const trace)
{
    *trace = NULL;
    if (!arguments->trace) {
        return arguments->network.model != DREDGE_LOSS_TRACE ||
               complain("--loss-model trace: expected --trace FILE with it");
    }
    if (!arguments->model_given) {
        arguments->network.model = DREDGE_LOSS_TRACE;
    }
    const TraceInput input = {.options.format = arguments->trace_format};
    DredgeTraceReport report;
    *trace = trace_input_read(&input, arguments->trace, &report);
    return *trace;
}
