// SPDX-License-Identifier: ISC
// Traces from recorded RTP packets: gaps in sequence numbers are losses, timestamps tell
// delays.
#ifndef DREDGE_RTP_H
#define DREDGE_RTP_H

#include "trace/formats/parser.h"
#include "trace/rtp_header.h"

enum {
    DREDGE_RTP_DROPOUT = 3000,  ///< A jump by so many sequence numbers is a restart (RFC 3550)
    DREDGE_RTP_MISORDER = 1000, ///< ... and so many back; RFC 3550's 100 is short for 2.5 ms
    DREDGE_RTP_CLOCK = 48000,   ///< Hz, that of Opus (RFC 7587)
    DREDGE_RTP_NO_TYPE = 0xff,  ///< A payload type that is not known
};

/// What matters of a recorded packet.
typedef struct {
    double arrival; ///< ms, from any origin
    uint32_t ssrc;
    uint32_t timestamp;
    uint16_t sequence;
    uint8_t payload_type;
} DredgeRtp;

/// Recorded packets, in the order of their arrival.
typedef struct {
    DredgeRtp* packets;
    size_t count;
    size_t room;
    bool no_timestamps; ///< They are not known: packets are sent at regular times
    bool no_arrivals;   ///< Nor is when they came: there are no delays
} DredgeRtpList;

/**
   Take a packet apart.

   @param bytes what was recorded of it
   @param size number of these bytes
   @param full size of the packet on the network: padding is looked at only if it was recorded
   @param rtp result; `arrival` is left alone
   @return false if this is not RTP version 2, or RTCP. Any thread.
*/
bool dredge_rtp_parse(const uint8_t* bytes, size_t size, size_t full, DredgeRtp* rtp);

/// Where the payload of a packet stands, of which all was recorded; false: it is cut short, or
/// this is not RTP. Any thread.
bool dredge_rtp_payload(const uint8_t* bytes, size_t size, size_t* at, size_t* length);

/// Add a packet to a list; false: no memory, or DREDGE_TRACE_MAX packets. Not for the audio
/// thread.
bool dredge_rtp_list_add(DredgeRtpList* list, const DredgeRtp* rtp);

/// Free the packets.
void dredge_rtp_list_free(DredgeRtpList* list);

/**
   Make a trace of one stream: that of the option's SSRC, or the one with most packets.

   What is no neighbour of the highest sequence number so far, by the limits above, begins the
   stream anew if the next packet follows it, with nothing lost between, or else is left out.
   Of duplicates the first to arrive counts. The clock rate is the option's, or the usual one
   within 10 % of what timestamps and arrivals say, or 48000 Hz. Without timestamps the interval
   is the option's, or that of the arrivals as in dredge_parser_regulate(). The report's note
   tells stream, clock and what was left out.

   @param parser where to add the packets, without any so far
   @param list recorded packets; they are reordered
   @return false, with a message, if there is no such stream or too little memory
*/
bool dredge_rtp_trace(DredgeParser* parser, DredgeRtpList* list);

/// A packet to be written.
typedef struct {
    double arrival; ///< ms; that of packet 0 without delay is 0
    size_t index;
} DredgeRtpSent;

/// The packets of a trace that were received, by arrival. Returns their number; `*sent` is to
/// be freed, or NULL if there are none or no memory.
size_t dredge_rtp_arrange(const DredgeTrace* trace, double interval_ms, DredgeRtpSent** sent);

enum { DREDGE_RTP_WRITTEN = DREDGE_RTP_HEADER + 1 };

/// Make packet `index` of a written trace: Opus at 48 kHz, payload type 111, with one byte of
/// payload, which codes 20 ms of silence.
void dredge_rtp_compose(size_t index, double interval_ms, uint8_t bytes[DREDGE_RTP_WRITTEN]);

#endif
