// SPDX-License-Identifier: ISC
#include "network_arguments.h"

#include "network/expected.h"
#include "network/path.h"
#include "report.h"
#include "trace_input.h"
#include "verbose.h"

#include <inttypes.h>
#include <stddef.h>

enum { KEY_FIRST = 0x200 };

#define NETWORK(field) offsetof(NetworkArguments, network.field)
#define PERCENT        0, 100, 0.01

// In the order of their numbers
static const char* const models[] = {"none",     "random", "ge",      "periodic",
                                     "neural",   "trace",  "gemodel", "4state",
                                     "bellcore", "eid",    NULL};
static const char* const units[] = {"packet", "10ms", NULL};
static const char* const distributions[] = {"normal", "uniform", "pareto", "trace", NULL};

static const Option options[] = {
    {"loss-model", "MODEL",
     "none, random, ge (Gilbert-Elliott), periodic, neural (libopus' model of real losses), "
     "trace, gemodel and 4state (netem's), bellcore and eid (ITU-T G.191's) (default ge)",
     .type = OPTION_CHOICE, .field = NETWORK(model), .words = models,
     .given = offsetof(NetworkArguments, model_given)},
    {"loss", "PCT",
     "random, ge, periodic, neural, bellcore, eid: packets lost, 0-100 % (default 20)",
     .type = OPTION_DOUBLE, .field = NETWORK(loss), PERCENT},
    {"burst", "PACKETS",
     "ge, periodic: packets lost in a row, on average or always, 1-1000 (default 4)",
     .type = OPTION_DOUBLE, .field = NETWORK(burst), 1, 1000, 1},
    {"loss-in-bad", "PCT", "ge, gemodel: loss in the bad state, netem's 1-h (default 100)",
     .type = OPTION_DOUBLE, .field = NETWORK(loss_in_bad), PERCENT},
    {"loss-in-good", "PCT", "ge, gemodel: loss in the good state, netem's 1-k (default 0)",
     .type = OPTION_DOUBLE, .field = NETWORK(loss_in_good), PERCENT},
    {"ge-p", "PCT", "gemodel: from good to bad (default 5)", .type = OPTION_DOUBLE,
     .field = NETWORK(to_bad), PERCENT},
    {"ge-r", "PCT", "gemodel: from bad to good (default 25)", .type = OPTION_DOUBLE,
     .field = NETWORK(to_good), PERCENT},
    {"p13", "PCT", "4state: from gap to burst (default 5)", .type = OPTION_DOUBLE,
     .field = NETWORK(p13), PERCENT},
    {"p31", "PCT", "4state: from burst to gap (default 25)", .type = OPTION_DOUBLE,
     .field = NETWORK(p31), PERCENT},
    {"p32", "PCT", "4state: from lost to received in a burst (default 0)",
     .type = OPTION_DOUBLE, .field = NETWORK(p32), PERCENT},
    {"p23", "PCT", "4state: back to lost (default 100)", .type = OPTION_DOUBLE,
     .field = NETWORK(p23), PERCENT},
    {"p14", "PCT", "4state: from gap to a single loss (default 0)", .type = OPTION_DOUBLE,
     .field = NETWORK(p14), PERCENT},
    {"burstiness", "GAMMA", "eid: 0 random - 0.99 bursty (default 0.5)", .type = OPTION_DOUBLE,
     .field = NETWORK(burstiness), 0, 0.99, 1},
    {"loss-unit", "UNIT", "Draw losses per packet (default) or per 10ms of each packet",
     .type = OPTION_CHOICE, .field = offsetof(NetworkArguments, by_time), .words = units},
    {"seed", "N", "Another seed, another pattern (default 1)", .type = OPTION_SEED,
     .field = NETWORK(seed), 0, 1000000000},
    {"trace", "FILE",
     "Lose the packets that are lost in FILE, a trace or a packet capture, again from its "
     "start after its end; implies the trace model",
     .type = OPTION_TEXT, .field = offsetof(NetworkArguments, trace)},
    {"trace-format", "FORMAT", "Format of the trace (default auto: by its content)",
     .type = OPTION_TRACE_FORMAT, .field = offsetof(NetworkArguments, trace_format)},
    {"delay", "MS", "Delay of every packet (default 0)", .type = OPTION_DOUBLE,
     .field = NETWORK(delay), 0, 10000, 1},
    {"jitter", "MS", "Standard deviation of the delay; half its width if uniform (default 0)",
     .type = OPTION_DOUBLE, .field = NETWORK(jitter), 0, 10000, 1},
    {"distribution", "KIND",
     "How delays spread: normal (default), uniform, pareto, trace (those of the trace file)",
     .type = OPTION_CHOICE, .field = NETWORK(distribution), .words = distributions},
    {"correlation", "PCT", "Of the delays of neighbours, 0-99 % (default 0)",
     .type = OPTION_DOUBLE, .field = NETWORK(correlation), 0, 99, 0.01},
    {"reorder", "PCT", "Packets that overtake, without delay (default 0)",
     .type = OPTION_DOUBLE, .field = NETWORK(reorder), PERCENT},
    {"duplicate", "PCT", "Packets that come twice (default 0)", .type = OPTION_DOUBLE,
     .field = NETWORK(duplicate), PERCENT},
    {"capacity", "KBPS",
     "Of a thin link before all that, headers included (default 0: unlimited)",
     .type = OPTION_DOUBLE, .field = NETWORK(bottleneck.capacity), 0, 100000, 1},
    {"queue", "MS", "What would wait longer before the thin link is dropped (default 200)",
     .type = OPTION_WHOLE, .field = NETWORK(bottleneck.queue), 0, 100000},
    {"overhead", "BYTES", "Headers of a packet (default 40)", .type = OPTION_WHOLE,
     .field = NETWORK(bottleneck.overhead), 0, 1000},
};

enum { OPTIONS = sizeof(options) / sizeof(options[0]) };

// The group's number is its place among the command's own.
const OptionTable network_options = {"Network:", 2, options, OPTIONS};

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    return option_table_parse(&network_options, KEY_FIRST, key, arg, state, state->input);
}

const struct argp* network_argp(void)
{
    static struct argp_option argp_options[OPTION_ARGP_SIZE(OPTIONS)];
    static const struct argp argp = {.options = argp_options, .parser = parse};
    option_table_to_argp(&network_options, KEY_FIRST, argp_options);
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
              models[network->model], network->seed, 100.0 * expected.loss, expected.burst);
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
