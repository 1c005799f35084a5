// SPDX-License-Identifier: ISC
// dredge trace: recordings of what a network does.
#include "command.h"
#include "report.h"
#include "trace_command.h"

#include <stdio.h>
#include <string.h>

static void print_help(FILE* const to)
{
    fputs("Usage: dredge trace info [OPTION...] FILE...\n"
          "       dredge trace convert [OPTION...] IN OUT\n"
          "       dredge trace make [OPTION...] OUT\n"
          "Read, write and make traces: which packets of a stream were lost, and how late the "
          "others came.\n\n"
          "'dredge trace info --help' and so on list the options; see also the manual page, "
          "dredge(1).\n",
          to);
}

int command_trace(const int argc, char** const argv)
{
    static const struct {
        const char* name;
        int (*run)(int argc, char** argv);
    } parts[] = {{"info", trace_info}, {"convert", trace_convert}, {"make", trace_make}};
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
        print_help(stdout);
        return EXIT_GOOD;
    }
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); ++i) {
        if (!strcmp(argv[1], parts[i].name)) {
            static char full_name[32];
            snprintf(full_name, sizeof(full_name), "dredge trace %s", parts[i].name);
            argv[1] = full_name;
            return parts[i].run(argc - 1, argv + 1);
        }
    }
    complain("trace: expected info, convert or make, found '%s'", argv[1]);
    return EXIT_USAGE;
}
