// SPDX-License-Identifier: ISC
#include "packets/call.h"

#include "codec/anatomy.h"
#include "codec/red.h"
#include "packet.h"
#include "report.h"
#include "trace/rtp.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STREAMS_MAX = 4096,
    STEREO = 4,                // In an Opus packet's first byte (RFC 6716, 3.1)
    JUMP = 10 * DREDGE_RATE,   // Of a clock
    WINDOW = 10 * DREDGE_RATE, // Samples, to look for the fastest packets
    FEW = 4,                   // Neighbours that say nothing
    VALID = 90,                // Per cent of packets that have to be Opus
    IN_STEP = 50,              // ... that have to be in step: after pauses they are not
};

static int64_t samples(const int64_t ns)
{
    return (ns * 6 + (ns < 0 ? -62500 : 62500)) / 125000;
}

static unsigned opus_length(const uint8_t* const data, const size_t size)
{
    return size <= DREDGE_OPUS_MAX ? dredge_anatomy_length(data, size) : 0;
}

// The primary of a RED payload, if all in it looks like Opus: whole times, and a size.
static DredgeRedBlock red_primary(const uint8_t* const data, const size_t size,
                                  bool* const redundant)
{
    DredgeRedBlock block[DREDGE_RED_BLOCKS_MAX];
    const DredgeRedBlock none = {.data = NULL, .size = 0};
    const unsigned count = dredge_red_parse(data, size, block);
    for (unsigned i = 0; i < count; ++i) {
        if (block[i].offset % 120 ||
            (block[i].size && !opus_length(block[i].data, block[i].size))) {
            return none;
        }
    }
    *redundant = count > 1;
    return count ? block[count - 1] : none;
}

static bool is_far(const int64_t step)
{
    return step >= DREDGE_RTP_DROPOUT || step <= -DREDGE_RTP_MISORDER;
}

bool call_place(CallCount* const c, const PacketRead* const packet, CallPlace* const place)
{
    const int64_t step = (int16_t)(uint16_t)(packet->sequence - c->sequence);
    const int64_t ticks = (int32_t)(packet->timestamp - c->timestamp);
    bool begins = !c->begun;
    bool confirms = false;
    if (c->begun && is_far(step)) {
        confirms = c->suspects && packet->sequence == (uint16_t)(c->suspect + 1);
        begins = confirms;
        if (!confirms) {
            c->suspects = true;
            c->suspect = packet->sequence;
            c->suspect_timestamp = packet->timestamp;
            c->suspect_time = packet->time;
            return false;
        }
    }
    const int64_t lag = samples(packet->time) - (c->timestamp_long + ticks);
    if (c->begun && !begins && (lag - c->lag > JUMP || c->lag - lag > JUMP)) {
        begins = true; // A clock was set
    }
    if (begins) {
        c->part += c->begun;
        c->sequence_long = 0;
        c->timestamp_long = 0;
    }
    const int64_t since = (int32_t)(packet->timestamp - c->suspect_timestamp);
    *place = (CallPlace){.begins = begins,
                         .confirms = confirms,
                         .suspect_lag = samples(c->suspect_time),
                         .part = c->part,
                         .sequence = confirms ? 1
                                     : begins ? 0
                                              : c->sequence_long + step,
                         .timestamp = confirms ? since
                                      : begins ? 0
                                               : c->timestamp_long + ticks};
    place->lag = samples(packet->time) - place->timestamp;
    c->suspects = false;
    c->lag = place->lag;
    if (begins || step > 0) {
        c->begun = true;
        c->sequence = packet->sequence;
        c->timestamp = packet->timestamp;
        c->sequence_long = place->sequence;
        c->timestamp_long = place->timestamp;
    }
    return true;
}

