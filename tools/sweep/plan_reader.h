// SPDX-License-Identifier: ISC
// What the readers of a plan's sections share.
#ifndef DREDGE_PLAN_READER_H
#define DREDGE_PLAN_READER_H

#include "options/option_table.h"
#include "sweep_plan.h"
#include "yaml_reader.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum { PLAN_KEY_TEXT = 256 }; ///< Room for "section/name/key"

/// A plan being read.
typedef struct {
    YamlReader yaml;
    SweepPlan* plan;
    yaml_node_t* common; ///< Options of all configurations, or NULL
} PlanReader;

/// Read a section; says on stderr all that is wrong with it and counts it in `yaml.problems`.
void plan_read_inputs(PlanReader* reader, yaml_node_t* node);
void plan_read_common(PlanReader* reader, yaml_node_t* node); ///< Before the configurations
void plan_read_configurations(PlanReader* reader, const yaml_node_t* node);
void plan_read_networks(PlanReader* reader, const yaml_node_t* node);
void plan_read_output(PlanReader* reader, const yaml_node_t* node);

/// Make room for one more in an array of elements of `size`; the new one is zero. Never fails.
void* plan_grow(void* array, size_t* count, size_t size);

/// Whether an entry's key can be a name in tables and files; complains if not.
bool plan_name_is_good(PlanReader* reader, const YamlEntry* entry, const char* where);

/// Set an option in `target` and note it in `options` as it was written.
void plan_option_set(PlanReader* reader, const Option* option, void* target, json_t* options,
                     const YamlEntry* entry, const char* where);

/// Set a switch to what a node says, on or off.
void plan_switch_set(PlanReader* reader, bool* target, yaml_node_t* node, const char* key);

/// Take the key that configurations and networks have beside options; returns whether this
/// was it.
bool plan_label_set(PlanReader* reader, char** label, const YamlEntry* entry,
                    const char* where);

#endif
