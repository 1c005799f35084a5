// SPDX-License-Identifier: ISC
#include "packets/packet_reader.h"

#include "codec/anatomy.h"
#include "packet.h"
#include "report.h"
#include "trace/formats/datagram.h"
#include "trace/formats/pcap_library.h"
#include "trace/rtp.h"

#include <errno.h>
#include <ogg/ogg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE = 256,        // The first of an rtpdump
    DUMP_HEADER = 16,  // ... what follows it
    DUMP_PACKET = 8,   // ... and stands before each packet
    DUMP_MOST = 65535, // Bytes of a packet
    CHUNK = 4096,      // Bytes of Ogg
    HEAD_LEAST = 19,   // Bytes of an OpusHead (RFC 7845)
};

typedef enum { KIND_PCAP, KIND_RTPDUMP, KIND_OGG } Kind;

struct PacketReader {
    const char* path;
    FILE* file;
    Kind kind;
    uint64_t count;
    char damage[PCAP_ERRBUF_SIZE + 64];
    const DredgePcapLibrary* library;
    pcap_t* pcap;
    struct timeval start;
    uint8_t bytes[DUMP_MOST];
    ogg_sync_state sync;
    ogg_stream_state stream;
    bool streams;   ///< There is a stream
    unsigned heads; ///< Packets of Ogg that are no sound, so far
    unsigned preskip;
    int64_t played; ///< Samples at 48 kHz in the packets of Ogg so far
};

// An rtpdump begins so.
static const char dump[] = "#!rtpplay1.0 ";

static uint32_t be(const uint8_t* const bytes, const int count)
{
    uint32_t value = 0;
    for (int i = 0; i < count; ++i) {
        value = value << 8 | bytes[i];
    }
    return value;
}

static bool open_pcap(PacketReader* const r)
{
    char reason[PCAP_ERRBUF_SIZE] = "";
    r->library = dredge_pcap_library(reason, sizeof(reason));
    if (!r->library) {
        return complain("%s is a packet capture; expected libpcap to read it with: %s", r->path,
                        reason);
    }
    r->pcap = r->library->open(r->file, PCAP_TSTAMP_PRECISION_NANO, reason);
    if (!r->pcap) {
        return complain("%s: %s; expected a packet capture, an rtpdump or Ogg Opus", r->path,
                        reason);
    }
    r->file = NULL; // It closes it
    const int link = r->library->link(r->pcap);
    if (!dredge_datagram_knows(link)) {
        const char* const name = r->library->link_name(link);
        return complain("%s: link type %s; expected Ethernet, Linux cooked, raw IP or loopback",
                        r->path, name ? name : "unknown");
    }
    return true;
}

bool packet_reader_knows(const char* const path)
{
    static const uint32_t magic[] = {0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1,
                                     0x0a0d0d0a};
    uint8_t begin[sizeof(dump) - 1] = {0};
    FILE* const file = fopen(path, "rb");
    const size_t size = file ? fread(begin, 1, sizeof(begin), file) : 0;
    bool known = size == sizeof(begin) && !memcmp(begin, dump, size);
    for (size_t i = 0; size >= 4 && i < sizeof(magic) / sizeof(magic[0]); ++i) {
        known = known || be(begin, 4) == magic[i];
    }
    if (file) {
        fclose(file);
    }
    return known;
}

PacketReader* packet_reader_open(const char* const path)
{
    char line[LINE] = "";
    PacketReader* const r = calloc(1, sizeof(PacketReader));
    if (!r) {
        complain("not enough memory");
        return NULL;
    }
    r->path = path;
    r->file = fopen(path, "rb");
    if (!r->file) {
        complain("%s: %s", path, strerror(errno));
        free(r);
        return NULL;
    }
    const size_t size = fread(line, 1, sizeof(line) - 1, r->file);
    const char* const end = memchr(line, '\n', size);
    bool good = true;
    if (end && !strncmp(line, dump, strlen(dump))) {
        r->kind = KIND_RTPDUMP;
        fseek(r->file, end - line + 1 + DUMP_HEADER, SEEK_SET);
    } else if (!strncmp(line, "OggS", 4)) {
        r->kind = KIND_OGG;
        rewind(r->file);
        ogg_sync_init(&r->sync);
    } else {
        r->kind = KIND_PCAP;
        rewind(r->file);
        good = open_pcap(r);
    }
    if (!good) {
        packet_reader_close(r);
        return NULL;
    }
    return r;
}

void packet_reader_close(PacketReader* const r)
{
    if (!r) {
        return;
    }
    if (r->pcap) {
        r->library->close(r->pcap);
    }
    if (r->kind == KIND_OGG) {
        if (r->streams) {
            ogg_stream_clear(&r->stream);
        }
        ogg_sync_clear(&r->sync);
    }
    if (r->file) {
        fclose(r->file);
    }
    free(r);
}

// Whether it is RTP; what is cut short has its header at least.
static bool take_rtp(const uint8_t* const bytes, const size_t size, const size_t full,
                     PacketRead* const packet)
{
    DredgeRtp rtp;
    size_t at = 0;
    if (!dredge_rtp_parse(bytes, size, full, &rtp)) {
        return false;
    }
    packet->ssrc = rtp.ssrc;
    packet->timestamp = rtp.timestamp;
    packet->sequence = rtp.sequence;
    packet->type = rtp.payload_type;
    packet->cut = size < full;
    packet->payload = bytes;
    packet->size = 0;
    if (!packet->cut && dredge_rtp_payload(bytes, size, &at, &packet->size)) {
        packet->payload = bytes + at;
    }
    return true;
}

