// SPDX-License-Identifier: ISC
#include "trace/formats/table.h"

#include "trace/formats/tokens.h"

#include <string.h>

enum { NUMBER_LENGTH = 64 };

static bool is_blank(const char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static DredgeCell trim(DredgeCell cell)
{
    while (cell.length && is_blank(cell.text[0])) {
        ++cell.text;
        --cell.length;
    }
    while (cell.length && is_blank(cell.text[cell.length - 1])) {
        --cell.length;
    }
    return cell;
}

static DredgeCell unquote(DredgeCell cell)
{
    cell = trim(cell);
    const int quote = cell.length > 1 ? cell.text[0] : 0;
    if ((quote == '"' || quote == '\'') && cell.text[cell.length - 1] == quote) {
        cell = trim((DredgeCell){cell.text + 1, cell.length - 2});
    }
    return cell;
}

// The next line that holds something; false at the end. Its number is counted.
static bool next_line(DredgeTable* const table, DredgeCell* const line)
{
    while (table->at < table->size) {
        const char* const start = table->text + table->at;
        const size_t left = table->size - table->at;
        const char* const end = memchr(start, '\n', left);
        const size_t length = end ? (size_t)(end - start) : left;
        table->at += length + (end ? 1 : 0);
        ++table->line;
        *line = (DredgeCell){start, length};
        if (line->length && line->text[line->length - 1] == '\r') {
            --line->length;
        }
        const DredgeCell inner = trim(*line);
        if (inner.length && inner.text[0] != '#') {
            return true;
        }
    }
    return false;
}

DredgeTable dredge_table_begin(const uint8_t* const bytes, const size_t size)
{
    static const char separators[] = {'\t', ';', ',', ' '};
    DredgeTable table = {.text = (const char*)bytes, .size = size};
    DredgeTable look = table;
    DredgeCell line;
    if (next_line(&look, &line)) {
        // A row may begin with an empty cell, but not with spaces between cells.
        const DredgeCell inner = trim(line);
        for (size_t i = 0; i < sizeof(separators) && !table.separator; ++i) {
            const DredgeCell* const within = separators[i] == ' ' ? &inner : &line;
            if (memchr(within->text, separators[i], within->length)) {
                table.separator = separators[i];
            }
        }
    }
    return table;
}

// Where the cell at the start of the line ends: at a separator that is in no quotes.
static size_t cell_length(const DredgeTable* const table, const DredgeCell* const line)
{
    bool quoted = false;
    for (size_t i = 0; i < line->length; ++i) {
        const char c = line->text[i];
        if (quoted) {
            quoted = c != '"';
        } else if (c == table->separator) {
            return i;
        } else if (c == '"') {
            quoted = true;
        }
    }
    return line->length;
}

size_t dredge_table_row(DredgeTable* const table, DredgeCell cells[const DREDGE_TABLE_COLUMNS])
{
    DredgeCell line;
    for (size_t i = 0; i < DREDGE_TABLE_COLUMNS; ++i) {
        cells[i] = (DredgeCell){"", 0};
    }
    if (!next_line(table, &line)) {
        return 0;
    }
    const bool spaces = table->separator == ' ';
    line = spaces ? trim(line) : line;
    size_t count = 0;
    for (bool more = true; more && count < DREDGE_TABLE_COLUMNS; ++count) {
        const size_t length = table->separator ? cell_length(table, &line) : line.length;
        cells[count] = unquote((DredgeCell){line.text, length});
        more = length < line.length;
        if (more) {
            line.text += length + 1;
            line.length -= length + 1;
            line = spaces ? trim(line) : line;
        }
    }
    return count;
}

static int lower(const char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

bool dredge_cell_is(const DredgeCell* const cell, const char* const word)
{
    bool same = cell->length == strlen(word);
    for (size_t i = 0; same && i < cell->length; ++i) {
        same = lower(cell->text[i]) == word[i];
    }
    return same;
}

bool dredge_cell_number(const DredgeTable* const table, const DredgeCell* const cell,
                        double* const number)
{
    char text[NUMBER_LENGTH];
    if (cell->length >= sizeof(text)) {
        return false;
    }
    memcpy(text, cell->text, cell->length);
    char* const comma = memchr(text, ',', cell->length);
    if (comma && table->separator != ',') {
        *comma = '.';
    }
    return dredge_number_parse(text, cell->length, number);
}
