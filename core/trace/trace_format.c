// SPDX-License-Identifier: ISC
#include "trace/trace_format.h"

#include "trace/formats/formats.h"
#include "trace/gunzip.h"
#include "trace/rtp.h"
#include "trace/trace_file.h"

#include <math.h>
#include <stdlib.h>

enum { DEFAULT_INTERVAL = 20 }; // ms

typedef struct {
    const char* name;
    const char* text;
    bool (*parse)(DredgeParser* parser);
    bool (*write)(const DredgeTrace* trace, DredgeTraceFormat format, double interval,
                  FILE* to);
    bool holds_delays;
    bool whole_ms; // Times without fractions
    bool holds_rtp;
} Format;

static const Format formats[] = {
    [DREDGE_TRACE_AUTO] = {"auto", "what the content says", NULL, NULL, 0, 0, 0},
    [DREDGE_TRACE_LINES] = {"lines", "numbers apart by white space, 1 = lost",
                            dredge_flags_parse, dredge_flags_write, 0, 0, 0},
    [DREDGE_TRACE_STRING] = {"string", "a string of digits, 1 = lost", dredge_flags_parse,
                             dredge_flags_write, 0, 0, 0},
    [DREDGE_TRACE_LINES_0_LOST] = {"lines-0-lost", "numbers apart by white space, 0 = lost",
                                   dredge_flags_parse, dredge_flags_write, 0, 0, 0},
    [DREDGE_TRACE_STRING_0_LOST] = {"string-0-lost", "a string of digits, 0 = lost",
                                    dredge_flags_parse, dredge_flags_write, 0, 0, 0},
    [DREDGE_TRACE_PLC_CHALLENGE] = {"plc-challenge",
                                    "is_lost.txt: a number for each 20 ms, 1 = lost",
                                    dredge_flags_parse, dredge_flags_write, 0, 0, 0},
    [DREDGE_TRACE_OPUS_DEMO] = {"opus-demo", "loss file: numbers, other than 0 = lost",
                                dredge_flags_parse, dredge_flags_write, 0, 0, 0},
    [DREDGE_TRACE_G192] = {"g192", "ITU-T G.192 words, 0x6b20 = lost", dredge_g192_parse,
                           dredge_g192_write, 0, 0, 0},
    [DREDGE_TRACE_EP_BYTE] = {"ep-byte", "ITU-T error pattern, bytes, 0x20 = lost",
                              dredge_ep_byte_parse, dredge_ep_byte_write, 0, 0, 0},
    [DREDGE_TRACE_EP_BIT] = {"ep-bit", "ITU-T error pattern, bits, 1 = lost",
                             dredge_ep_bit_parse, dredge_ep_bit_write, 0, 0, 0},
    [DREDGE_TRACE_ARRIVALS] = {"arrivals", "arrival times in ms, -1 = lost",
                               dredge_arrivals_parse, dredge_arrivals_write, 1, 1, 0},
    [DREDGE_TRACE_RTPDUMP] = {"rtpdump", "RTP packets and their times, by rtpdump",
                              dredge_rtpdump_parse, dredge_capture_write, 1, 1, 1},
    [DREDGE_TRACE_PCAP] = {"pcap", "packet capture with RTP", dredge_pcap_parse,
                           dredge_capture_write, 1, 0, 1},
    [DREDGE_TRACE_RECORDS] = {"records", "table: columns lost and arrival_ms, or seq and time",
                              dredge_records_parse, dredge_records_write, 1, 0, 0},
};

const char* dredge_trace_format_name(const DredgeTraceFormat format)
{
    return formats[format].name;
}

const char* dredge_trace_format_text(const DredgeTraceFormat format)
{
    return formats[format].text;
}

static bool is_binary(const DredgeTraceFormat format)
{
    return format == DREDGE_TRACE_G192 || format == DREDGE_TRACE_EP_BYTE ||
           format == DREDGE_TRACE_EP_BIT || format == DREDGE_TRACE_RTPDUMP ||
           format == DREDGE_TRACE_PCAP;
}

// Leave out the mark that other systems put before a text (RFC 3629).
static bool skip_mark(DredgeParser* const p)
{
    const uint8_t* const b = p->bytes;
    if (p->size >= 2 && ((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff))) {
        return dredge_parser_fail(p, "is a text in UTF-16; expected UTF-8 or ASCII");
    }
    if (p->size >= 3 && b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf) {
        p->bytes += 3;
        p->size -= 3;
    }
    return true;
}

static DredgeTrace* parse(DredgeParser* const p)
{
    DredgeTraceFormat* const format = &p->report->format;
    DredgeTrace* trace = NULL;
    if (!is_binary(*format) && !skip_mark(p)) {
        return NULL;
    }
    if (*format == DREDGE_TRACE_AUTO) {
        *format = dredge_trace_recognise(p->bytes, p->size);
    }
    if (formats[*format].parse(p)) {
        trace = dredge_parser_finish(p);
    }
    dredge_parser_free(p);
    return trace;
}

