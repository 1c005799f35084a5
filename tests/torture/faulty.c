// SPDX-License-Identifier: ISC
// A gain with a fault of its own in each of its plugins, for lv2-torture to find.
#include <lv2/core/lv2.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IN, OUT, GAIN, PORTS };

typedef struct {
    const char* fault; ///< The end of the URI
    float* port[PORTS];
    float memory;
    unsigned long long past;
} Faulty;

static unsigned instances;

static LV2_Handle instantiate(const LV2_Descriptor* const descriptor, const double rate,
                              const char* const bundle,
                              const LV2_Feature* const* const features)
{
    (void)rate;
    (void)bundle;
    (void)features;
    Faulty* const f = calloc(1, sizeof(Faulty));
    if (f) {
        f->fault = strrchr(descriptor->URI, ':') + 1;
        f->memory = strcmp(f->fault, "repeat") ? 0.0f : 0.01f * (float)++instances;
    }
    return f;
}

static void connect_port(const LV2_Handle handle, const uint32_t index, void* const data)
{
    ((Faulty*)handle)->port[index] = data;
}

static int has(const Faulty* const f, const char* const fault)
{
    return !strcmp(f->fault, fault);
}

static void activate(const LV2_Handle handle)
{
    Faulty* const f = handle;
    if (has(f, "cycles") && f->past) {
        abort();
    }
}

static void run(const LV2_Handle handle, const uint32_t count)
{
    Faulty* const f = handle;
    const float gain = *f->port[GAIN];
    float* const in = f->port[IN];
    float* const out = f->port[OUT];
    for (uint32_t i = 0; i < count; ++i) {
        out[i] = has(f, "recover") ? (f->memory = 0.5f * f->memory + 0.5f * in[i])
                                   : gain * in[i] + f->memory;
    }
    if (has(f, "input") && f->past > 20000) {
        out[0] = NAN;
    } else if (has(f, "blocks") && count > 1000) {
        out[count] = 0.0f;
    } else if (has(f, "connect") && count) {
        in[0] = 0.0f;
    } else if (has(f, "controls") && gain > 1.9f) {
        abort();
    } else if (has(f, "splits") && count) {
        out[0] = 0.0f;
    } else if (has(f, "allocation")) {
        void* volatile block = malloc(100);
        free(block);
    } else if (has(f, "subnormal") && count) {
        out[0] = 1e-40f;
    } else if (has(f, "reset")) {
        f->memory += 1e-4f;
    }
    f->past += count;
}

static void cleanup(const LV2_Handle handle)
{
    Faulty* const f = handle;
    if (!has(f, "leak")) {
        free(f);
    }
}

LV2_SYMBOL_EXPORT const LV2_Descriptor* lv2_descriptor(const uint32_t index)
{
    static const char* const uris[] = {
#define URI(fault) "urn:dredge:faulty:" fault
        URI("none"),       URI("input"),  URI("blocks"),    URI("connect"), URI("controls"),
        URI("splits"),     URI("reset"),  URI("subnormal"), URI("recover"), URI("repeat"),
        URI("allocation"), URI("cycles"), URI("leak"),
    };
    static LV2_Descriptor descriptors[sizeof(uris) / sizeof(uris[0])];
    if (index >= sizeof(uris) / sizeof(uris[0])) {
        return NULL;
    }
    descriptors[index] = (LV2_Descriptor){.URI = uris[index],
                                          .instantiate = instantiate,
                                          .connect_port = connect_port,
                                          .activate = activate,
                                          .run = run,
                                          .cleanup = cleanup};
    return &descriptors[index];
}
