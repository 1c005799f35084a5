// SPDX-License-Identifier: ISC
// UDP in packets as they were captured.
#ifndef DREDGE_DATAGRAM_H
#define DREDGE_DATAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a UDP datagram carries.
typedef struct {
    const uint8_t* bytes; ///< Within the packet
    size_t size;          ///< Bytes that were captured
    size_t full;          ///< ... and that were sent
    unsigned source;      ///< Port
    unsigned destination;
    uint32_t flow; ///< The same for all with the same addresses and ports
} DredgeDatagram;

/// Whether packets of this link type (DLT_ of libpcap) can be taken apart.
bool dredge_datagram_knows(int link);

/**
   Find the datagram in a packet.

   @param packet,size what was captured
   @return false if it holds none, or not enough of it
*/
bool dredge_datagram_find(int link, const uint8_t* packet, size_t size,
                          DredgeDatagram* datagram);

#endif
