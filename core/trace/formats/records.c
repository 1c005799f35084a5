// SPDX-License-Identifier: ISC
// Tables of packets: the records of dredge render, and what spreadsheets and tshark write.
#include "trace/formats/formats.h"
#include "trace/formats/table.h"
#include "trace/rtp.h"

#include <math.h>
#include <string.h>

enum {
    NO_COLUMN = -1,
    LOOK = 8192,      // Bytes that tell whether this is a table
    LOOK_ROWS = 3,    // Rows of bare numbers that tell what their columns are
    NEAR = 100,       // Packets from one row to the next, mostly
    QUOTED = 40,      // Of a cell in messages
    SEQUENCE = 65536, // RTP's numbers wrap around there
};

static const double time_max = 1e15; // Of any unit; beyond, a double has no tenths
static const double slowest = 0.5;   // Mean steps below are seconds, others ms

typedef enum {
    ROLE_LOST,
    ROLE_RECEIVED,
    ROLE_SEQUENCE,
    ROLE_TIME,
    ROLE_SSRC,
    ROLE_TIMESTAMP,
    ROLES
} Role;

// What columns are called; of several with the same role the one that stands first here counts.
static const struct {
    const char* name;
    Role role;
    double scale; // Of times: ms in a unit; 0: what their steps say
} names[] = {
    {"lost", ROLE_LOST, 0},
    {"is_lost", ROLE_LOST, 0},
    {"loss", ROLE_LOST, 0},
    {"dropped", ROLE_LOST, 0},
    {"status", ROLE_LOST, 0},
    {"received", ROLE_RECEIVED, 0},
    {"rtp.seq", ROLE_SEQUENCE, 0},
    {"seq", ROLE_SEQUENCE, 0},
    {"sequence", ROLE_SEQUENCE, 0},
    {"sequence_number", ROLE_SEQUENCE, 0},
    {"arrival_ms", ROLE_TIME, 1},
    {"arrival_s", ROLE_TIME, 1e3},
    {"arrival_us", ROLE_TIME, 1e-3},
    {"arrival", ROLE_TIME, 0},
    {"arrival_time", ROLE_TIME, 0},
    {"frame.time_relative", ROLE_TIME, 1e3},
    {"frame.time_epoch", ROLE_TIME, 1e3},
    {"time_ms", ROLE_TIME, 1},
    {"time_s", ROLE_TIME, 1e3},
    {"time_us", ROLE_TIME, 1e-3},
    {"time", ROLE_TIME, 0},
    {"rtp.ssrc", ROLE_SSRC, 0},
    {"ssrc", ROLE_SSRC, 0},
    {"rtp.timestamp", ROLE_TIMESTAMP, 0},
};

enum { NAMES = sizeof(names) / sizeof(names[0]) };

static const char expected_columns[] =
    "expected names of columns, among them 'lost', 'received', "
    "'seq' or 'arrival_ms'";

typedef struct {
    int at[ROLES];           // Number of the column, or NO_COLUMN
    const char* name[ROLES]; // ... and its name
    double scale;
} Columns;

// A table being read.
typedef struct {
    DredgeParser* p;
    DredgeTable table;
    Columns columns;
    DredgeCell cells[DREDGE_TABLE_COLUMNS];
} Reader;

static bool is_known(const Columns* const columns)
{
    return columns->at[ROLE_LOST] != NO_COLUMN || columns->at[ROLE_RECEIVED] != NO_COLUMN ||
           columns->at[ROLE_SEQUENCE] != NO_COLUMN ||
           (columns->at[ROLE_TIME] != NO_COLUMN &&
            !strncmp(columns->name[ROLE_TIME], "arrival", 7));
}

static Columns no_columns(void)
{
    Columns columns = {.scale = 0.0};
    for (int i = 0; i < ROLES; ++i) {
        columns.at[i] = NO_COLUMN;
    }
    return columns;
}

static Columns columns_of(const DredgeCell* const cells, const size_t count)
{
    Columns columns = no_columns();
    for (size_t n = 0; n < NAMES; ++n) {
        for (size_t i = 0; i < count; ++i) {
            if (columns.at[names[n].role] == NO_COLUMN &&
                dredge_cell_is(&cells[i], names[n].name)) {
                columns.at[names[n].role] = (int)i;
                columns.name[names[n].role] = names[n].name;
                columns.scale = names[n].role == ROLE_TIME ? names[n].scale : columns.scale;
            }
        }
    }
    return columns;
}

static bool is_sequence(const double number)
{
    return number >= 0.0 && number == floor(number) && number < 1e15;
}

