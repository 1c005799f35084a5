// SPDX-License-Identifier: ISC
// A list of arrival times: a number in ms for each packet in the order of sending.
#include "trace/formats/formats.h"
#include "trace/formats/tokens.h"

#include <math.h>
#include <string.h>

static const double time_max = 1e15; // ms; beyond, a double has no tenths

enum { QUOTED = 40 };

// Two numbers to a line with a comma between may as well be one, with a comma as decimal point.
static bool has_pairs(const DredgeParser* const p)
{
    size_t pairs = 0;
    size_t lines = 0;
    for (const uint8_t *at = p->bytes, *const end = at + p->size; at < end; ++lines) {
        const uint8_t* const found = memchr(at, '\n', (size_t)(end - at));
        const uint8_t* const stop = found ? found : end;
        const uint8_t* const comma = memchr(at, ',', (size_t)(stop - at));
        pairs += comma && !memchr(comma + 1, ',', (size_t)(stop - comma - 1));
        at = stop + 1;
    }
    return lines > 1 && pairs == lines;
}

bool dredge_arrivals_parse(DredgeParser* const p)
{
    if (has_pairs(p)) {
        return dredge_parser_fail_line(
            p, 1,
            "expected one arrival time in ms to a line, with a point "
            "for its decimals, or names of columns");
    }
    DredgeTokens tokens = dredge_tokens_begin(p->bytes, p->size);
    DredgeToken token;
    p->timed = true;
    while (dredge_tokens_next(&tokens, &token)) {
        if (!token.text) {
            return dredge_parser_fail_line(
                p, token.line, "byte 0x%02x is not text; expected arrival times in ms",
                token.byte);
        }
        double time = -1.0;
        if (!dredge_token_is(&token, "lost") &&
            !(dredge_number_parse(token.text, token.length, &time) && time <= time_max)) {
            const int shown = token.length < QUOTED ? (int)token.length : QUOTED;
            return dredge_parser_fail_line(
                p, token.line, "expected an arrival time in ms, or -1 if lost, found '%.*s'",
                shown, token.text);
        }
        if (!dredge_parser_add(p, time < 0.0, time)) {
            return false;
        }
    }
    if (!p->packets) {
        return dredge_parser_fail(p, "holds no packets; expected arrival times in ms");
    }
    dredge_parser_regulate(p);
    return true;
}

bool dredge_arrivals_write(const DredgeTrace* const trace, const DredgeTraceFormat format,
                           const double interval, FILE* const to)
{
    (void)format;
    for (size_t i = 0; i < dredge_trace_packets(trace); ++i) {
        if (dredge_trace_lost(trace, i)) {
            fputs("-1\n", to);
        } else {
            fprintf(to, "%.0f\n",
                    round((double)i * interval + (double)dredge_trace_delay(trace, i)));
        }
    }
    return true;
}
