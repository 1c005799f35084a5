// SPDX-License-Identifier: ISC
// Records as CSV: those of dredge render, and all others with a column `lost`.
#include "network/formats/formats.h"
#include "network/formats/tokens.h"

#include <math.h>
#include <string.h>

enum { HEADER_MAX = 4096, NO_COLUMN = -1 };

typedef struct {
    const char* text;
    size_t length;
} Piece;

typedef struct {
    int lost;
    int arrival;
} Columns;

// The piece of `rest` up to a separator, or to its end; `rest` moves behind. False if there is
// nothing left.
static bool cut(Piece* const rest, const char separator, Piece* const piece)
{
    if (!rest->text) {
        return false;
    }
    const char* const end = memchr(rest->text, separator, rest->length);
    *piece = (Piece){rest->text, end ? (size_t)(end - rest->text) : rest->length};
    *rest = end ? (Piece){end + 1, rest->length - piece->length - 1} : (Piece){NULL, 0};
    return true;
}

static bool next_line(Piece* const rest, Piece* const line)
{
    if (!rest->length || !cut(rest, '\n', line)) {
        return false;
    }
    if (line->length && line->text[line->length - 1] == '\r') {
        --line->length;
    }
    return true;
}

static bool is(const Piece* const piece, const char* const word)
{
    return piece->length == strlen(word) && !memcmp(piece->text, word, piece->length);
}

static Columns columns_of(Piece line)
{
    Columns columns = {.lost = NO_COLUMN, .arrival = NO_COLUMN};
    Piece cell;
    for (int i = 0; cut(&line, ',', &cell); ++i) {
        columns.lost = is(&cell, "lost") ? i : columns.lost;
        columns.arrival = is(&cell, "arrival_ms") ? i : columns.arrival;
    }
    return columns;
}

bool dredge_records_recognise(const uint8_t* const bytes, const size_t size)
{
    Piece rest = {(const char*)bytes, size < HEADER_MAX ? size : HEADER_MAX};
    Piece line;
    return next_line(&rest, &line) && memchr(line.text, ',', line.length) &&
           columns_of(line).lost != NO_COLUMN;
}

static bool add_row(DredgeParser* const p, const size_t number, Piece line,
                    const Columns* const columns)
{
    Piece lost = {NULL, 0};
    Piece arrival = {NULL, 0};
    Piece cell;
    for (int i = 0; cut(&line, ',', &cell); ++i) {
        if (i == columns->lost) {
            lost = cell;
        }
        if (i == columns->arrival) {
            arrival = cell;
        }
    }
    double flag = 0.0;
    if (!lost.text || !dredge_number_parse(lost.text, lost.length, &flag) ||
        (flag != 0.0 && flag != 1.0)) {
        return dredge_parser_fail_line(p, number,
                                       "expected 0 (received) or 1 (lost) in column %d, 'lost'",
                                       columns->lost + 1);
    }
    double time = NAN;
    if (arrival.length &&
        (!dredge_number_parse(arrival.text, arrival.length, &time) || fabs(time) > 1e15)) {
        return dredge_parser_fail_line(p, number,
                                       "expected a time in ms in column %d, 'arrival_ms'",
                                       columns->arrival + 1);
    }
    return dredge_parser_add(p, flag == 1.0, time);
}

// All packets that came have a time, or none has: then there are no delays.
static bool check_times(DredgeParser* const p)
{
    size_t timed = 0;
    size_t received = 0;
    size_t without = 0;
    for (size_t i = 0; i < p->packets; ++i) {
        if (!p->lost[i]) {
            ++received;
            if (isfinite(p->time[i])) {
                ++timed;
            } else {
                without = i;
            }
        }
    }
    if (timed && timed < received) {
        return dredge_parser_fail(
            p, "packet %zu was received, but has no arrival_ms; expected one", without);
    }
    p->timed = timed;
    return true;
}

bool dredge_records_parse(DredgeParser* const p)
{
    Piece rest = {(const char*)p->bytes, p->size};
    Piece line = {NULL, 0};
    Columns columns = {.lost = NO_COLUMN};
    if (next_line(&rest, &line)) {
        columns = columns_of(line);
    }
    if (columns.lost == NO_COLUMN) {
        return dredge_parser_fail_line(
            p, 1, "expected names of columns, 'lost' and perhaps 'arrival_ms' among them");
    }
    p->timed = true;
    for (size_t number = 2; next_line(&rest, &line); ++number) {
        if (line.length && !add_row(p, number, line, &columns)) {
            return false;
        }
    }
    if (!p->packets) {
        return dredge_parser_fail(p, "holds no packets; expected a row for each");
    }
    if (!check_times(p)) {
        return false;
    }
    if (p->timed) {
        dredge_parser_regulate(p);
    }
    return true;
}

bool dredge_records_write(const DredgeTrace* const trace, const DredgeTraceFormat format,
                          const double interval, FILE* const to)
{
    (void)format;
    const bool timed = dredge_trace_has_delay(trace);
    fputs(timed ? "frame,lost,arrival_ms\n" : "frame,lost\n", to);
    for (size_t i = 0; i < dredge_trace_packets(trace); ++i) {
        const bool lost = dredge_trace_lost(trace, i);
        fprintf(to, "%zu,%d%s", i, lost, timed ? "," : "");
        if (timed && !lost) {
            // As in dredge render: a packet can't be sent before its frame is complete.
            fprintf(to, "%.3f",
                    (double)(i + 1) * interval + (double)dredge_trace_delay(trace, i));
        }
        putc('\n', to);
    }
    return true;
}
