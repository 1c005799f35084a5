// SPDX-License-Identifier: ISC
#include "link.h"

#include "codec/red.h"
#include "memory.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

enum {
    REMEMBERED = DREDGE_LADDER_PACKETS,
    MENDABLE = DREDGE_RATE / 2, // How much of a hole is played again at the most
    FADE = DREDGE_RATE / 50,    // 20 ms: by PLCMOS better than 5, 10 and 15
    DRED_REACH = DREDGE_RATE,   // What opus_demo unpacks at the most
};

// A run of frames without packets of their own, and the way back to its start.
typedef struct {
    bool open;
    bool waiting; ///< Time was filled at its start
    uint64_t start;
} Hole;

struct DredgeLink {
    DredgeSender* sender;
    DredgeDecoder* decoder;
    DredgeLadder ladder;
    DredgePath path;
    DredgePackets* packets;
    DredgePacket coded; ///< The last one that was coded here
    bool dropped[REMEMBERED];
    DredgeSource played[REMEMBERED];
    uint32_t headers[REMEMBERED];
    Hole hole;
    bool reference;
    bool rewind;
    bool anew; ///< The next packet is the first of a link that begins anew
    unsigned channels;
    unsigned frame;
    uint64_t sent;
    uint64_t heard; ///< Frames played
    float unheard[DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];
    float before[DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];
};

DredgeLink* dredge_link_new(const unsigned channels, const bool reference,
                            DredgeStatus* const status)
{
    DredgeLink* const link = dredge_memory_new(sizeof(DredgeLink));
    *status = DREDGE_NO_MEMORY;
    if (!link) {
        return NULL;
    }
    link->channels = channels;
    link->reference = reference;
    link->rewind = !reference;
    link->ladder.first_only = reference;
    link->packets = dredge_packets_new();
    link->sender = link->packets ? dredge_sender_new(channels, status) : NULL;
    link->decoder = link->sender ? dredge_decoder_new(channels, reference, status) : NULL;
    if (!link->decoder) {
        dredge_link_free(link);
        return NULL;
    }
    dredge_link_reset(link, DREDGE_RATE / 50, DREDGE_APPLICATION_VOIP);
    return link;
}

void dredge_link_free(DredgeLink* const link)
{
    if (link) {
        dredge_sender_free(link->sender);
        dredge_decoder_free(link->decoder);
        dredge_packets_free(link->packets);
        dredge_memory_free(link);
    }
}

void dredge_link_change_frame(DredgeLink* const link, const unsigned frame)
{
    dredge_decoder_forget_packets(link->decoder);
    dredge_ladder_reset(&link->ladder);
    dredge_packets_reset(link->packets);
    link->path = (DredgePath){.busy_until = 0.0};
    link->hole = (Hole){.open = false};
    link->anew = false;
    link->frame = frame;
    link->sent = 0;
    link->heard = 0;
}

void dredge_link_reset(DredgeLink* const link, const unsigned frame,
                       const DredgeApplication application)
{
    dredge_sender_reset(link->sender, application);
    dredge_decoder_reset(link->decoder);
    dredge_link_change_frame(link, frame);
}

bool dredge_link_settings_equal(const DredgeLinkSettings* const a,
                                const DredgeLinkSettings* const b)
{
    return a->concealment == b->concealment && a->enhancement == b->enhancement &&
           dredge_sender_settings_equal(&a->sender, &b->sender);
}

void dredge_link_copy(DredgeLink* const to, const DredgeLink* const from)
{
    dredge_link_copy_sender(to, from);
    dredge_decoder_copy(to->decoder, from->decoder);
    dredge_packets_copy(to->packets, from->packets);
    to->ladder = from->ladder;
    to->path = from->path;
    memcpy(to->dropped, from->dropped, sizeof(to->dropped));
    memcpy(to->headers, from->headers, sizeof(to->headers));
    memcpy(to->played, from->played, sizeof(to->played));
    to->hole = from->hole;
    to->anew = from->anew;
    to->frame = from->frame;
    to->sent = from->sent;
    to->heard = from->heard;
}

