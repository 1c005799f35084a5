// SPDX-License-Identifier: ISC
#include "report/webmushra.h"

#include "need.h"
#include "output_stream.h"
#include "report.h"
#include "report/clips.h"
#include "report/directory.h"
#include "sound/audio_file.h"

#include <stdlib.h>
#include <string.h>

// Where webMUSHRA finds the sounds, from its own root.
static const char resources[] = "configs/resources/dredge";

// It refuses longer ones and more of them in a test by the book.
enum { LONGEST = 12, MOST_CONDITIONS = 12 };

// As a YAML scalar in double quotes, which may hold anything.
static void quote(FILE* const to, const char* text)
{
    fputc('"', to);
    for (; *text; ++text) {
        if (*text == '"' || *text == '\\') {
            fprintf(to, "\\%c", *text);
        } else if ((unsigned char)*text < ' ') {
            fprintf(to, "\\x%02x", (unsigned)*text);
        } else {
            fputc(*text, to);
        }
    }
    fputc('"', to);
}

// As a field of CSV.
static void field(FILE* const to, const char* text)
{
    fputc('"', to);
    for (; *text; ++text) {
        fputs(*text == '"' ? "\"" : "", to);
        fputc(*text, to);
    }
    fputc('"', to);
}

static void entry(FILE* const to, const char* const key, const char* const text)
{
    fprintf(to, "%s: ", key);
    quote(to, text);
    fputc('\n', to);
}

static void write_start(FILE* const to, const char* const name, const char* const id)
{
    fputs("# SPDX-License-Identifier: ISC\n", to);
    entry(to, "testname", name);
    entry(to, "testId", id);
    fputs(
        "bufferSize: 2048\n"
        "stopOnErrors: true\n"
        "showButtonPreviousPage: false\n"
        "remoteService: service/write.php\n"
        "pages:\n"
        "  - type: generic\n"
        "    id: welcome\n"
        "    name: Welcome\n"
        "    content: \"Each page has a reference and several versions of it, in random order; "
        "one of them is the reference itself. Listen to all as often as you like, and rate "
        "how good each one is against the reference, from 0 (bad) to 100 (excellent).\"\n",
        to);
}

static void write_end(FILE* const to)
{
    fputs("  - type: finish\n"
          "    name: Thank you\n"
          "    content: \"Your ratings are complete. Please send them.\"\n"
          "    popupContent: \"Your ratings were sent. Thank you!\"\n"
          "    showResults: false\n"
          "    writeResults: true\n"
          "    questionnaire:\n"
          "      - type: text\n"
          "        label: Listener\n"
          "        name: listener\n",
          to);
}

// What the listeners compare with: the original, else the reference configuration.
static char* reference_path(const SweepFolder* const folder, const Groups* const groups,
                            const Group* const g)
{
    char* const path = clips_sound_path(folder, g, NULL);
    FILE* const file = fopen(path, "rb");
    if (file) {
        fclose(file);
        return path;
    }
    free(path);
    const SweepCell* const cell = groups_reference(groups, g);
    return cell ? clips_sound_path(folder, g, cell) : NULL;
}

