// SPDX-License-Identifier: ISC
#include "codec/sender.h"

#include "codec/anatomy.h"
#include "codec/red.h"
#include "codec/splice.h"
#include "memory.h"

#include <opus.h>
#include <string.h>

enum {
    HISTORY = 160, // Packets kept for RED; more than RFC 2198 can reach
    LSB_DEPTH = 16,
    DRED_UNIT_MS = 10,
    DRED_DURATION_MAX = 104,
    // Above this libopus gives neither more DRED nor better LBRR.
    EXPECTED_LOSS_AUTO = 25,
    SILK_FRAME_MIN = DREDGE_RATE / 100,
};

// By how much hybrid mode exceeds its bitrate in speech, kb/s: measured.
#define HYBRID_EXCESS 1.2

typedef struct {
    uint16_t size;
    uint8_t data[DREDGE_OPUS_MAX];
} Sent;

struct DredgeSender {
    OpusEncoder* encoder;
    OpusEncoder* layer; ///< For the DRED of a layered budget
    bool layer_runs;
    int layer_depth;
    unsigned channels;
    OpusDREDDecoder* dred_decoder;
    OpusDRED* dred;
    DredgeApplication application;
    DredgeSenderSettings applied;
    bool fresh; ///< No settings applied yet
    unsigned lookahead;
    uint64_t sent; ///< Packets since reset
    Sent history[HISTORY];
};

const char* dredge_codec_version(void)
{
    return opus_get_version_string();
}

DredgeSender* dredge_sender_new(const unsigned channels, DredgeStatus* const status)
{
    DredgeSender* const s = dredge_memory_new(sizeof(DredgeSender));
    *status = DREDGE_NO_MEMORY;
    if (!s) {
        return NULL;
    }
    int error = 0;
    s->channels = channels;
    s->encoder = dredge_memory_new((size_t)opus_encoder_get_size((int)channels));
    s->layer = dredge_memory_new((size_t)opus_encoder_get_size((int)channels));
    s->dred_decoder = opus_dred_decoder_create(&error);
    s->dred = dredge_memory_new((size_t)opus_dred_get_size());
    if (!s->encoder || !s->layer || !s->dred_decoder || !s->dred) {
        dredge_sender_free(s);
        return NULL;
    }
    dredge_sender_reset(s, DREDGE_APPLICATION_VOIP);
    if (opus_encoder_ctl(s->encoder, OPUS_SET_DRED_DURATION(0)) != OPUS_OK) {
        *status = DREDGE_BAD_CODEC;
        dredge_sender_free(s);
        return NULL;
    }
    *status = DREDGE_OK;
    return s;
}

void dredge_sender_free(DredgeSender* const s)
{
    if (s) {
        dredge_memory_free(s->encoder);
        dredge_memory_free(s->layer);
        opus_dred_decoder_destroy(s->dred_decoder);
        dredge_memory_free(s->dred);
        dredge_memory_free(s);
    }
}

static int opus_application(const DredgeApplication application)
{
    return application == DREDGE_APPLICATION_AUDIO       ? OPUS_APPLICATION_AUDIO
           : application == DREDGE_APPLICATION_LOW_DELAY ? OPUS_APPLICATION_RESTRICTED_LOWDELAY
                                                         : OPUS_APPLICATION_VOIP;
}

static void begin(DredgeSender* const s)
{
    // OPUS_RESET_STATE would leave traces of the past in what is coded next.
    opus_encoder_init(s->encoder, DREDGE_RATE, (int)s->channels,
                      opus_application(s->application));
    // A telephone's capture has 16 bits; below that there is nothing to code.
    opus_encoder_ctl(s->encoder, OPUS_SET_LSB_DEPTH(LSB_DEPTH));
    s->fresh = true;
    s->layer_runs = false;
    s->sent = 0;
}

void dredge_sender_reset(DredgeSender* const s, const DredgeApplication application)
{
    opus_int32 lookahead = 0;
    s->application = application;
    begin(s);
    // The audio thread reads it at any time; begin() may be in another one.
    opus_encoder_ctl(s->encoder, OPUS_GET_LOOKAHEAD(&lookahead));
    s->lookahead = (unsigned)lookahead;
}

void dredge_sender_begin_anew(DredgeSender* const s)
{
    begin(s);
}

void dredge_sender_copy(DredgeSender* const to, const DredgeSender* const from)
{
    // Opus encoders are flat memory: all pointers in them point to constants.
    const size_t size = (size_t)opus_encoder_get_size((int)from->channels);
    memcpy(to->encoder, from->encoder, size);
    if (from->layer_runs) {
        memcpy(to->layer, from->layer, size);
    }
    to->layer_runs = from->layer_runs;
    to->layer_depth = from->layer_depth;
    to->application = from->application;
    to->lookahead = from->lookahead;
    to->applied = from->applied;
    to->fresh = from->fresh;
    to->sent = from->sent;
    memcpy(to->history, from->history, sizeof(to->history));
}

