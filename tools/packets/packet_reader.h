// SPDX-License-Identifier: ISC
// Packets from a file, one after the other, in the order in which they stand there.
#ifndef DREDGE_PACKET_READER_H
#define DREDGE_PACKET_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A packet with RTP in it, as it seems; or one of Ogg Opus.
typedef struct {
    uint64_t number; ///< In the file, from 1 on
    int64_t time;    ///< ns since the first packet; of Ogg, when its sound is over
    uint32_t flow;   ///< The same for all with the same addresses and ports
    uint32_t ssrc;
    uint32_t timestamp;
    uint16_t sequence;
    uint8_t type;
    bool cut; ///< Not all of it was captured
    const uint8_t* payload;
    size_t size;
} PacketRead;

typedef struct PacketReader PacketReader;

/// Open a capture (.pcap, .pcapng, by libpcap), an rtpdump, or Ogg Opus, told by their
/// contents; says on stderr what is wrong, and returns NULL.
PacketReader* packet_reader_open(const char* path);

/// Whether a file begins as a capture or an rtpdump does. Ogg Opus is a sound for others.
bool packet_reader_knows(const char* path);

/// The next packet, valid until the one after; false: there are no more.
bool packet_reader_next(PacketReader* reader, PacketRead* packet);

/// Whether it is Ogg Opus: one stream, without RTP, where nothing is lost.
bool packet_reader_is_ogg(const PacketReader* reader);

/// Of Ogg Opus, the samples at 48 kHz that a player leaves out at the beginning; else 0.
unsigned packet_reader_preskip(const PacketReader* reader);

/// How many packets of all kinds there were so far.
uint64_t packet_reader_count(const PacketReader* reader);

/// Why it ended before the file did, or NULL: its rest is damaged.
const char* packet_reader_damage(const PacketReader* reader);

/// Close it; NULL is fine.
void packet_reader_close(PacketReader* reader);

#endif
