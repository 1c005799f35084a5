// SPDX-License-Identifier: ISC
#include "trace/rtp.h"

#include <math.h>
#include <stdlib.h>

enum {
    VERSION = 2,
    RTCP_FIRST = 72, // Payload types that RTCP's packet types 200 to 204 would be
    RTCP_LAST = 76,
    SILENCE = 0xf8, // An Opus packet of nothing but its first byte: CELT, full band, 20 ms
    FIRST_ROOM = 4096,
};

static unsigned be16(const uint8_t* const bytes)
{
    return (unsigned)bytes[0] << 8 | bytes[1];
}

static uint32_t be32(const uint8_t* const bytes)
{
    return (uint32_t)be16(bytes) << 16 | be16(bytes + 2);
}

bool dredge_rtp_parse(const uint8_t* const bytes, const size_t size, const size_t full,
                      DredgeRtp* const rtp)
{
    if (size < DREDGE_RTP_HEADER || bytes[0] >> 6 != VERSION) {
        return false;
    }
    const unsigned type = bytes[1] & 0x7f;
    size_t header = DREDGE_RTP_HEADER + 4U * (bytes[0] & 0x0f);
    if (bytes[0] & 0x10) {
        if (size >= header + 4) {
            header += 4U * be16(bytes + header + 2);
        }
        header += 4;
    }
    size_t padding = 0;
    if (bytes[0] & 0x20 && size >= full) {
        padding = bytes[size - 1];
    }
    if ((type >= RTCP_FIRST && type <= RTCP_LAST) || header + padding > full) {
        return false;
    }
    rtp->sequence = (uint16_t)be16(bytes + 2);
    rtp->timestamp = be32(bytes + 4);
    rtp->ssrc = be32(bytes + 8);
    rtp->payload_type = (uint8_t)type;
    return true;
}

bool dredge_rtp_payload(const uint8_t* const bytes, const size_t size, size_t* const at,
                        size_t* const length)
{
    DredgeRtp rtp;
    if (!dredge_rtp_parse(bytes, size, size, &rtp)) {
        return false;
    }
    *at = DREDGE_RTP_HEADER + 4U * (bytes[0] & 0x0f);
    if (bytes[0] & 0x10) {
        *at += 4U + (size >= *at + 4 ? 4U * be16(bytes + *at + 2) : 0U);
    }
    const size_t padding = bytes[0] & 0x20 ? bytes[size - 1] : 0;
    *length = size - padding - *at; // No less than none, as it was parsed
    return true;
}

bool dredge_rtp_list_add(DredgeRtpList* const list, const DredgeRtp* const rtp)
{
    if (list->count == DREDGE_TRACE_MAX) {
        return false;
    }
    if (list->count == list->room) {
        const size_t room = list->room ? list->room * 2 : FIRST_ROOM;
        DredgeRtp* const grown = realloc(list->packets, room * sizeof(DredgeRtp));
        if (!grown) {
            return false;
        }
        list->packets = grown;
        list->room = room;
    }
    list->packets[list->count++] = *rtp;
    return true;
}

void dredge_rtp_list_free(DredgeRtpList* const list)
{
    free(list->packets);
    *list = (DredgeRtpList){.packets = NULL};
}

static int by_arrival(const void* const one, const void* const other)
{
    const DredgeRtpSent* const a = one;
    const DredgeRtpSent* const b = other;
    if (a->arrival != b->arrival) {
        return a->arrival < b->arrival ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

size_t dredge_rtp_arrange(const DredgeTrace* const trace, const double interval_ms,
                          DredgeRtpSent** const sent)
{
    const size_t packets = dredge_trace_packets(trace);
    size_t count = 0;
    for (size_t i = 0; i < packets; ++i) {
        count += !dredge_trace_lost(trace, i);
    }
    *sent = count ? malloc(count * sizeof(DredgeRtpSent)) : NULL;
    if (!*sent) {
        return 0;
    }
    size_t at = 0;
    for (size_t i = 0; i < packets; ++i) {
        if (!dredge_trace_lost(trace, i)) {
            (*sent)[at++] = (DredgeRtpSent){
                .arrival = (double)i * interval_ms + (double)dredge_trace_delay(trace, i),
                .index = i,
            };
        }
    }
    qsort(*sent, count, sizeof(DredgeRtpSent), by_arrival);
    return count;
}

void dredge_rtp_compose(const size_t index, const double interval_ms,
                        uint8_t bytes[const DREDGE_RTP_WRITTEN])
{
    const double samples = round((double)index * interval_ms * (DREDGE_RTP_CLOCK / 1000.0));
    const DredgeRtpHeader header = {.sequence = (uint16_t)index,
                                    .timestamp = (uint32_t)(uint64_t)samples,
                                    .type = DREDGE_RTP_TYPE_OPUS};
    dredge_rtp_header_write(&header, bytes);
    bytes[DREDGE_RTP_HEADER] = SILENCE;
}
