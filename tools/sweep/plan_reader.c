// SPDX-License-Identifier: ISC
#include "plan_reader.h"

#include "need.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void* plan_grow(void* const array, size_t* const count, const size_t size)
{
    char* const grown = need_grown(array, (*count + 1) * size);
    memset(grown + *count * size, 0, size);
    ++*count;
    return grown;
}

bool plan_name_is_good(PlanReader* const r, const YamlEntry* const entry,
                       const char* const where)
{
    if (strpbrk(entry->key, ",\"/\\\n\r\t")) {
        yaml_problem(&r->yaml, entry->key_node, where,
                     "expected a name without comma, quote, slash or tab, found '%s'",
                     entry->key);
        return false;
    }
    return true;
}

void plan_option_set(PlanReader* const r, const Option* const option, void* const target,
                     json_t* const options, const YamlEntry* const entry,
                     const char* const where)
{
    char key[PLAN_KEY_TEXT];
    Problem problem;
    snprintf(key, sizeof(key), "%.120s/%.120s", where, entry->key);
    const char* const text = yaml_text(&r->yaml, entry->value, key);
    if (!text) {
        return;
    }
    if (!option_set(option, target, text, &problem)) {
        yaml_problem(&r->yaml, entry->value, key, "%s", problem.text);
    }
    json_object_set_new(options, entry->key, json_string(text));
}

void plan_switch_set(PlanReader* const r, bool* const target, yaml_node_t* const node,
                     const char* const key)
{
    Problem problem;
    const char* const text = yaml_text(&r->yaml, node, key);
    if (text && !value_switch(text, target, &problem)) {
        yaml_problem(&r->yaml, node, key, "%s", problem.text);
    }
}

bool plan_label_set(PlanReader* const r, char** const label, const YamlEntry* const entry,
                    const char* const where)
{
    if (strcmp(entry->key, "label") != 0) {
        return false;
    }
    const char* const text = yaml_text(&r->yaml, entry->value, where);
    if (text) {
        free(*label);
        *label = need_copy(text);
    }
    return true;
}
