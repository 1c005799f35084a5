// SPDX-License-Identifier: ISC
#include "playout/pacer.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

enum {
    SEAM = DREDGE_RATE / 200, // 5 ms: crossfade where a pause is cut
    LATE = 3,                 // Of 100 packets, so many may come after the delay
};

#define PAUSE_BELOW   0.06  // Of the loudest frame's RMS (-24 dB): nobody speaks
#define LOUDEST_FALLS 0.998 // A frame
#define SILENCE       1e-4  // -80 dB is a pause in any case

void dredge_pacer_reset(DredgePacer* const p)
{
    p->noted = 0;
    p->delay = 0.0;
    p->loudest = 0.0;
    p->heard = 0;
    p->content = 0;
    p->held = 0;
}

void dredge_pacer_copy(DredgePacer* const to, const DredgePacer* const from,
                       const unsigned channels)
{
    memcpy(to, from, offsetof(DredgePacer, sound));
    memcpy(to->sound, from->sound, sizeof(float) * from->held * channels);
}

void dredge_pacer_note(DredgePacer* const p, const double delay)
{
    p->delays[p->noted++ % DREDGE_PACER_PACKETS] = delay;
}

// The delay that all but LATE of 100 packets had at the most.
static double percentile(const DredgePacer* const p)
{
    const unsigned count = p->noted < DREDGE_PACER_PACKETS ? p->noted : DREDGE_PACER_PACKETS;
    double longest[LATE + 1] = {0.0}; // In falling order
    for (unsigned i = 0; i < count; ++i) {
        unsigned at = 0;
        while (at <= LATE && longest[at] >= p->delays[i]) {
            ++at;
        }
        if (at <= LATE) {
            memmove(longest + at + 1, longest + at, (LATE - at) * sizeof(double));
            longest[at] = p->delays[i];
        }
    }
    return longest[LATE * count / DREDGE_PACER_PACKETS];
}

uint32_t dredge_pacer_lag(const DredgePacer* const p)
{
    // Ahead of time is nothing but what is held.
    const uint64_t given = p->content - p->held;
    return p->heard > given ? (uint32_t)(p->heard - given) : 0;
}

void dredge_pacer_adapt(DredgePacer* const p, const unsigned frame, const unsigned work,
                        const unsigned least, const unsigned most)
{
    const double wanted = fmax(least, percentile(p) + work);
    const double fallen = p->delay - (double)frame / DREDGE_PACER_FALLS;
    p->delay = fmin(most - dredge_pacer_lag(p), fmax(wanted, fallen));
}

bool dredge_pacer_hungry(const DredgePacer* const p, const unsigned frame)
{
    return p->held < frame;
}

static void append(DredgePacer* const p, const float* const sound, const unsigned count,
                   const unsigned channels)
{
    assert((p->held + count) * channels <= sizeof(p->sound) / sizeof(float));
    memcpy(p->sound + (size_t)p->held * channels, sound,
           (size_t)count * channels * sizeof(float));
    p->held += count;
}

void dredge_pacer_fill(DredgePacer* const p, const float* const sound, const unsigned frame,
                       const unsigned channels)
{
    append(p, sound, frame, channels);
    // Time passes, and none of what was recorded is heard: `content` stays.
}

static bool is_pause(DredgePacer* const p, const float* const sound, const size_t samples)
{
    double power = 0.0;
    for (size_t i = 0; i < samples; ++i) {
        power += (double)sound[i] * (double)sound[i];
    }
    const double rms = sqrt(power / (double)samples);
    p->loudest = fmax(rms, p->loudest * LOUDEST_FALLS);
    return rms < SILENCE || rms < PAUSE_BELOW * p->loudest;
}

void dredge_pacer_take(DredgePacer* const p, const float* const sound, const unsigned frame,
                       const unsigned channels)
{
    const uint32_t lag = dredge_pacer_lag(p);
    const uint32_t seam_length = frame / 2 < SEAM ? frame / 2 : SEAM;
    const uint32_t room = frame - seam_length;
    const uint32_t cut = lag < room ? lag : room;
    p->content += frame;
    if (!is_pause(p, sound, (size_t)frame * channels) || !cut) {
        append(p, sound, frame, channels);
        return;
    }
    float seam[SEAM * DREDGE_CHANNELS_MAX] = {0.0f};
    const float* const behind = sound + (size_t)cut * channels;
    for (unsigned i = 0; i < seam_length; ++i) {
        const float gain = ((float)i + 0.5f) / (float)seam_length;
        for (unsigned c = 0; c < channels; ++c) {
            const unsigned at = i * channels + c;
            seam[at] = sound[at] + gain * (behind[at] - sound[at]);
        }
    }
    append(p, seam, seam_length, channels);
    append(p, behind + (size_t)seam_length * channels, frame - cut - seam_length, channels);
}

void dredge_pacer_give(DredgePacer* const p, float* const sound, const unsigned frame,
                       const unsigned channels)
{
    assert(p->held >= frame);
    const size_t size = (size_t)frame * channels;
    memcpy(sound, p->sound, size * sizeof(float));
    p->held -= frame;
    memmove(p->sound, p->sound + size, (size_t)p->held * channels * sizeof(float));
    p->heard += frame;
}
