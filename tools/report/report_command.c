// SPDX-License-Identifier: ISC
// dredge report: a page about a sweep.
#include "command.h"
#include "need.h"
#include "options/arguments.h"
#include "options/verbose.h"
#include "report.h"
#include "report/clips.h"
#include "report/directory.h"
#include "report/figures.h"
#include "report/packets.h"
#include "report/page.h"
#include "report/problems.h"
#include "report/webmushra.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LISTEN_MAX = 1000, LISTEN_DEFAULT = 6 };

typedef struct {
    const char* folder;
    const char* out;       ///< NULL: no page
    const char* webmushra; ///< NULL: none
    int listen;
} Job;

enum { KEY_LISTEN = 0x100, KEY_WEBMUSHRA };

static const struct argp_option options[] = {
    {"output", 'o', "DIR", 0, "Write the page as DIR/index.html (default SWEEP/report)", 0},
    {"listen", KEY_LISTEN, "N", 0,
     "Losses that can be listened to, each in all configurations, 0-1000 (default 6)", 0},
    {"webmushra", KEY_WEBMUSHRA, "DIR", 0,
     "Write a listening test for webMUSHRA into DIR, of as many losses; no page without "
     "--output",
     0},
    {0},
};

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    Job* const job = state->input;
    switch (key) {
    case 'o':
        job->out = arg;
        return 0;
    case KEY_LISTEN:
        job->listen = argument_whole(state, "listen", arg, 0, LISTEN_MAX);
        return 0;
    case KEY_WEBMUSHRA:
        job->webmushra = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0) {
            argp_error(state, "expected one folder, found a second one: '%s'", arg);
        }
        job->folder = arg;
        return 0;
    case ARGP_KEY_END:
        if (!job->folder) {
            argp_error(state, "expected the folder of a sweep");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static json_t* list_json(const SweepList* const list)
{
    json_t* const all = json_array();
    for (int i = 0; i < list->count; ++i) {
        const SweepItem* const item = &list->items[i];
        json_array_append_new(all, json_pack("{ss ss ss ss* sf}", "name", item->name, "label",
                                             item->label, "options", item->options, "error",
                                             item->error, "seconds", item->seconds));
    }
    return all;
}

static json_t* group_json(const SweepFolder* const folder, const Group* const g)
{
    return json_pack("{si si sI sb sb so}", "input", g->input, "network", g->network, "seed",
                     (json_int_t)g->seed, "heard", g->heard, "records",
                     clips_has_records(folder, g), "lost",
                     isnan(g->lost) ? json_null() : json_real(round(g->lost * 10) / 10));
}

static json_t* groups_json(const SweepFolder* const folder, const Groups* const groups)
{
    json_t* const list = json_array();
    for (int i = 0; i < groups->count; ++i) {
        json_array_append_new(list, group_json(folder, &groups->groups[i]));
    }
    return list;
}

static int failed_cells(const SweepFolder* const folder)
{
    int count = 0;
    for (int i = 0; i < folder->cell_count; ++i) {
        count += folder->cells[i].error != NULL;
    }
    return count;
}

// Day of the report, UTC; SOURCE_DATE_EPOCH makes it repeatable.
static void day(char text[const 32])
{
    const char* const epoch = getenv("SOURCE_DATE_EPOCH");
    const time_t now = epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
    struct tm parts;
    strftime(text, 32, "%Y-%m-%d", gmtime_r(&now, &parts));
}

static json_t* data_json(const SweepFolder* const folder, const Groups* const groups)
{
    char date[32];
    day(date);
    const json_t* const plan = json_object_get(folder->plan, "plan");
    const char* const name = json_string_value(json_object_get(plan, "file"));
    const char* const text = json_string_value(json_object_get(plan, "text"));
    const char* const version = json_string_value(json_object_get(folder->plan, "version"));
    return json_pack(
        "{ss ss* ss ss* ss* si si so so so so so so}", "made_by", DREDGE_VERSION, "sweep_by",
        version, "date", date, "plan_name", name, "plan_text", text, "cells",
        folder->cell_count, "failed", failed_cells(folder), "inputs",
        list_json(&folder->inputs), "configurations", list_json(&folder->configurations),
        "networks", list_json(&folder->networks), "groups", groups_json(folder, groups),
        "figures", figures_json(folder, groups), "problems", problems_json(folder));
}

static bool write_groups(const SweepFolder* const folder, const Groups* const groups,
                         const char* const out)
{
    char* const directory = need_text("%s/groups", out);
    bool good = need_directory(directory);
    for (int i = 0; good && i < groups->count; ++i) {
        const Group* const g = &groups->groups[i];
        if (g->heard || clips_has_records(folder, g)) {
            char* const path = need_text("%s/%d.js", directory, i);
            good = clips_write(folder, g, i, path);
            free(path);
        }
    }
    packets_end();
    free(directory);
    return good;
}

static bool write_page(const SweepFolder* const folder, const Groups* const groups,
                       const char* const out)
{
    if (!need_directory(out) || !write_groups(folder, groups, out)) {
        return false;
    }
    json_t* const data = data_json(folder, groups);
    char* const path = need_text("%s/index.html", out);
    const bool good = page_write(path, data);
    if (good) {
        printf("%s\n", path);
    }
    free(path);
    json_decref(data);
    return good;
}

static bool run(const Job* const job)
{
    SweepFolder folder;
    if (!sweep_folder_read(&folder, job->folder)) {
        return false;
    }
    Groups groups = groups_new(&folder);
    const int heard = groups_choose(&groups, &folder, job->listen, clips_has_sound);
    if (!heard && (job->listen || job->webmushra)) {
        complain("%s/wav: no losses whose sound is complete; nothing to listen to",
                 job->folder);
    }
    bool good = true;
    if (job->webmushra) {
        good = heard && webmushra_write(&folder, &groups, job->webmushra);
    }
    if (good && (job->out || !job->webmushra)) {
        char* const out =
            job->out ? need_text("%s", job->out) : need_text("%s/report", job->folder);
        good = write_page(&folder, &groups, out);
        free(out);
    }
    groups_free(&groups);
    sweep_folder_free(&folder);
    return good;
}

const struct argp* command_report_argp(void)
{
    static const struct argp_child children[] = {{&verbose_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        .children = children,
        .options = options,
        .parser = parse,
        .args_doc = "SWEEP",
        .doc = "Make a page about a sweep: scores with confidence intervals, charts, timelines "
               "of packets, and a listening part with blind tests.\v"
               "The page opens from the file system in any browser and needs no network.",
    };
    return &argp;
}

int command_report(const int argc, char** const argv)
{
    Job job = {.listen = LISTEN_DEFAULT};
    arguments_parse(command_report_argp(), argc, argv, &job);
    return run(&job) && !fflush(stdout) ? EXIT_GOOD : EXIT_FAILED;
}
