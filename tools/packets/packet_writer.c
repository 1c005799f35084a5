// SPDX-License-Identifier: ISC
#include "packets/packet_writer.h"

#include "packet.h"
#include "report.h"
#include "trace/capture_writer.h"
#include "trace/rtp_header.h"

#include <stdlib.h>
#include <string.h>

enum {
    RATE = DREDGE_RATE,
    NOTHING = 2,              // Bytes of what an encoder says when it finds nothing to say
    PAGE = RATE,              // Sound of a page of Ogg at the most
    SERIAL = DREDGE_RTP_SSRC, // Of the stream in Ogg
    ROOM = DREDGE_PACKET_MAX + DREDGE_RTP_HEADER,
};

// An RTP packet that is not written yet.
typedef struct {
    int64_t time;
    size_t size;
    uint8_t* bytes;
} Waiting;

struct PacketWriter {
    OutputStream file;
    PacketFileFormat format;
    PacketFileInfo info;
    uint64_t sent;
    int64_t quiet_from; ///< Where silence that was not sent begins; the end of the last packet
    Waiting* waiting;   ///< By time
    size_t count;
    size_t room;
    ogg_stream_state ogg;
    ogg_packet last;    ///< Kept until it is known whether it ends the stream
    uint8_t held[ROOM]; ///< Its bytes
    int64_t page;       ///< Granule position of the last page
    bool failed;
};

bool packet_file_format(const char* const path, PacketFileFormat* const format)
{
    static const struct {
        const char* ending;
        PacketFileFormat format;
    } endings[] = {{".pcap", PACKET_FILE_PCAP},
                   {".pcapng", PACKET_FILE_PCAPNG},
                   {".rtpdump", PACKET_FILE_RTPDUMP},
                   {".rtp", PACKET_FILE_RTPDUMP},
                   {".opus", PACKET_FILE_OPUS}};
    const size_t length = strlen(path);
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); ++i) {
        const size_t size = strlen(endings[i].ending);
        if (length > size && !strcmp(path + length - size, endings[i].ending)) {
            *format = endings[i].format;
            return true;
        }
    }
    return false;
}

// Captures ------------------------------------------------------------------------------------

static const DredgeCaptureFormat captures[] = {
    [PACKET_FILE_PCAP] = DREDGE_CAPTURE_PCAP,
    [PACKET_FILE_PCAPNG] = DREDGE_CAPTURE_PCAPNG,
    [PACKET_FILE_RTPDUMP] = DREDGE_CAPTURE_RTPDUMP,
};

// Write all that were seen by a time.
static void write_until(PacketWriter* const w, const int64_t time)
{
    size_t done = 0;
    for (; done < w->count && w->waiting[done].time <= time; ++done) {
        const Waiting* const p = &w->waiting[done];
        const uint64_t ns = (uint64_t)p->time * 62500 / 3; // Of 48 kHz
        dredge_capture_put(captures[w->format], ns, p->bytes, p->size, w->file.stream);
        free(p->bytes);
    }
    w->count -= done;
    if (done) {
        memmove(w->waiting, w->waiting + done, w->count * sizeof(Waiting));
    }
}

static bool queue(PacketWriter* const w, const Waiting* const packet)
{
    if (w->count == w->room) {
        const size_t room = w->room * 2 + 16;
        Waiting* const grown = realloc(w->waiting, room * sizeof(Waiting));
        if (!grown) {
            return false;
        }
        w->waiting = grown;
        w->room = room;
    }
    size_t at = w->count++;
    for (; at && w->waiting[at - 1].time > packet->time; --at) {
        w->waiting[at] = w->waiting[at - 1];
    }
    w->waiting[at] = *packet;
    return true;
}

static void put_rtp(PacketWriter* const w, const PacketToWrite* const packet, const bool lost)
{
    const DredgeRtpHeader header = {
        .sequence = (uint16_t)w->sent++,
        .timestamp = (uint32_t)packet->at,
        .type = w->info.red ? DREDGE_RTP_TYPE_RED : DREDGE_RTP_TYPE_OPUS,
        .marker = packet->at != w->quiet_from,
    };
    w->quiet_from = packet->at + packet->frame;
    if (lost) {
        return;
    }
    Waiting rtp = {.time = packet->time,
                   .size = DREDGE_RTP_HEADER + packet->size,
                   .bytes = malloc(DREDGE_RTP_HEADER + packet->size)};
    if (!rtp.bytes || !queue(w, &rtp)) {
        free(rtp.bytes);
        w->failed = true;
        return;
    }
    dredge_rtp_header_write(&header, rtp.bytes);
    memcpy(rtp.bytes + DREDGE_RTP_HEADER, packet->data, packet->size);
    // None that is sent from now on is seen before it is sent.
    write_until(w, packet->at + packet->frame - 1);
}

