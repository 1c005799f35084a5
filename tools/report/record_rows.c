// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // getline(), strsep()
#include "report/record_rows.h"

#include "report.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char* const names[ROW_FIELDS] = {
    [ROW_FRAME] = "frame",           [ROW_LOST] = "lost",
    [ROW_SOURCE] = "source",         [ROW_ARRIVAL] = "arrival_ms",
    [ROW_PACKET] = "packet",         [ROW_PRIMARY] = "bytes_primary",
    [ROW_LBRR] = "bytes_lbrr",       [ROW_DRED] = "bytes_dred",
    [ROW_RED] = "bytes_red",         [ROW_PADDING] = "bytes_padding",
    [ROW_HEADERS] = "bytes_headers", [ROW_DEPTH] = "depth_ms",
    [ROW_DROPPED] = "dropped",
};

bool record_rows_open(RecordRows* const r, const char* const path)
{
    *r = (RecordRows){.number = 1, .first_frame = -1};
    r->file = fopen(path, "r");
    if (!r->file) {
        return complain("%s: %s", path, strerror(errno));
    }
    for (int f = 0; f < ROW_FIELDS; ++f) {
        r->column[f] = -1;
    }
    r->broken = getline(&r->line, &r->room, r->file) < 0;
    char* rest = r->line;
    const char* name = NULL;
    for (int column = 0; !r->broken && (name = strsep(&rest, ",\r\n")); ++column) {
        for (int f = 0; f < ROW_FIELDS; ++f) {
            r->column[f] = strcmp(name, names[f]) ? r->column[f] : column;
        }
    }
    return true;
}

static void note_arrival(RecordRows* const r)
{
    if (r->field[ROW_ARRIVAL] && *r->field[ROW_ARRIVAL]) {
        r->last = record_rows_number(r, ROW_ARRIVAL);
        r->last_frame = (long)record_rows_number(r, ROW_FRAME);
        if (r->first_frame < 0) {
            r->first = r->last;
            r->first_frame = r->last_frame;
        }
    }
}

bool record_rows_next(RecordRows* const r)
{
    if (r->broken || getline(&r->line, &r->room, r->file) < 0) {
        return false;
    }
    ++r->number;
    memset(r->field, 0, sizeof(r->field));
    char* rest = r->line;
    const char* value = NULL;
    for (int column = 0; (value = strsep(&rest, ",\r\n")); ++column) {
        for (int f = 0; f < ROW_FIELDS; ++f) {
            r->field[f] = r->column[f] == column ? value : r->field[f];
        }
    }
    r->broken = !r->field[ROW_FRAME] || !r->field[ROW_LOST] || !r->field[ROW_SOURCE];
    if (!r->broken) {
        note_arrival(r);
    }
    return !r->broken;
}

double record_rows_number(const RecordRows* const r, const RecordField field)
{
    return r->field[field] ? strtod(r->field[field], NULL) : 0.0;
}

double record_rows_duration(const RecordRows* const r)
{
    static const double durations[] = {2.5, 5.0, 10.0, 20.0, 40.0, 60.0};
    const long frames = r->last_frame - r->first_frame;
    const double mean = frames > 0 ? (r->last - r->first) / (double)frames : 20.0;
    double best = durations[0];
    for (size_t i = 1; i < sizeof(durations) / sizeof(durations[0]); ++i) {
        best = fabs(durations[i] - mean) < fabs(best - mean) ? durations[i] : best;
    }
    return best;
}

bool record_rows_close(RecordRows* const r, const char* const path)
{
    fclose(r->file);
    free(r->line);
    return !r->broken ||
           complain("%s:%d: expected records with frame, lost and source", path, r->number);
}
