// SPDX-License-Identifier: ISC
#include "need.h"
#include "report.h"
#include "sound/audio_file.h"
#include "sweep_cell.h"
#include "sweep_choice.h"
#include "sweep_files.h"
#include "sweep_table.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool make_folder(const char* const out, const char* const name)
{
    char* const path = need_text("%s/%s", out, name);
    const bool good = !mkdir(path, 0777) || errno == EEXIST;
    if (!good) {
        complain("%s: can't be made: %s", path, strerror(errno));
    }
    free(path);
    return good;
}

bool sweep_folder_make(const SweepPlan* const plan, const char* const out)
{
    return make_folder(out, "") && make_folder(out, "cells") &&
           (!plan->wav || make_folder(out, "wav")) &&
           (!plan->records || make_folder(out, "records")) &&
           (!plan->scorer.command || make_folder(out, "scoring"));
}

// A list that lacks something is none.
static void append(json_t** const list, json_t* const value)
{
    if (*list && json_array_append_new(*list, value)) {
        json_decref(*list);
        *list = NULL;
    }
}

static json_t* describe_inputs(const SweepPlan* const plan)
{
    json_t* list = json_array();
    for (size_t i = 0; i < plan->input_count; ++i) {
        const SweepInput* const in = &plan->inputs[i];
        append(&list,
               json_pack("{s:s, s:s, s:s, s:i, s:i, s:f, s:s}", "name", in->name, "path",
                         in->path, "hash", in->hash, "rate", (int)in->rate, "channels",
                         (int)in->channels, "seconds", round(in->seconds * 1000.0) / 1000.0,
                         "error", in->error ? in->error : ""));
    }
    return list;
}

static json_t* describe_configurations(const SweepPlan* const plan)
{
    json_t* list = json_array();
    for (size_t i = 0; i < plan->configuration_count; ++i) {
        const SweepConfiguration* const c = &plan->configurations[i];
        append(&list,
               json_pack("{s:s, s:s, s:O, s:b, s:i}", "name", c->name, "label", c->label,
                         "options", c->options, "reference", c->reference, "order", (int)i));
    }
    return list;
}

static json_t* describe_networks(const SweepPlan* const plan)
{
    json_t* list = json_array();
    for (size_t i = 0; i < plan->network_count; ++i) {
        const SweepNetwork* const n = &plan->networks[i];
        append(&list, json_pack("{s:s, s:s, s:s, s:O}", "name", n->name, "label", n->label,
                                "group", n->group, "options", n->options));
    }
    return list;
}

static json_t* describe_columns(const SweepPlan* const plan)
{
    json_t* list = json_array();
    static const char* const first[] = {"id", "input", "config", "network", "seed"};
    for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); ++i) {
        append(&list, json_string(first[i]));
    }
    for (SweepFigure i = 0; i <= FIGURE_PLCMOS; ++i) {
        append(&list, json_string(sweep_figure_name(plan, i)));
    }
    append(&list, json_string("error"));
    if (sweep_figure_name(plan, FIGURE_SCORER)) {
        append(&list, json_string(sweep_figure_name(plan, FIGURE_SCORER)));
    }
    return list;
}

static json_t* describe_seeds(const SweepPlan* const plan)
{
    json_t* list = json_array();
    for (size_t i = 0; i < plan->seed_count; ++i) {
        append(&list, json_integer((json_int_t)plan->seeds[i]));
    }
    return list;
}

bool sweep_index_write(const SweepPlan* const plan, const char* const out)
{
    json_t* const root = json_pack(
        "{s:s, s:{s:s, s:s}, s:o, s:o, s:o, s:o, s:o}", "version", DREDGE_VERSION, "plan",
        "file", plan->path, "text", plan->text, "inputs", describe_inputs(plan),
        "configurations", describe_configurations(plan), "networks", describe_networks(plan),
        "seeds", describe_seeds(plan), "columns", describe_columns(plan));
    char* const text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
    json_decref(root);
    if (!text) {
        return complain("%s: the plan can't be described; is it UTF-8?", plan->path);
    }
    char* const path = need_text("%s/sweep.json", out);
    const bool good = file_store(path, text, strlen(text));
    free(text);
    free(path);
    return good;
}

static bool write_reference(const SweepInput* const input, const char* const path)
{
    Sound sound;
    SoundWriter writer;
    if (!sound_read(input->path, &sound)) {
        return false;
    }
    bool good = sound.channels <= 2 || sound_convert(&sound, input->path, 1);
    good = good && sound_writer_open(&writer, path, sound.rate, sound.channels,
                                     SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    if (good) {
        sound_writer_write(&writer, sound.samples, sound.length);
        good = sound_writer_close(&writer, true);
    }
    sound_free(&sound);
    return good;
}

bool sweep_references_write(const SweepPlan* const plan, const char* const out)
{
    bool good = true;
    for (size_t i = 0; plan->wav && good && i < plan->input_count; ++i) {
        const SweepInput* const input = &plan->inputs[i];
        char* const path = sweep_cell_path(out, "wav", input->name, ".reference.wav");
        // What was sent is not known of a capture.
        const bool wanted =
            !input->error && !input->packets && sweep_choice_has_input(plan, i, plan->wav);
        good = !wanted || !access(path, R_OK) || write_reference(input, path);
        free(path);
    }
    return good;
}

static bool fetch_file(const char* const out, const char* const from, const char* const folder,
                       const char* const id, const char* const extension)
{
    char* const source = sweep_cell_path(from, folder, id, extension);
    char* const target = sweep_cell_path(out, folder, id, extension);
    size_t size = 0;
    char* const text = file_load(source, &size);
    const bool good = text && file_store(target, text, size);
    free(text);
    free(source);
    free(target);
    return good;
}

// The cell itself comes last: where it stands, all stands.
static bool fetch_cell(const SweepPlan* const plan, const char* const out,
                       const char* const from, const SweepPlace* const place)
{
    SweepCell cell;
    char id[HASH_TEXT];
    sweep_cell_id(plan, place, id);
    if (sweep_cell_stands(plan, out, place, id) || !sweep_cell_stands(plan, from, place, id) ||
        !sweep_cell_load(plan, from, id, &cell)) {
        return true;
    }
    const bool played = !cell.error[0];
    const bool wav = played && sweep_choice_has(plan, place, plan->wav);
    const bool records = played && sweep_choice_has(plan, place, plan->records);
    return (!wav || fetch_file(out, from, "wav", id, ".wav")) &&
           (!records || fetch_file(out, from, "records", id, ".csv")) &&
           sweep_cell_store(plan, out, &cell);
}

bool sweep_cells_fetch(const SweepPlan* const plan, const char* const out,
                       const char* const from)
{
    bool good = true;
    SweepPlace place = {.input = 0};
    do {
        good = sweep_place_repeats(plan, &place) || fetch_cell(plan, out, from, &place);
    } while (good && sweep_place_next(plan, &place));
    return good;
}
