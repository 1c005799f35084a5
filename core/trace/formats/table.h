// SPDX-License-Identifier: ISC
// Tables as spreadsheets and command-line tools write them: rows of cells in a text.
#ifndef DREDGE_TABLE_H
#define DREDGE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DREDGE_TABLE_COLUMNS = 64 }; ///< What stands further right is skipped

/// A cell's text, without the quotes and the white space around it; not ended by a null.
typedef struct {
    const char* text;
    size_t length;
} DredgeCell;

/// A place in a table.
typedef struct {
    const char* text;
    size_t size;
    size_t at;
    size_t line;    ///< Of the row that was read last, from 1
    char separator; ///< Tab, semicolon, comma, space (several count as one), or 0: one column
} DredgeTable;

/// Begin at the start of a text. The first row tells the separator, which is the first of these
/// that stands in it: tab, semicolon, comma, space.
DredgeTable dredge_table_begin(const uint8_t* bytes, size_t size);

/**
   Read the next row that is neither blank nor begins with #.

   @param cells where to put its cells; those that the row doesn't have are empty
   @return how many it has, up to DREDGE_TABLE_COLUMNS; 0: there are no more rows
*/
size_t dredge_table_row(DredgeTable* table, DredgeCell cells[DREDGE_TABLE_COLUMNS]);

/// Whether a cell is this word, in capitals or not.
bool dredge_cell_is(const DredgeCell* cell, const char* word);

/// A cell's number. A comma is a decimal point where the table's separator is none. False if
/// the cell is no number.
bool dredge_cell_number(const DredgeTable* table, const DredgeCell* cell, double* number);

#endif