// Whether of two columns of bare numbers the first counts packets and the second tells times.
typedef struct {
    size_t rows;
    size_t next;  // Rows one after the row before
    size_t near;  // ... or not far from it
    size_t later; // ... and not earlier
    double most;
    double number;
    double time;
    bool whole;
} Guess;

static void guess_add(Guess* const g, const double number, const double time)
{
    if (g->rows++) {
        const double step = number - g->number;
        const double wrapped = step - SEQUENCE * round(step / SEQUENCE);
        g->next += wrapped == 1.0;
        g->near += fabs(wrapped) < NEAR;
        g->later += time >= g->time;
    }
    g->whole = (g->whole || g->rows == 1) && is_sequence(number);
    g->most = fmax(g->most, number);
    g->number = number;
    g->time = time;
}

static bool guess_holds(const Guess* const g)
{
    const size_t steps = g->rows - 1;
    return g->rows >= LOOK_ROWS && g->whole && g->most > 1.0 && 4 * g->next >= steps &&
           10 * g->near >= 9 * steps && 10 * g->later >= 9 * steps;
}

// What tshark writes without a header: sequence numbers and times, in this order or the other.
static Columns guess_columns(const uint8_t* const bytes, const size_t size)
{
    DredgeTable table = dredge_table_begin(bytes, size < LOOK ? size : LOOK);
    DredgeCell cells[DREDGE_TABLE_COLUMNS];
    Guess guesses[2] = {{.rows = 0}, {.rows = 0}};
    Columns columns = no_columns();
    for (size_t count = 0; (count = dredge_table_row(&table, cells)) > 0;) {
        if (table.at == LOOK) {
            break; // Perhaps cut
        }
        double first = 0.0;
        double second = 0.0;
        if (count != 2) {
            return columns;
        }
        if (!cells[0].length || !cells[1].length) {
            continue; // A packet without RTP
        }
        if (!dredge_cell_number(&table, &cells[0], &first) ||
            !dredge_cell_number(&table, &cells[1], &second)) {
            return columns;
        }
        guess_add(&guesses[0], first, second);
        guess_add(&guesses[1], second, first);
    }
    for (int i = 0; i < 2; ++i) {
        if (guess_holds(&guesses[i]) && columns.at[ROLE_SEQUENCE] == NO_COLUMN) {
            columns.at[ROLE_SEQUENCE] = i;
            columns.at[ROLE_TIME] = 1 - i;
            columns.name[ROLE_SEQUENCE] = "sequence number";
            columns.name[ROLE_TIME] = "time";
        }
    }
    return columns;
}

// Whether what follows is mostly 0, 1 and words: `lost` alone may also be the first packet of a
// list of arrivals.
static bool mostly_flags(DredgeTable* const table)
{
    DredgeCell cells[DREDGE_TABLE_COLUMNS];
    size_t rows = 0;
    size_t times = 0;
    for (; dredge_table_row(table, cells); ++rows) {
        double number = 0.0;
        times +=
            dredge_cell_number(table, &cells[0], &number) && number != 0.0 && number != 1.0;
    }
    return 2 * times < rows;
}

bool dredge_records_recognise(const uint8_t* const bytes, const size_t size)
{
    DredgeTable table = dredge_table_begin(bytes, size < LOOK ? size : LOOK);
    DredgeCell cells[DREDGE_TABLE_COLUMNS];
    const size_t count = dredge_table_row(&table, cells);
    bool words = count;
    for (size_t i = 0; i < count; ++i) {
        double number = 0.0;
        words = words && cells[i].length && !dredge_cell_number(&table, &cells[i], &number);
    }
    if (!words) {
        return guess_columns(bytes, size).at[ROLE_SEQUENCE] != NO_COLUMN;
    }
    const Columns columns = columns_of(cells, count);
    if (count == 1 && columns.at[ROLE_LOST] != NO_COLUMN) {
        return mostly_flags(&table);
    }
    // Words apart by commas are names of columns, if unknown ones: the reader says so.
    return is_known(&columns) || (count > 1 && table.separator != ' ');
}

static bool fail_cell(Reader* const r, const Role role, const char* const what)
{
    const int column = r->columns.at[role];
    const DredgeCell* const cell = &r->cells[column];
    return dredge_parser_fail_line(
        r->p, r->table.line, "expected %s in column %d, '%s', found '%.*s'", what, column + 1,
        r->columns.name[role], (int)(cell->length < QUOTED ? cell->length : QUOTED),
        cell->text);
}

static const DredgeCell* cell_of(const Reader* const r, const Role role)
{
    const int column = r->columns.at[role];
    return column == NO_COLUMN ? NULL : &r->cells[column];
}

