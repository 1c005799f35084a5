// SPDX-License-Identifier: ISC
#include "need.h"
#include "plan_reader.h"
#include "report.h"
#include "sweep_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_taken(const SweepPlan* const plan, const char* const name)
{
    for (size_t i = 0; i + 1 < plan->input_count; ++i) {
        if (!strcmp(plan->inputs[i].name, name)) {
            return true;
        }
    }
    return false;
}

static void add_input(SweepPlan* const plan, const char* const path, YamlReader* const yaml,
                      const yaml_node_t* const node)
{
    char text[512];
    plan->inputs = plan_grow(plan->inputs, &plan->input_count, sizeof(SweepInput));
    SweepInput* const input = &plan->inputs[plan->input_count - 1];
    input->path = need_copy(path);
    input->name = file_stem(path);
    for (unsigned i = 2; is_taken(plan, input->name); ++i) {
        char* const stem = file_stem(path);
        free(input->name);
        input->name = need_text("%s~%u", stem, i);
        free(stem);
    }
    complaints_to(text, sizeof(text));
    const bool readable = file_hash(path, input->hash);
    complaints_to(NULL, 0);
    if (!readable) {
        yaml_problem(yaml, node, "inputs", "%s", text);
        return;
    }
    input_probe(input);
}

void plan_read_inputs(PlanReader* const r, yaml_node_t* const node)
{
    if (!yaml_is_list(&r->yaml, node, "inputs")) {
        return;
    }
    for (size_t i = 0; i < yaml_count(node); ++i) {
        yaml_node_t* const item = yaml_item(&r->yaml, node, i);
        const char* const name = yaml_text(&r->yaml, item, "inputs");
        char* const path = path_beside(r->yaml.path, name);
        glob_t found;
        const size_t count = files_find(path, true, &found);
        if (!count) {
            yaml_problem(
                &r->yaml, item, "inputs",
                "expected a sound file, a pattern or a folder of sounds, found none at "
                "'%s'",
                name);
        }
        for (size_t k = 0; k < count; ++k) {
            add_input(r->plan, found.gl_pathv[k], &r->yaml, item);
        }
        if (count) {
            globfree(&found);
        }
        free(path);
    }
}