bool dredge_sender_settings_equal(const DredgeSenderSettings* const a,
                                  const DredgeSenderSettings* const b)
{
    return a->application == b->application && a->redundancy == b->redundancy &&
           a->bandwidth == b->bandwidth && a->budget == b->budget && a->bitrate == b->bitrate &&
           a->depth == b->depth && a->red_distance == b->red_distance &&
           a->expected_loss == b->expected_loss && a->complexity == b->complexity &&
           a->vbr == b->vbr && a->dtx == b->dtx;
}

unsigned dredge_sender_lookahead(const DredgeSender* const s)
{
    return s->lookahead;
}

static bool has_lbrr(const DredgeRedundancy r)
{
    return r == DREDGE_REDUNDANCY_LBRR || r == DREDGE_REDUNDANCY_LBRR_DRED;
}

static bool has_dred(const DredgeRedundancy r)
{
    return r == DREDGE_REDUNDANCY_DRED || r == DREDGE_REDUNDANCY_LBRR_DRED;
}

static bool is_layered(const DredgeSenderSettings* const settings)
{
    return settings->budget == DREDGE_BUDGET_LAYERED;
}

int dredge_sender_expected_loss(const DredgeSenderSettings* const settings)
{
    if (settings->expected_loss != DREDGE_EXPECTED_AUTO) {
        return settings->expected_loss;
    }
    const DredgeRedundancy r = settings->redundancy;
    const bool spends = has_lbrr(r) || (has_dred(r) && !is_layered(settings));
    return spends ? EXPECTED_LOSS_AUTO : 0;
}

static int opus_bandwidth(const DredgeBandwidth bandwidth)
{
    return bandwidth == DREDGE_BANDWIDTH_AUTO
               ? OPUS_AUTO
               : OPUS_BANDWIDTH_NARROWBAND + (int)bandwidth - (int)DREDGE_BANDWIDTH_NB;
}

// DRED of the primary's own encoder.
static int dred_duration(const DredgeSenderSettings* const settings)
{
    const bool own = has_dred(settings->redundancy) && !is_layered(settings);
    const int units = own ? settings->depth / DRED_UNIT_MS : 0;
    return units < DRED_DURATION_MAX ? units : DRED_DURATION_MAX;
}

bool dredge_sender_has_silk(const DredgeSenderSettings* const settings, const unsigned frame)
{
    return frame >= SILK_FRAME_MIN && settings->application != DREDGE_APPLICATION_LOW_DELAY;
}

// What the primary's encoder is set to, b/s.
static opus_int32 primary_bitrate(const DredgeSenderSettings* const settings, const bool silk)
{
    double kbps = (double)settings->bitrate;
    if (is_layered(settings)) {
        const bool wide = settings->bandwidth == DREDGE_BANDWIDTH_AUTO ||
                          settings->bandwidth >= DREDGE_BANDWIDTH_SWB;
        kbps -= wide && silk ? HYBRID_EXCESS : 0.0;
        if (has_lbrr(settings->redundancy) && silk) {
            kbps /= 1.0 - dredge_planner_lbrr_share(dredge_sender_expected_loss(settings));
        }
    }
    return (opus_int32)(kbps * 1000.0 + 0.5);
}

DredgeEncoderSetting dredge_sender_primary(const DredgeSenderSettings* const settings,
                                           const unsigned frame)
{
    const bool silk = dredge_sender_has_silk(settings, frame);
    return (DredgeEncoderSetting){.bitrate = primary_bitrate(settings, silk),
                                  .loss = dredge_sender_expected_loss(settings),
                                  .fec = has_lbrr(settings->redundancy) && silk,
                                  .duration = dred_duration(settings)};
}