static CallStream* find(Call* const call, const PacketRead* const packet)
{
    for (size_t i = 0; i < call->count; ++i) {
        CallStream* const s = &call->streams[i];
        if (s->ssrc == packet->ssrc && s->flow == packet->flow) {
            return s;
        }
    }
    // What looks like RTP by chance makes streams of one packet.
    if (call->count == STREAMS_MAX) {
        return NULL;
    }
    CallStream* const grown = realloc(call->streams, (call->count + 1) * sizeof(CallStream));
    if (!grown) {
        return NULL;
    }
    call->streams = grown;
    CallStream* const s = &grown[call->count++];
    *s = (CallStream){.flow = packet->flow,
                      .ssrc = packet->ssrc,
                      .first = packet->number,
                      .from = packet->time};
    return s;
}

static bool note_lag(CallStream* const s, const CallPlace* const place, const int64_t time)
{
    if (place->begins) {
        int64_t* const grown = realloc(s->least, (place->part + 1) * sizeof(int64_t));
        if (!grown) {
            return false;
        }
        s->least = grown;
        s->least[place->part] = place->confirms && place->suspect_lag < place->lag
                                    ? place->suspect_lag
                                    : place->lag;
        s->parts = place->part + 1;
        s->window = place->lag;
        s->window_from = time;
        s->early_at[0] = -1;
    }
    int64_t* const least = &s->least[place->part];
    *least = place->lag < *least ? place->lag : *least;
    if (time - s->window_from >= WINDOW) {
        const unsigned which = s->early_at[0] >= 0;
        s->early[which] = s->window;
        s->early_at[which] = s->window_from;
        s->window = place->lag;
        s->window_from = time;
    }
    s->window = place->lag < s->window ? place->lag : s->window;
    return true;
}

static void read_as(CallReading* const as, const uint8_t* const opus, const unsigned length,
                    const CallPlace* const place)
{
    if (!opus || !length) {
        return;
    }
    const int64_t steps = place->sequence - as->sequence;
    const int64_t ticks = place->timestamp - as->timestamp;
    ++as->valid;
    as->neighbours += as->length > 0;
    as->in_step += as->length && ticks == steps * as->length;
    as->stereo += (opus[0] & STEREO) != 0;
    as->length = length;
    as->sequence = place->sequence;
    as->timestamp = place->timestamp;
}

static void look_at(CallStream* const s, const PacketRead* const packet,
                    const CallPlace* const place)
{
    CallType* const type = &s->types[packet->type % CALL_TYPES];
    bool redundant = false;
    const DredgeRedBlock primary = red_primary(packet->payload, packet->size, &redundant);
    ++type->packets;
    type->redundant += redundant;
    read_as(&type->as[CALL_OPUS], packet->payload, opus_length(packet->payload, packet->size),
            place);
    read_as(&type->as[CALL_RED], primary.data, opus_length(primary.data, primary.size), place);
}

static bool fits(const CallType* const type, const CallReading* const as)
{
    return type->packets && as->valid * 100ULL >= type->packets * (uint64_t)VALID &&
           (as->neighbours < FEW || as->in_step * 100ULL >= as->neighbours * (uint64_t)IN_STEP);
}

static void judge(CallStream* const s, const CallHints* const hints)
{
    const bool given = hints->opus_type >= 0 || hints->red_type >= 0;
    for (int i = 0; i < CALL_TYPES; ++i) {
        const CallType* const t = &s->types[i];
        if (given) {
            s->holds[i] = i == hints->red_type    ? CALL_RED
                          : i == hints->opus_type ? CALL_OPUS
                                                  : CALL_OTHER;
        } else {
            // An Opus packet may look like RED without a copy.
            const bool red = fits(t, &t->as[CALL_RED]);
            s->holds[i] = red && t->redundant          ? CALL_RED
                          : fits(t, &t->as[CALL_OPUS]) ? CALL_OPUS
                          : red                        ? CALL_RED
                                                       : CALL_OTHER;
        }
        s->stereo = s->stereo || (t->packets && t->as[s->holds[i]].stereo);
    }
}

