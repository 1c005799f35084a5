// SPDX-License-Identifier: ISC
// The formats of trace files: recognised by content, read from memory, written to a stream.
#ifndef DREDGE_TRACE_FORMAT_H
#define DREDGE_TRACE_FORMAT_H

#include "trace/trace.h"
#include "trace/trace_options.h"

#include <stdio.h>

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
   Read a trace file of any format that tells itself by its content.

   @param path file to read, a regular one: others may wait for ever
   @param report where to tell what was found, or NULL
   @param error where a sentence goes that names file, line or byte and what was expected
   @param error_size size of error in bytes
   @return a trace to be freed with dredge_trace_free(), or NULL. Not for the audio thread.
*/
DredgeTrace* dredge_trace_read(const char* path, DredgeTraceReport* report, char* error,
                               size_t error_size);

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
