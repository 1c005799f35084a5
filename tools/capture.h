// SPDX-License-Identifier: ISC
// Packet captures: the RTP in them as a trace.
#ifndef DREDGE_CAPTURE_H
#define DREDGE_CAPTURE_H

#include "network/trace_format.h"

/**
   Read a capture, pcap or pcapng, from memory.

   Takes RTP out of UDP over IPv4 or IPv6, over Ethernet with or without VLANs, Linux "cooked"
   links, loopback links or none. What looks like RTP counts; of several streams that with most
   packets in sequence.

   @param port UDP port at either end; 0: any
   @param ... else as for dredge_trace_parse()
*/
DredgeTrace* capture_parse(const char* name, const uint8_t* bytes, size_t size,
                           const DredgeTraceOptions* options, unsigned port,
                           DredgeTraceReport* report, char* error, size_t error_size);

#endif
