// SPDX-License-Identifier: ISC
// As little as a plugin can do: what a host costs without Dredge's work.
#include <lv2/core/lv2.h>
#include <math.h>
#include <stdlib.h>

enum { PORT_GAIN, PORT_IN, PORT_OUT, PORTS };

static LV2_Handle instantiate(const LV2_Descriptor* const descriptor, const double rate,
                              const char* const bundle,
                              const LV2_Feature* const* const features)
{
    (void)descriptor;
    (void)rate;
    (void)bundle;
    (void)features;
    return calloc(PORTS, sizeof(float*));
}

static void connect_port(const LV2_Handle handle, const uint32_t index, void* const data)
{
    float** const ports = handle;
    if (index < PORTS) {
        ports[index] = data;
    }
}

static void run(const LV2_Handle handle, const uint32_t samples)
{
    float* const* const ports = handle;
    const float gain = powf(10.0f, *ports[PORT_GAIN] / 20.0f);
    for (uint32_t i = 0; i < samples; ++i) {
        ports[PORT_OUT][i] = gain * ports[PORT_IN][i];
    }
}

static void cleanup(const LV2_Handle handle)
{
    free(handle);
}

LV2_SYMBOL_EXPORT const LV2_Descriptor* lv2_descriptor(const uint32_t index)
{
    static const LV2_Descriptor descriptor = {"urn:dredge:test:plain-gain",
                                              instantiate,
                                              connect_port,
                                              NULL,
                                              run,
                                              NULL,
                                              cleanup,
                                              NULL};
    return index ? NULL : &descriptor;
}