bool call_survey(Call* const call, PacketReader* const reader, const CallHints* const hints)
{
    PacketRead packet;
    *call = (Call){.streams = NULL};
    while (packet_reader_next(reader, &packet)) {
        CallPlace place;
        CallStream* const s = find(call, &packet);
        if (!s) {
            continue;
        }
        ++s->packets;
        s->to = packet.time > s->to ? packet.time : s->to;
        s->cut += packet.cut;
        if (!call_place(&s->count, &packet, &place)) {
            ++s->strays;
            continue;
        }
        s->strays -= place.confirms;
        if (!note_lag(s, &place, samples(packet.time))) {
            return complain("not enough memory");
        }
        look_at(s, &packet, &place);
    }
    for (size_t i = 0; i < call->count; ++i) {
        judge(&call->streams[i], hints);
    }
    return true;
}

void call_free(Call* const call)
{
    for (size_t i = 0; i < call->count; ++i) {
        free(call->streams[i].least);
    }
    free(call->streams);
    *call = (Call){.streams = NULL};
}

// How many of its packets may be played.
static uint64_t playable(const CallStream* const s)
{
    uint64_t count = 0;
    for (int i = 0; i < CALL_TYPES; ++i) {
        count += s->holds[i] != CALL_OTHER ? s->types[i].packets : 0;
    }
    return count;
}

CallStream* call_choose(const Call* const call, const CallHints* const hints,
                        const char* const path)
{
    CallStream* best = NULL;
    CallStream* any = NULL;
    for (size_t i = 0; i < call->count; ++i) {
        CallStream* const s = &call->streams[i];
        if (hints->ssrc_given && s->ssrc != hints->ssrc) {
            continue;
        }
        any = !any || s->packets > any->packets ? s : any;
        best = playable(s) && (!best || playable(s) > playable(best)) ? s : best;
    }
    if (best) {
        return best;
    }
    if (!call->count) {
        complain("%s: holds no RTP packets; expected some", path);
    } else if (!any) {
        complain("%s: holds no packets of SSRC 0x%08" PRIx32 "; expected some among its %zu "
                 "streams (--list shows them)",
                 path, hints->ssrc, call->count);
    } else if (any->cut * 2 > any->packets) {
        complain("%s: packet %" PRIu64 " and others of SSRC 0x%08" PRIx32
                 " are cut short; expected a capture with a snap length of whole packets",
                 path, any->first, any->ssrc);
    } else {
        complain(
            "%s: packet %" PRIu64 " and the others of SSRC 0x%08" PRIx32
            " hold what no Opus decoder takes: encrypted (SRTP), or another codec; expected "
            "Opus, or RED with Opus in it",
            path, any->first, any->ssrc);
    }
    return NULL;
}

CallStream* call_next(const Call* const call, const CallStream* const stream)
{
    CallStream* next = NULL;
    for (size_t i = 0; i < call->count; ++i) {
        CallStream* const s = &call->streams[i];
        if (s != stream && s->flow == stream->flow && s->from >= stream->to && playable(s) &&
            (!next || s->from < next->from)) {
            next = s;
        }
    }
    return next;
}

void call_list(const Call* const call)
{
    printf("SSRC        packets   from s     to s  payload types\n");
    for (size_t i = 0; i < call->count; ++i) {
        static const char* const names[] = {"?", "Opus", "RED"};
        const CallStream* const s = &call->streams[i];
        printf("0x%08" PRIx32 " %8" PRIu64 " %8.2f %8.2f ", s->ssrc, s->packets,
               (double)s->from * 1e-9, (double)s->to * 1e-9);
        for (int k = 0; k < CALL_TYPES; ++k) {
            if (s->types[k].packets) {
                printf(" %d %s", k, names[s->holds[k]]);
            }
        }
        printf("%s\n", s->stereo && playable(s) ? ", stereo" : "");
    }
}

double call_drift(const CallStream* const s, double* const seconds)
{
    *seconds = 0.0;
    if (s->parts != 1 || s->early_at[0] < 0 || s->early_at[1] <= s->early_at[0]) {
        return 0.0;
    }
    const double span = (double)(s->early_at[1] - s->early_at[0]);
    *seconds = span / DREDGE_RATE;
    return (double)(s->early[1] - s->early[0]) / span * 1e6;
}