void dredge_link_copy_sender(DredgeLink* const to, const DredgeLink* const from)
{
    dredge_sender_copy(to->sender, from->sender);
}

unsigned dredge_link_lookahead(const DredgeLink* const link)
{
    return dredge_sender_lookahead(link->sender);
}

void dredge_link_set_rewind(DredgeLink* const link, const bool rewind)
{
    link->rewind = rewind;
}

// The oldest packet that may still be asked for: a hole is played again from its start.
static uint64_t oldest_needed(const DredgeLink* const link)
{
    const uint64_t most = MENDABLE / link->frame;
    return link->heard > most ? link->heard - most : 0;
}

void dredge_link_send_packet(DredgeLink* const link, const DredgeAnatomy* const anatomy,
                             const uint8_t* const data, const uint32_t size,
                             const DredgeJourney* const journey)
{
    assert(size <= DREDGE_PACKET_MAX);
    const uint64_t place = link->sent % REMEMBERED;
    const DredgeJourneysEnd end = dredge_path_carry(&link->path, journey, size, link->frame);
    const DredgeArrival noted = {.index = link->sent,
                                 .arrival = end.lost ? DREDGE_LADDER_NEVER : end.arrival,
                                 .anew = link->anew,
                                 .anatomy = *anatomy};
    dredge_packets_add(link->packets, data, size, oldest_needed(link));
    dredge_ladder_add(&link->ladder, &noted);
    link->anew = false;
    link->dropped[place] = end.dropped;
    link->headers[place] = journey->bottleneck.overhead;
    ++link->sent;
}

void dredge_link_send(DredgeLink* const link, const DredgeLinkSettings* const settings,
                      const float* const pcm, const DredgeJourney* const journey)
{
    DredgePacket* const packet = &link->coded;
    dredge_sender_encode(link->sender, &settings->sender, pcm, link->frame, link->sent, packet);
    dredge_link_send_packet(link, &packet->anatomy, packet->data, packet->size, journey);
}

void dredge_link_send_copy(DredgeLink* const link, const DredgeLink* const from,
                           const DredgeJourney* const journey)
{
    assert(from->sent == link->sent + 1);
    const DredgePacketBytes bytes = dredge_packets_get(from->packets, link->sent);
    const DredgeArrival* const arrival = &from->ladder.arrivals[link->sent % REMEMBERED];
    dredge_link_send_packet(link, &arrival->anatomy, bytes.data, bytes.size, journey);
}

// What is known of a frame as soon as its packet is sent.
static DredgeRecord record_of_packet(const DredgeLink* const link, const uint64_t frame)
{
    const DredgeArrival* const own = &link->ladder.arrivals[frame % REMEMBERED];
    return (DredgeRecord){.frame = frame,
                          .packet = frame,
                          .length = link->frame,
                          .lost = own->arrival == DREDGE_LADDER_NEVER,
                          .dropped = link->dropped[frame % REMEMBERED],
                          .arrival = own->arrival,
                          .anatomy = own->anatomy,
                          .headers = link->headers[frame % REMEMBERED]};
}

void dredge_link_sent(const DredgeLink* const link, DredgeRecord* const record)
{
    assert(link->sent);
    *record = record_of_packet(link, link->sent - 1);
}

DredgePacketBytes dredge_link_packet(const DredgeLink* const link, const uint64_t number)
{
    return dredge_packets_get(link->packets, number);
}

void dredge_link_begin_anew(DredgeLink* const link)
{
    dredge_sender_begin_anew(link->sender);
    link->path = (DredgePath){.busy_until = 0.0};
    link->anew = true;
}

bool dredge_link_is_anew(const DredgeLink* const link)
{
    assert(link->heard < link->sent);
    return link->ladder.arrivals[link->heard % REMEMBERED].anew;
}

