// SPDX-License-Identifier: ISC
#include "codec/sender.h"

#include "codec/anatomy.h"
#include "codec/red.h"

#include <opus.h>
#include <stdlib.h>
#include <string.h>

enum {
    HISTORY = 64, // Packets kept for RED; more than RFC 2198 can reach
    LSB_DEPTH = 16,
    DRED_UNIT_MS = 10,
    DRED_DURATION_MAX = 104,
    // Above this libopus gives neither more DRED nor better LBRR.
    EXPECTED_LOSS_AUTO = 25,
};

typedef struct {
    uint16_t size;
    uint8_t data[DREDGE_OPUS_MAX];
} Sent;

struct DredgeSender {
    OpusEncoder* encoder;
    unsigned channels;
    OpusDREDDecoder* dred_decoder;
    OpusDRED* dred;
    DredgeSenderSettings applied;
    bool fresh; ///< No settings applied yet
    unsigned lookahead;
    uint64_t sent; ///< Packets since reset
    Sent history[HISTORY];
};

DredgeSender* dredge_sender_new(const unsigned channels, DredgeStatus* const status)
{
    DredgeSender* const s = calloc(1, sizeof(DredgeSender));
    *status = DREDGE_NO_MEMORY;
    if (!s) {
        return NULL;
    }
    int error = 0;
    s->channels = channels;
    s->encoder = malloc((size_t)opus_encoder_get_size((int)channels));
    s->dred_decoder = opus_dred_decoder_create(&error);
    s->dred = opus_dred_alloc(&error);
    if (!s->encoder || !s->dred_decoder || !s->dred) {
        dredge_sender_free(s);
        return NULL;
    }
    dredge_sender_reset(s);
    if (opus_encoder_ctl(s->encoder, OPUS_SET_DRED_DURATION(0)) != OPUS_OK) {
        *status = DREDGE_BAD_CODEC;
        dredge_sender_free(s);
        return NULL;
    }
    opus_int32 lookahead = 0;
    opus_encoder_ctl(s->encoder, OPUS_GET_LOOKAHEAD(&lookahead));
    s->lookahead = (unsigned)lookahead;
    *status = DREDGE_OK;
    return s;
}

void dredge_sender_free(DredgeSender* const s)
{
    if (s) {
        free(s->encoder);
        opus_dred_decoder_destroy(s->dred_decoder);
        opus_dred_free(s->dred);
        free(s);
    }
}

void dredge_sender_reset(DredgeSender* const s)
{
    // OPUS_RESET_STATE would leave traces of the past in what is coded next.
    opus_encoder_init(s->encoder, DREDGE_RATE, (int)s->channels, OPUS_APPLICATION_VOIP);
    // A telephone's capture has 16 bits; below that there is nothing to code.
    opus_encoder_ctl(s->encoder, OPUS_SET_LSB_DEPTH(LSB_DEPTH));
    s->fresh = true;
    s->sent = 0;
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

int dredge_sender_expected_loss(const DredgeSenderSettings* const settings)
{
    if (settings->expected_loss != DREDGE_EXPECTED_AUTO) {
        return settings->expected_loss;
    }
    const DredgeRedundancy r = settings->redundancy;
    return has_lbrr(r) || has_dred(r) ? EXPECTED_LOSS_AUTO : 0;
}

static int opus_bandwidth(const DredgeBandwidth bandwidth)
{
    return bandwidth == DREDGE_BANDWIDTH_AUTO
               ? OPUS_AUTO
               : OPUS_BANDWIDTH_NARROWBAND + (int)bandwidth - (int)DREDGE_BANDWIDTH_NB;
}

static int dred_duration(const DredgeSenderSettings* const settings)
{
    const int units = has_dred(settings->redundancy) ? settings->depth / DRED_UNIT_MS : 0;
    return units < DRED_DURATION_MAX ? units : DRED_DURATION_MAX;
}

static void apply(DredgeSender* const s, const DredgeSenderSettings* const now)
{
    const DredgeSenderSettings* const was = &s->applied;
    OpusEncoder* const e = s->encoder;
    if (s->fresh || now->bitrate != was->bitrate) {
        opus_encoder_ctl(e, OPUS_SET_BITRATE((opus_int32)(now->bitrate * 1000.0f + 0.5f)));
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
    if (s->fresh || has_lbrr(now->redundancy) != has_lbrr(was->redundancy)) {
        opus_encoder_ctl(e, OPUS_SET_INBAND_FEC(has_lbrr(now->redundancy)));
    }
    const int loss = dredge_sender_expected_loss(now);
    if (s->fresh || loss != dredge_sender_expected_loss(was)) {
        opus_encoder_ctl(e, OPUS_SET_PACKET_LOSS_PERC(loss));
    }
    if (s->fresh || dred_duration(now) != dred_duration(was)) {
        opus_encoder_ctl(e, OPUS_SET_DRED_DURATION(dred_duration(now)));
    }
    s->applied = *now;
    s->fresh = false;
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
    for (unsigned age = 1; age <= asked && age <= s->sent && first > 0; ++age) {
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
    packet->anatomy.red = (uint16_t)(packet->size - primary->size);
}

void dredge_sender_encode(DredgeSender* const s, const DredgeSenderSettings* const settings,
                          const float* const pcm, const unsigned frame, const uint64_t index,
                          DredgePacket* const packet)
{
    apply(s, settings);
    Sent* const primary = &s->history[s->sent % HISTORY];
    const int size =
        opus_encode_float(s->encoder, pcm, (int)frame, primary->data, DREDGE_OPUS_MAX);
    primary->size = size > 0 ? (uint16_t)size : 0;
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
