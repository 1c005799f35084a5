// SPDX-License-Identifier: ISC
// The rows of a file of records (records.h), field by field.
#ifndef DREDGE_REPORT_RECORD_ROWS_H
#define DREDGE_REPORT_RECORD_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef enum {
    ROW_FRAME,
    ROW_LOST,
    ROW_SOURCE, ///< These three there must be
    ROW_ARRIVAL,
    ROW_PACKET,
    ROW_PRIMARY,
    ROW_LBRR,
    ROW_DRED,
    ROW_RED,
    ROW_PADDING,
    ROW_HEADERS,
    ROW_DEPTH,
    ROW_DROPPED,
    ROW_FIELDS
} RecordField;

typedef struct {
    FILE* file;
    char* line;
    size_t room;
    int number; ///< Of the line
    int column[ROW_FIELDS];
    const char* field[ROW_FIELDS]; ///< Of the row; NULL where there is none
    bool broken;

    // What the rows so far tell about time
    double first, last; ///< Arrivals, ms
    long first_frame, last_frame;
} RecordRows;

/// Open a file; false after a message on stderr.
bool record_rows_open(RecordRows* rows, const char* path);

/// Take the next row; false after the last, or at one that is broken.
bool record_rows_next(RecordRows* rows);

/// The value of a field of the row; 0 where there is none.
double record_rows_number(const RecordRows* rows, RecordField field);

/// How long a frame is, ms: packets arrive as fast as they are sent, on average.
double record_rows_duration(const RecordRows* rows);

/// Close it; false after a message on stderr if a row was broken.
bool record_rows_close(RecordRows* rows, const char* path);

#endif
