// SPDX-License-Identifier: ISC
#include "network_arguments.h"

#include "arguments.h"
#include "network/expected.h"
#include "network/path.h"
#include "report.h"
#include "trace_input.h"

#include <stddef.h>
#include <string.h>

enum {
    KEY_LOSS_MODEL = 0x200,
    KEY_SEED,
    KEY_LOSS_UNIT,
    KEY_TRACE,
    KEY_TRACE_FORMAT,
    KEY_DISTRIBUTION,
    KEY_QUEUE,
    KEY_OVERHEAD,
    KEY_NUMBERS = 0x280, ///< And so on, as listed in `numbers`
};

// Options that are plain numbers.
static const struct {
    const char* name;
    size_t field;
    double least;
    double most;
    double scale; ///< From what is written to what is meant
} numbers[] = {
    {"loss", offsetof(DredgeNetwork, loss), 0, 100, 0.01},
    {"burst", offsetof(DredgeNetwork, burst), 1, 1000, 1},
    {"loss-in-bad", offsetof(DredgeNetwork, loss_in_bad), 0, 100, 0.01},
    {"loss-in-good", offsetof(DredgeNetwork, loss_in_good), 0, 100, 0.01},
    {"ge-p", offsetof(DredgeNetwork, to_bad), 0, 100, 0.01},
    {"ge-r", offsetof(DredgeNetwork, to_good), 0, 100, 0.01},
    {"p13", offsetof(DredgeNetwork, p13), 0, 100, 0.01},
    {"p31", offsetof(DredgeNetwork, p31), 0, 100, 0.01},
    {"p32", offsetof(DredgeNetwork, p32), 0, 100, 0.01},
    {"p23", offsetof(DredgeNetwork, p23), 0, 100, 0.01},
    {"p14", offsetof(DredgeNetwork, p14), 0, 100, 0.01},
    {"burstiness", offsetof(DredgeNetwork, burstiness), 0, 0.99, 1},
    {"delay", offsetof(DredgeNetwork, delay), 0, 10000, 1},
    {"jitter", offsetof(DredgeNetwork, jitter), 0, 10000, 1},
    {"correlation", offsetof(DredgeNetwork, correlation), 0, 99, 0.01},
    {"reorder", offsetof(DredgeNetwork, reorder), 0, 100, 0.01},
    {"duplicate", offsetof(DredgeNetwork, duplicate), 0, 100, 0.01},
    {"capacity", offsetof(DredgeNetwork, bottleneck.capacity), 0, 100000, 1},
};

enum { NUMBERS = sizeof(numbers) / sizeof(numbers[0]) };

