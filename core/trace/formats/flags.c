// SPDX-License-Identifier: ISC
// Numbers 0 and 1: apart by white space or as a string, in both polarities.
#include "trace/formats/formats.h"
#include "trace/formats/tokens.h"

#include <math.h>

enum { QUOTED = 40 }; // Of a word in messages

static bool is_zero_lost(const DredgeTraceFormat format)
{
    return format == DREDGE_TRACE_LINES_0_LOST || format == DREDGE_TRACE_STRING_0_LOST;
}

static const char* expected(const DredgeTraceFormat format)
{
    if (is_zero_lost(format)) {
        return "expected 1 (received) or 0 (lost) for each packet";
    }
    return format == DREDGE_TRACE_OPUS_DEMO
               ? "expected a whole number for each packet, 0 if it was received"
               : "expected 0 (received) or 1 (lost) for each packet";
}

static bool add_bits(DredgeParser* const p, const DredgeToken* const token, const char lost)
{
    for (size_t i = 0; i < token->length; ++i) {
        if (!dredge_parser_add(p, token->text[i] == lost, 0.0)) {
            return false;
        }
    }
    return true;
}

static bool add(DredgeParser* const p, const DredgeToken* const token,
                const DredgeTraceFormat format)
{
    if (!token->text) {
        return dredge_parser_fail_line(p, token->line, "byte 0x%02x is not text; %s",
                                       token->byte, expected(format));
    }
    const bool number_each =
        format == DREDGE_TRACE_OPUS_DEMO || format == DREDGE_TRACE_PLC_CHALLENGE;
    if (!number_each && dredge_token_is_bits(token)) {
        return add_bits(p, token, is_zero_lost(format) ? '0' : '1');
    }
    double value = 0.0;
    const bool number = dredge_number_parse(token->text, token->length, &value);
    if (number && format == DREDGE_TRACE_OPUS_DEMO && value == floor(value)) {
        return dredge_parser_add(p, value != 0.0, 0.0);
    }
    if (number && (value == 0.0 || value == 1.0)) {
        return dredge_parser_add(p, is_zero_lost(format) == (value == 0.0), 0.0);
    }
    const int shown = token->length < QUOTED ? (int)token->length : QUOTED;
    return dredge_parser_fail_line(p, token->line, "%s, found '%.*s'", expected(format), shown,
                                   token->text);
}

bool dredge_flags_parse(DredgeParser* const p)
{
    const DredgeTraceFormat format = p->report->format;
    DredgeTokens tokens = dredge_tokens_begin(p->bytes, p->size);
    DredgeToken token;
    size_t last_line = 0;
    while (dredge_tokens_next(&tokens, &token)) {
        if (format == DREDGE_TRACE_PLC_CHALLENGE && token.line == last_line) {
            return dredge_parser_fail_line(p, token.line, "expected one number, 0 or 1, only");
        }
        last_line = token.line;
        if (!add(p, &token, format)) {
            return false;
        }
    }
    p->interval = format == DREDGE_TRACE_PLC_CHALLENGE ? 20.0 : 0.0;
    return p->packets ? true : dredge_parser_fail(p, "holds no packets; %s", expected(format));
}

bool dredge_flags_write(const DredgeTrace* const trace, const DredgeTraceFormat format,
                        const double interval, FILE* const to)
{
    (void)interval;
    const bool string = format == DREDGE_TRACE_STRING || format == DREDGE_TRACE_STRING_0_LOST;
    const bool zero_lost = is_zero_lost(format);
    for (size_t i = 0; i < dredge_trace_packets(trace); ++i) {
        putc(dredge_trace_lost(trace, i) == zero_lost ? '0' : '1', to);
        if (!string) {
            putc('\n', to);
        }
    }
    if (string) {
        putc('\n', to);
    }
    return true;
}
