// SPDX-License-Identifier: ISC
#include "onnx.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

enum { INTERFACE = 1, ERRORS_ONLY = 3, FLOAT = 1, ARENA = 1, USUAL_MEMORY = 0, INPUTS_MAX = 4 };

typedef struct OrtStatus OrtStatus;
typedef struct OrtEnv OrtEnv;
typedef struct OrtSession OrtSession;
typedef struct OrtOptions OrtOptions;
typedef struct OrtMemory OrtMemory;
typedef struct OrtValue OrtValue;

// The runtime's table of functions. Its first 102 places are the first version of the
// interface and stay as they are in all later releases (onnxruntime_c_api.h). Those that
// return a status give NULL when all went well.
typedef struct {
    void* before_message[2];
    const char* (*message)(const OrtStatus* status);
    OrtStatus* (*create_env)(int level, const char* name, OrtEnv** env);
    void* before_session[3];
    OrtStatus* (*create_session)(const OrtEnv* env, const char* path, const OrtOptions* options,
                                 OrtSession** session);
    void* before_run;
    OrtStatus* (*run)(OrtSession* session, const void* options, const char* const* input_names,
                      const OrtValue* const* inputs, size_t input_count,
                      const char* const* output_names, size_t output_count, OrtValue** outputs);
    OrtStatus* (*create_options)(OrtOptions** options);
    void* before_threads[13];
    OrtStatus* (*set_threads)(OrtOptions* options, int count);
    void* before_tensor[24];
    OrtStatus* (*create_tensor)(const OrtMemory* memory, void* data, size_t size,
                                const int64_t* shape, size_t rank, int type, OrtValue** value);
    void* before_data;
    OrtStatus* (*data)(OrtValue* value, void** data);
    void* before_memory[17];
    OrtStatus* (*create_memory)(int allocator, int kind, OrtMemory** memory);
    void* before_release[22];
    void (*release_env)(OrtEnv* env);
    void (*release_status)(OrtStatus* status);
    void (*release_memory)(OrtMemory* memory);
    void (*release_session)(OrtSession* session);
    void (*release_value)(OrtValue* value);
    void* before_release_options[3];
    void (*release_options)(OrtOptions* options);
    void* last;
} Api;

_Static_assert(sizeof(Api) == 102 * sizeof(void*), "the first version has 102 functions");

typedef struct {
    const Api* (*api)(uint32_t version);
    const char* (*version)(void);
} ApiBase;

struct OnnxRuntime {
    const Api* api;
    OrtEnv* env;
    OrtMemory* memory;
};

struct OnnxModel {
    const OnnxRuntime* runtime;
    OrtSession* session;
};

static const char no_memory[] = "not enough memory";

static bool fail(OnnxProblem* const problem, const char* const text)
{
    snprintf(problem->text, sizeof(problem->text), "%s", text);
    return false;
}

// Whether a call went well; frees its status.
static bool went_well(const Api* const api, OrtStatus* const status, OnnxProblem* const problem)
{
    if (status) {
        fail(problem, api->message(status));
        api->release_status(status);
    }
    return !status;
}

static const Api* load(const char* const path, OnnxProblem* const problem)
{
    const ApiBase* (*base)(void) = NULL;
    void* const library = dlopen(path ? path : "libonnxruntime.so", RTLD_NOW | RTLD_LOCAL);
    // POSIX' way from an object pointer to a function pointer
    *(void**)&base = library ? dlsym(library, "OrtGetApiBase") : NULL;
    if (!base) {
        const char* const error = dlerror();
        fail(problem, error ? error : "it has no OrtGetApiBase()");
        return NULL;
    }
    const Api* const api = base()->api(INTERFACE);
    if (!api) {
        fail(problem, "this ONNX Runtime does not know the first version of its interface");
    }
    return api;
}

OnnxRuntime* onnx_runtime_new(const char* const path, OnnxProblem* const problem)
{
    const Api* const api = load(path, problem);
    if (!api) {
        return NULL;
    }
    OnnxRuntime* const r = calloc(1, sizeof(OnnxRuntime));
    if (!r) {
        fail(problem, no_memory);
        return NULL;
    }
    r->api = api;
    if (!went_well(api, api->create_env(ERRORS_ONLY, "dredge", &r->env), problem) ||
        !went_well(api, api->create_memory(ARENA, USUAL_MEMORY, &r->memory), problem)) {
        onnx_runtime_free(r);
        return NULL;
    }
    return r;
}

void onnx_runtime_free(OnnxRuntime* const r)
{
    if (r) {
        r->api->release_memory(r->memory);
        r->api->release_env(r->env);
        free(r);
    }
}

OnnxModel* onnx_model_new(const OnnxRuntime* const runtime, const char* const path,
                          OnnxProblem* const problem)
{
    const Api* const api = runtime->api;
    OnnxModel* const m = calloc(1, sizeof(OnnxModel));
    if (!m) {
        fail(problem, no_memory);
        return NULL;
    }
    m->runtime = runtime;
    OrtOptions* options = NULL;
    // One thread for each run: the caller has threads of its own.
    const bool good =
        went_well(api, api->create_options(&options), problem) &&
        went_well(api, api->set_threads(options, 1), problem) &&
        went_well(api, api->create_session(runtime->env, path, options, &m->session), problem);
    api->release_options(options);
    if (!good) {
        onnx_model_free(m);
        return NULL;
    }
    return m;
}

void onnx_model_free(OnnxModel* const m)
{
    if (m) {
        m->runtime->api->release_session(m->session);
        free(m);
    }
}

static OrtValue* tensor(const OnnxRuntime* const r, const OnnxInput* const input,
                        OnnxProblem* const problem)
{
    OrtValue* value = NULL;
    size_t count = 1;
    for (size_t i = 0; i < input->rank; ++i) {
        count *= (size_t)input->shape[i];
    }
    // Inputs are only read.
    went_well(r->api,
              r->api->create_tensor(r->memory, (void*)input->data, count * sizeof(float),
                                    input->shape, input->rank, FLOAT, &value),
              problem);
    return value;
}

bool onnx_model_run(const OnnxModel* const m, const OnnxInput* const inputs, const size_t count,
                    const char* const output, float* const result, OnnxProblem* const problem)
{
    const Api* const api = m->runtime->api;
    const char* names[INPUTS_MAX];
    OrtValue* values[INPUTS_MAX] = {NULL};
    OrtValue* out = NULL;
    void* data = NULL;
    bool good = count <= INPUTS_MAX || fail(problem, "too many inputs");
    for (size_t i = 0; good && i < count; ++i) {
        names[i] = inputs[i].name;
        values[i] = tensor(m->runtime, &inputs[i], problem);
        good = values[i];
    }
    good = good &&
           went_well(api,
                     api->run(m->session, NULL, names, (const OrtValue* const*)values, count,
                              &output, 1, &out),
                     problem) &&
           went_well(api, api->data(out, &data), problem);
    if (good) {
        *result = *(const float*)data;
    }
    api->release_value(out);
    for (size_t i = 0; i < INPUTS_MAX; ++i) {
        api->release_value(values[i]);
    }
    return good;
}
