// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // pipe2()
#include "sweep_scorer.h"

#include "report.h"
#include "score/convert.h"
#include "sound/audio_file.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILES_MAX = 64 };

struct ScorerBatch {
    const SweepScorer* scorer;
    const char* out;
    uint32_t rate;
    unsigned channels;
    size_t count;
    char* files[FILES_MAX];
};

ScorerBatch* scorer_batch_new(const SweepScorer* const scorer, const char* const out,
                              const uint32_t rate, const unsigned channels)
{
    ScorerBatch* const b = calloc(1, sizeof(ScorerBatch));
    if (b) {
        b->scorer = scorer;
        b->out = out;
        b->rate = rate;
        b->channels = channels;
    }
    return b;
}

void scorer_batch_free(ScorerBatch* const b)
{
    for (size_t i = 0; b && i < b->count; ++i) {
        unlink(b->files[i]);
        free(b->files[i]);
    }
    free(b);
}

bool scorer_batch_add(ScorerBatch* const b, const char* const id, const float* const samples,
                      const uint64_t length)
{
    const uint32_t rate = b->scorer->rate ? b->scorer->rate : b->rate;
    uint64_t made = 0;
    float* const sound = convert_to_mono(samples, length, b->channels, b->rate, rate, &made);
    if (!sound || b->count == FILES_MAX) {
        free(sound);
        return complain("not enough memory");
    }
    char* const path = sweep_cell_path(b->out, "scoring", id, ".wav");
    SoundWriter writer;
    bool good = sound_writer_open(&writer, path, rate, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    if (good) {
        b->files[b->count++] = path;
        sound_writer_write(&writer, sound, made);
        good = sound_writer_close(&writer, true);
    } else {
        free(path);
    }
    free(sound);
    return good;
}

// Start the program; returns the end of a pipe with what it says, or -1.
static int start(const ScorerBatch* const b, pid_t* const child)
{
    char* const* const command = b->scorer->command;
    size_t words = 0;
    while (command[words]) {
        ++words;
    }
    char** const line = calloc(words + b->count + 1, sizeof(char*));
    int ends[2];
    if (!line || !words || pipe2(ends, O_CLOEXEC)) {
        free(line);
        complain("%s: can't be run: %s", command[0], strerror(errno));
        return -1;
    }
    memcpy(line, command, words * sizeof(char*));
    memcpy(line + words, b->files, b->count * sizeof(char*));
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    const int error = posix_spawnp(child, command[0], &actions, NULL, line, environ);
    posix_spawn_file_actions_destroy(&actions);
    free(line);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        complain("%s: can't be run: %s", command[0], strerror(error));
        return -1;
    }
    return ends[0];
}

// "file,score"
static void take_line(const ScorerBatch* const b, char* const line, const SweepFigure figure,
                      SweepCell* const cells)
{
    char* const comma = strrchr(line, ',');
    char* end = NULL;
    const double score = comma ? strtod(comma + 1, &end) : 0.0;
    if (!comma || end == comma + 1) {
        return;
    }
    *comma = '\0';
    for (size_t i = 0; i < b->count; ++i) {
        if (!strcmp(line, b->files[i])) {
            cells[i].figures[figure] = score;
        }
    }
}

bool scorer_batch_run(ScorerBatch* const b, const SweepPlan* const plan, SweepCell* const cells,
                      const size_t count)
{
    const SweepFigure figure =
        sweep_figure_name(plan, FIGURE_SCORER) ? FIGURE_SCORER : FIGURE_PLCMOS;
    pid_t child = 0;
    if (count != b->count) {
        return false;
    }
    const int end = start(b, &child);
    if (end < 0) {
        return false;
    }
    FILE* const said = fdopen(end, "r");
    char* line = NULL;
    size_t room = 0;
    while (said && getline(&line, &room, said) > 0) {
        take_line(b, line, figure, cells);
    }
    free(line);
    if (said) {
        fclose(said);
    } else {
        close(end);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status)) {
        return complain("%s: the scorer failed", b->scorer->command[0]);
    }
    return true;
}
