// SPDX-License-Identifier: ISC
#include "need.h"
#include "plan_reader.h"
#include "report.h"
#include "sweep_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool draws(const DredgeNetwork* const n)
{
    const bool fixed = n->model == DREDGE_LOSS_NONE || n->model == DREDGE_LOSS_TRACE;
    return !fixed || n->jitter > 0.0 || n->reorder > 0.0 || n->duplicate > 0.0;
}

static void settle_network(PlanReader* const r, SweepNetwork* const network,
                           const yaml_node_t* const node, const char* const where)
{
    enum { FRAME = DREDGE_RATE / 50 }; // Any; what depends on it is settled cell by cell
    char text[1024];
    char hash[HASH_TEXT] = "";
    complaints_to(text, sizeof(text));
    bool good = network_arguments_load(&network->arguments, FRAME, &network->trace);
    good = good && (!network->arguments.trace || file_hash(network->arguments.trace, hash));
    complaints_to(NULL, 0);
    if (!good) {
        yaml_problem(&r->yaml, node, where, "%s", text);
        return;
    }
    if (text[0]) {
        complain("%s:%zu: %s: %s", r->yaml.path, node->start_mark.line + 1, where, text);
    }
    network->draws = draws(&network->arguments.network);
    char* const described = option_table_describe(network_options(), &network->arguments);
    network->settings = need_text("%strace=%s\n", described, hash);
    free(described);
}

// A network for each file of its pattern, or just one.
static void add_networks(PlanReader* const r, const SweepNetwork* const model,
                         const yaml_node_t* const node, const char* const where)
{
    SweepPlan* const plan = r->plan;
    const char* const pattern = model->arguments.trace;
    glob_t found = {.gl_pathc = 0};
    char* const path = pattern ? path_beside(r->yaml.path, pattern) : NULL;
    const size_t files = path ? files_find(path, false, &found) : 0;
    if (pattern && !files) {
        yaml_problem(&r->yaml, node, where,
                     "trace: expected a file or a pattern, found none at "
                     "'%s'",
                     pattern);
    }
    const bool several = pattern && (files > 1 || strpbrk(pattern, "*?["));
    for (size_t i = 0; i < (pattern ? files : 1); ++i) {
        plan->networks = plan_grow(plan->networks, &plan->network_count, sizeof(SweepNetwork));
        SweepNetwork* const network = &plan->networks[plan->network_count - 1];
        *network = *model;
        network->group = need_copy(model->name);
        network->options = json_deep_copy(model->options);
        char* const stem = several ? file_stem(found.gl_pathv[i]) : NULL;
        network->name = need_text(several ? "%s-%s" : "%s", model->name, stem);
        network->label = need_text(several ? "%s %s" : "%s", model->label, stem);
        free(stem);
        network->arguments.trace = pattern ? need_copy(found.gl_pathv[i]) : NULL;
        if (pattern &&
            json_object_set_new(network->options, "trace", json_string(found.gl_pathv[i]))) {
            yaml_problem(&r->yaml, node, where, "trace: expected a name in UTF-8, found '%s'",
                         found.gl_pathv[i]);
        }
        settle_network(r, network, node, where);
    }
    if (files) {
        globfree(&found);
    }
    free(path);
}

static void read_network_options(PlanReader* const r, SweepNetwork* const model,
                                 const yaml_node_t* const node, const char* const where)
{
    for (size_t i = 0; i < yaml_count(node); ++i) {
        const YamlEntry entry = yaml_entry(&r->yaml, node, i, where);
        if (!entry.key || plan_label_set(r, &model->label, &entry, where)) {
            continue;
        }
        const Option* const option = option_find(network_options(), entry.key);
        if (!option || option->type == OPTION_SEED) {
            yaml_problem(&r->yaml, entry.key_node, where, "no option '%s'%s", entry.key,
                         option ? " here: see the section 'seeds'" : "");
            continue;
        }
        plan_option_set(r, option, &model->arguments, model->options, &entry, where);
    }
}

void plan_read_networks(PlanReader* const r, const yaml_node_t* const node)
{
    if (!yaml_is_mapping(&r->yaml, node, "networks")) {
        return;
    }
    for (size_t i = 0; i < yaml_count(node); ++i) {
        char where[PLAN_KEY_TEXT];
        const YamlEntry entry = yaml_entry(&r->yaml, node, i, "networks");
        if (!entry.key || !plan_name_is_good(r, &entry, "networks")) {
            continue;
        }
        snprintf(where, sizeof(where), "networks/%s", entry.key);
        SweepNetwork model = {.name = need_copy(entry.key),
                              .label = need_copy(entry.key),
                              .options = json_object(),
                              .arguments.network = dredge_settings_default().network};
        const unsigned before = r->yaml.problems;
        if (yaml_is_mapping(&r->yaml, entry.value, where)) {
            read_network_options(r, &model, entry.value, where);
        }
        if (r->yaml.problems == before) {
            add_networks(r, &model, entry.key_node, where);
        }
        free(model.name);
        free(model.label);
        json_decref(model.options);
    }
}
