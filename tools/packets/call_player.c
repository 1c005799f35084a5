// SPDX-License-Identifier: ISC
#include "packets/call_player.h"

#include "packet.h"
#include "packets/packet_reader.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

// One stream of the call, and then the one that follows it.
typedef struct {
    const Call* call;
    const CallStream* stream;
    const CallStream* next; ///< NULL: there is none, or it is not wanted
    CallCount count;
    bool first;
    PacketRead suspect; ///< The last one that was out of sequence; its payload is `kept`
    uint8_t kept[DREDGE_PACKET_MAX];
} Place;

static bool is_of(const CallStream* const s, const PacketRead* const packet)
{
    return s && packet->ssrc == s->ssrc && packet->flow == s->flow;
}

// Play a packet that has a place.
static bool give(Place* const p, const PacketRead* const packet, const CallPlace* const place,
                 DredgeReception* const reception)
{
    const CallPayload holds = p->stream->holds[packet->type % CALL_TYPES];
    const DredgeReceived received = {
        .data = packet->payload,
        .size = (uint32_t)packet->size,
        .red = holds == CALL_RED,
        .begins = place->begins && !p->first,
        .sequence = place->sequence,
        .timestamp = place->timestamp,
        .delay = place->lag - p->stream->least[place->part],
    };
    p->first = false;
    const bool good = holds != CALL_OTHER && !packet->cut && packet->size <= DREDGE_PACKET_MAX;
    return !good || dredge_reception_take(reception, &received) ||
           complain("not enough memory");
}

static bool take(Place* const p, const PacketRead* const packet,
                 DredgeReception* const reception)
{
    if (is_of(p->next, packet)) {
        p->stream = p->next;
        p->next = call_next(p->call, p->stream);
        p->count = (CallCount){.begun = false};
    }
    CallPlace place;
    if (!is_of(p->stream, packet)) {
        return true;
    }
    if (!call_place(&p->count, packet, &place)) {
        const size_t size = packet->size < sizeof(p->kept) ? packet->size : sizeof(p->kept);
        p->suspect = *packet;
        memcpy(p->kept, packet->payload, size);
        p->suspect.payload = p->kept;
        return true;
    }
    if (place.confirms) {
        const CallPlace before = {.begins = true, .part = place.part, .lag = place.suspect_lag};
        place.begins = false;
        if (!give(p, &p->suspect, &before, reception)) {
            return false;
        }
    }
    return give(p, packet, &place, reception);
}

bool call_play(const char* const path, const Call* const call, const CallStream* const stream,
               const bool follow, DredgeReception* const reception)
{
    Place* const place = calloc(1, sizeof(Place));
    if (!place) {
        return complain("not enough memory");
    }
    *place = (Place){.call = call,
                     .stream = stream,
                     .next = follow ? call_next(call, stream) : NULL,
                     .first = true};
    PacketReader* const reader = packet_reader_open(path);
    PacketRead packet;
    bool good = reader != NULL;
    while (good && packet_reader_next(reader, &packet)) {
        good = take(place, &packet, reception);
    }
    if (good) {
        dredge_reception_end(reception);
    }
    packet_reader_close(reader);
    free(place);
    return good;
}
