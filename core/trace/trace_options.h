// SPDX-License-Identifier: ISC
// How a trace is read, and what is found: the words that all readers share.
#ifndef DREDGE_TRACE_OPTIONS_H
#define DREDGE_TRACE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/// Formats; docs/traces.md describes them.
typedef enum {
    DREDGE_TRACE_AUTO, ///< What the content says
    DREDGE_TRACE_LINES,
    DREDGE_TRACE_STRING,
    DREDGE_TRACE_LINES_0_LOST,
    DREDGE_TRACE_STRING_0_LOST,
    DREDGE_TRACE_PLC_CHALLENGE,
    DREDGE_TRACE_OPUS_DEMO,
    DREDGE_TRACE_G192,
    DREDGE_TRACE_EP_BYTE,
    DREDGE_TRACE_EP_BIT,
    DREDGE_TRACE_ARRIVALS,
    DREDGE_TRACE_RTPDUMP,
    DREDGE_TRACE_PCAP,
    DREDGE_TRACE_RECORDS,
    DREDGE_TRACE_FORMATS ///< How many there are
} DredgeTraceFormat;

/// How to read a trace; what is 0 is taken from the file.
typedef struct {
    DredgeTraceFormat format;
    double interval; ///< Time between two packets in ms
    unsigned clock;  ///< RTP clock rate in Hz
    bool ssrc_given;
    uint32_t ssrc; ///< The RTP stream to take; else the one with most packets
    unsigned port; ///< Captures: the UDP port at either end; 0: any
} DredgeTraceOptions;

/// What was found out on reading. Texts may be empty.
typedef struct {
    DredgeTraceFormat format;
    char note[240];    ///< What was chosen or guessed
    char warning[240]; ///< What is wrong with the file, though it could be used
} DredgeTraceReport;

#endif
