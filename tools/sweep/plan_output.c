// SPDX-License-Identifier: ISC
#include "need.h"
#include "plan_reader.h"
#include "report.h"
#include "sweep_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SETS_MAX = 1000000 };

static void read_command(PlanReader* const r, yaml_node_t* const node)
{
    static const char key[] = "output/scorer/command";
    if (!yaml_is_list(&r->yaml, node, key)) {
        return;
    }
    const size_t count = yaml_count(node);
    char** const command = need_memory(count + 1, sizeof(char*));
    for (size_t i = 0; i < count; ++i) {
        command[i] = need_copy(yaml_text(&r->yaml, yaml_item(&r->yaml, node, i), key));
        // What looks like a path is one; words are looked up as a shell does.
        if (strchr(command[i], '/') && command[i][0] != '-') {
            char* const path = path_beside(r->yaml.path, command[i]);
            free(command[i]);
            command[i] = path;
            if (access(path, i ? F_OK : X_OK)) {
                yaml_problem(&r->yaml, node, key, "%s: %s", path, strerror(errno));
            }
        }
    }
    r->plan->scorer.command = command;
}

static void read_scorer(PlanReader* const r, const yaml_node_t* const node)
{
    SweepScorer* const scorer = &r->plan->scorer;
    if (!yaml_is_mapping(&r->yaml, node, "output/scorer")) {
        return;
    }
    for (size_t i = 0; i < yaml_count(node); ++i) {
        const YamlEntry entry = yaml_entry(&r->yaml, node, i, "output/scorer");
        if (!entry.key) {
            continue;
        }
        if (!strcmp(entry.key, "command")) {
            read_command(r, entry.value);
        } else if (!strcmp(entry.key, "column")) {
            const char* const text = yaml_text(&r->yaml, entry.value, "output/scorer/column");
            if (text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(text)) {
                yaml_problem(&r->yaml, entry.value, "output/scorer/column",
                             "expected small letters, digits and _, found '%s'", text);
            } else if (text) {
                scorer->column = need_copy(text);
            }
        } else if (!strcmp(entry.key, "rate")) {
            Problem problem;
            double rate = 0.0;
            const char* const text = yaml_text(&r->yaml, entry.value, "output/scorer/rate");
            if (text && !value_whole(text, DREDGE_RATE_MIN, DREDGE_RATE_MAX, &rate, &problem)) {
                yaml_problem(&r->yaml, entry.value, "output/scorer/rate", "%s", problem.text);
            }
            scorer->rate = (unsigned)rate;
        } else {
            yaml_problem(&r->yaml, entry.key_node, "output/scorer", "no key '%s'", entry.key);
        }
    }
    if (!scorer->column || !scorer->command) {
        yaml_problem(&r->yaml, node, "output/scorer", "expected both 'column' and 'command'");
    }
}

// PLCMOS is optional: without runtime or model a sweep goes on without it.
static void load_plcmos(PlanReader* const r, const yaml_node_t* const node,
                        const char* const runtime, const char* const model)
{
    static const char key[] = "output/plcmos";
    const size_t line = node->start_mark.line + 1;
    SweepPlcmos* const p = &r->plan->plcmos;
    OnnxProblem problem = {"it can't be read"};
    if (access(model, R_OK)) {
        complain("%s:%zu: %s: skipped: %s: %s", r->yaml.path, line, key, model,
                 strerror(errno));
        return;
    }
    p->runtime = onnx_runtime_new(runtime, &problem);
    if (!p->runtime) {
        complain("%s:%zu: %s: skipped: no ONNX Runtime: %s", r->yaml.path, line, key,
                 problem.text);
        return;
    }
    p->plcmos = plcmos_new(p->runtime, model, &problem);
    if (!p->plcmos || !file_hash(model, p->hash)) {
        yaml_problem(&r->yaml, node, key, "%s: expected the model of PLCMOS v2: %s", model,
                     problem.text);
    }
}

// A model, or a mapping of model and runtime.
static void read_plcmos(PlanReader* const r, yaml_node_t* const node)
{
    static const char key[] = "output/plcmos";
    const char* model = NULL;
    const char* runtime = NULL;
    if (node->type == YAML_MAPPING_NODE) {
        for (size_t i = 0; i < yaml_count(node); ++i) {
            const YamlEntry entry = yaml_entry(&r->yaml, node, i, key);
            if (entry.key && !strcmp(entry.key, "model")) {
                model = yaml_text(&r->yaml, entry.value, "output/plcmos/model");
            } else if (entry.key && !strcmp(entry.key, "runtime")) {
                runtime = yaml_text(&r->yaml, entry.value, "output/plcmos/runtime");
            } else if (entry.key) {
                yaml_problem(&r->yaml, entry.key_node, key, "no key '%s'", entry.key);
            }
        }
        if (!model) {
            yaml_problem(&r->yaml, node, key, "expected a 'model'");
        }
    } else {
        model = yaml_text(&r->yaml, node, key);
    }
    if (model) {
        // A word without a slash is looked up as libraries are.
        char* const library =
            runtime && strchr(runtime, '/') ? path_beside(r->yaml.path, runtime) : NULL;
        char* const path = path_beside(r->yaml.path, model);
        load_plcmos(r, node, library ? library : runtime, path);
        free(path);
        free(library);
    }
}

// Of how many sets of losses something is kept: on, off, or a number.
static void read_sets(PlanReader* const r, yaml_node_t* const node, const char* const key,
                      size_t* const sets)
{
    Problem problem;
    bool all = false;
    double count = 0.0;
    const char* const text = yaml_text(&r->yaml, node, key);
    if (!text) {
        return;
    }
    if (value_switch(text, &all, &problem)) {
        *sets = all ? SWEEP_ALL : 0;
    } else if (value_whole(text, 0.0, SETS_MAX, &count, &problem)) {
        *sets = (size_t)count;
    } else {
        yaml_problem(&r->yaml, node, key,
                     "expected on, off, or how many sets of losses, up to %d, found '%.100s'",
                     SETS_MAX, text);
    }
}

void plan_read_output(PlanReader* const r, const yaml_node_t* const node)
{
    SweepPlan* const plan = r->plan;
    if (!yaml_is_mapping(&r->yaml, node, "output")) {
        return;
    }
    for (size_t i = 0; i < yaml_count(node); ++i) {
        const YamlEntry entry = yaml_entry(&r->yaml, node, i, "output");
        if (!entry.key) {
            continue;
        }
        if (!strcmp(entry.key, "wav")) {
            read_sets(r, entry.value, "output/wav", &plan->wav);
        } else if (!strcmp(entry.key, "records")) {
            read_sets(r, entry.value, "output/records", &plan->records);
        } else if (!strcmp(entry.key, "scores")) {
            plan_switch_set(r, &plan->scores, entry.value, "output/scores");
        } else if (!strcmp(entry.key, "plcmos")) {
            read_plcmos(r, entry.value);
        } else if (!strcmp(entry.key, "scorer")) {
            read_scorer(r, entry.value);
        } else {
            yaml_problem(&r->yaml, entry.key_node, "output", "no key '%s'", entry.key);
        }
    }
    const char* const column = plan->scorer.column;
    if (plan->plcmos.plcmos && column && !strcmp(column, "plcmos")) {
        yaml_problem(&r->yaml, node, "output",
                     "expected 'plcmos' or a scorer with that column, found both");
    }
}
