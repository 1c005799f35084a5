// SPDX-License-Identifier: ISC
// The tool's commands.
#ifndef DREDGE_COMMAND_H
#define DREDGE_COMMAND_H

#include <argp.h>

/// Exit codes.
enum { EXIT_GOOD = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/// A command: what main() runs and the completion of shells knows.
typedef struct {
    const char* name;    ///< As in `dredge NAME`; the parts of trace have two words
    const char* summary; ///< One line
    int (*run)(int argc, char** argv); ///< argv[0] is "dredge NAME"; returns an exit code
    const struct argp* (*options)(void);
} Command;

/// All of them; the last one has no name.
extern const Command commands[];

/// `dredge render`: a sound file over the link.
int command_render(int argc, char** argv);
const struct argp* command_render_argp(void);

/// `dredge receive`: recorded packets through the receiver.
int command_receive(int argc, char** argv);
const struct argp* command_receive_argp(void);

/// `dredge live`: the link as a JACK client.
int command_live(int argc, char** argv);
const struct argp* command_live_argp(void);

/// `dredge plan`: settings, cost and reach of a request.
int command_plan(int argc, char** argv);
const struct argp* command_plan_argp(void);

/// `dredge sweep`: all cells of a plan.
int command_sweep(int argc, char** argv);
const struct argp* command_sweep_argp(void);

/// `dredge trace info`: statistics of traces.
int command_trace_info(int argc, char** argv);
const struct argp* command_trace_info_argp(void);

/// `dredge trace convert`: a trace in another format.
int command_trace_convert(int argc, char** argv);
const struct argp* command_trace_convert_argp(void);

/// `dredge trace make`: a trace drawn from a loss model.
int command_trace_make(int argc, char** argv);
const struct argp* command_trace_make_argp(void);

/// `dredge report`: a page about a sweep.
int command_report(int argc, char** argv);
const struct argp* command_report_argp(void);

/// `dredge completion`: what makes a shell complete all these.
int command_completion(int argc, char** argv);
const struct argp* command_completion_argp(void);

#endif
