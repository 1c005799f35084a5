// SPDX-License-Identifier: ISC
#include "options/network_arguments.h"

#include "network/expected.h"
#include "network/path.h"
#include "options/parameter_options.h"
#include "options/verbose.h"
#include "report.h"
#include "traces/trace_input.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

enum { KEY_FIRST = 0x200 };

enum { ROOM = 48 };

static const char* const units[] = {"packet", "10ms", NULL};

// What no parameter is, or what stands elsewhere than in its settings
static const Option own[] = {
    {"loss-unit", "UNIT", "Draw losses per packet (default) or per 10ms of each packet",
     .type = OPTION_CHOICE, .field = offsetof(NetworkArguments, by_time), .words = units},
    {"trace", "FILE",
     "Lose the packets that are lost in FILE, a trace or a packet capture, again from its "
     "start after its end; implies the trace model",
     .type = OPTION_TEXT, .field = offsetof(NetworkArguments, trace)},
    {"trace-format", "FORMAT", "Format of the trace (default auto: by its content)",
     .type = OPTION_TRACE_FORMAT, .field = offsetof(NetworkArguments, trace_format)},
};

enum { OWN = sizeof(own) / sizeof(own[0]) };

// The cells of sweeps are named after the options in this order: new ones come behind.
static const char* const order[] = {
    "loss-model", "loss",         "burst",       "loss-in-bad", "loss-in-good", "ge-p",
    "ge-r",       "p13",          "p31",         "p32",         "p23",          "p14",
    "burstiness", "loss-unit",    "seed",        "trace",       "trace-format", "delay",
    "jitter",     "distribution", "correlation", "reorder",     "duplicate",    "capacity",
    "queue",      "overhead",     NULL};

static Option options[ROOM];

// The group's number is its place among the command's own.
static OptionTable table = {"Network:", 2, options, 0};

static bool is_network(const DredgeParameter* const p)
{
    return p->group == DREDGE_GROUP_NETWORK;
}

const OptionTable* network_options(void)
{
    if (!table.count) {
        const size_t base =
            offsetof(NetworkArguments, network) - offsetof(DredgeSettings, network);
        table.count = parameter_options_make(options, order, own, OWN, is_network, base);
        for (unsigned i = 0; i < table.count; ++i) {
            if (!strcmp(options[i].name, "loss-model")) {
                options[i].given = offsetof(NetworkArguments, model_given);
            }
        }
    }
    return &table;
}

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    return option_table_parse(network_options(), KEY_FIRST, key, arg, state, state->input);
}

const struct argp* network_argp(void)
{
    static struct argp_option argp_options[OPTION_ARGP_SIZE(ROOM)];
    static const struct argp argp = {.options = argp_options, .parser = parse};
    option_table_to_argp(network_options(), KEY_FIRST, argp_options);
    return &argp;
}

bool network_arguments_load(NetworkArguments* const arguments, const unsigned frame,
                            DredgeTrace** const trace)
{
    DredgeNetwork* const network = &arguments->network;
    *trace = NULL;
    dredge_network_set_units(network, arguments->by_time, frame);
    if (arguments->trace) {
        if (!arguments->model_given) {
            network->model = DREDGE_LOSS_TRACE;
        }
        const TraceInput input = {.options.format = arguments->trace_format};
        DredgeTraceReport report;
        *trace = trace_input_read(&input, arguments->trace, &report);
        if (!*trace) {
            return false;
        }
    } else if (network->model == DREDGE_LOSS_TRACE) {
        return complain("--loss-model trace: expected --trace FILE with it");
    }
    if (network->distribution == DREDGE_JITTER_TRACE &&
        (!*trace || !dredge_trace_has_delay(*trace))) {
        complain("--distribution trace: expected --trace with a file that tells delays");
        dredge_trace_free(*trace);
        *trace = NULL;
        return false;
    }
    const DredgeLossStatistics expected = dredge_fate_expected(network);
    tell_more("losses: %s, seed %" PRIu64 ", expected %.2f %% in bursts of %.2f packets",
              option_find(network_options(), "loss-model")->words[network->model],
              network->seed, 100.0 * expected.loss, expected.burst);
    char text[256];
    if (dredge_fate_complaint(network, text, sizeof(text))) {
        complain("warning: %s", text);
    }
    const double capacity = dredge_path_capacity(&network->bottleneck, frame);
    if (capacity > network->bottleneck.capacity) {
        complain("warning: capacity raised from %g to %g kb/s: the headers alone need that",
                 network->bottleneck.capacity, capacity);
    }
    return true;
}