// Ogg -----------------------------------------------------------------------------------------

static void write_pages(PacketWriter* const w, const bool all)
{
    ogg_page page;
    while (all ? ogg_stream_flush(&w->ogg, &page) : ogg_stream_pageout(&w->ogg, &page)) {
        fwrite(page.header, 1, (size_t)page.header_len, w->file.stream);
        fwrite(page.body, 1, (size_t)page.body_len, w->file.stream);
        w->page = ogg_page_granulepos(&page);
    }
}

static void put_ogg(PacketWriter* const w, const void* const data, const size_t size,
                    const int64_t granule, const bool begins, const bool ends)
{
    ogg_packet packet = {0};
    packet.packet = (unsigned char*)data;
    packet.bytes = (long)size;
    packet.b_o_s = begins;
    packet.e_o_s = ends;
    packet.granulepos = granule;
    packet.packetno = (ogg_int64_t)w->sent++;
    w->failed = ogg_stream_packetin(&w->ogg, &packet) != 0 || w->failed;
}

static void begin_ogg(PacketWriter* const w)
{
    static const char vendor[] = "dredge " DREDGE_VERSION;
    uint8_t head[19] = "OpusHead\1"; // RFC 7845, 5.1
    uint8_t tags[8 + 4 + sizeof(vendor) - 1 + 4] = "OpusTags";
    head[9] = (uint8_t)w->info.channels;
    head[10] = (uint8_t)w->info.preskip;
    head[11] = (uint8_t)(w->info.preskip >> 8);
    for (int i = 0; i < 4; ++i) {
        head[12 + i] = (uint8_t)(w->info.rate >> 8 * i);
    }
    tags[8] = sizeof(vendor) - 1;
    memcpy(tags + 12, vendor, sizeof(vendor) - 1);
    ogg_stream_init(&w->ogg, SERIAL);
    put_ogg(w, head, sizeof(head), 0, true, false);
    write_pages(w, true);
    put_ogg(w, tags, sizeof(tags), 0, false, false);
    write_pages(w, true);
}

static void put_opus(PacketWriter* const w, const PacketToWrite* const packet)
{
    if (w->last.bytes) {
        put_ogg(w, w->held, (size_t)w->last.bytes, w->last.granulepos, false, false);
        write_pages(w, w->last.granulepos - w->page >= PAGE);
    }
    memcpy(w->held, packet->data, packet->size);
    w->last.bytes = (long)packet->size;
    w->last.granulepos = packet->at + packet->frame;
}

static void end_ogg(PacketWriter* const w, const int64_t length)
{
    // What is behind the end of the sound is cut off (RFC 7845, 4.4).
    const int64_t end = length + w->info.preskip;
    const int64_t granule = end < w->last.granulepos ? end : w->last.granulepos;
    if (w->last.bytes) {
        put_ogg(w, w->held, (size_t)w->last.bytes, granule, false, true);
    }
    write_pages(w, true);
    ogg_stream_clear(&w->ogg);
}

// ---------------------------------------------------------------------------------------------

PacketWriter* packet_writer_open(const char* const path, const PacketFileFormat format,
                                 const PacketFileInfo* const info)
{
    PacketWriter* const w = calloc(1, sizeof(PacketWriter));
    if (!w) {
        complain("not enough memory");
        return NULL;
    }
    if (!output_stream_open(&w->file, path)) {
        free(w);
        return NULL;
    }
    w->format = format;
    w->info = *info;
    if (format == PACKET_FILE_OPUS) {
        begin_ogg(w);
    } else {
        dredge_capture_begin(captures[format], w->file.stream);
    }
    return w;
}

void packet_writer_put(PacketWriter* const w, const PacketToWrite* const packet,
                       const bool lost)
{
    if (w->format == PACKET_FILE_OPUS) {
        put_opus(w, packet);
    } else if (packet->size > NOTHING || !w->info.skips_dtx) {
        put_rtp(w, packet, lost);
    }
}

bool packet_writer_close(PacketWriter* const w, const int64_t length, const bool keep)
{
    if (!w) {
        return true;
    }
    if (w->format == PACKET_FILE_OPUS) {
        end_ogg(w, length);
    } else {
        write_until(w, INT64_MAX);
    }
    if (w->failed) {
        complain("%s: not enough memory", w->file.output.path);
    }
    const bool good = output_stream_close(&w->file, keep && !w->failed) && !w->failed;
    free(w->waiting);
    free(w);
    return good;
}