// A time in ms, or in what the file has if that is unknown; NAN if there is none.
static bool read_time(Reader* const r, double* const time)
{
    const DredgeCell* const cell = cell_of(r, ROLE_TIME);
    *time = NAN;
    if (!cell || !cell->length || dredge_cell_is(cell, "nan")) {
        return true;
    }
    if (!dredge_cell_number(&r->table, cell, time) || fabs(*time) > time_max) {
        return fail_cell(r, ROLE_TIME,
                         r->columns.scale == 1.0 ? "a time in ms" : "a time as a number");
    }
    *time *= r->columns.scale > 0.0 ? r->columns.scale : 1.0;
    return true;
}

static bool read_lost(Reader* const r, bool* const lost)
{
    static const struct {
        const char* word;
        bool lost;
    } words[] = {
        {"lost", true},
        {"dropped", true},
        {"received", false},
        {"ok", false},
    };
    const Role role = r->columns.at[ROLE_LOST] != NO_COLUMN ? ROLE_LOST : ROLE_RECEIVED;
    const DredgeCell* const cell = cell_of(r, role);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); ++i) {
        if (dredge_cell_is(cell, words[i].word)) {
            *lost = words[i].lost;
            return true;
        }
    }
    double number = NAN;
    if (dredge_cell_is(cell, "true") || dredge_cell_is(cell, "yes")) {
        number = 1.0;
    } else if (dredge_cell_is(cell, "false") || dredge_cell_is(cell, "no")) {
        number = 0.0;
    } else {
        dredge_cell_number(&r->table, cell, &number);
    }
    if (number != 0.0 && number != 1.0) {
        return fail_cell(r, role,
                         role == ROLE_LOST ? "0 (received) or 1 (lost)"
                                           : "1 (received) or 0 (lost)");
    }
    *lost = (number == 1.0) == (role == ROLE_LOST);
    return true;
}

static void settle_scale(DredgeParser* const p, const double step, double* const scale)
{
    if (*scale > 0.0) {
        *scale = 1.0; // Done on reading
        return;
    }
    *scale = step < slowest ? 1e3 : 1.0;
    dredge_parser_note(p, "times taken as %s", step < slowest ? "seconds" : "ms");
}

// All packets that came have a time, or none has: then there are no delays.
static bool check_times(const Reader* const r)
{
    DredgeParser* const p = r->p;
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
        return dredge_parser_fail(p, "packet %zu was received, but has no %s; expected one",
                                  without, r->columns.name[ROLE_TIME]);
    }
    p->timed = timed;
    return true;
}

static void scale_times(Reader* const r)
{
    DredgeParser* const p = r->p;
    size_t first = 0;
    size_t last = p->packets - 1;
    while (p->lost[first]) {
        ++first;
    }
    while (p->lost[last]) {
        --last;
    }
    const double step =
        last > first ? (p->time[last] - p->time[first]) / (double)(last - first) : 0.0;
    double scale = r->columns.scale;
    settle_scale(p, step, &scale);
    for (size_t i = 0; i < p->packets; ++i) {
        p->time[i] *= scale;
    }
}

// Rows in the order of sending, which say what was lost or when it came.
static bool read_sent(Reader* const r)
{
    DredgeParser* const p = r->p;
    const bool flags = cell_of(r, ROLE_LOST) || cell_of(r, ROLE_RECEIVED);
    p->timed = true;
    while (dredge_table_row(&r->table, r->cells)) {
        bool lost = false;
        double time = NAN;
        if (!flags && dredge_cell_is(cell_of(r, ROLE_TIME), "lost")) {
            lost = true;
        } else if (!read_time(r, &time)) {
            return false;
        }
        if (!flags) {
            lost = lost || !(time >= 0.0);
        } else if (!read_lost(r, &lost)) {
            return false;
        }
        if (!dredge_parser_add(p, lost, time)) {
            return false;
        }
    }
    if (!p->packets) {
        return dredge_parser_fail(p, "holds no packets; expected a row for each");
    }
    if (!check_times(r)) {
        return false;
    }
    if (p->timed) {
        scale_times(r);
        dredge_parser_regulate(p);
    }
    return true;
}

