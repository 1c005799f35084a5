// SPDX-License-Identifier: ISC
#include "testbed/reception.h"

#include "codec/anatomy.h"
#include "codec/red.h"
#include "network/fate.h"

#include <opus.h>
#include <stdlib.h>
#include <string.h>

enum {
    MS = DREDGE_RATE / 1000,
    WAITING = 8192,     // Packets at the most that have not been played: 20 s of 2.5 ms
    SHORTEST = 120,     // Samples of the shortest frame
    OPUS_FRAMES = 48,   // In a packet (RFC 6716)
    EXPECTED_LOSS = 20, // Per cent; for the estimate of LBRR's bytes
    LAPSE = 10,         // Seconds: a longer gap in the timestamps is a beginning
};

// A packet's place: its frame.
typedef struct {
    bool there;
    bool red;
    uint8_t toc; ///< First byte of its Opus packet
    int64_t sequence;
    int64_t delay;
    uint32_t size;
    uint8_t* data;
} Place;

struct DredgeReception {
    DredgeReceptionSettings settings;
    DredgeReceptionSound sound;
    DredgeReceptionFrame take;
    void* context;
    DredgeLink* link;
    DredgeReceiver receiver;
    DredgeFateCursor cursor;
    OpusDREDDecoder* dred_decoder;
    OpusDRED* dred;
    DredgeReceptionCounts counts;
    Place places[WAITING];

    // A part: frames of one length, from a beginning or a change on
    bool open;
    unsigned frame;   ///< Samples
    int64_t start;    ///< Timestamp of its first frame
    uint64_t sent;    ///< Frames that went to the link
    uint64_t end;     ///< Behind the last frame that has a packet
    uint64_t before;  ///< Frames of all parts before
    bool knows;       ///< A packet of this part went to the link
    int64_t sequence; ///< ... its number, or that which a packet for the last frame would have
    uint8_t toc;      ///< ... its first byte
    float pcm[DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];
};

static Place* place_of(DredgeReception* const r, const uint64_t frame)
{
    return &r->places[frame % WAITING];
}

static void forget(Place* const place)
{
    free(place->data);
    *place = (Place){.there = false};
}

DredgeReception* dredge_reception_new(const DredgeReceptionSettings* const settings,
                                      const DredgeReceptionSound sound,
                                      const DredgeReceptionFrame frame, void* const context,
                                      DredgeStatus* const status)
{
    int error = 0;
    *status = DREDGE_NO_MEMORY;
    DredgeReception* const r = calloc(1, sizeof(DredgeReception));
    if (!r) {
        return NULL;
    }
    r->settings = *settings;
    r->sound = sound;
    r->take = frame;
    r->context = context;
    r->dred_decoder = opus_dred_decoder_create(&error);
    r->dred = opus_dred_alloc(&error);
    r->link = dredge_link_new(settings->channels, settings->reference, status);
    if (!r->link || !r->dred || !r->dred_decoder) {
        dredge_reception_free(r);
        return NULL;
    }
    dredge_link_set_rewind(r->link, settings->rewind && !settings->reference);
    return r;
}

void dredge_reception_free(DredgeReception* const r)
{
    if (r) {
        for (unsigned i = 0; i < WAITING; ++i) {
            free(r->places[i].data);
        }
        dredge_link_free(r->link);
        opus_dred_free(r->dred);
        opus_dred_decoder_destroy(r->dred_decoder);
        free(r);
    }
}

// Sending and playing ------------------------------------------------------------------------

static unsigned lookahead(const DredgeReception* const r)
{
    return (r->settings.playout.playout - DREDGE_WORK_MS) * MS / r->frame;
}

static void play(DredgeReception* const r)
{
    DredgeRecord records[DREDGE_RECEIVER_FRAMES_MAX];
    const DredgeReceptionSettings* const s = &r->settings;
    const DredgeLinkSettings link = {
        // What others send may be redundant in any way: it is waited for.
        .sender = {.redundancy = DREDGE_REDUNDANCY_LBRR_DRED, .depth = 1000},
        .concealment = s->concealment,
        .enhancement = s->enhancement,
    };
    const unsigned count = dredge_receiver_play(&r->receiver, r->link, &link, &s->playout,
                                                r->frame, s->channels, r->pcm, records);
    for (unsigned i = 0; i < count; ++i) {
        DredgeRecord* const record = &records[i];
        record->frame += r->before;
        record->fate = record->frame;
        record->packet += r->before;
        record->arrival += record->lost ? 0 : (int64_t)(r->before * record->length);
        r->take(r->context, record);
    }
    r->sound(r->context, r->pcm, r->frame);
}

