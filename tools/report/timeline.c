// SPDX-License-Identifier: ISC
#include "report/timeline.h"

#include "need.h"
#include "report.h"
#include "report/record_rows.h"

#include <stdlib.h>
#include <string.h>

static char letter(const char* const source)
{
    static const struct {
        const char* name;
        char letter;
    } sources[] = {{"received", 'r'}, {"red", 'R'},     {"lbrr", 'l'},   {"dred", 'd'},
                   {"neural", 'n'},   {"classic", 'c'}, {"silence", 's'}};
    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); ++i) {
        if (!strcmp(source, sources[i].name)) {
            return sources[i].letter;
        }
    }
    return '?';
}

static void grow(char** const text, const size_t count, const size_t room)
{
    char* const more = need_memory(room, 1);
    if (count) {
        memcpy(more, *text, count);
    }
    free(*text);
    *text = more;
}

json_t* timeline_json(const char* const path)
{
    RecordRows rows;
    if (!record_rows_open(&rows, path)) {
        return NULL;
    }
    char* sources = NULL;
    char* lost = NULL;
    size_t count = 0;
    for (size_t room = 0; record_rows_next(&rows); ++count) {
        if (count + 1 >= room) {
            room = room ? 2 * room : 1024;
            grow(&sources, count, room);
            grow(&lost, count, room);
        }
        sources[count] = letter(rows.field[ROW_SOURCE]);
        lost[count] = (char)(*rows.field[ROW_LOST] == '1' ? '1' : '0');
    }
    const double duration = record_rows_duration(&rows);
    rows.broken = rows.broken || !count;
    json_t* const json =
        record_rows_close(&rows, path)
            ? json_pack("{sf ss ss}", "frame", duration, "sources", sources, "lost", lost)
            : NULL;
    free(sources);
    free(lost);
    return json;
}
