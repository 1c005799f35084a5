// SPDX-License-Identifier: ISC
#include "listen/mixer.h"

#include "packet.h"

#include <string.h>

enum { FADE = DREDGE_CROSSFADE_MS * DREDGE_RATE / 1000 };

typedef struct {
    float gain[DREDGE_HEARD];
} Gains;

static Gains gains_of(const DredgeMonitor monitor, const bool x_is_b)
{
    switch (monitor) {
    case DREDGE_MONITOR_DRY:
        break;
    case DREDGE_MONITOR_A:
        return (Gains){{0.0f, 1.0f, 0.0f}};
    case DREDGE_MONITOR_B:
        return (Gains){{0.0f, 0.0f, 1.0f}};
    case DREDGE_MONITOR_X:
        return x_is_b ? (Gains){{0.0f, 0.0f, 1.0f}} : (Gains){{0.0f, 1.0f, 0.0f}};
    case DREDGE_MONITOR_A_MINUS_DRY:
        return (Gains){{-1.0f, 1.0f, 0.0f}};
    case DREDGE_MONITOR_B_MINUS_DRY:
        return (Gains){{-1.0f, 0.0f, 1.0f}};
    }
    return (Gains){{1.0f, 0.0f, 0.0f}};
}

int dredge_monitor_lane(const DredgeMonitor monitor)
{
    switch (monitor) {
    case DREDGE_MONITOR_A:
    case DREDGE_MONITOR_A_MINUS_DRY:
        return 0;
    case DREDGE_MONITOR_B:
    case DREDGE_MONITOR_B_MINUS_DRY:
        return 1;
    case DREDGE_MONITOR_DRY:
    case DREDGE_MONITOR_X:
        break;
    }
    return -1;
}

bool dredge_monitor_needs_b(const DredgeMonitor monitor)
{
    return monitor == DREDGE_MONITOR_X || dredge_monitor_lane(monitor) == 1;
}

void dredge_mixer_reset(DredgeMixer* const m, const DredgeMonitor monitor, const bool x_is_b)
{
    const Gains to = gains_of(monitor, x_is_b);
    memcpy(m->gain, to.gain, sizeof(m->gain));
    memcpy(m->target, to.gain, sizeof(m->target));
    m->left = 0;
}

static bool is_target(const DredgeMixer* const m, const Gains* const to)
{
    for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
        if (m->target[i] != to->gain[i]) {
            return false;
        }
    }
    return true;
}

void dredge_mixer_set(DredgeMixer* const m, const DredgeMonitor monitor, const bool x_is_b)
{
    const Gains to = gains_of(monitor, x_is_b);
    if (is_target(m, &to)) {
        return;
    }
    for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
        m->target[i] = to.gain[i];
        m->step[i] = (to.gain[i] - m->gain[i]) / FADE;
    }
    m->left = FADE;
}

// Gains that stand still: what stands alone at 1 passes bit by bit.
static void mix_steady(const DredgeMixer* const m, const float* const in[DREDGE_HEARD],
                       float* const out, const uint32_t samples)
{
    memset(out, 0, samples * sizeof(float));
    for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
        const float gain = m->gain[i];
        for (uint32_t k = 0; gain != 0.0f && k < samples; ++k) {
            out[k] += gain * in[i][k];
        }
    }
}

static void mix_fading(DredgeMixer* const m, const float* const in[DREDGE_HEARD],
                       float* const out, const uint32_t count, const unsigned channels)
{
    for (uint32_t k = 0; k < count; ++k) {
        --m->left;
        for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
            m->gain[i] = m->left ? m->gain[i] + m->step[i] : m->target[i];
        }
        for (unsigned c = 0; c < channels; ++c) {
            const uint32_t at = k * channels + c;
            float sum = 0.0f;
            for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
                sum += m->gain[i] * in[i][at];
            }
            out[at] = sum;
        }
    }
}

void dredge_mixer_process(DredgeMixer* const m, const float* const in[DREDGE_HEARD],
                          float* const out, const uint32_t count, const unsigned channels)
{
    const uint32_t fading = m->left < count ? m->left : count;
    mix_fading(m, in, out, fading, channels);
    const size_t at = (size_t)fading * channels;
    const float* const rest[DREDGE_HEARD] = {in[0] + at, in[1] + at, in[2] + at};
    mix_steady(m, rest, out + at, (count - fading) * channels);
}