// What RED is made of, as the ladder understands it: so many copies at one distance.
static bool read_red(DredgeReception* const r, const uint8_t* const data, const uint32_t size,
                     DredgeAnatomy* const anatomy)
{
    DredgeRedBlock block[DREDGE_RED_BLOCKS_MAX];
    const unsigned count = dredge_red_parse(data, size, block);
    if (!count || !dredge_anatomy_read(r->dred_decoder, r->dred, block[count - 1].data,
                                       block[count - 1].size, EXPECTED_LOSS, anatomy)) {
        return false;
    }
    const uint32_t nearest = count > 1 ? block[count - 2].offset : 0;
    const uint32_t distance = nearest / r->frame;
    unsigned copies = 0;
    while (distance && nearest % r->frame == 0 && copies + 1 < count &&
           block[count - 2 - copies].offset == nearest * (copies + 1)) {
        ++copies;
    }
    anatomy->red = (uint16_t)(size - block[count - 1].size);
    anatomy->red_copies = (uint8_t)copies;
    anatomy->red_distance = (uint8_t)(distance < UINT8_MAX ? distance : 0);
    return true;
}

// Without bytes it was lost.
static void send(DredgeReception* const r, const uint8_t* const data, const uint32_t size,
                 const bool red, const int64_t delay)
{
    const DredgeReceptionSettings* const s = &r->settings;
    DredgeAnatomy anatomy = {.mode = DREDGE_MODE_SILK};
    const bool valid = size && (red ? read_red(r, data, size, &anatomy)
                                    : dredge_anatomy_read(r->dred_decoder, r->dred, data, size,
                                                          EXPECTED_LOSS, &anatomy));
    DredgeJourney journey = {
        .sent = (int64_t)((r->sent + 1) * r->frame),
        .fate = dredge_fate_follow(&r->cursor, &s->network, s->trace, r->before + r->sent),
        .bottleneck = s->network.bottleneck,
    };
    journey.fate.lost = journey.fate.lost || !valid;
    journey.fate.delay_ms += (double)delay / MS;
    journey.fate.copy_delay_ms += (double)delay / MS;
    dredge_link_send_packet(r->link, &anatomy, data, valid ? size : 0, &journey);
    ++r->sent;
    if (r->sent > lookahead(r)) {
        play(r);
    }
}

// Nothing was sent for this frame, since there was nothing to say: as many empty Opus frames as
// the last packet had (RFC 6716, 3.2.1: frames of no bytes).
static void send_silence(DredgeReception* const r)
{
    const uint8_t toc = r->toc | 3;
    const int single = opus_packet_get_samples_per_frame(&toc, DREDGE_RATE);
    const uint8_t packet[] = {toc, (uint8_t)(r->frame / (unsigned)single)};
    ++r->counts.silent;
    send(r, packet, sizeof(packet), false, 0);
}

// The next frame of the part.
static void commit(DredgeReception* const r)
{
    Place* const place = place_of(r, r->sent);
    if (place->there) {
        r->knows = true;
        r->sequence = place->sequence;
        r->toc = place->toc;
        send(r, place->data, place->size, place->red, place->delay);
        forget(place);
        return;
    }
    // What was lost has a number of its own; it is taken to come before what was not sent.
    uint64_t next = r->sent;
    while (next < r->end && !place_of(r, next)->there) {
        ++next;
    }
    const bool lost =
        !r->knows || next == r->end || place_of(r, next)->sequence > r->sequence + 1;
    if (lost) {
        ++r->sequence;
        send(r, NULL, 0, false, 0);
    } else {
        send_silence(r);
    }
}

// Play the rest of the part.
static void finish(DredgeReception* const r)
{
    if (!r->open) {
        return;
    }
    while (r->sent < r->end) {
        commit(r);
    }
    for (unsigned left = lookahead(r); left && dredge_link_heard(r->link) < r->end; --left) {
        send(r, NULL, 0, false, 0);
    }
    r->before += r->end;
    r->open = false;
}

// Taking packets -----------------------------------------------------------------------------

static void begin(DredgeReception* const r, const bool anew, const unsigned frame,
                  const int64_t timestamp)
{
    if (anew) {
        dredge_link_reset(r->link, frame, DREDGE_APPLICATION_VOIP);
    } else {
        dredge_link_change_frame(r->link, frame);
    }
    dredge_receiver_reset(&r->receiver, 0);
    r->open = true;
    r->frame = frame;
    r->start = timestamp;
    r->sent = 0;
    r->end = 0;
    r->knows = false;
}