static bool read_uint32(Reader* const r, const Role role, uint32_t* const value)
{
    const DredgeCell* const cell = cell_of(r, role);
    double number = 0.0;
    bool good = !cell;
    if (cell && cell->length > 2 && cell->length <= 10 && cell->text[0] == '0' &&
        (cell->text[1] | 0x20) == 'x') {
        good = true;
        for (size_t i = 2; i < cell->length && good; ++i) {
            const char* const digits = "0123456789abcdef";
            const int c = cell->text[i] | 0x20;
            const char* const digit = strchr(digits, c);
            good = digit && c;
            number = number * 16.0 + (double)(good ? digit - digits : 0);
        }
    } else if (cell) {
        good = dredge_cell_number(&r->table, cell, &number) && is_sequence(number) &&
               number <= (double)UINT32_MAX;
    }
    *value = good ? (uint32_t)number : 0;
    return good || fail_cell(r, role, "a whole number of 32 bits");
}

// A row as a packet; `*skip` if it is none of RTP.
static bool read_packet(Reader* const r, DredgeRtp* const rtp, bool* const skip)
{
    const DredgeCell* const cell = cell_of(r, ROLE_SEQUENCE);
    double number = 0.0;
    *skip = !cell->length;
    if (*skip) {
        return true;
    }
    if (!dredge_cell_number(&r->table, cell, &number) || !is_sequence(number)) {
        return fail_cell(r, ROLE_SEQUENCE, "a sequence number");
    }
    rtp->sequence = (uint16_t)fmod(number, SEQUENCE); // Others than RTP count on
    rtp->payload_type = DREDGE_RTP_NO_TYPE;
    return read_time(r, &rtp->arrival) && read_uint32(r, ROLE_SSRC, &rtp->ssrc) &&
           read_uint32(r, ROLE_TIMESTAMP, &rtp->timestamp);
}

static void scale_arrivals(Reader* const r, DredgeRtpList* const list)
{
    double scale = r->columns.scale;
    const double time = list->packets[list->count - 1].arrival - list->packets[0].arrival;
    double steps = 0.0;
    for (size_t i = 1; i < list->count; ++i) {
        const uint16_t step =
            (uint16_t)(list->packets[i].sequence - list->packets[i - 1].sequence);
        steps += step < DREDGE_RTP_DROPOUT ? step : 0.0;
    }
    settle_scale(r->p, steps > 0.0 ? time / steps : 0.0, &scale);
    for (size_t i = 0; i < list->count; ++i) {
        list->packets[i].arrival *= scale;
    }
}

// Rows in the order of arrival, which tell sequence numbers: what was lost has no row.
static bool read_arrived(Reader* const r, DredgeRtpList* const list)
{
    DredgeParser* const p = r->p;
    size_t untimed = 0;
    size_t untimed_line = 0;
    while (dredge_table_row(&r->table, r->cells)) {
        DredgeRtp rtp = {.arrival = 0.0};
        bool skip = false;
        if (!read_packet(r, &rtp, &skip)) {
            return false;
        }
        if (skip) {
            continue;
        }
        if (!isfinite(rtp.arrival)) {
            ++untimed;
            untimed_line = r->table.line;
            rtp.arrival = 0.0;
        }
        if (!dredge_rtp_list_add(list, &rtp)) {
            return dredge_parser_fail(p, "more packets than fit in memory, or than %d",
                                      DREDGE_TRACE_MAX);
        }
    }
    if (!list->count) {
        return dredge_parser_fail(p, "holds no packets; expected a row for each that arrived");
    }
    if (untimed && untimed < list->count) {
        return dredge_parser_fail_line(p, untimed_line, "expected a time in column %d, '%s'",
                                       r->columns.at[ROLE_TIME] + 1,
                                       r->columns.name[ROLE_TIME]);
    }
    list->no_arrivals = untimed;
    list->no_timestamps = !cell_of(r, ROLE_TIMESTAMP);
    if (!untimed) {
        scale_arrivals(r, list);
    }
    return dredge_rtp_trace(p, list);
}

bool dredge_records_parse(DredgeParser* const p)
{
    Reader r = {.p = p, .table = dredge_table_begin(p->bytes, p->size)};
    r.columns = guess_columns(p->bytes, p->size);
    if (!is_known(&r.columns)) {
        const size_t count = dredge_table_row(&r.table, r.cells);
        r.columns = columns_of(r.cells, count);
    }
    if (!is_known(&r.columns)) {
        return dredge_parser_fail_line(p, r.table.line ? r.table.line : 1, "%s",
                                       expected_columns);
    }
    const Columns* const c = &r.columns;
    if (c->at[ROLE_LOST] != NO_COLUMN || c->at[ROLE_RECEIVED] != NO_COLUMN ||
        c->at[ROLE_SEQUENCE] == NO_COLUMN) {
        return read_sent(&r);
    }
    DredgeRtpList list = {.packets = NULL};
    const bool good = read_arrived(&r, &list);
    dredge_rtp_list_free(&list);
    return good;
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
