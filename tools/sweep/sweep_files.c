// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // mkstemp()
#include "sweep_files.h"

#include "need.h"
#include "packets/packet_reader.h"
#include "report.h"
#include "sound/audio_file.h"
#include "sweep_call.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

char* path_beside(const char* const beside, const char* const name)
{
    const char* const slash = strrchr(beside, '/');
    return name[0] == '/' || !slash ? need_copy(name)
                                    : need_text("%.*s/%s", (int)(slash - beside), beside, name);
}

static bool is_folder(const char* const path)
{
    struct stat status;
    return !stat(path, &status) && S_ISDIR(status.st_mode);
}

static bool is_sound(const char* const path)
{
    static const char* const extensions[] = {".wav", ".flac", ".ogg", ".opus",
                                             ".aif", ".aiff", ".caf", ".w64"};
    const char* const dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof(extensions) / sizeof(extensions[0]); ++i) {
        if (!strcasecmp(dot, extensions[i])) {
            return true;
        }
    }
    return false;
}

// Leave out folders, and in a folder what is no sound.
static void filter(glob_t* const found, const bool sounds)
{
    size_t kept = 0;
    for (size_t i = 0; i < found->gl_pathc; ++i) {
        char* const path = found->gl_pathv[i];
        if (is_folder(path) || (sounds && !is_sound(path))) {
            free(path);
        } else {
            found->gl_pathv[kept++] = path;
        }
    }
    for (size_t i = kept; i < found->gl_pathc; ++i) {
        found->gl_pathv[i] = NULL;
    }
    found->gl_pathc = kept;
}

size_t files_find(const char* const path, const bool folders, glob_t* const found)
{
    const bool folder = folders && is_folder(path);
    char* const pattern = need_text(folder ? "%s/*" : "%s", path);
    const int failed = glob(pattern, 0, NULL, found);
    free(pattern);
    if (failed == GLOB_NOSPACE) {
        need_failed();
    }
    if (failed) {
        return 0;
    }
    filter(found, folder);
    if (!found->gl_pathc) {
        globfree(found);
        return 0;
    }
    return found->gl_pathc;
}

char* file_stem(const char* const path)
{
    const char* const slash = strrchr(path, '/');
    char* const stem = need_copy(slash ? slash + 1 : path);
    char* const dot = strrchr(stem, '.');
    if (dot && dot != stem) {
        *dot = '\0';
    }
    for (char* c = stem; *c; ++c) {
        *c = isalnum((unsigned char)*c) || strchr("._+-", *c) ? *c : '_';
    }
    return stem;
}

static void print_hash(const XXH128_hash_t hash, char text[HASH_TEXT])
{
    snprintf(text, HASH_TEXT, "%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64,
             (uint64_t)hash.low64);
}

void text_hash(const char* const text, const size_t size, char hash[HASH_TEXT])
{
    print_hash(XXH3_128bits(text, size), hash);
}

bool file_hash(const char* const path, char hash[HASH_TEXT])
{
    FILE* const file = fopen(path, "rb");
    if (!file) {
        return complain("%s: %s", path, strerror(errno));
    }
    XXH3_state_t* const state = XXH3_createState();
    if (!state) {
        need_failed();
    }
    bool good = XXH3_128bits_reset(state) == XXH_OK;
    char block[1 << 16];
    size_t got = 0;
    while (good && (got = fread(block, 1, sizeof(block), file)) > 0) {
        good = XXH3_128bits_update(state, block, got) == XXH_OK;
    }
    if (good && ferror(file)) {
        good = complain("%s: %s", path, strerror(errno));
    }
    if (good) {
        print_hash(XXH3_128bits_digest(state), hash);
    }
    XXH3_freeState(state);
    fclose(file);
    return good;
}

static void probe_call(SweepInput* const input)
{
    SweepCall call;
    if (sweep_call_open(&call, input->path)) {
        input->rate = DREDGE_RATE;
        input->channels = call.stream->stereo ? 2 : 1;
        input->seconds = (double)(call.stream->to - call.stream->from) * 1e-9;
        sweep_call_close(&call);
    }
}

void input_probe(SweepInput* const input)
{
    char text[512];
    Sound sound;
    complaints_to(text, sizeof(text));
    input->packets = packet_reader_knows(input->path);
    if (input->packets) {
        probe_call(input);
    } else if (sound_read(input->path, &sound)) {
        input->rate = sound.rate;
        input->channels = sound.channels;
        input->seconds = (double)sound.length / sound.rate;
        if (sound.rate < DREDGE_RATE_MIN || sound.rate > DREDGE_RATE_MAX) {
            complain("%s: %s", input->path, dredge_status_text(DREDGE_BAD_RATE));
        }
        sound_free(&sound);
    }
    complaints_to(NULL, 0);
    if (text[0]) {
        // Without the path, which is another one on another machine.
        const size_t path = strlen(input->path);
        const bool named = !strncmp(text, input->path, path) && text[path] == ':';
        input->error = need_copy(named ? text + path + 2 : text);
    }
}

bool file_store(const char* const path, const char* const text, const size_t size)
{
    char* const part = need_text("%s.XXXXXX", path);
    const int handle = mkstemp(part);
    FILE* const file = handle < 0 ? NULL : fdopen(handle, "wb");
    bool good = file && fwrite(text, 1, size, file) == size;
    good = good && !fchmod(handle, 0644);
    good = (file ? !fclose(file) : false) && good;
    good = good && !rename(part, path);
    if (!good) {
        complain("%s: can't be written: %s", path, strerror(errno));
        if (handle >= 0) {
            unlink(part);
        }
    }
    free(part);
    return good;
}

char* file_load(const char* const path, size_t* const size)
{
    FILE* const file = fopen(path, "rb");
    char* text = NULL;
    size_t room = 0;
    *size = 0;
    while (file && !feof(file) && !ferror(file)) {
        if (*size + 1 >= room) {
            room = room ? room * 2 : 4096;
            text = need_grown(text, room);
        }
        *size += fread(text + *size, 1, room - 1 - *size, file);
    }
    const bool good = file && feof(file) && text;
    if (file) {
        fclose(file);
    }
    if (!good) {
        free(text);
        return NULL;
    }
    text[*size] = '\0';
    return text;
}
