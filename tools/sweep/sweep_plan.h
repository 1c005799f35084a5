// SPDX-License-Identifier: ISC
// A plan: which inputs, configurations, networks and seeds a sweep crosses. docs/sweep.md
// describes the file.
#ifndef DREDGE_SWEEP_PLAN_H
#define DREDGE_SWEEP_PLAN_H

#include "options/link_arguments.h"
#include "options/network_arguments.h"
#include "score/plcmos.h"
#include "trace/trace.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HASH_TEXT = 33 }; ///< 128 bits as digits, and the end

#define SWEEP_ALL SIZE_MAX ///< Sets of losses: as many as there are

/// A sound.
typedef struct {
    char* name; ///< Unique, fit for a file's name
    char* path;
    char hash[HASH_TEXT]; ///< Of its content
    uint32_t rate;
    unsigned channels;
    double seconds;
    bool packets; ///< A capture: its packets are received, and nothing is coded
    char* error;  ///< Why it can't be used, or NULL
} SweepInput;

/// A way to code and to recover.
typedef struct {
    char* name;
    char* label;
    json_t* options; ///< As written
    LinkArguments link;
    bool reference;    ///< Meets no network: what the others are measured against
    unsigned encoding; ///< Configurations with the same number code alike
    char* settings;    ///< All that determines what it does, as a text
} SweepConfiguration;

/// A network.
typedef struct {
    char* name;
    char* label;
    char* group; ///< Its name in the plan: a pattern of traces makes several
    json_t* options;
    NetworkArguments arguments;
    DredgeTrace* trace; ///< Or NULL
    bool draws;         ///< Another seed is another pattern
    char* settings;     ///< All that determines what it does, but the seed, as a text
} SweepNetwork;

/// A program that scores files.
typedef struct {
    char* column;
    char** command; ///< Ends with NULL; or NULL: there is none
    unsigned rate;  ///< Of the files that it gets, Hz; 0: that of the input
} SweepScorer;

/// PLCMOS by ONNX Runtime.
typedef struct {
    OnnxRuntime* runtime; ///< Or NULL: no PLCMOS
    Plcmos* plcmos;
    char hash[HASH_TEXT]; ///< Of the model
} SweepPlcmos;

typedef struct {
    char* path;
    char* text; ///< The whole file
    SweepInput* inputs;
    SweepConfiguration* configurations;
    SweepNetwork* networks;
    uint64_t* seeds;
    size_t input_count;
    size_t configuration_count;
    size_t network_count;
    size_t seed_count;
    unsigned encodings;
    size_t wav;     ///< How many sets of losses keep their sounds
    size_t records; ///< ... their records
    bool scores;
    SweepScorer scorer;
    SweepPlcmos plcmos;
    unsigned problems;
} SweepPlan;

/// Free what sweep_plan_read() allocated.
void sweep_plan_free(SweepPlan* plan);

#endif
