// SPDX-License-Identifier: ISC
// ONNX Runtime, taken from where it is installed when a model is to be run. Nothing of it is
// needed to build.
#ifndef DREDGE_ONNX_H
#define DREDGE_ONNX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Why something failed, as the runtime or the system says it.
typedef struct {
    char text[384];
} OnnxProblem;

/// The library, loaded.
typedef struct OnnxRuntime OnnxRuntime;

/// A model. Any number of threads may run it at once.
typedef struct OnnxModel OnnxModel;

/// An input of a model, in 32-bit floats.
typedef struct {
    const char* name;
    const float* data;
    int64_t shape[4];
    size_t rank; ///< Dimensions in use, up to 4
} OnnxInput;

/**
   Load the runtime.

   @param path of the library; NULL: libonnxruntime.so where the system finds it
   @return NULL with a problem if it can't be loaded, or does not know the first version of the
   interface, which all releases since 1.0 do
*/
OnnxRuntime* onnx_runtime_new(const char* path, OnnxProblem* problem);

/// Free it after all of its models; the library stays loaded. NULL is fine.
void onnx_runtime_free(OnnxRuntime* runtime);

/// Read a model from a file; NULL with a problem.
OnnxModel* onnx_model_new(const OnnxRuntime* runtime, const char* path, OnnxProblem* problem);

/// Free it; NULL is fine.
void onnx_model_free(OnnxModel* model);

/// Run a model in this thread alone for the first number of its output `output`. Returns false
/// with a problem.
bool onnx_model_run(const OnnxModel* model, const OnnxInput* inputs, size_t count,
                    const char* output, float* result, OnnxProblem* problem);

#endif
