// SPDX-License-Identifier: ISC
#include "listen/level_match.h"

#include "memory.h"
#include "packet.h"

#include <ebur128.h>
#include <math.h>
#include <string.h>

enum {
    METERS = 1 + DREDGE_LEVEL_MATCH_LANES, // The dry sound comes first
    PIECE_MS = 100,
    PIECE = PIECE_MS * DREDGE_RATE / 1000,
    PIECES = 30,    // The library's own window of 3 s takes 1.5 MB a channel
    LEAST_MS = 400, // ... and none is shorter
};

#define GATE_LUFS       (-60.0)
#define TIME_CONSTANT_S 0.5f
#define AT_REST_DB      0.01f // Gains as small as this end

struct DredgeLevelMatch {
    unsigned channels;
    ebur128_state* meters[METERS];
    double energy[METERS][PIECES];          ///< Of the last pieces, by BS.1770
    uint64_t pieces;                        ///< Measured so far
    uint32_t unmeasured;                    ///< Samples of the piece that is not complete
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
        m->meters[i] = ebur128_init(channels, DREDGE_RATE, EBUR128_MODE_M);
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
        dredge_memory_free(m);
    }
}

static const float silence[DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];

void dredge_level_match_reset(DredgeLevelMatch* const m)
{
    // The library can't be emptied but by silence.
    for (uint32_t at = 0; m->used && at <= LEAST_MS * DREDGE_RATE / 1000;
         at += DREDGE_FRAME_MAX) {
        for (unsigned i = 0; i < METERS; ++i) {
            ebur128_add_frames_float(m->meters[i], silence, DREDGE_FRAME_MAX);
        }
    }
    m->used = false;
    m->unmeasured = 0;
    memset(m->energy, 0, sizeof(m->energy));
    memset(m->wanted, 0, sizeof(m->wanted));
    memset(m->gain, 0, sizeof(m->gain));
}

// Of the last 3 s, LUFS.
static double loudness(const double energy[PIECES])
{
    double sum = 0.0;
    for (unsigned i = 0; i < PIECES; ++i) {
        sum += energy[i];
    }
    return 10.0 * log10(sum / PIECES) - 0.691;
}

static void measure(DredgeLevelMatch* const m)
{
    for (unsigned i = 0; i < METERS; ++i) {
        double lufs = -HUGE_VAL;
        ebur128_loudness_window(m->meters[i], PIECE_MS, &lufs);
        m->energy[i][m->pieces % PIECES] = pow(10.0, (lufs + 0.691) / 10.0);
    }
    ++m->pieces;
    const double dry = loudness(m->energy[0]);
    for (unsigned i = 0; dry > GATE_LUFS && i < DREDGE_LEVEL_MATCH_LANES; ++i) {
        const double lane = loudness(m->energy[1 + i]);
        if (lane > GATE_LUFS) {
            const double most = DREDGE_LEVEL_MATCH_MAX;
            m->wanted[i] = (float)fmax(-most, fmin(most, dry - lane));
        }
    }
}

static void listen(DredgeLevelMatch* const m, const float* const sounds[METERS],
                   const uint32_t count)
{
    for (uint32_t at = 0; at < count;) {
        const uint32_t room = PIECE - m->unmeasured;
        const uint32_t length = count - at < room ? count - at : room;
        for (unsigned i = 0; i < METERS; ++i) {
            const float* const sound = sounds[i] + (size_t)at * m->channels;
            ebur128_add_frames_float(m->meters[i], sound, length);
        }
        at += length;
        m->unmeasured = (m->unmeasured + length) % PIECE;
        if (!m->unmeasured) {
            measure(m);
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
        listen(m, (const float* const[METERS]){dry, lanes[0], lanes[1]}, count);
        m->used = true;
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
