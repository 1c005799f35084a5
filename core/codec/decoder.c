// SPDX-License-Identifier: ISC
#include "codec/decoder.h"

#include "audio/sample.h"
#include "memory.h"

#include <opus.h>
#include <string.h>

enum {
    CACHE = 2, // Unpacked DRED: of the packet in use, and of the one before
    COMPLEXITY_CLASSIC = 0,
    COMPLEXITY_NEURAL = 5,         // 6 with LACE, 7 with NoLACE
    CELT_SLIP = DREDGE_RATE / 100, // In frames of as much and more
    FAR_AHEAD = -10 * DREDGE_RATE,
};

// What libopus does not tell about its state; goes back in time with it.
typedef struct {
    bool heard;       ///< A packet was played
    bool narrow;      ///< The last one was SILK below 16 kHz
    bool celt;        ///< The last one was CELT only
    bool neural;      ///< The vocoder has spoken since
    bool queue_stale; ///< A played-out DRED queue makes classic concealment neural
} Moment;

typedef struct {
    OpusDRED* dred;
    uint64_t index;
    unsigned reach;
    bool valid;
} Unpacked;

struct DredgeDecoder {
    OpusDecoder* opus;
    void* saved_opus;
    size_t opus_size;
    Moment now;
    Moment saved;
    unsigned channels;
    bool reference;
    DredgeConcealment concealment;
    DredgeEnhancement enhancement;
    OpusDREDDecoder* dred_decoder;
    Unpacked cache[CACHE];
    unsigned newest; ///< In cache
};

DredgeDecoder* dredge_decoder_new(const unsigned channels, const bool reference,
                                  DredgeStatus* const status)
{
    DredgeDecoder* const d = dredge_memory_new(sizeof(DredgeDecoder));
    *status = DREDGE_NO_MEMORY;
    if (!d) {
        return NULL;
    }
    int error = 0;
    d->channels = channels;
    d->reference = reference;
    d->opus_size = (size_t)opus_decoder_get_size((int)channels);
    d->opus = dredge_memory_new(d->opus_size);
    d->saved_opus = dredge_memory_new(d->opus_size);
    d->dred_decoder = opus_dred_decoder_create(&error);
    bool complete = d->opus && d->saved_opus && d->dred_decoder;
    for (unsigned i = 0; i < CACHE; ++i) {
        d->cache[i].dred = dredge_memory_new((size_t)opus_dred_get_size());
        complete = complete && d->cache[i].dred;
    }
    if (!complete) {
        dredge_decoder_free(d);
        return NULL;
    }
    d->concealment = DREDGE_CONCEALMENT_NEURAL;
    dredge_decoder_reset(d);
    *status = DREDGE_OK;
    return d;
}

void dredge_decoder_free(DredgeDecoder* const d)
{
    if (d) {
        for (unsigned i = 0; i < CACHE; ++i) {
            dredge_memory_free(d->cache[i].dred);
        }
        opus_dred_decoder_destroy(d->dred_decoder);
        dredge_memory_free(d->saved_opus);
        dredge_memory_free(d->opus);
        dredge_memory_free(d);
    }
}

static void apply_settings(DredgeDecoder* const d)
{
    const bool neural = d->concealment == DREDGE_CONCEALMENT_NEURAL;
    const int complexity =
        neural ? COMPLEXITY_NEURAL + (int)d->enhancement : COMPLEXITY_CLASSIC;
    opus_decoder_ctl(d->opus, OPUS_SET_COMPLEXITY(complexity));
}

void dredge_decoder_forget_packets(DredgeDecoder* const d)
{
    for (unsigned i = 0; i < CACHE; ++i) {
        d->cache[i].valid = false;
    }
}

void dredge_decoder_reset(DredgeDecoder* const d)
{
    opus_decoder_init(d->opus, DREDGE_RATE, (int)d->channels);
    apply_settings(d);
    d->now = (Moment){.heard = false};
    dredge_decoder_forget_packets(d);
}

void dredge_decoder_copy(DredgeDecoder* const to, const DredgeDecoder* const from)
{
    memcpy(to->opus, from->opus, from->opus_size);
    memcpy(to->saved_opus, from->saved_opus, from->opus_size);
    to->now = from->now;
    to->saved = from->saved;
    to->concealment = from->concealment;
    to->enhancement = from->enhancement;
    to->newest = from->newest;
    for (unsigned i = 0; i < CACHE; ++i) {
        OpusDRED* const dred = to->cache[i].dred;
        memcpy(dred, from->cache[i].dred, (size_t)opus_dred_get_size());
        to->cache[i] = from->cache[i];
        to->cache[i].dred = dred;
    }
}

void dredge_decoder_set(DredgeDecoder* const d, const DredgeConcealment concealment,
                        const DredgeEnhancement enhancement)
{
    if (d->concealment != concealment || d->enhancement != enhancement) {
        d->concealment = concealment;
        d->enhancement = enhancement;
        apply_settings(d);
    }
}

bool dredge_decoder_can_dred(const DredgeDecoder* const d)
{
    return d->now.heard && !d->now.narrow;
}

