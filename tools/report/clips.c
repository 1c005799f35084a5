// SPDX-License-Identifier: ISC
#include "report/clips.h"

#include "need.h"
#include "output_stream.h"
#include "report.h"
#include "report/packets.h"
#include "report/sound.h"
#include "report/timeline.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char* clips_sound_path(const SweepFolder* const folder, const Group* const group,
                       const SweepCell* const cell)
{
    return cell ? sweep_folder_file(folder, "wav", cell->id, ".wav")
                : sweep_folder_file(folder, "wav", folder->inputs.items[group->input].name,
                                    ".reference.wav");
}

static bool exists(char* const path)
{
    const bool found = !access(path, R_OK);
    free(path);
    return found;
}

bool clips_has_sound(const SweepFolder* const folder, const Group* const group)
{
    int count = 0;
    for (int c = 0; c < folder->configurations.count; ++c) {
        const SweepCell* const cell = group->cells[c];
        if (cell && !exists(clips_sound_path(folder, group, cell))) {
            return false;
        }
        count += cell != NULL;
    }
    return count > 0;
}

bool clips_has_records(const SweepFolder* const folder, const Group* const group)
{
    for (int c = 0; c < folder->configurations.count; ++c) {
        const SweepCell* const cell = group->cells[c];
        if (cell && exists(sweep_folder_file(folder, "records", cell->id, ".csv"))) {
            return true;
        }
    }
    return false;
}

typedef json_t* (*Read)(const char* path);

// A file by what `read` makes of it, null if there is none; frees the path.
static json_t* read_file(char* const path, const Read read)
{
    json_t* json = NULL;
    if (!access(path, R_OK)) {
        json = read(path);
    }
    free(path);
    return json ? json : json_null();
}

bool clips_write(const SweepFolder* const folder, const Group* const group, const int number,
                 const char* const path)
{
    json_t* const rows = json_array();
    json_t* const packets = json_array();
    json_t* const sounds = json_array();
    for (int c = 0; c < folder->configurations.count; ++c) {
        const SweepCell* const cell = group->cells[c];
        json_array_append_new(
            rows, cell ? read_file(sweep_folder_file(folder, "records", cell->id, ".csv"),
                                   timeline_json)
                       : json_null());
        json_array_append_new(
            packets, cell && group->heard
                         ? read_file(sweep_folder_file(folder, "records", cell->id, ".csv"),
                                     packets_json)
                         : json_null());
        json_array_append_new(sounds,
                              cell && group->heard
                                  ? read_file(clips_sound_path(folder, group, cell), sound_json)
                                  : json_null());
    }
    json_t* const original = group->heard
                                 ? read_file(clips_sound_path(folder, group, NULL), sound_json)
                                 : json_null();
    json_t* const all = json_pack("{so so so so}", "rows", rows, "packets", packets, "sounds",
                                  sounds, "original", original);
    OutputStream file;
    bool good = output_stream_open(&file, path);
    if (good) {
        fprintf(file.stream, "// SPDX-License-Identifier: ISC\ndredgeGroup(%d, ", number);
        json_dumpf(all, file.stream, JSON_COMPACT);
        fputs(");\n", file.stream);
        good = output_stream_close(&file, true);
    }
    json_decref(all);
    return good;
}
