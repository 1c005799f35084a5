// SPDX-License-Identifier: ISC
// Plugins that only the tests use. urn:dredge:test:gain does next to nothing: what a host costs
// without Dredge's work. urn:dredge:test:clock passes the sound and sets its first sample, and
// one in every second from there on, to MARK: how long a host has run its plugins.
#include <lv2/core/lv2.h>
#include <math.h>
#include <stdlib.h>

#define MARK 2.0f

enum { PORT_IN, PORT_OUT, PORT_GAIN, PORTS };

typedef struct {
    float* ports[PORTS];
    uint64_t rate;
    uint64_t samples; ///< Since it was activated
} Probe;

static LV2_Handle instantiate(const LV2_Descriptor* const descriptor, const double rate,
                              const char* const bundle,
                              const LV2_Feature* const* const features)
{
    (void)descriptor;
    (void)bundle;
    (void)features;
    Probe* const p = calloc(1, sizeof(Probe));
    if (p) {
        p->rate = (uint64_t)rate;
    }
    return p;
}

static void connect_port(const LV2_Handle handle, const uint32_t index, void* const data)
{
    Probe* const p = handle;
    if (index < PORTS) {
        p->ports[index] = data;
    }
}

static void activate(const LV2_Handle handle)
{
    Probe* const p = handle;
    p->samples = 0;
}

static void run_gain(const LV2_Handle handle, const uint32_t samples)
{
    const Probe* const p = handle;
    const float gain = powf(10.0f, *p->ports[PORT_GAIN] / 20.0f);
    for (uint32_t i = 0; i < samples; ++i) {
        p->ports[PORT_OUT][i] = gain * p->ports[PORT_IN][i];
    }
}

static void run_clock(const LV2_Handle handle, const uint32_t samples)
{
    Probe* const p = handle;
    for (uint32_t i = 0; i < samples; ++i, ++p->samples) {
        p->ports[PORT_OUT][i] = p->samples % p->rate ? p->ports[PORT_IN][i] : MARK;
    }
}

static void cleanup(const LV2_Handle handle)
{
    free(handle);
}

static const LV2_Descriptor descriptors[] = {
    {"urn:dredge:test:gain", instantiate, connect_port, activate, run_gain, NULL, cleanup,
     NULL},
    {"urn:dredge:test:clock", instantiate, connect_port, activate, run_clock, NULL, cleanup,
     NULL},
};

LV2_SYMBOL_EXPORT const LV2_Descriptor* lv2_descriptor(const uint32_t index)
{
    return index < sizeof(descriptors) / sizeof(descriptors[0]) ? &descriptors[index] : NULL;
}