void dredge_link_leave(DredgeLink* const link, DredgeRecord* const record)
{
    *record = record_of_packet(link, link->heard);
    record->source = DREDGE_SOURCE_SILENCE;
    link->played[link->heard % REMEMBERED] = record->source;
    ++link->heard;
}

void dredge_link_play_anew(DredgeLink* const link)
{
    dredge_decoder_reset(link->decoder);
    link->hole = (Hole){.open = false};
}

uint64_t dredge_link_heard(const DredgeLink* const link)
{
    return link->heard;
}

const DredgeLadder* dredge_link_ladder(const DredgeLink* const link)
{
    return &link->ladder;
}

// The Opus packet of `frame` inside a packet: the payload itself, or one block of its RED.
static DredgeRedBlock find_opus(const DredgeLink* const link, const uint64_t number,
                                const uint64_t frame)
{
    const DredgePacketBytes bytes = dredge_packets_get(link->packets, number);
    if (!link->ladder.arrivals[number % REMEMBERED].anatomy.red || !bytes.size) {
        return (DredgeRedBlock){.data = bytes.data, .size = bytes.size};
    }
    DredgeRedBlock blocks[DREDGE_RED_BLOCKS_MAX];
    const unsigned count = dredge_red_parse(bytes.data, bytes.size, blocks);
    for (unsigned i = 0; i < count; ++i) {
        if (blocks[i].offset == (number - frame) * link->frame) {
            return blocks[i];
        }
    }
    return (DredgeRedBlock){.data = NULL, .size = 0};
}

static DredgeSource concealed_as(const DredgeDecoder* const decoder)
{
    switch (dredge_decoder_concealment(decoder)) {
    case DREDGE_CONCEALMENT_NEURAL:
        return DREDGE_SOURCE_NEURAL;
    case DREDGE_CONCEALMENT_CLASSIC:
        return DREDGE_SOURCE_CLASSIC;
    case DREDGE_CONCEALMENT_SILENCE:
        break;
    }
    return DREDGE_SOURCE_SILENCE;
}

static DredgeSource take(DredgeLink* const link, const DredgeRung rung, const uint64_t frame,
                         float* const pcm)
{
    const unsigned length = link->frame;
    const unsigned offset = (unsigned)(rung.packet - frame) * length;
    const DredgeSource concealed = concealed_as(link->decoder);
    DredgeRedBlock opus = {.data = NULL, .size = 0};
    if (!dredge_source_is_concealed(rung.source) || rung.hint) {
        const bool copy = rung.source == DREDGE_SOURCE_RED;
        opus = find_opus(link, rung.packet, copy ? frame : rung.packet);
    }
    // No more than the gap asks for is unpacked, bit by bit as opus_demo does it.
    const uint64_t gap = (rung.packet - link->hole.start) * length;
    const unsigned reach = gap < DRED_REACH ? (unsigned)gap : DRED_REACH;
    if (opus.size) {
        switch (rung.source) {
        case DREDGE_SOURCE_RECEIVED:
        case DREDGE_SOURCE_RED:
            dredge_decoder_play(link->decoder, opus.data, opus.size, pcm, length);
            return rung.source;
        case DREDGE_SOURCE_LBRR:
            dredge_decoder_play_lbrr(link->decoder, opus.data, opus.size, pcm, length);
            return rung.source;
        case DREDGE_SOURCE_DRED:
            dredge_decoder_play_dred(link->decoder, opus.data, opus.size, rung.packet, offset,
                                     reach, pcm, length);
            return rung.source;
        default:
            // Even where the DRED falls short, it tells the vocoder where to go. Classic
            // concealment and silence want none of that, but opus_demo does it to all.
            if (link->reference || concealed == DREDGE_SOURCE_NEURAL) {
                dredge_decoder_play_dred(link->decoder, opus.data, opus.size, rung.packet,
                                         offset, reach, pcm, length);
                return concealed;
            }
        }
    }
    dredge_decoder_conceal(link->decoder, pcm, length);
    return concealed;
}

