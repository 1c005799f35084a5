// SPDX-License-Identifier: ISC
// Readers and writers of the single trace formats; trace/trace_format.h puts them together.
//
// Readers add packets to the parser, or say what is wrong and return false. Writers return
// false if the format can't hold such a trace; the interval is above 0.
#ifndef DREDGE_FORMATS_H
#define DREDGE_FORMATS_H

#include "trace/formats/parser.h"

/// 0 and 1 in any arrangement, for all the formats of that kind.
bool dredge_flags_parse(DredgeParser* parser);
bool dredge_flags_write(const DredgeTrace* trace, DredgeTraceFormat format, double interval,
                        FILE* to);

/// ITU-T G.192 words, in either byte order, with or without the bits of frames.
bool dredge_g192_parse(DredgeParser* parser);
bool dredge_g192_write(const DredgeTrace* trace, DredgeTraceFormat format, double interval,
                       FILE* to);

/// ITU-T error patterns with a byte to a packet.
bool dredge_ep_byte_parse(DredgeParser* parser);
bool dredge_ep_byte_write(const DredgeTrace* trace, DredgeTraceFormat format, double interval,
                          FILE* to);

/// ITU-T error patterns with a bit to a packet.
bool dredge_ep_bit_parse(DredgeParser* parser);
bool dredge_ep_bit_write(const DredgeTrace* trace, DredgeTraceFormat format, double interval,
                         FILE* to);

/// Arrival times in ms.
bool dredge_arrivals_parse(DredgeParser* parser);
bool dredge_arrivals_write(const DredgeTrace* trace, DredgeTraceFormat format, double interval,
                           FILE* to);

/// Tables: columns that tell losses, arrivals or sequence numbers. Written as CSV.
bool dredge_records_parse(DredgeParser* parser);
bool dredge_records_write(const DredgeTrace* trace, DredgeTraceFormat format, double interval,
                          FILE* to);

/// Whether a text begins with the names of such columns, or with sequence numbers and times.
bool dredge_records_recognise(const uint8_t* bytes, size_t size);

/// rtpdump of the RTP Tools.
bool dredge_rtpdump_parse(DredgeParser* parser);

/// Packet captures: RTP out of UDP over IPv4 or IPv6, over Ethernet with or without VLANs,
/// Linux "cooked" links, loopback links or none. Written as RTP over UDP over IPv4 over
/// nothing.
bool dredge_pcap_parse(DredgeParser* parser);
/// Packets of both, written.
bool dredge_capture_write(const DredgeTrace* trace, DredgeTraceFormat format, double interval,
                          FILE* to);

#endif
