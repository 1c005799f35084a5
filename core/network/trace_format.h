// SPDX-License-Identifier: ISC
// The formats of trace files: recognised by content, read from memory, written to a stream.
#ifndef DREDGE_TRACE_FORMAT_H
#define DREDGE_TRACE_FORMAT_H

#include "network/trace.h"

#include <stdio.h>

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
struct DredgeTraceReport {
    DredgeTraceFormat format;
    char note[240];    ///< What was chosen or guessed
    char warning[240]; ///< What is wrong with the file, though it could be used
};

/// Name of a format as in `--from`: "lines", "g192", ... Any thread.
const char* dredge_trace_format_name(DredgeTraceFormat format);

/// What a file of the format holds, in a few words. Any thread.
const char* dredge_trace_format_text(DredgeTraceFormat format);

/// Tell the format of a file by its content. What looks like nothing known is `lines`, whose
/// reader says what it expected. Any thread.
DredgeTraceFormat dredge_trace_recognise(const uint8_t* bytes, size_t size);

/**
   Read a trace from memory, also one compressed by gzip, with or without UTF-8's mark.

   @param name stands for the file in messages
   @param bytes,size content of the file
   @param options how to read it
   @param report where to tell what was found, or NULL
   @param error where a sentence goes that names line or byte and what was expected
   @param error_size size of error in bytes
   @return a trace to be freed with dredge_trace_free(), or NULL. Not for the audio thread.
*/
DredgeTrace* dredge_trace_parse(const char* name, const uint8_t* bytes, size_t size,
                                const DredgeTraceOptions* options, DredgeTraceReport* report,
                                char* error, size_t error_size);

/**
   Write a trace.

   @param trace what to write
   @param format any but DREDGE_TRACE_AUTO
   @param interval_ms time between two packets where the format tells times; 0: the trace's
          own, or 20
   @param to where to; errors stand in its error indicator. Numbers are printed in the
          program's locale, which should be "C"
   @return false, with nothing written, if the format can't hold such a trace at all: RTP one
          without a packet received. Not for the audio thread.
*/
bool dredge_trace_write(const DredgeTrace* trace, DredgeTraceFormat format, double interval_ms,
                        FILE* to);

/**
   Whether a format holds all that the trace tells.

   @param interval_ms as for dredge_trace_write()
   @param text where to tell what gets lost, as in "the delays", if something does
   @param size size of text in bytes
*/
bool dredge_trace_fits(const DredgeTrace* trace, DredgeTraceFormat format, double interval_ms,
                       char* text, size_t size);

#endif