static DredgeRung choose(const DredgeLink* const link, const uint64_t frame, const int64_t now)
{
    return dredge_ladder_choose(&link->ladder, frame, link->frame, now,
                                dredge_decoder_can_dred(link->decoder));
}

// The oldest frame of the hole that was concealed and could be played better now, or `frame`.
static uint64_t first_mendable(const DredgeLink* const link, const uint64_t frame,
                               const int64_t now)
{
    if (!link->rewind || !link->hole.open) {
        return frame;
    }
    const uint64_t most = MENDABLE / link->frame;
    const uint64_t oldest = frame > most ? frame - most : 0;
    uint64_t i = link->hole.start > oldest ? link->hole.start : oldest;
    while (i < frame && (!dredge_source_is_concealed(link->played[i % REMEMBERED]) ||
                         dredge_source_is_concealed(choose(link, i, now).source))) {
        ++i;
    }
    return i;
}

// From the memory before a rewind to the one after.
static void crossfade(const float* const from, float* const to, const unsigned frame,
                      const unsigned channels)
{
    const unsigned length = frame < FADE ? frame : FADE;
    for (unsigned i = 0; i < length; ++i) {
        const float gain = ((float)i + 0.5f) / (float)length;
        for (unsigned c = 0; c < channels; ++c) {
            float* const x = &to[i * channels + c];
            *x = from[i * channels + c] + gain * (*x - from[i * channels + c]);
        }
    }
}

bool dredge_link_should_wait(const DredgeLink* const link, const int64_t now)
{
    const bool opens = !link->hole.open || link->hole.waiting;
    return opens && dredge_source_is_concealed(choose(link, link->heard, now).source);
}

void dredge_link_wait(DredgeLink* const link, const DredgeLinkSettings* const settings,
                      float* const pcm)
{
    dredge_decoder_set(link->decoder, settings->concealment, settings->enhancement);
    if (!link->hole.open) {
        dredge_decoder_save(link->decoder);
        link->hole = (Hole){.open = true, .waiting = true, .start = link->heard};
    }
    dredge_decoder_conceal(link->decoder, pcm, link->frame);
}

void dredge_link_play(DredgeLink* const link, const DredgeLinkSettings* const settings,
                      const int64_t now, float* const pcm, DredgeRecord* const record)
{
    const uint64_t frame = link->heard;
    dredge_decoder_set(link->decoder, settings->concealment, settings->enhancement);
    const DredgeRung rung = choose(link, frame, now);
    const bool exact = rung.source <= DREDGE_SOURCE_RED;

    *record = record_of_packet(link, frame);
    record->packet = rung.hint ? frame : rung.packet;
    const uint64_t mend = first_mendable(link, frame, now);
    const bool waited = link->hole.waiting;
    if (waited) {
        // Go on from before the wait; what the wait would have gone on with covers the seam.
        dredge_decoder_conceal(link->decoder, link->before, link->frame);
        dredge_decoder_restore(link->decoder);
        link->hole.waiting = false;
    } else if (mend < frame) {
        // What a ladder without memory would play covers the seam.
        take(link, rung, frame, link->before);
        dredge_decoder_restore(link->decoder);
        for (uint64_t i = mend; i < frame; ++i) {
            link->played[i % REMEMBERED] = take(link, choose(link, i, now), i, link->unheard);
            ++record->rewound;
        }
    } else if (!exact && !link->hole.open) {
        if (link->rewind) {
            dredge_decoder_save(link->decoder);
        }
        link->hole = (Hole){.open = true, .start = frame};
    }
    record->source = take(link, rung, frame, pcm);
    link->played[frame % REMEMBERED] = record->source;
    if (waited || record->rewound) {
        crossfade(link->before, pcm, link->frame, link->channels);
    }
    if (exact) {
        link->hole.open = false;
    }
    ++link->heard;
}
