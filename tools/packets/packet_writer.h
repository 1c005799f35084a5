// SPDX-License-Identifier: ISC
// Packets in the files that the field's tools read: captures, and Ogg Opus.
#ifndef DREDGE_PACKET_WRITER_H
#define DREDGE_PACKET_WRITER_H

#include "output_stream.h"

#include <ogg/ogg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    PACKET_FILE_PCAP,
    PACKET_FILE_PCAPNG,
    PACKET_FILE_RTPDUMP,
    PACKET_FILE_OPUS, ///< RFC 7845
} PacketFileFormat;

/// What is the same for all packets.
typedef struct {
    unsigned channels;
    unsigned preskip; ///< Samples at 48 kHz that a player leaves out at the beginning
    uint32_t rate;    ///< Of the sound that was coded, Hz
    bool red;         ///< The payloads are RED (RFC 2198), with Opus in it
    bool skips_dtx;   ///< Send nothing where the encoder found nothing to say
} PacketFileInfo;

/// A packet to be written.
typedef struct {
    const uint8_t* data;
    uint32_t size;
    int64_t at;     ///< Its sound's place, samples at 48 kHz since the start: the timestamp
    int64_t time;   ///< When it was seen, samples at 48 kHz since the start
    unsigned frame; ///< Samples of sound in it
} PacketToWrite;

typedef struct PacketWriter PacketWriter;

/// The format that a name stands for by its ending: .pcap, .pcapng, .rtpdump or .rtp, .opus.
bool packet_file_format(const char* path, PacketFileFormat* format);

/// Begin a file; says on stderr what is wrong, and returns NULL.
PacketWriter* packet_writer_open(const char* path, PacketFileFormat format,
                                 const PacketFileInfo* info);

/**
   Write a packet: RTP per RFC 7587, over UDP and IPv4, or as it is in Ogg.

   Each call is a packet sent, of which the network may have lost some: these count in sequence
   numbers and stand in no file.

   @param lost it is not written
*/
void packet_writer_put(PacketWriter* writer, const PacketToWrite* packet, bool lost);

/// Write what waits, and complete the file; `length` of the sound in samples at 48 kHz. NULL is
/// fine.
bool packet_writer_close(PacketWriter* writer, int64_t length, bool keep);

#endif