DredgeConcealment dredge_decoder_concealment(const DredgeDecoder* const d)
{
    if (!d->now.heard) {
        return DREDGE_CONCEALMENT_SILENCE;
    }
    return d->concealment == DREDGE_CONCEALMENT_NEURAL && d->now.narrow
               ? DREDGE_CONCEALMENT_CLASSIC
               : d->concealment;
}

// Every call leaves a whole frame behind, whatever libopus did. After losses CELT's energies
// can overshoot: 29 dB above full scale were seen. What comes out is no louder than what may go
// in.
static void complete(const DredgeDecoder* const d, const int done, float* const pcm,
                     const unsigned frame)
{
    const unsigned samples = done > 0 ? (unsigned)done : 0;
    if (samples < frame) {
        memset(pcm + (size_t)samples * d->channels, 0,
               (size_t)(frame - samples) * d->channels * sizeof(float));
    }
    for (size_t i = 0; i < (size_t)samples * d->channels; ++i) {
        pcm[i] = dredge_sample_clean(pcm[i]);
    }
}

void dredge_decoder_play(DredgeDecoder* const d, const uint8_t* const data, const size_t size,
                         float* const pcm, const unsigned frame)
{
    complete(d, opus_decode_float(d->opus, data, (opus_int32)size, pcm, (int)frame, 0), pcm,
             frame);
    const DredgeMode mode = dredge_packet_mode(data[0]);
    d->now.heard = true;
    d->now.celt = mode == DREDGE_MODE_CELT;
    d->now.narrow =
        mode == DREDGE_MODE_SILK && opus_packet_get_bandwidth(data) < OPUS_BANDWIDTH_WIDEBAND;
    d->now.neural = false;
}

void dredge_decoder_play_lbrr(DredgeDecoder* const d, const uint8_t* const data,
                              const size_t size, float* const pcm, const unsigned frame)
{
    complete(d, opus_decode_float(d->opus, data, (opus_int32)size, pcm, (int)frame, 1), pcm,
             frame);
}

// The packet's DRED, ready for use; unpacked once for all frames that it brings back.
static const OpusDRED* unpack(DredgeDecoder* const d, const uint8_t* const data,
                              const size_t size, const uint64_t index, const unsigned reach)
{
    for (unsigned i = 0; i < CACHE; ++i) {
        const Unpacked* const u = &d->cache[i];
        if (u->valid && u->index == index && u->reach == reach) {
            return u->dred;
        }
    }
    d->newest = (d->newest + 1) % CACHE;
    Unpacked* const u = &d->cache[d->newest];
    int end = 0;
    u->index = index;
    u->reach = reach;
    u->valid = opus_dred_parse(d->dred_decoder, u->dred, data, (opus_int32)size,
                               (opus_int32)reach, DREDGE_RATE, &end, 0) > 0;
    return u->valid ? u->dred : NULL;
}

void dredge_decoder_play_dred(DredgeDecoder* const d, const uint8_t* const data,
                              const size_t size, const uint64_t index, const unsigned offset,
                              const unsigned reach, float* const pcm, const unsigned frame)
{
    const OpusDRED* const dred = unpack(d, data, size, index, reach);
    if (!dred) {
        dredge_decoder_conceal(d, pcm, frame);
        return;
    }
    // CELT takes 5 feature frames for every 4 queued: from the second vocoder frame of a burst
    // on, libopus would speak 10 ms late.
    const bool slips = d->now.celt && d->now.neural && frame >= CELT_SLIP && !d->reference;
    const int from = (int)offset - (slips ? CELT_SLIP : 0);
    complete(d, opus_decoder_dred_decode_float(d->opus, dred, from, pcm, (int)frame), pcm,
             frame);
    d->now.neural = true;
    d->now.queue_stale = true;
}

static const OpusDRED* any_unpacked(const DredgeDecoder* const d)
{
    for (unsigned i = 0; i < CACHE; ++i) {
        if (d->cache[i].valid) {
            return d->cache[i].dred;
        }
    }
    return NULL;
}

void dredge_decoder_conceal(DredgeDecoder* const d, float* const pcm, const unsigned frame)
{
    const bool neural = d->concealment == DREDGE_CONCEALMENT_NEURAL;
    const OpusDRED* const any = any_unpacked(d);
    int done = 0;
    if (!neural && d->now.queue_stale && any && !d->reference) {
        // An offset in the far future empties the queue: classic concealment is classic again.
        done = opus_decoder_dred_decode_float(d->opus, any, FAR_AHEAD, pcm, (int)frame);
        d->now.queue_stale = false;
    } else {
        done = opus_decode_float(d->opus, NULL, 0, pcm, (int)frame, 0);
    }
    d->now.neural = d->now.neural || neural;
    complete(d, d->concealment == DREDGE_CONCEALMENT_SILENCE ? 0 : done, pcm, frame);
}

void dredge_decoder_save(DredgeDecoder* const d)
{
    memcpy(d->saved_opus, d->opus, d->opus_size);
    d->saved = d->now;
}

void dredge_decoder_restore(DredgeDecoder* const d)
{
    memcpy(d->opus, d->saved_opus, d->opus_size);
    d->now = d->saved;
    apply_settings(d); // The knob may have been turned since
}
