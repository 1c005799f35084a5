// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // program_invocation_name
// dredge sweep: all cells of a plan, on all cores, here or on several machines.
#include "command.h"
#include "options/arguments.h"
#include "options/verbose.h"
#include "plan_file.h"
#include "report.h"
#include "sweep_cell.h"
#include "sweep_group.h"
#include "sweep_pool.h"
#include "sweep_table.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    KEY_THREADS = 0x100,
    KEY_JOBS,
    KEY_PART,
    KEY_MERGE,
    KEY_CHECK,
    PARTS_MAX = 100000,
    OTHERS_MAX = 1000,
};

typedef struct {
    const char* plan;
    const char* out;
    const char* others[OTHERS_MAX];
    size_t other_count;
    int threads; ///< 0: as many as there are cores
    int jobs;    ///< 0: not asked for; -1: as many as there are groups
    size_t part; ///< Counted from 0
    size_t parts;
    bool merge;
    bool check;
    bool quiet;
} Job;

static const struct argp_option options[] = {
    {"threads", KEY_THREADS, "N", 0,
     "Cells at a time (default: as many as there are cores; "
     "with --part 1)",
     0},
    {"jobs", KEY_JOBS, "N", OPTION_ARG_OPTIONAL,
     "Print N independent command lines instead, for GNU Parallel or a Slurm array (default: "
     "one for each coded sound)",
     0},
    {"part", KEY_PART, "I/N", 0, "Run the Ith of N parts only, and write no tables", 0},
    {"merge", KEY_MERGE, 0, 0,
     "Run nothing: bring the cells of the folders named after OUT to OUT, and write the tables",
     0},
    {"check", KEY_CHECK, 0, 0, "Run nothing: read the plan and say what it comes to", 0},
    {"quiet", 'q', 0, 0, "No progress, no summary", 0},
    {0},
};

static void parse_part(const struct argp_state* const state, Job* const job,
                       const char* const text)
{
    unsigned long part = 0;
    unsigned long parts = 0;
    char rest = 0;
    if (sscanf(text, "%lu/%lu%c", &part, &parts, &rest) != 2 || part < 1 || part > parts ||
        parts > PARTS_MAX) {
        argp_error(state, "--part: expected a part of how many, as 1/8, found '%s'", text);
    }
    job->part = part - 1;
    job->parts = parts;
}

// "--jobs=8" and "--jobs 8"; argp knows only the first.
static int parse_jobs(struct argp_state* const state, const char* text)
{
    if (!text && state->next < state->argc &&
        isdigit((unsigned char)state->argv[state->next][0])) {
        text = state->argv[state->next++];
    }
    return text ? argument_whole(state, "jobs", text, 1, PARTS_MAX) : -1;
}