// `toc` is the first byte of its Opus packet.
static bool store(DredgeReception* const r, const DredgeReceived* const packet,
                  const uint8_t toc, const unsigned frame)
{
    const int64_t since = packet->timestamp - (r->open ? r->start : 0);
    const bool anew = !r->counts.packets || packet->begins ||
                      (r->open && since > (int64_t)(r->end * r->frame) + LAPSE * DREDGE_RATE);
    const bool fits = r->open && frame == r->frame && since % (int64_t)frame == 0;
    ++r->counts.packets;
    if (!anew && since < 0) {
        ++r->counts.late;
        return true;
    }
    if (anew || !fits) {
        if (r->open && !anew) {
            // What is missing before the change belongs to the part that ends.
            const uint64_t gap = (uint64_t)since / r->frame;
            r->end = gap > r->end ? gap : r->end;
        }
        finish(r);
        r->counts.beginnings += anew;
        r->counts.changes += !anew;
        begin(r, anew, frame, packet->timestamp);
    }
    const uint64_t index = (uint64_t)(packet->timestamp - r->start) / frame;
    // A packet is waited for until one that was sent so much later comes.
    const int64_t now = (int64_t)(index * frame) + packet->delay;
    const int64_t longest = DREDGE_RECEPTION_LONGEST * MS;
    while (r->sent < index &&
           (index - r->sent >= WAITING || (int64_t)(r->sent * frame) + longest < now)) {
        r->end = r->sent + 1 > r->end ? r->sent + 1 : r->end;
        commit(r);
    }
    Place* const place = place_of(r, index);
    if (index < r->sent) {
        ++r->counts.late;
        return true;
    }
    if (place->there) {
        ++r->counts.duplicates;
        return true;
    }
    uint8_t* const data = malloc(packet->size);
    if (!data) {
        return false;
    }
    memcpy(data, packet->data, packet->size);
    *place = (Place){.there = true,
                     .red = packet->red,
                     .toc = toc,
                     .sequence = packet->sequence,
                     .delay = packet->delay,
                     .size = packet->size,
                     .data = data};
    r->end = index + 1 > r->end ? index + 1 : r->end;
    return true;
}

// Each Opus frame as a packet of its own.
static bool store_apart(DredgeReception* const r, const DredgeReceived* const packet)
{
    const unsigned char* frames[OPUS_FRAMES];
    opus_int16 sizes[OPUS_FRAMES];
    uint8_t toc = 0;
    const int count =
        opus_packet_parse(packet->data, (opus_int32)packet->size, &toc, frames, sizes, NULL);
    const int single = opus_packet_get_samples_per_frame(&toc, DREDGE_RATE);
    bool good = true;
    for (int i = 0; i < count && good; ++i) {
        uint8_t bytes[DREDGE_OPUS_MAX] = {(uint8_t)(toc & 0xfcU)};
        memcpy(bytes + 1, frames[i], (size_t)sizes[i]);
        DredgeReceived part = *packet;
        part.data = bytes;
        part.size = 1 + (uint32_t)sizes[i];
        part.sequence = packet->sequence * count + i;
        part.timestamp += (int64_t)i * single;
        part.begins = packet->begins && !i;
        good = store(r, &part, bytes[0], (unsigned)single);
    }
    return good;
}

bool dredge_reception_take(DredgeReception* const r, const DredgeReceived* const packet)
{
    const uint8_t* opus = packet->data;
    uint32_t size = packet->size;
    if (packet->red) {
        DredgeRedBlock block[DREDGE_RED_BLOCKS_MAX];
        const unsigned count = dredge_red_parse(packet->data, packet->size, block);
        opus = count ? block[count - 1].data : NULL;
        size = count ? block[count - 1].size : 0;
    }
    const bool fits = size <= DREDGE_OPUS_MAX && packet->size <= DREDGE_PACKET_MAX;
    const unsigned length = opus && fits ? dredge_anatomy_length(opus, size) : 0;
    if (length < SHORTEST) {
        ++r->counts.invalid;
        return true;
    }
    if (length > DREDGE_FRAME_MAX) {
        const DredgeReceived primary = {.data = opus,
                                        .size = size,
                                        .begins = packet->begins,
                                        .sequence = packet->sequence,
                                        .timestamp = packet->timestamp,
                                        .delay = packet->delay};
        return store_apart(r, &primary);
    }
    return store(r, packet, opus[0], length);
}

void dredge_reception_end(DredgeReception* const r)
{
    finish(r);
}

DredgeReceptionCounts dredge_reception_counts(const DredgeReception* const r)
{
    return r->counts;
}
