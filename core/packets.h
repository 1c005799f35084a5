// SPDX-License-Identifier: ISC
// The packets on their way: bytes of any size, in no more memory than they need.
#ifndef DREDGE_PACKETS_H
#define DREDGE_PACKETS_H

#include "realtime.h"

#include <stdint.h>

enum {
    DREDGE_PACKETS_KEPT = 1024, ///< So many at the most
    /// ... of half as many bytes: 2 s of RED at 128 kb/s have 1.2 MB
    DREDGE_PACKETS_BYTES = 4 << 20,
};

/// A packet's bytes.
typedef struct {
    const uint8_t* data;
    uint32_t size; ///< 0: it is not there
} DredgePacketBytes;

typedef struct DredgePackets DredgePackets;

/// Make room for packets, or return NULL. Of its memory the first 128 KiB are there at once, as
/// much as usual packets need; more comes with those that need it. Not for the audio thread.
DredgePackets* dredge_packets_new(void);

/// Free it; NULL is fine. Not for the audio thread.
void dredge_packets_free(DredgePackets* packets);

/// Forget all packets. For the thread that owns them, as all that follows.
void dredge_packets_reset(DredgePackets* packets) DREDGE_REALTIME;

/**
   Keep the next packet; the first has number 0.

   @param needed number of the oldest packet that may still be asked for, among the last
   DREDGE_PACKETS_KEPT; those before it make room. Where there is none, the packet is not kept;
   if all that are needed have less than half of DREDGE_PACKETS_BYTES, there is.
*/
void dredge_packets_add(DredgePackets* packets, const uint8_t* data, uint32_t size,
                        uint64_t needed) DREDGE_REALTIME;

/// The bytes of a packet, until others are added.
DredgePacketBytes dredge_packets_get(const DredgePackets* packets,
                                     uint64_t number) DREDGE_REALTIME;

/// Bring one into the state of another.
void dredge_packets_copy(DredgePackets* to, const DredgePackets* from) DREDGE_REALTIME;

#endif
