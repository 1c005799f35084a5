// SPDX-License-Identifier: ISC
// What the readers of all trace formats share: a growing list of packets, and messages.
#ifndef DREDGE_PARSER_H
#define DREDGE_PARSER_H

#include "trace/trace.h"
#include "trace/trace_options.h"

#include <stdio.h>

/// A file being read.
typedef struct {
    const char* name;
    const uint8_t* bytes;
    size_t size;
    const DredgeTraceOptions* options;
    DredgeTraceReport* report;
    char* error;
    size_t error_size;
    bool timed; ///< Whether packets have times; set before the first one is added
    uint8_t* lost;
    double* time; ///< ms: arrival, and in the end delay
    size_t packets;
    size_t room;
    double interval; ///< ms between two packets, 0: unknown
} DredgeParser;

/// Say what is wrong with the file as a whole. These three always return false.
bool dredge_parser_fail(DredgeParser* parser, const char* format, ...)
    __attribute__((format(printf, 2, 3)));

/// Say what is wrong in a line, counted from 1.
bool dredge_parser_fail_line(DredgeParser* parser, size_t line, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

/// Say what is wrong at an offset in bytes, counted from 0.
bool dredge_parser_fail_byte(DredgeParser* parser, size_t offset, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

/// Add a sentence to the report.
void dredge_parser_note(DredgeParser* parser, const char* format, ...)
    __attribute__((format(printf, 2, 3)));

/// Say what is wrong with the file though it can be used.
void dredge_parser_warn(DredgeParser* parser, const char* format, ...)
    __attribute__((format(printf, 2, 3)));

/// Add a packet; `time` in ms is of no account if it was lost or the parser isn't timed. Fails
/// with a message when the trace gets too long.
bool dredge_parser_add(DredgeParser* parser, bool lost, double time);

/// Set the interval as dredge_parser_regulate() does, from the mean time between arrivals in
/// ms; 0: unknown. The report's note tells.
void dredge_parser_settle_interval(DredgeParser* parser, double mean);

/**
   Turn arrivals into delays, against packets sent at regular times.

   The interval is the option's; or else follows from the mean time between arrivals, as the
   usual packet duration within 10 % of it, if there is one; or else is 20 ms.
*/
void dredge_parser_regulate(DredgeParser* parser);

/// The trace that was read; says why not if there is none. It shares nothing with the parser.
DredgeTrace* dredge_parser_finish(DredgeParser* parser);

/// Free the list.
void dredge_parser_free(DredgeParser* parser);

#endif