// In ns; clocks that are set by more than 30 years are set by so much.
static int64_t time_since(const struct timeval* const start, const struct timeval* const now)
{
    const int64_t most = 1000000000;
    int64_t seconds = 0;
    if (__builtin_sub_overflow((int64_t)now->tv_sec, (int64_t)start->tv_sec, &seconds)) {
        seconds = most;
    }
    seconds = seconds > most ? most : seconds < -most ? -most : seconds;
    // With such precision tv_usec holds nanoseconds.
    const int64_t ns =
        (int64_t)now->tv_usec % 1000000000 - (int64_t)start->tv_usec % 1000000000;
    return seconds * 1000000000 + ns;
}

static bool next_of_pcap(PacketReader* const r, PacketRead* const packet)
{
    struct pcap_pkthdr* header = NULL;
    const uint8_t* bytes = NULL;
    int status = 0;
    while ((status = r->library->next(r->pcap, &header, &bytes)) == 1) {
        DredgeDatagram datagram;
        r->start = r->count++ ? r->start : header->ts;
        if (dredge_datagram_find(r->library->link(r->pcap), bytes, header->caplen, &datagram) &&
            take_rtp(datagram.bytes, datagram.size, datagram.full, packet)) {
            packet->number = r->count;
            packet->flow = datagram.flow;
            packet->time = time_since(&r->start, &header->ts);
            return true;
        }
    }
    if (status == PCAP_ERROR) {
        snprintf(r->damage, sizeof(r->damage), "%s", r->library->error(r->pcap));
    }
    return false;
}

static bool next_of_rtpdump(PacketReader* const r, PacketRead* const packet)
{
    uint8_t header[DUMP_PACKET];
    size_t got = 0;
    while ((got = fread(header, 1, sizeof(header), r->file)) == sizeof(header)) {
        const size_t length = be(header, 2);
        const size_t full = be(header + 2, 2);
        if (length < DUMP_PACKET ||
            fread(r->bytes, 1, length - DUMP_PACKET, r->file) != length - DUMP_PACKET) {
            break;
        }
        ++r->count;
        if (full && take_rtp(r->bytes, length - DUMP_PACKET, full, packet)) {
            packet->number = r->count;
            packet->flow = 0;
            packet->time = (int64_t)be(header + 4, 4) * 1000000;
            return true;
        }
    }
    if (got) {
        snprintf(r->damage, sizeof(r->damage), "it ends within a packet");
    }
    return false;
}

// More pages; false at the end.
static bool read_page(PacketReader* const r)
{
    ogg_page page;
    do {
        int status = 0;
        while ((status = ogg_sync_pageout(&r->sync, &page)) != 1) {
            if (status < 0) {
                snprintf(r->damage, sizeof(r->damage), "there are bytes between its pages");
            }
            char* const room = ogg_sync_buffer(&r->sync, CHUNK);
            const size_t got = room ? fread(room, 1, CHUNK, r->file) : 0;
            if (!got || ogg_sync_wrote(&r->sync, (long)got)) {
                return false;
            }
        }
        r->streams = r->streams || !ogg_stream_init(&r->stream, ogg_page_serialno(&page));
        // Pages of other streams are refused.
    } while (r->streams && ogg_stream_pagein(&r->stream, &page));
    return r->streams;
}

static bool next_of_ogg(PacketReader* const r, PacketRead* const packet)
{
    ogg_packet ogg;
    for (;;) {
        const int status = r->streams ? ogg_stream_packetout(&r->stream, &ogg) : 0;
        if (!status && !read_page(r)) {
            return false;
        }
        if (status != 1) {
            continue;
        }
        if (!r->heads && (ogg.bytes < HEAD_LEAST || memcmp(ogg.packet, "OpusHead", 8) != 0)) {
            snprintf(r->damage, sizeof(r->damage), "its first stream is not Opus");
            return false;
        }
        if (r->heads < 2) {
            r->preskip = r->heads ? r->preskip : ogg.packet[10] | (unsigned)ogg.packet[11] << 8;
            ++r->heads;
            continue;
        }
        ++r->count;
        const unsigned length = dredge_anatomy_length(ogg.packet, (size_t)ogg.bytes);
        if (!length) {
            continue;
        }
        *packet = (PacketRead){.number = r->count,
                               .timestamp = (uint32_t)r->played,
                               .sequence = (uint16_t)r->count,
                               .payload = ogg.packet,
                               .size = (size_t)ogg.bytes};
        r->played += length;
        packet->time = r->played * 62500 / 3;
        return true;
    }
}

bool packet_reader_next(PacketReader* const r, PacketRead* const packet)
{
    switch (r->kind) {
    case KIND_PCAP:
        return next_of_pcap(r, packet);
    case KIND_RTPDUMP:
        return next_of_rtpdump(r, packet);
    case KIND_OGG:
        break;
    }
    return next_of_ogg(r, packet);
}

bool packet_reader_is_ogg(const PacketReader* const r)
{
    return r->kind == KIND_OGG;
}

unsigned packet_reader_preskip(const PacketReader* const r)
{
    return r->preskip;
}

uint64_t packet_reader_count(const PacketReader* const r)
{
    return r->count;
}

const char* packet_reader_damage(const PacketReader* const r)
{
    return *r->damage ? r->damage : NULL;
}