DredgeTrace* dredge_trace_parse(const char* const name, const uint8_t* const bytes,
                                const size_t size, const DredgeTraceOptions* const options,
                                DredgeTraceReport* const report, char* const error,
                                const size_t error_size)
{
    DredgeTraceReport own = {.note = ""};
    DredgeParser p = {
        .name = name,
        .bytes = bytes,
        .size = size,
        .options = options,
        .report = report ? report : &own,
        .error = error,
        .error_size = error_size,
    };
    *p.report = (DredgeTraceReport){.format = options->format};
    // To a reader of bare bits all bytes are alike.
    if (options->format == DREDGE_TRACE_EP_BIT || !dredge_is_gzip(bytes, size)) {
        return parse(&p);
    }
    const DredgeUnpacked unpacked = dredge_gunzip(bytes, size, DREDGE_TRACE_FILE_MAX);
    DredgeTrace* trace = NULL;
    p.bytes = unpacked.bytes;
    p.size = unpacked.size;
    if (!unpacked.size) {
        dredge_parser_fail(&p, "can't be unpacked: %s",
                           unpacked.problem ? unpacked.problem : "empty");
    } else {
        if (unpacked.problem) {
            dredge_parser_warn(&p, "unpacked up to byte %zu: %s", unpacked.size,
                               unpacked.problem);
        }
        trace = parse(&p);
    }
    free(unpacked.bytes);
    return trace;
}

DredgeTrace* dredge_trace_read(const char* const path, DredgeTraceReport* const report,
                               char* const error, const size_t error_size)
{
    DredgeTrace* trace = NULL;
    DredgeTraceFile file;
    if (dredge_trace_file_load(&file, path, error, error_size)) {
        const DredgeTraceOptions options = {.format = DREDGE_TRACE_AUTO};
        trace = dredge_trace_parse(path, file.bytes, file.size, &options, report, error,
                                   error_size);
        dredge_trace_file_free(&file);
    }
    return trace;
}

static double settle_interval(const DredgeTrace* const trace, const double interval_ms)
{
    const double own = (double)dredge_trace_interval(trace);
    return interval_ms > 0.0 ? interval_ms : (own > 0.0 ? own : DEFAULT_INTERVAL);
}

bool dredge_trace_write(const DredgeTrace* const trace, const DredgeTraceFormat format,
                        const double interval_ms, FILE* const to)
{
    return formats[format].write(trace, format, settle_interval(trace, interval_ms), to);
}

typedef struct {
    bool delays;    // Any but 0
    bool fractions; // Times that are not whole ms
    size_t longest; // Run of lost packets
    double last;    // Arrival, ms
} Needs;

static Needs find_needs(const DredgeTrace* const trace, const double interval)
{
    Needs needs = {.delays = false};
    size_t run = 0;
    for (size_t i = 0; i < dredge_trace_packets(trace); ++i) {
        const bool lost = dredge_trace_lost(trace, i);
        const double delay = (double)dredge_trace_delay(trace, i);
        const double arrival = (double)i * interval + delay;
        run = lost ? run + 1 : 0;
        needs.longest = run > needs.longest ? run : needs.longest;
        needs.last = fmax(needs.last, arrival);
        needs.delays = needs.delays || delay > 0.0;
        needs.fractions = needs.fractions || (!lost && arrival != floor(arrival));
    }
    return needs;
}

// What keeps RTP's readers from finding each packet's place again, or NULL.
static const char* find_disorder(const DredgeTrace* const trace, const double interval)
{
    DredgeRtpSent* sent = NULL;
    const size_t count = dredge_rtp_arrange(trace, interval, &sent);
    bool good = true;
    if (!sent) {
        return "what there is not enough memory to look for";
    }
    size_t top = sent[0].index;
    for (size_t i = 0; i < count && good; ++i) {
        const size_t index = sent[i].index;
        good = index < top + DREDGE_RTP_DROPOUT && index + DREDGE_RTP_MISORDER > top;
        top = index > top ? index : top;
    }
    free(sent);
    return good ? NULL : "packets that 1000 others overtake";
}

bool dredge_trace_fits(const DredgeTrace* const trace, const DredgeTraceFormat format,
                       const double interval_ms, char* const text, const size_t size)
{
    const size_t packets = dredge_trace_packets(trace);
    const double interval = settle_interval(trace, interval_ms);
    const Needs needs = find_needs(trace, interval);
    const char* lost = NULL;
    if (format == DREDGE_TRACE_EP_BIT && packets % 8) {
        lost = needs.delays ? "the delays and the length: it is filled up to a multiple of 8"
                            : "the length: it is filled up to a multiple of 8";
    } else if (!formats[format].holds_delays && needs.delays) {
        lost = "the delays";
    } else if (formats[format].holds_rtp && needs.longest >= DREDGE_RTP_DROPOUT) {
        lost = "that 3000 packets or more are lost in a row";
    } else if (formats[format].holds_rtp &&
               (dredge_trace_lost(trace, 0) || dredge_trace_lost(trace, packets - 1))) {
        lost = "losses at the start and the end";
    } else if (format == DREDGE_TRACE_RTPDUMP && needs.last > UINT32_MAX) {
        lost = "times beyond 49 days";
    } else if (formats[format].whole_ms && needs.fractions) {
        lost = "fractions of a millisecond";
    }
    if (!lost && formats[format].holds_rtp) {
        lost = find_disorder(trace, interval);
    }
    snprintf(text, size, "%s", lost ? lost : "");
    return !lost;
}
