// SPDX-License-Identifier: ISC
// dredge: the link without a host.
#include "command.h"
#include "need.h"
#include "output_file.h"
#include "report.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What argp prints for --version.
const char* argp_program_version = "dredge " DREDGE_VERSION;

const Command commands[] = {
    {"render", "Send a sound file over the link and write what arrives", command_render,
     command_render_argp},
    {"receive", "Play the Opus packets of a capture as they came", command_receive,
     command_receive_argp},
    {"live", "Put the link between a microphone and a loudspeaker", command_live,
     command_live_argp},
    {"plan", "Tell what a request costs and how far back it reaches", command_plan,
     command_plan_argp},
    {"sweep", "Run a plan: inputs x configurations x networks x seeds", command_sweep,
     command_sweep_argp},
    {"trace info", "Tell what there is in traces and packet captures", command_trace_info,
     command_trace_info_argp},
    {"trace convert", "Write a trace in another format", command_trace_convert,
     command_trace_convert_argp},
    {"trace make", "Draw a trace from a loss model", command_trace_make,
     command_trace_make_argp},
    {"report", "Make a page about a sweep, with charts and a listening part", command_report,
     command_report_argp},
    {"completion", "Print what makes a shell complete all this", command_completion,
     command_completion_argp},
    {NULL, NULL, NULL, NULL},
};

static void print_help(FILE* const to, const char* const only)
{
    fputs("Usage: dredge COMMAND [OPTION...]\n"
          "Send speech over a lossy link and recover it: the plugin's link, without a host.\n\n"
          "Commands:\n",
          to);
    for (const Command* c = commands; c->name; ++c) {
        if (!only || !strncmp(c->name, only, strlen(only))) {
            fprintf(to, "  %-14s %s\n", c->name, c->summary);
        }
    }
    fputs("\n'dredge COMMAND --help' lists a command's options; see also the manual page, "
          "dredge(1).\n",
          to);
}

// How many of the arguments are a command's name.
static int matches(const Command* const command, const int argc, char** const argv)
{
    const char* const space = strchr(command->name, ' ');
    if (!space) {
        return argc > 1 && !strcmp(argv[1], command->name);
    }
    const size_t length = (size_t)(space - command->name);
    const bool same = argc > 2 && strlen(argv[1]) == length &&
                      !strncmp(argv[1], command->name, length) && !strcmp(argv[2], space + 1);
    return same ? 2 : 0;
}

static bool is_help(const char* const word)
{
    return !strcmp(word, "--help") || !strcmp(word, "-h") || !strcmp(word, "-?") ||
           !strcmp(word, "help");
}

int main(const int argc, char** const argv)
{
    output_file_guard();
    json_set_alloc_funcs(need_block, free);
    for (const Command* c = commands; c->name; ++c) {
        const int words = matches(c, argc, argv);
        if (words) {
            static char full_name[32];
            snprintf(full_name, sizeof(full_name), "dredge %s", c->name);
            argv[words] = full_name;
            return c->run(argc - words, argv + words);
        }
    }
    const char* const name = argc > 1 ? argv[1] : "";
    const bool trace = !strcmp(name, "trace");
    const char* const asked = trace && argc > 2 ? argv[2] : name;
    if (!strcmp(asked, "--version") || !strcmp(asked, "-V")) {
        puts(argp_program_version);
        return EXIT_GOOD;
    }
    if (is_help(asked) || !*name || (trace && argc == 2)) {
        const bool good = is_help(asked);
        print_help(good ? stdout : stderr, trace ? "trace " : NULL);
        return good ? EXIT_GOOD : EXIT_USAGE;
    }
    if (trace) {
        complain("trace: expected info, convert or make, found '%s'", asked);
    } else {
        complain("no command '%s'; 'dredge --help' lists them", name);
    }
    return EXIT_USAGE;
}