static void take_path(const struct argp_state* const state, Job* const job,
                      const char* const path)
{
    if (!job->plan) {
        job->plan = path;
    } else if (!job->out) {
        job->out = path;
    } else if (job->other_count == OTHERS_MAX) {
        argp_error(state, "expected at most %d folders to merge", OTHERS_MAX);
    } else {
        job->others[job->other_count++] = path;
    }
}

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    Job* const job = state->input;
    switch (key) {
    case KEY_THREADS:
        job->threads = argument_whole(state, "threads", arg, 1, SWEEP_THREADS_MAX);
        return 0;
    case KEY_JOBS:
        job->jobs = parse_jobs(state, arg);
        return 0;
    case KEY_PART:
        parse_part(state, job, arg);
        return 0;
    case KEY_MERGE:
        job->merge = true;
        return 0;
    case KEY_CHECK:
        job->check = true;
        return 0;
    case 'q':
        job->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        take_path(state, job, arg);
        return 0;
    case ARGP_KEY_END:
        if (!job->out && !(job->check && job->plan)) {
            argp_error(state, "expected a plan and a folder: PLAN OUT");
        }
        if (job->other_count && !job->merge) {
            argp_error(state, "expected --merge with folders after OUT, found '%s'",
                       job->others[0]);
        }
        if ((job->jobs != 0) + (job->parts != 0) + job->merge + job->check > 1) {
            argp_error(state, "expected one of --jobs, --part, --merge, --check");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

// A word that a shell takes as it is.
static void print_word(const char* const word)
{
    putchar('\'');
    for (const char* c = word; *c; ++c) {
        if (*c == '\'') {
            fputs("'\\''", stdout);
        } else {
            putchar(*c);
        }
    }
    putchar('\'');
}

static void print_path(const char* const path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "._/+-";
    putchar(' ');
    if (path[0] && strspn(path, plain) == strlen(path)) {
        fputs(path, stdout);
    } else {
        print_word(path);
    }
}

static bool print_jobs(const Job* const job, const SweepPlan* const plan)
{
    const size_t groups = sweep_group_count(plan);
    const size_t wanted = job->jobs < 0 ? groups : (size_t)job->jobs;
    const size_t parts = wanted < groups ? wanted : groups;
    for (size_t i = 0; i < parts; ++i) {
        fputs(program_invocation_name, stdout);
        fputs(" sweep", stdout);
        print_path(job->plan);
        print_path(job->out);
        printf(" --part %zu/%zu\n", i + 1, parts);
    }
    return !fflush(stdout);
}

static void count(const SweepPlan* const plan, size_t* const rows, size_t* const cells)
{
    SweepPlace place = {.input = 0};
    *rows = 0;
    *cells = 0;
    do {
        ++*rows;
        *cells += !sweep_place_repeats(plan, &place);
    } while (sweep_place_next(plan, &place));
}

static void print_check(const SweepPlan* const plan)
{
    size_t rows = 0;
    size_t cells = 0;
    count(plan, &rows, &cells);
    printf("inputs          %zu\nconfigurations  %zu, of which %u differ in coding\n"
           "networks        %zu\nseeds           %zu\nrows            %zu\n"
           "cells           %zu, in %zu coded sounds\n",
           plan->input_count, plan->configuration_count, plan->encodings, plan->network_count,
           plan->seed_count, rows, cells, sweep_group_count(plan));
}

static bool write_tables(const SweepPlan* const plan, const Job* const job)
{
    size_t missing = 0;
    size_t failed = 0;
    if (!sweep_references_write(plan, job->out) ||
        !sweep_table_write(plan, job->out, &missing, &failed)) {
        return false;
    }
    if (missing) {
        return complain("%s: %zu rows are still missing: 'dredge sweep %s %s' makes them",
                        job->out, missing, job->plan, job->out);
    }
    for (size_t i = 0; i < plan->input_count; ++i) {
        if (plan->inputs[i].error) {
            complain("warning: %s: %s; its cells have no figures", plan->inputs[i].path,
                     plan->inputs[i].error);
        }
    }
    if (!job->quiet) {
        size_t rows = 0;
        size_t cells = 0;
        count(plan, &rows, &cells);
        printf("%s/results.csv: %zu rows, %zu of them failed\n", job->out, rows, failed);
    }
    return true;
}

static bool merge(const SweepPlan* const plan, const Job* const job)
{
    for (size_t i = 0; i < job->other_count; ++i) {
        if (access(job->others[i], R_OK)) {
            return complain("%s: %s", job->others[i], strerror(errno));
        }
        if (!sweep_cells_fetch(plan, job->out, job->others[i])) {
            return false;
        }
    }
    return write_tables(plan, job);
}

static bool run(const SweepPlan* const plan, const Job* const job)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const long most = cores < SWEEP_THREADS_MAX ? cores : SWEEP_THREADS_MAX;
    const unsigned usual = job->parts || cores < 1 ? 1 : (unsigned)most;
    const SweepShare share = {.threads = job->threads ? (unsigned)job->threads : usual,
                              .part = job->part,
                              .parts = job->parts ? job->parts : 1,
                              .quiet = job->quiet};
    tell_more("%zu inputs, %zu configurations, %zu networks, %zu seeds; %u threads",
              plan->input_count, plan->configuration_count, plan->network_count,
              plan->seed_count, share.threads);
    return sweep_pool_run(plan, job->out, &share) && (job->parts || write_tables(plan, job));
}

static bool sweep(const SweepPlan* const plan, const Job* const job)
{
    if (job->check) {
        print_check(plan);
        return !fflush(stdout);
    }
    if (job->jobs) {
        return print_jobs(job, plan);
    }
    return sweep_folder_make(plan, job->out) && sweep_index_write(plan, job->out) &&
           (job->merge ? merge(plan, job) : run(plan, job));
}

const struct argp* command_sweep_argp(void)
{
    static const struct argp_child children[] = {{&verbose_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        .children = children,
        .options = options,
        .parser = parse,
        .args_doc = "PLAN OUT [OTHER_OUT...]",
        .doc = "Run inputs x configurations x networks x seeds and tabulate what came of it.\v"
               "PLAN is a YAML file. OUT is a folder: results.csv, results.jsonl, sweep.json "
               "and, if the plan wants them, sounds and records. A sweep that was interrupted "
               "goes on where it was when it is started again.",
    };
    return &argp;
}

int command_sweep(const int argc, char** const argv)
{
    static Job job;
    arguments_parse(command_sweep_argp(), argc, argv, &job);
    SweepPlan plan;
    if (!sweep_plan_read(&plan, job.plan)) {
        complain("%s: %u problem%s; nothing was run", job.plan, plan.problems,
                 plan.problems == 1 ? "" : "s");
        sweep_plan_free(&plan);
        return EXIT_USAGE;
    }
    const bool good = sweep(&plan, &job);
    sweep_plan_free(&plan);
    return good ? EXIT_GOOD : EXIT_FAILED;
}