static const struct argp_option options[] = {
    {0, 0, 0, 0, "Network:", 2}, // The group's number is its place among the command's own
    {"loss-model", KEY_LOSS_MODEL, "MODEL", 0,
     "none, random, ge (Gilbert-Elliott), periodic, neural (libopus' model of real losses), "
     "trace, gemodel and 4state (netem's), bellcore and eid (ITU-T G.191's) (default ge)",
     0},
    {"loss", KEY_NUMBERS + 0, "PCT", 0,
     "random, ge, periodic, neural, bellcore, eid: packets lost, 0-100 % (default 20)", 0},
    {"burst", KEY_NUMBERS + 1, "PACKETS", 0,
     "ge, periodic: packets lost in a row, on average or always, 1-1000 (default 4)", 0},
    {"loss-in-bad", KEY_NUMBERS + 2, "PCT", 0,
     "ge, gemodel: loss in the bad state, netem's 1-h (default 100)", 0},
    {"loss-in-good", KEY_NUMBERS + 3, "PCT", 0,
     "ge, gemodel: loss in the good state, netem's 1-k (default 0)", 0},
    {"ge-p", KEY_NUMBERS + 4, "PCT", 0, "gemodel: from good to bad (default 5)", 0},
    {"ge-r", KEY_NUMBERS + 5, "PCT", 0, "gemodel: from bad to good (default 25)", 0},
    {"p13", KEY_NUMBERS + 6, "PCT", 0, "4state: from gap to burst (default 5)", 0},
    {"p31", KEY_NUMBERS + 7, "PCT", 0, "4state: from burst to gap (default 25)", 0},
    {"p32", KEY_NUMBERS + 8, "PCT", 0, "4state: from lost to received in a burst (default 0)",
     0},
    {"p23", KEY_NUMBERS + 9, "PCT", 0, "4state: back to lost (default 100)", 0},
    {"p14", KEY_NUMBERS + 10, "PCT", 0, "4state: from gap to a single loss (default 0)", 0},
    {"burstiness", KEY_NUMBERS + 11, "GAMMA", 0, "eid: 0 random - 0.99 bursty (default 0.5)",
     0},
    {"loss-unit", KEY_LOSS_UNIT, "UNIT", 0,
     "Draw losses per packet (default) or per 10ms of each packet", 0},
    {"seed", KEY_SEED, "N", 0, "Another seed, another pattern (default 1)", 0},
    {"trace", KEY_TRACE, "FILE", 0,
     "Lose the packets that are lost in FILE, a trace or a packet capture, again from its "
     "start after its end; implies the trace model",
     0},
    {"trace-format", KEY_TRACE_FORMAT, "FORMAT", 0,
     "Format of the trace (default auto: by its content)", 0},
    {"delay", KEY_NUMBERS + 12, "MS", 0, "Delay of every packet (default 0)", 0},
    {"jitter", KEY_NUMBERS + 13, "MS", 0,
     "Standard deviation of the delay; half its width if uniform (default 0)", 0},
    {"distribution", KEY_DISTRIBUTION, "KIND", 0,
     "How delays spread: normal (default), uniform, pareto, trace (those of the trace file)",
     0},
    {"correlation", KEY_NUMBERS + 14, "PCT", 0,
     "Of the delays of neighbours, 0-99 % (default 0)", 0},
    {"reorder", KEY_NUMBERS + 15, "PCT", 0, "Packets that overtake, without delay (default 0)",
     0},
    {"duplicate", KEY_NUMBERS + 16, "PCT", 0, "Packets that come twice (default 0)", 0},
    {"capacity", KEY_NUMBERS + 17, "KBPS", 0,
     "Of a thin link before all that, headers included (default 0: unlimited)", 0},
    {"queue", KEY_QUEUE, "MS", 0,
     "What would wait longer before the thin link is dropped (default 200)", 0},
    {"overhead", KEY_OVERHEAD, "BYTES", 0, "Headers of a packet (default 40)", 0},
    {0},
};

static bool parse_number(const int key, char* const arg, struct argp_state* const state,
                         DredgeNetwork* const network)
{
    if (key < KEY_NUMBERS || key >= KEY_NUMBERS + NUMBERS) {
        return false;
    }
    const int i = key - KEY_NUMBERS;
    const double value =
        argument_number(state, numbers[i].name, arg, numbers[i].least, numbers[i].most) *
        numbers[i].scale;
    memcpy((char*)network + numbers[i].field, &value, sizeof(value));
    return true;
}

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    // In the order of their numbers
    static const char* const models[] = {"none",     "random", "ge",      "periodic",
                                         "neural",   "trace",  "gemodel", "4state",
                                         "bellcore", "eid",    NULL};
    static const char* const units[] = {"packet", "10ms", NULL};
    static const char* const distributions[] = {"normal", "uniform", "pareto", "trace", NULL};
    NetworkArguments* const arguments = state->input;
    DredgeNetwork* const network = &arguments->network;
    if (parse_number(key, arg, state, network)) {
        return 0;
    }
    switch (key) {
    case KEY_LOSS_MODEL:
        network->model = (DredgeLossModel)argument_choice(state, "loss-model", arg, models);
        arguments->model_given = true;
        return 0;
    case KEY_LOSS_UNIT:
        arguments->by_time = argument_choice(state, "loss-unit", arg, units);
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
    case KEY_DISTRIBUTION:
        network->distribution =
            (DredgeJitter)argument_choice(state, "distribution", arg, distributions);
        return 0;
    case KEY_QUEUE:
        network->bottleneck.queue = (unsigned)argument_whole(state, "queue", arg, 0, 100000);
        return 0;
    case KEY_OVERHEAD:
        network->bottleneck.overhead =
            (unsigned)argument_whole(state, "overhead", arg, 0, 1000);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp network_argp = {.options = options, .parser = parse};

bool network_arguments_load(NetworkArguments* const arguments, const unsigned frame,
                            DredgeTrace** const trace)
{
    DredgeNetwork* const network = &arguments->network;
    *trace = NULL;
    network->units = arguments->by_time ? frame / 10 : 0;
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
