// SPDX-License-Identifier: ISC
#include "plan_file.h"

#include "need.h"
#include "plan_reader.h"

#include <stdlib.h>
#include <string.h>

enum { SEEDS_MAX = 100000, SEED_MAX = 1000000000 };

static void read_seeds(PlanReader* const r, yaml_node_t* const node)
{
    SweepPlan* const plan = r->plan;
    if (!yaml_is_list(&r->yaml, node, "seeds")) {
        return;
    }
    for (size_t i = 0; i < yaml_count(node); ++i) {
        yaml_node_t* const item = yaml_item(&r->yaml, node, i);
        const char* const text = yaml_text(&r->yaml, item, "seeds");
        char* end = NULL;
        const long long first = strtoll(text, &end, 10);
        const bool range = end != text && *end == '-';
        const char* const second = range ? end + 1 : text;
        const long long last = strtoll(second, &end, 10);
        if (end == second || *end || first < 0 || last < first || last > SEED_MAX ||
            last - first >= SEEDS_MAX) {
            yaml_problem(&r->yaml, item, "seeds",
                         "expected whole numbers up to %d, or a range such as 1-20, found '%s'",
                         SEED_MAX, text);
            continue;
        }
        for (long long seed = first; seed <= last; ++seed) {
            plan->seeds = plan_grow(plan->seeds, &plan->seed_count, sizeof(uint64_t));
            plan->seeds[plan->seed_count - 1] = (uint64_t)seed;
        }
    }
}

typedef struct {
    yaml_node_t* inputs;
    yaml_node_t* common;
    yaml_node_t* configurations;
    yaml_node_t* networks;
    yaml_node_t* seeds;
    yaml_node_t* output;
} Sections;

static Sections find_sections(PlanReader* const r, const yaml_node_t* const root)
{
    Sections s = {.inputs = NULL};
    const struct {
        const char* name;
        yaml_node_t** node;
        bool needed;
    } known[] = {{"inputs", &s.inputs, true},
                 {"common", &s.common, false},
                 {"configurations", &s.configurations, true},
                 {"networks", &s.networks, true},
                 {"seeds", &s.seeds, false},
                 {"output", &s.output, false}};
    enum { KNOWN = sizeof(known) / sizeof(known[0]) };
    for (size_t i = 0; i < yaml_count(root); ++i) {
        const YamlEntry entry = yaml_entry(&r->yaml, root, i, "plan");
        if (entry.key && !strncmp(entry.key, "x-", 2)) {
            continue; // The user's own, for anchors
        }
        size_t k = 0;
        while (entry.key && k < KNOWN && strcmp(entry.key, known[k].name) != 0) {
            ++k;
        }
        if (entry.key && k == KNOWN) {
            yaml_problem(&r->yaml, entry.key_node, "plan",
                         "no section '%s'; there are inputs, common, configurations, networks, "
                         "seeds, output",
                         entry.key);
        } else if (entry.key) {
            *known[k].node = entry.value;
        }
    }
    for (size_t k = 0; k < KNOWN; ++k) {
        if (known[k].needed && !*known[k].node) {
            yaml_problem(&r->yaml, root, "plan", "expected a section '%s'", known[k].name);
        }
    }
    return s;
}

static void read_sections(PlanReader* const r, const Sections* const s)
{
    if (s->inputs) {
        plan_read_inputs(r, s->inputs);
    }
    if (s->common) {
        plan_read_common(r, s->common);
    }
    if (s->configurations) {
        plan_read_configurations(r, s->configurations);
    }
    if (s->networks) {
        plan_read_networks(r, s->networks);
    }
    if (s->output) {
        plan_read_output(r, s->output);
    }
    if (s->seeds) {
        read_seeds(r, s->seeds);
    } else {
        r->plan->seeds = plan_grow(r->plan->seeds, &r->plan->seed_count, sizeof(uint64_t));
        r->plan->seeds[0] = 1;
    }
}

bool sweep_plan_read(SweepPlan* const plan, const char* const path)
{
    *plan = (SweepPlan){.scores = true};
    plan->path = need_copy(path);
    PlanReader r = {.plan = plan};
    if (yaml_reader_open(&r.yaml, path)) {
        plan->text = need_copy(r.yaml.text);
        const yaml_node_t* const root = yaml_document_get_root_node(&r.yaml.document);
        if (yaml_is_mapping(&r.yaml, root, "plan")) {
            const Sections sections = find_sections(&r, root);
            read_sections(&r, &sections);
        }
    }
    plan->problems = r.yaml.problems;
    yaml_reader_close(&r.yaml);
    return !plan->problems;
}
