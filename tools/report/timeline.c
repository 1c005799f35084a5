// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // getline(), strsep()
#include "report/timeline.h"

#include "report.h"
#include "report/memory.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAME, LOST, ARRIVAL, SOURCE, FIELDS };

static const char* const names[FIELDS] = {"frame", "lost", "arrival_ms", "source"};

typedef struct {
    int column[FIELDS];
    char* sources;
    char* lost;
    size_t count, room;
    double first, last; ///< Times of arrival, ms
    long first_frame, last_frame;
} Reader;

static void read_header(Reader* const r, char* line)
{
    for (int f = 0; f < FIELDS; ++f) {
        r->column[f] = -1;
    }
    const char* name = NULL;
    for (int column = 0; (name = strsep(&line, ",\r\n")); ++column) {
        for (int f = 0; f < FIELDS; ++f) {
            if (!strcmp(name, names[f])) {
                r->column[f] = column;
            }
        }
    }
}

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

static bool read_row(Reader* const r, char* line)
{
    const char* fields[FIELDS] = {NULL};
    const char* value = NULL;
    for (int column = 0; (value = strsep(&line, ",\r\n")); ++column) {
        for (int f = 0; f < FIELDS; ++f) {
            fields[f] = r->column[f] == column ? value : fields[f];
        }
    }
    if (!fields[FRAME] || !fields[LOST] || !fields[SOURCE]) {
        return false;
    }
    if (r->count + 1 >= r->room) {
        const size_t room = r->room ? 2 * r->room : 1024;
        grow(&r->sources, r->count, room);
        grow(&r->lost, r->count, room);
        r->room = room;
    }
    r->sources[r->count] = letter(fields[SOURCE]);
    r->lost[r->count++] = (char)(*fields[LOST] == '1' ? '1' : '0');
    if (fields[ARRIVAL] && *fields[ARRIVAL]) {
        r->last = strtod(fields[ARRIVAL], NULL);
        r->last_frame = strtol(fields[FRAME], NULL, 10);
        if (r->first_frame < 0) {
            r->first = r->last;
            r->first_frame = r->last_frame;
        }
    }
    return true;
}

// Packets arrive as fast as they are sent, on average.
static int frame_duration(const Reader* const r)
{
    static const int durations[] = {10, 20, 40, 60};
    const long frames = r->last_frame - r->first_frame;
    const double mean = frames > 0 ? (r->last - r->first) / (double)frames : 20.0;
    int best = durations[0];
    for (int i = 1; i < 4; ++i) {
        if (fabs(durations[i] - mean) < fabs(best - mean)) {
            best = durations[i];
        }
    }
    return best;
}

json_t* timeline_json(const char* const path)
{
    FILE* const file = fopen(path, "r");
    if (!file) {
        complain("%s: %s", path, strerror(errno));
        return NULL;
    }
    Reader r = {.first_frame = -1};
    char* line = NULL;
    size_t room = 0;
    int number = 0;
    bool good = getline(&line, &room, file) >= 0;
    if (good) {
        read_header(&r, line);
    }
    for (number = 2; good && getline(&line, &room, file) >= 0; ++number) {
        good = read_row(&r, line);
    }
    fclose(file);
    free(line);
    json_t* json = NULL;
    if (good && r.count) {
        json = json_pack("{si ss ss}", "frame", frame_duration(&r), "sources", r.sources,
                         "lost", r.lost);
    } else {
        complain("%s:%d: expected records with frame, lost and source", path,
                 good ? 1 : number - 1);
    }
    free(r.sources);
    free(r.lost);
    return json;
}
