// SPDX-License-Identifier: ISC
#include "listen/bypass.h"

#include "audio/delay.h"
#include "listen/mixer.h"
#include "memory.h"

struct DredgeBypass {
    unsigned channels;
    float step; ///< Of the fade, for a sample
    float wet;  ///< 0: the input is heard; 1: the link
    DredgeDelay* delay;
};

DredgeBypass* dredge_bypass_new(const unsigned channels, const uint32_t rate,
                                const uint32_t longest)
{
    DredgeBypass* const b = dredge_memory_new(sizeof(DredgeBypass));
    if (b) {
        b->channels = channels;
        b->step = 1000.0f / (DREDGE_CROSSFADE_MS * (float)rate);
        b->wet = 1.0f;
        b->delay = dredge_delay_new(channels, longest);
    }
    if (b && !b->delay) {
        dredge_bypass_free(b);
        return NULL;
    }
    return b;
}

void dredge_bypass_free(DredgeBypass* const b)
{
    if (b) {
        dredge_delay_free(b->delay);
        dredge_memory_free(b);
    }
}

void dredge_bypass_reset(DredgeBypass* const b, const uint32_t latency)
{
    dredge_delay_reset(b->delay, latency);
}

void dredge_bypass_settle(DredgeBypass* const b, const bool enabled)
{
    b->wet = enabled ? 1.0f : 0.0f;
}

void dredge_bypass_process(DredgeBypass* const b, float* const dry, float* const wet,
                           const uint32_t count, const bool enabled)
{
    dredge_delay_process(b->delay, dry, count);
    if (enabled && b->wet >= 1.0f) {
        return;
    }
    for (uint32_t i = 0; i < count; ++i) {
        b->wet += enabled ? b->step : -b->step;
        b->wet = b->wet < 0.0f ? 0.0f : b->wet > 1.0f ? 1.0f : b->wet;
        for (unsigned c = i * b->channels; c < (i + 1) * b->channels; ++c) {
            wet[c] = b->wet >= 1.0f ? wet[c] : dry[c] + b->wet * (wet[c] - dry[c]);
        }
    }
}
