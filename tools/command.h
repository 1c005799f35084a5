// SPDX-License-Identifier: ISC
// The tool's commands.
#ifndef DREDGE_COMMAND_H
#define DREDGE_COMMAND_H

/// Exit codes.
enum { EXIT_GOOD = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/// `dredge render`: a sound file over the link. argv[0] is "dredge render".
int command_render(int argc, char** argv);

/// `dredge plan`: settings, cost and reach of a request. argv[0] is "dredge plan".
int command_plan(int argc, char** argv);

/// `dredge sweep`: all cells of a plan. argv[0] is "dredge sweep".
int command_sweep(int argc, char** argv);

/// `dredge trace`: recorded networks. argv[0] is "dredge trace".
int command_trace(int argc, char** argv);

/// `dredge report`: a page about a sweep. argv[0] is "dredge report".
int command_report(int argc, char** argv);

#endif