// A copy with 16 bits, which every browser plays; frees the path. Seconds, 0 after a message.
static double copy(char* const from, const char* const directory, const char* const name)
{
    Sound sound;
    const bool read = sound_read(from, &sound);
    free(from);
    if (!read) {
        return 0.0;
    }
    char* const path = need_text("%s/%s/%s", directory, resources, name);
    SoundWriter writer;
    bool good = sound_writer_open(&writer, path, sound.rate, sound.channels,
                                  SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    if (good) {
        sound_writer_write(&writer, sound.samples, sound.length);
        good = sound_writer_close(&writer, true);
    }
    const double seconds = (double)sound.length / sound.rate;
    sound_free(&sound);
    free(path);
    return good ? seconds : 0.0;
}

static bool has_zero_fill(const SweepFolder* const folder)
{
    for (int c = 0; c < folder->configurations.count; ++c) {
        if (strstr(folder->configurations.items[c].options, "concealment silence") ||
            strstr(folder->configurations.items[c].options, "concealment=silence")) {
            return true;
        }
    }
    return false;
}

static bool write_stimuli(FILE* const to, const SweepFolder* const folder, const Group* const g,
                          const int number, const char* const directory)
{
    fputs("        stimuli:\n", to);
    for (int c = 0; c < folder->configurations.count; ++c) {
        if (!g->cells[c]) {
            continue;
        }
        char* const name = need_text("%d-C%d.wav", number, c + 1);
        fprintf(to, "          C%d: %s/%s\n", c + 1, resources, name);
        const bool good = copy(clips_sound_path(folder, g, g->cells[c]), directory, name) > 0.0;
        free(name);
        if (!good) {
            return false;
        }
    }
    return true;
}

static bool write_page(FILE* const to, const SweepFolder* const folder,
                       const Groups* const groups, const int number,
                       const char* const directory)
{
    const Group* const g = &groups->groups[number];
    char* const from = reference_path(folder, groups, g);
    if (!from) {
        return complain("%s: neither an original nor a reference configuration to compare with",
                        folder->inputs.items[g->input].name);
    }
    char* const name = need_text("%d-reference.wav", number);
    const double seconds = copy(from, directory, name);
    const bool strict = seconds <= LONGEST && folder->configurations.count < MOST_CONDITIONS;
    fprintf(to,
            "      - type: mushra\n"
            "        id: trial_%d\n"
            "        name: Trial\n"
            "        content: \"\"\n"
            "        showWaveform: true\n"
            "        enableLooping: true\n"
            "        strict: %s\n"
            "        randomize: true\n"
            "        showConditionNames: false\n"
            "        reference: %s/%s\n"
            "        createAnchor35: %s\n"
            "        createAnchor70: false\n",
            number, strict ? "true" : "false", resources, name,
            has_zero_fill(folder) ? "false" : "true");
    free(name);
    return seconds > 0.0 && write_stimuli(to, folder, g, number, directory);
}

static bool make_directories(const char* const directory)
{
    static const char* const parts[] = {"", "/configs", "/configs/resources",
                                        "/configs/resources/dredge"};
    bool good = true;
    for (size_t i = 0; good && i < sizeof(parts) / sizeof(parts[0]); ++i) {
        char* const path = need_text("%s%s", directory, parts[i]);
        good = need_directory(path);
        free(path);
    }
    return good;
}

typedef void (*WriteTable)(FILE* to, const SweepFolder* folder, const Groups* groups);

// Which condition is which, for the analysis.
static void write_conditions(FILE* const to, const SweepFolder* const folder,
                             const Groups* const groups)
{
    (void)groups;
    fputs("rating_stimulus,config\nreference,original\n", to);
    for (int c = 0; c < folder->configurations.count; ++c) {
        fprintf(to, "C%d,", c + 1);
        field(to, folder->configurations.items[c].name);
        fputc('\n', to);
    }
}

// ... and which trial.
static void write_trials(FILE* const to, const SweepFolder* const folder,
                         const Groups* const groups)
{
    fputs("trial_id,input,network,seed\n", to);
    for (int i = 0; i < groups->count; ++i) {
        const Group* const g = &groups->groups[i];
        if (g->heard) {
            fprintf(to, "trial_%d,", i);
            field(to, folder->inputs.items[g->input].name);
            fputc(',', to);
            field(to, folder->networks.items[g->network].name);
            fprintf(to, ",%lld\n", g->seed);
        }
    }
}

static bool write_table(const SweepFolder* const folder, const Groups* const groups,
                        const char* const directory, const char* const name,
                        const WriteTable write)
{
    char* const path = need_text("%s/configs/%s", directory, name);
    OutputStream file;
    bool good = output_stream_open(&file, path);
    if (good) {
        write(file.stream, folder, groups);
        good = output_stream_close(&file, true);
    }
    free(path);
    return good;
}

bool webmushra_write(const SweepFolder* const folder, const Groups* const groups,
                     const char* const directory)
{
    if (!make_directories(directory)) {
        return false;
    }
    char* const path = need_text("%s/configs/dredge.yaml", directory);
    OutputStream file;
    bool good = output_stream_open(&file, path);
    if (good) {
        write_start(file.stream, "Dredge", "dredge");
        fputs("  -\n      - random\n", file.stream);
        for (int i = 0; good && i < groups->count; ++i) {
            if (groups->groups[i].heard) {
                good = write_page(file.stream, folder, groups, i, directory);
            }
        }
        write_end(file.stream);
        good =
            output_stream_close(&file, good) &&
            write_table(folder, groups, directory, "dredge-conditions.csv", write_conditions) &&
            write_table(folder, groups, directory, "dredge-trials.csv", write_trials);
    }
    if (good) {
        printf("%s\n", path);
    }
    free(path);
    return good;
}
