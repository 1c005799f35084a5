// SPDX-License-Identifier: ISC
#include "need.h"
#include "plan_reader.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// `reference` of a render is another thing than that of a plan.
static const Option* find_link_option(const char* const key)
{
    if (!strcmp(key, "reference")) {
        return NULL;
    }
    const char* const name = !strcmp(key, "opus-demo") ? "reference" : key;
    const Option* const found = option_find(codec_options(), name);
    return found ? found : option_find(receiver_options(), name);
}

static void read_link_options(PlanReader* const r, SweepConfiguration* const c,
                              const yaml_node_t* const node, const char* const where,
                              const bool common)
{
    for (size_t i = 0; i < yaml_count(node); ++i) {
        const YamlEntry entry = yaml_entry(&r->yaml, node, i, where);
        if (!entry.key || (!common && plan_label_set(r, &c->label, &entry, where))) {
            continue;
        }
        if (!common && !strcmp(entry.key, "reference")) {
            plan_switch_set(r, &c->reference, entry.value, where);
            continue;
        }
        const Option* const option = find_link_option(entry.key);
        if (!option) {
            yaml_problem(&r->yaml, entry.key_node, where, "no option '%s'", entry.key);
            continue;
        }
        plan_option_set(r, option, &c->link, c->options, &entry, where);
    }
}

static unsigned find_encoding(SweepPlan* const plan, const size_t index,
                              const char* const coding)
{
    for (size_t i = 0; i < index; ++i) {
        const SweepConfiguration* const other = &plan->configurations[i];
        if (!strncmp(other->settings, coding, strlen(coding))) {
            return other->encoding;
        }
    }
    return plan->encodings++;
}

static void settle_configuration(PlanReader* const r, const size_t index,
                                 const yaml_node_t* const node, const char* const where)
{
    SweepPlan* const plan = r->plan;
    SweepConfiguration* const c = &plan->configurations[index];
    Problem problem;
    const char* const name = link_arguments_check(&c->link, &problem);
    if (name) {
        yaml_problem(&r->yaml, node, where, "%s: %s", name, problem.text);
    }
    char* const coding = option_table_describe(codec_options(), &c->link);
    char* const receiving = option_table_describe(receiver_options(), &c->link);
    c->settings = need_text("%s\n%s", coding, receiving);
    c->encoding = find_encoding(plan, index, coding);
    free(coding);
    free(receiving);
}

void plan_read_configurations(PlanReader* const r, const yaml_node_t* const node)
{
    SweepPlan* const plan = r->plan;
    if (!yaml_is_mapping(&r->yaml, node, "configurations")) {
        return;
    }
    for (size_t i = 0; i < yaml_count(node); ++i) {
        char where[PLAN_KEY_TEXT];
        const YamlEntry entry = yaml_entry(&r->yaml, node, i, "configurations");
        if (!entry.key || !plan_name_is_good(r, &entry, "configurations")) {
            continue;
        }
        snprintf(where, sizeof(where), "configurations/%s", entry.key);
        plan->configurations = plan_grow(plan->configurations, &plan->configuration_count,
                                         sizeof(SweepConfiguration));
        const size_t index = plan->configuration_count - 1;
        SweepConfiguration* const c = &plan->configurations[index];
        c->name = need_copy(entry.key);
        c->label = need_copy(entry.key);
        c->options = json_object();
        c->link = link_arguments_default();
        if (r->common) {
            // What is wrong there was said before.
            PlanReader quiet = *r;
            char ignored[1024];
            complaints_to(ignored, sizeof(ignored));
            read_link_options(&quiet, c, r->common, "common", true);
            complaints_to(NULL, 0);
        }
        if (yaml_is_mapping(&r->yaml, entry.value, where)) {
            read_link_options(r, c, entry.value, where, false);
        }
        settle_configuration(r, index, entry.key_node, where);
    }
}

void plan_read_common(PlanReader* const r, yaml_node_t* const node)
{
    if (!yaml_is_mapping(&r->yaml, node, "common")) {
        return;
    }
    SweepConfiguration ignored = {.options = json_object(), .link = link_arguments_default()};
    read_link_options(r, &ignored, node, "common", true);
    json_decref(ignored.options);
    r->common = node;
}
