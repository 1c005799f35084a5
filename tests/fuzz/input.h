// SPDX-License-Identifier: ISC
// An input of a fuzzer, taken apart from its front; behind its end all is 0.
#ifndef DREDGE_FUZZ_INPUT_H
#define DREDGE_FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size);

/// What is left.
typedef struct {
    const uint8_t* bytes;
    size_t size;
} Input;

/// A number of up to 4 bytes.
static inline uint32_t input_number(Input* const input, const unsigned bytes)
{
    uint32_t number = 0;
    for (unsigned i = 0; i < bytes && input->size; ++i) {
        number = number << 8 | *input->bytes++;
        --input->size;
    }
    return number;
}

/// Up to `most` bytes, in memory of their exact size; to be freed. Its size goes to `size`.
static inline uint8_t* input_bytes(Input* const input, const size_t most, size_t* const size)
{
    *size = most < input->size ? most : input->size;
    uint8_t* const copy = malloc(*size ? *size : 1);
    if (!copy) {
        abort();
    }
    if (*size) {
        memcpy(copy, input->bytes, *size);
    }
    input->bytes += *size;
    input->size -= *size;
    return copy;
}

#endif
