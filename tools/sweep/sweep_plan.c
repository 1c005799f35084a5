// SPDX-License-Identifier: ISC
#include "sweep_plan.h"

#include <stdlib.h>

void sweep_plan_free(SweepPlan* const plan)
{
    for (size_t i = 0; i < plan->input_count; ++i) {
        free(plan->inputs[i].name);
        free(plan->inputs[i].path);
        free(plan->inputs[i].error);
    }
    for (size_t i = 0; i < plan->configuration_count; ++i) {
        free(plan->configurations[i].name);
        free(plan->configurations[i].label);
        free(plan->configurations[i].settings);
        json_decref(plan->configurations[i].options);
    }
    for (size_t i = 0; i < plan->network_count; ++i) {
        SweepNetwork* const network = &plan->networks[i];
        free(network->name);
        free(network->label);
        free(network->group);
        free(network->settings);
        free((char*)network->arguments.trace);
        dredge_trace_free(network->trace);
        json_decref(network->options);
    }
    for (char** word = plan->scorer.command; word && *word; ++word) {
        free(*word);
    }
    free(plan->scorer.command);
    plcmos_free(plan->plcmos.plcmos);
    onnx_runtime_free(plan->plcmos.runtime);
    free(plan->scorer.column);
    free(plan->inputs);
    free(plan->configurations);
    free(plan->networks);
    free(plan->seeds);
    free(plan->path);
    free(plan->text);
}
