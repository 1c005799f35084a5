// SPDX-License-Identifier: ISC
#include "traces/trace_input.h"

#include "options/arguments.h"
#include "options/verbose.h"
#include "report.h"
#include "trace/trace_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_FROM = 0x300, KEY_INTERVAL, KEY_CLOCK, KEY_SSRC, KEY_PORT };

static const struct argp_option options[] = {
    {"from", KEY_FROM, "FORMAT", 0,
     "Format of the input (default auto: by its content): lines, string, lines-0-lost, "
     "string-0-lost, plc-challenge, opus-demo, g192, ep-byte, ep-bit, arrivals, rtpdump, pcap, "
     "records",
     0},
    {"format", 0, 0, OPTION_ALIAS, 0, 0},
    {"interval", KEY_INTERVAL, "MS", 0,
     "Time between two packets, 1-1000 ms (default: what the input says, or 20)", 0},
    {"clock", KEY_CLOCK, "HZ", 0,
     "Clock rate of RTP timestamps, 1000-1000000 Hz (default: what the arrivals say, or 48000)",
     0},
    {"ssrc", KEY_SSRC, "N", 0,
     "The RTP stream to take, as 0x1234 for instance (default: that with most packets)", 0},
    {"port", KEY_PORT, "N", 0, "Captures: the UDP port at either end (default: any)", 0},
    {0},
};

DredgeTraceFormat trace_format_argument(const struct argp_state* const state,
                                        const char* const name, const char* const text,
                                        const bool automatic)
{
    const char* names[DREDGE_TRACE_FORMATS + 1] = {NULL};
    for (int i = 0; i < DREDGE_TRACE_FORMATS; ++i) {
        names[i] = dredge_trace_format_name((DredgeTraceFormat)i);
    }
    const int first = automatic ? 0 : DREDGE_TRACE_AUTO + 1;
    return (DredgeTraceFormat)(first + argument_choice(state, name, text, names + first));
}

static uint32_t parse_ssrc(const struct argp_state* const state, const char* const text)
{
    char* end = NULL;
    errno = 0;
    const unsigned long long ssrc = strtoull(text, &end, 0);
    if (end == text || *end || errno || ssrc > UINT32_MAX || strchr(text, '-')) {
        argp_error(state, "--ssrc: expected a number from 0 to 0xffffffff, found '%s'", text);
    }
    return (uint32_t)ssrc;
}

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    TraceInput* const input = state->input;
    switch (key) {
    case KEY_FROM:
        input->options.format = trace_format_argument(state, "from", arg, true);
        return 0;
    case KEY_INTERVAL:
        input->options.interval =
            argument_number(state, "interval", arg, 1, DREDGE_TRACE_INTERVAL_MAX);
        return 0;
    case KEY_CLOCK:
        input->options.clock = (unsigned)argument_whole(state, "clock", arg, 1000, 1000000);
        return 0;
    case KEY_SSRC:
        input->options.ssrc = parse_ssrc(state, arg);
        input->options.ssrc_given = true;
        return 0;
    case KEY_PORT:
        input->options.port = (unsigned)argument_whole(state, "port", arg, 1, 65535);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp trace_input_argp = {.options = options, .parser = parse};

DredgeTrace* trace_input_read(const TraceInput* const input, const char* const path,
                              DredgeTraceReport* const report)
{
    char error[512];
    DredgeTraceFile file;
    const bool standard = !strcmp(path, "-");
    const char* const name = standard ? "standard input" : path;
    // Pipes, too: who names one at a terminal is ready to wait for it.
    FILE* const from = standard ? stdin : fopen(path, "rb");
    if (!from) {
        complain("%s: %s; expected a loss trace", path, strerror(errno));
        return NULL;
    }
    const bool loaded = dredge_trace_file_take(&file, from, name, error, sizeof(error));
    if (!standard) {
        fclose(from);
    }
    if (!loaded) {
        complain("%s", error);
        return NULL;
    }
    DredgeTrace* const trace = dredge_trace_parse(name, file.bytes, file.size, &input->options,
                                                  report, error, sizeof(error));
    dredge_trace_file_free(&file);
    if (!trace) {
        complain("%s", error);
        return NULL;
    }
    tell_more("%s: %s, %zu packets%s%s", name, dredge_trace_format_name(report->format),
              dredge_trace_packets(trace), *report->note ? "; " : "", report->note);
    if (*report->warning) {
        complain("warning: %s: %s", name, report->warning);
    }
    return trace;
}