static void apply(DredgeSender* const s, const DredgeSenderSettings* const wanted,
                  const unsigned frame)
{
    DredgeSenderSettings own = *wanted;
    own.application = s->application;
    const DredgeSenderSettings* const now = &own;
    const DredgeSenderSettings* const was = &s->applied;
    const DredgeEncoderSetting to = dredge_sender_primary(now, frame);
    const DredgeEncoderSetting from = dredge_sender_primary(was, frame);
    OpusEncoder* const e = s->encoder;
    if (s->fresh || to.bitrate != from.bitrate) {
        opus_encoder_ctl(e, OPUS_SET_BITRATE(to.bitrate));
    }
    if (s->fresh || now->bandwidth != was->bandwidth) {
        opus_encoder_ctl(e, OPUS_SET_BANDWIDTH(opus_bandwidth(now->bandwidth)));
    }
    if (s->fresh || now->complexity != was->complexity) {
        opus_encoder_ctl(e, OPUS_SET_COMPLEXITY(now->complexity));
    }
    if (s->fresh || now->vbr != was->vbr) {
        opus_encoder_ctl(e, OPUS_SET_VBR(now->vbr));
        opus_encoder_ctl(e, OPUS_SET_VBR_CONSTRAINT(0));
    }
    if (s->fresh || now->dtx != was->dtx) {
        opus_encoder_ctl(e, OPUS_SET_DTX(now->dtx));
    }
    if (s->fresh || to.fec != from.fec) {
        opus_encoder_ctl(e, OPUS_SET_INBAND_FEC(to.fec));
    }
    if (s->fresh || to.loss != from.loss) {
        opus_encoder_ctl(e, OPUS_SET_PACKET_LOSS_PERC(to.loss));
    }
    if (s->fresh || to.duration != from.duration) {
        opus_encoder_ctl(e, OPUS_SET_DRED_DURATION(to.duration));
    }
    s->applied = *now;
    s->fresh = false;
}

// Set the second encoder up, without losing what it has heard if it runs.
static void set_layer(DredgeSender* const s, const DredgeEncoderSetting* const setting)
{
    OpusEncoder* const e = s->layer;
    if (!s->layer_runs) {
        // Of the same delay: DRED counts from where the packet's own sound begins.
        opus_encoder_init(e, DREDGE_RATE, (int)s->channels, opus_application(s->application));
        opus_encoder_ctl(e, OPUS_SET_LSB_DEPTH(LSB_DEPTH));
        opus_encoder_ctl(e, OPUS_SET_BANDWIDTH(OPUS_BANDWIDTH_WIDEBAND));
        opus_encoder_ctl(e, OPUS_SET_COMPLEXITY(0));
        opus_encoder_ctl(e, OPUS_SET_VBR_CONSTRAINT(0));
    }
    opus_encoder_ctl(e, OPUS_SET_BITRATE(setting->bitrate));
    opus_encoder_ctl(e, OPUS_SET_PACKET_LOSS_PERC(setting->loss));
    opus_encoder_ctl(e, OPUS_SET_DRED_DURATION(setting->duration));
    s->layer_runs = true;
}

// Put the DRED of the second encoder on top of the primary.
static void add_layer(DredgeSender* const s, const float* const pcm, const unsigned frame,
                      Sent* const primary)
{
    const int chunks = dredge_planner_chunks_for(s->applied.depth);
    if (!is_layered(&s->applied) || !has_dred(s->applied.redundancy) || !chunks) {
        s->layer_runs = false;
        return;
    }
    if (!s->layer_runs || s->layer_depth != s->applied.depth) {
        const DredgeEncoderSetting setting =
            dredge_planner_cheapest(chunks, frame * 1000.0 / DREDGE_RATE);
        set_layer(s, &setting);
        s->layer_depth = s->applied.depth;
    }
    uint8_t packet[DREDGE_OPUS_MAX];
    uint8_t whole[DREDGE_OPUS_MAX];
    const int size = opus_encode_float(s->layer, pcm, (int)frame, packet, sizeof(packet));
    const size_t spliced = dredge_splice(primary->data, primary->size, packet,
                                         size > 0 ? (size_t)size : 0, whole, sizeof(whole));
    if (spliced) {
        memcpy(primary->data, whole, spliced);
        primary->size = (uint16_t)spliced;
    }
}

DredgeVerdict dredge_sender_verdict(const DredgeSenderSettings* const settings,
                                    const unsigned frame)
{
    const int depth = settings->depth;
    const double ms = frame * 1000.0 / DREDGE_RATE;
    if (settings->redundancy == DREDGE_REDUNDANCY_RED) {
        const unsigned asked = (unsigned)depth * (DREDGE_RATE / 1000) / frame;
        return asked > DREDGE_RED_OFFSET_MAX / frame ? DREDGE_VERDICT_BEYOND_REACH
                                                     : DREDGE_VERDICT_AS_ASKED;
    }
    if (has_lbrr(settings->redundancy) && !dredge_sender_has_silk(settings, frame)) {
        return DREDGE_VERDICT_NO_LBRR;
    }
    if (!has_dred(settings->redundancy) || !depth) {
        return DREDGE_VERDICT_AS_ASKED;
    }
    if (settings->bandwidth == DREDGE_BANDWIDTH_NB ||
        settings->bandwidth == DREDGE_BANDWIDTH_MB) {
        return DREDGE_VERDICT_NEEDS_WIDE_BAND;
    }
    if (!is_layered(settings)) {
        const DredgeEncoderSetting own = dredge_sender_primary(settings, frame);
        const int chunks = dredge_planner_chunks(&own, ms);
        if (chunks == 1) {
            return DREDGE_VERDICT_OVERSPENDS;
        }
        // What the duration allows is as asked; libopus rounds it down to its chunks.
        if (chunks < dredge_planner_chunks_asked(own.duration)) {
            return DREDGE_VERDICT_BITRATE_TOO_LOW;
        }
    } else if (!dredge_planner_affords(dredge_planner_chunks_for(depth), ms)) {
        return DREDGE_VERDICT_FRAME_TOO_SHORT;
    }
    return depth > dredge_planner_reach(DREDGE_CHUNKS_MAX) ? DREDGE_VERDICT_BEYOND_REACH
                                                           : DREDGE_VERDICT_AS_ASKED;
}

