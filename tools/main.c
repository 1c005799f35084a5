// SPDX-License-Identifier: ISC
// dredge: the link, offline.
#include "command.h"
#include "output_file.h"
#include "report.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    const char* name;
    const char* summary;
    int (*run)(int argc, char** argv);
} Command;

static const Command commands[] = {
    {"render", "Send a sound file over the link and write what arrives", command_render},
    {"plan", "Tell what a request costs and how far back it reaches", command_plan},
    {"sweep", "Run a plan: inputs x configurations x networks x seeds", command_sweep},
    {"trace", "Read, write and make traces of lossy networks", command_trace},
    {"report", "Make a page about a sweep, with charts and a listening part", command_report},
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void print_help(FILE* const to)
{
    fputs("Usage: dredge COMMAND [OPTION...]\n"
          "Send speech over a lossy link and recover it: the offline side of the plugin.\n\n"
          "Commands:\n",
          to);
    for (int i = 0; i < COMMANDS; ++i) {
        fprintf(to, "  %-8s %s\n", commands[i].name, commands[i].summary);
    }
    fputs("\n'dredge COMMAND --help' lists a command's options; see also the manual page, "
          "dredge(1).\n",
          to);
}

int main(const int argc, char** const argv)
{
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    const char* const name = argv[1];
    output_file_guard();
    if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help")) {
        print_help(stdout);
        return EXIT_GOOD;
    }
    if (!strcmp(name, "--version")) {
        puts("dredge " DREDGE_VERSION);
        return EXIT_GOOD;
    }
    for (int i = 0; i < COMMANDS; ++i) {
        if (!strcmp(name, commands[i].name)) {
            static char full_name[32];
            snprintf(full_name, sizeof(full_name), "dredge %s", name);
            argv[1] = full_name;
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    complain("no command '%s'; 'dredge --help' lists them", name);
    return EXIT_USAGE;
}
