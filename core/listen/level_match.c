// SPDX-License-Identifier: ISC
#include "listen/level_match.h"

#include "memory.h"
#include "packet.h"

#include <ebur128.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    METERS = 1 + DREDGE_LEVEL_MATCH_LANES, // The dry sound comes first
    MEASURE = DREDGE_RATE / 10,
    WINDOW_MS = 3000,
};

#define GATE_LUFS       (-60.0)
#define TIME_CONSTANT_S 0.5f
#define AT_REST_DB      0.01f // Gains as small as this end

struct DredgeLevelMatch {
    unsigned channels;
    ebur128_state* meters[METERS];
    uint32_t unmeasured;                    ///< Samples since the gains were last renewed
    bool used;                              ///< The meters have heard something
    float wanted[DREDGE_LEVEL_MATCH_LANES]; ///< dB
    float gain[DREDGE_LEVEL_MATCH_LANES];   ///< dB
};

DredgeLevelMatch* dredge_level_match_new(const unsigned channels)
{
    DredgeLevelMatch* const m = dredge_memory_new(sizeof(DredgeLevelMatch));
    if (!m) {
        return NULL;
    }
    m->channels = channels;
    for (unsigned i = 0; i < METERS; ++i) {
        m->meters[i] = ebur128_init(channels, DREDGE_RATE, EBUR128_MODE_S);
        if (!m->meters[i]) {
            dredge_level_match_free(m);
            return NULL;
        }
    }
    return m;
}

void dredge_level_match_free(DredgeLevelMatch* const m)
{
    if (m) {
        for (unsigned i = 0; i < METERS; ++i) {
            if (m->meters[i]) {
                ebur128_destroy(&m->meters[i]);
            }
        }
        free(m);
    }
}

void dredge_level_match_reset(DredgeLevelMatch* const m)
{
    static const float silence[DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];
    // The library can't be emptied but by silence.
    for (uint32_t at = 0; m->used && at <= WINDOW_MS * DREDGE_RATE / 1000;
         at += DREDGE_FRAME_MAX) {
        for (unsigned i = 0; i < METERS; ++i) {
            ebur128_add_frames_float(m->meters[i], silence, DREDGE_FRAME_MAX);
        }
    }
    m->used = false;
    m->unmeasured = 0;
    memset(m->wanted, 0, sizeof(m->wanted));
    memset(m->gain, 0, sizeof(m->gain));
}

static double loudness(ebur128_state* const meter)
{
    double lufs = 0.0;
    return ebur128_loudness_shortterm(meter, &lufs) == EBUR128_SUCCESS ? lufs : -HUGE_VAL;
}

static void measure(DredgeLevelMatch* const m)
{
    const double dry = loudness(m->meters[0]);
    for (unsigned i = 0; dry > GATE_LUFS && i < DREDGE_LEVEL_MATCH_LANES; ++i) {
        const double lane = loudness(m->meters[1 + i]);
        if (lane > GATE_LUFS) {
            const double most = DREDGE_LEVEL_MATCH_MAX;
            m->wanted[i] = (float)fmax(-most, fmin(most, dry - lane));
        }
    }
}

static void scale(float* const sound, const uint32_t count, const unsigned channels,
                  const float from, const float to)
{
    for (uint32_t i = 0; i < count; ++i) {
        const float gain = from + (to - from) * (float)(i + 1) / (float)count;
        for (unsigned c = 0; c < channels; ++c) {
            sound[(size_t)i * channels + c] *= gain;
        }
    }
}

static float factor(const float db)
{
    return db != 0.0f ? powf(10.0f, db / 20.0f) : 1.0f;
}

void dredge_level_match_process(DredgeLevelMatch* const m, const bool on,
                                const float* const dry,
                                float* const lanes[DREDGE_LEVEL_MATCH_LANES],
                                const uint32_t count)
{
    if (on) {
        ebur128_add_frames_float(m->meters[0], dry, count);
        for (unsigned i = 0; i < DREDGE_LEVEL_MATCH_LANES; ++i) {
            ebur128_add_frames_float(m->meters[1 + i], lanes[i], count);
        }
        m->used = true;
        m->unmeasured += count;
        if (m->unmeasured >= MEASURE) {
            m->unmeasured = 0;
            measure(m);
        }
    }
    const float pace = 1.0f - expf(-(float)count / (TIME_CONSTANT_S * DREDGE_RATE));
    for (unsigned i = 0; i < DREDGE_LEVEL_MATCH_LANES; ++i) {
        const float was = m->gain[i];
        const float wanted = on ? m->wanted[i] : 0.0f;
        m->gain[i] += pace * (wanted - was);
        if (!on && fabsf(m->gain[i]) < AT_REST_DB) {
            m->gain[i] = 0.0f;
        }
        if (was != 0.0f || m->gain[i] != 0.0f) {
            scale(lanes[i], count, m->channels, factor(was), factor(m->gain[i]));
        }
    }
}

float dredge_level_match_gain(const DredgeLevelMatch* const m, const unsigned lane)
{
    return m->gain[lane];
}