const char* dredge_verdict_text(const DredgeVerdict verdict)
{
    switch (verdict) {
    case DREDGE_VERDICT_AS_ASKED:
        return "The depth is as asked";
    case DREDGE_VERDICT_BEYOND_REACH:
        return "The depth is beyond what the format reaches: 1015 ms with DRED, 341 ms with "
               "RED";
    case DREDGE_VERDICT_BITRATE_TOO_LOW:
        return "libopus affords less depth at this bitrate and expected loss; 'dredge plan' "
               "shows what would do";
    case DREDGE_VERDICT_OVERSPENDS:
        return "libopus sends one chunk of DRED that it doesn't pay for: the bitrate is "
               "exceeded";
    case DREDGE_VERDICT_NEEDS_WIDE_BAND:
        return "DRED can't be played below wide band";
    case DREDGE_VERDICT_NO_LBRR:
        return "There is no LBRR: it is SILK's, which has no frames below 10 ms and is not "
               "used "
               "for low delay";
    case DREDGE_VERDICT_FRAME_TOO_SHORT:
        return "Packets of so short frames hold less DRED than this depth takes";
    }
    return "Unknown";
}

static unsigned red_distance(const DredgeSenderSettings* const settings)
{
    return settings->red_distance > 1 ? (unsigned)settings->red_distance : 1;
}

// Make the RED payload of the packet just coded: as many earlier ones as depth and room allow.
static void pack_red(DredgeSender* const s, const unsigned frame, const Sent* const primary,
                     DredgePacket* const packet)
{
    const unsigned asked = (unsigned)s->applied.depth * (DREDGE_RATE / 1000) / frame;
    DredgeRedBlock blocks[DREDGE_RED_BLOCKS_MAX];
    unsigned first = DREDGE_RED_BLOCKS_MAX - 1;
    blocks[first] = (DredgeRedBlock){.data = primary->data, .size = primary->size};
    size_t size = DREDGE_RED_PRIMARY_HEADER + primary->size;
    const unsigned distance = red_distance(&s->applied);
    for (unsigned age = distance; age <= asked && age <= s->sent && first > 0;
         age += distance) {
        const Sent* const earlier = &s->history[(s->sent - age) % HISTORY];
        const DredgeRedBlock block = {
            .data = earlier->data, .size = earlier->size, .offset = age * frame};
        if (!dredge_red_fits(&block) ||
            size + DREDGE_RED_HEADER + block.size > DREDGE_PACKET_MAX) {
            break;
        }
        size += DREDGE_RED_HEADER + block.size;
        blocks[--first] = block;
    }
    const unsigned count = DREDGE_RED_BLOCKS_MAX - first;
    packet->size =
        (uint32_t)dredge_red_pack(packet->data, DREDGE_PACKET_MAX, blocks + first, count);
    packet->anatomy.red_copies = (uint8_t)(count - 1);
    packet->anatomy.red_distance = (uint8_t)distance;
    packet->anatomy.red = (uint16_t)(packet->size - primary->size);
}

void dredge_sender_encode(DredgeSender* const s, const DredgeSenderSettings* const settings,
                          const float* const pcm, const unsigned frame, const uint64_t index,
                          DredgePacket* const packet)
{
    apply(s, settings, frame);
    Sent* const primary = &s->history[s->sent % HISTORY];
    const int size =
        opus_encode_float(s->encoder, pcm, (int)frame, primary->data, DREDGE_OPUS_MAX);
    primary->size = size > 0 ? (uint16_t)size : 0;
    add_layer(s, pcm, frame, primary);
    packet->index = index;
    dredge_anatomy_read(s->dred_decoder, s->dred, primary->data, primary->size,
                        dredge_sender_expected_loss(settings), &packet->anatomy);
    if (settings->redundancy == DREDGE_REDUNDANCY_RED) {
        pack_red(s, frame, primary, packet);
    } else {
        memcpy(packet->data, primary->data, primary->size);
        packet->size = primary->size;
    }
    ++s->sent;
}
