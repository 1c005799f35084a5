// SPDX-License-Identifier: ISC
#include "audio/resampler.h"

#include "memory.h"

#include <speex/speex_resampler.h>
#include <string.h>

enum { QUALITY = 8 };

struct DredgeResampler {
    SpeexResamplerState* speex; ///< NULL where both rates are the same
    unsigned channels;
};

DredgeResampler* dredge_resampler_new(const unsigned channels, const uint32_t from,
                                      const uint32_t to)
{
    DredgeResampler* const r = dredge_memory_new(sizeof(DredgeResampler));
    if (!r) {
        return NULL;
    }
    r->channels = channels;
    if (from != to) {
        int error = 0;
        r->speex = speex_resampler_init(channels, from, to, QUALITY, &error);
        if (!r->speex) {
            dredge_memory_free(r);
            return NULL;
        }
    }
    return r;
}

void dredge_resampler_free(DredgeResampler* const r)
{
    if (r) {
        if (r->speex) {
            speex_resampler_destroy(r->speex);
        }
        dredge_memory_free(r);
    }
}

void dredge_resampler_reset(DredgeResampler* const r)
{
    if (r->speex) {
        speex_resampler_reset_mem(r->speex);
    }
}

unsigned dredge_resampler_latency(const DredgeResampler* const r)
{
    return r->speex ? (unsigned)speex_resampler_get_input_latency(r->speex) : 0;
}

void dredge_resampler_process(DredgeResampler* const r, const float* const in,
                              uint32_t* const in_length, float* const out,
                              uint32_t* const out_length)
{
    if (r->speex) {
        speex_resampler_process_interleaved_float(r->speex, in, in_length, out, out_length);
        return;
    }
    const uint32_t length = *in_length < *out_length ? *in_length : *out_length;
    memcpy(out, in, (size_t)length * r->channels * sizeof(float));
    *in_length = length;
    *out_length = length;
}
