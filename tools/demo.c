// SPDX-License-Identifier: ISC
// The demo: speech through the built plugin, once per way of recovering it.
#include "host/host.h"
#include "progress.h"
#include "report.h"
#include "sound/audio_file.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 256,
    METERED = 250, // Packets in the 5 s that the meters look back
};

typedef struct {
    const char* name; ///< Of the file, too
    const char* title;
    float redundancy;
    float concealment;
    float bitrate;
    float depth;
    bool loss;
} Mode;

enum { NONE, RED, LBRR, DRED, LBRR_DRED };
enum { SILENCE, CLASSIC, NEURAL };
enum { SINGLE = 1, LOSS_NONE = 0, LOSS_TRACE = 5, WIDE_BAND = 3 };

static const Mode modes[] = {
    {"lossless", "no loss", NONE, NEURAL, 24, 0, false},
    {"silence", "silence", NONE, SILENCE, 24, 0, true},
    {"classic-plc", "classic PLC", NONE, CLASSIC, 24, 0, true},
    {"neural-plc", "neural PLC", NONE, NEURAL, 24, 0, true},
    {"red", "RED, 2 copies", RED, NEURAL, 24, 40, true},
    {"lbrr", "LBRR", LBRR, NEURAL, 40, 0, true},
    {"dred", "DRED", DRED, NEURAL, 44, 1000, true},
    {"lbrr+dred", "LBRR + DRED", LBRR_DRED, NEURAL, 72, 1000, true},
};

enum { MODES = sizeof(modes) / sizeof(modes[0]) };

// A pattern of our own making: 61 of 305 packets, from single ones to half a second in a row.
static const struct {
    int received;
    int lost;
} pattern[] = {{31, 1}, {19, 8}, {9, 2},   {26, 1}, {35, 14},
               {17, 1}, {28, 5}, {42, 25}, {24, 1}, {13, 3}};

bool complain(const char* const format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("demo: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return false;
}

static bool write_pattern(const char* const path)
{
    FILE* const file = fopen(path, "w");
    if (!file) {
        return complain("%s: can't be written: %s", path, strerror(errno));
    }
    for (size_t i = 0; i < sizeof(pattern) / sizeof(pattern[0]); ++i) {
        for (int n = 0; n < pattern[i].received + pattern[i].lost; ++n) {
            fputs(n < pattern[i].received ? "0\n" : "1\n", file);
        }
    }
    return !fclose(file) || complain("%s: can't be written: %s", path, strerror(errno));
}

// Read all files and join them; they must be of one kind.
static bool read_speech(char** const paths, const int count, Sound* const speech)
{
    if (!sound_read(paths[0], speech)) {
        return false;
    }
    for (int i = 1; i < count; ++i) {
        Sound more;
        if (!sound_read(paths[i], &more)) {
            return false;
        }
        if (more.rate != speech->rate || more.channels != speech->channels) {
            return complain("%s: has another rate or other channels than %s", paths[i],
                            paths[0]);
        }
        const uint64_t length = speech->length + more.length;
        float* const joined =
            realloc(speech->samples, (size_t)length * speech->channels * sizeof(float));
        if (!joined) {
            return complain("not enough memory");
        }
        memcpy(joined + speech->length * speech->channels, more.samples,
               (size_t)more.length * more.channels * sizeof(float));
        speech->samples = joined;
        speech->length = length;
        sound_free(&more);
    }
    return speech->channels <= 2 ||
           complain("%s: has %u channels; expected 1 or 2", paths[0], speech->channels);
}

// Meters that are averaged over the render, in the order of the table.
static const char* const rates[] = {"a_kbps", "a_kbps_primary", "a_kbps_lbrr", "a_kbps_dred",
                                    "a_kbps_red"};
enum { RATES = sizeof(rates) / sizeof(rates[0]) };

static void print_header(void)
{
    printf("\n%-13s %13s | %21s %9s | %37s | %6s %5s\n", "", "packets", "brought back by", "",
           "kb/s", "depth", "CPU");
    printf("%-13s %6s %6s | %6s %6s %7s %9s | %6s %8s %6s %6s %6s  | %6s %5s\n", "mode", "sent",
           "lost", "RED", "LBRR", "DRED", "concealed", "in all", "primary", "LBRR", "DRED",
           "RED", "ms", "%");
}

static void print_row(Host* const host, const Mode* const mode, const double* const kbps,
                      const double depth, const double cpu)
{
    printf(
        "%-13s %6.0f %6.0f | %6.0f %6.0f %7.0f %9.0f | %6.1f %8.1f %6.1f %6.1f %6.1f  | %6.0f "
        "%5.1f\n",
        mode->title, (double)*host_control(host, "packets"),
        (double)*host_control(host, "packets_lost"), (double)*host_control(host, "a_by_red"),
        (double)*host_control(host, "a_by_lbrr"), (double)*host_control(host, "a_by_dred"),
        (double)*host_control(host, "a_by_concealment"), kbps[0], kbps[1], kbps[2], kbps[3],
        kbps[4], depth, cpu);
}

static bool play(Host* const host, const Mode* const mode, const Sound* const speech,
                 SoundWriter* const writer)
{
    static float planes[2][BLOCK];
    static float mixed[BLOCK * 2];
    float* const pointers[] = {planes[0], planes[1]};
    const unsigned channels = speech->channels;
    double kbps[RATES] = {0.0};
    double metered = 0.0;
    double depth = 0.0;
    double cpu = 0.0;
    uint64_t blocks = 0;
    host_run(host, pointers, pointers, 0); // Sets the latency
    const uint64_t latency = (uint64_t)*host_control(host, "latency");
    const uint64_t total = speech->length + latency;
    uint64_t skip = latency;
    Progress progress = progress_start(false);
    for (uint64_t at = 0; at < total && !writer->failed; at += BLOCK, ++blocks) {
        const uint32_t count = total - at < BLOCK ? (uint32_t)(total - at) : BLOCK;
        for (uint32_t i = 0; i < count; ++i) {
            for (unsigned c = 0; c < channels; ++c) {
                planes[c][i] =
                    at + i < speech->length ? speech->samples[(at + i) * channels + c] : 0.0f;
            }
        }
        host_run(host, pointers, pointers, count);
        for (uint32_t i = 0; i < count; ++i) {
            for (unsigned c = 0; c < channels; ++c) {
                mixed[i * channels + c] = planes[c][i];
            }
        }
        const uint32_t skipped = skip < count ? (uint32_t)skip : count;
        skip -= skipped;
        sound_writer_write(writer, mixed + (size_t)skipped * channels, count - skipped);
        // The meters look back 5 s: read them that often, and at the end for the rest.
        const double fresh = (double)*host_control(host, "packets") - metered;
        if (fresh >= METERED || (at + count == total && fresh > 0.0)) {
            for (int r = 0; r < RATES; ++r) {
                kbps[r] += (double)*host_control(host, rates[r]) * fresh;
            }
            metered += fresh;
        }
        const double reach = (double)*host_control(host, "a_depth_now");
        depth = reach > depth ? reach : depth;
        cpu += (double)*host_control(host, "cpu");
        progress_update(&progress, (double)(at + count) / (double)total);
    }
    progress_end(&progress);
    for (int r = 0; r < RATES; ++r) {
        kbps[r] /= metered;
    }
    print_row(host, mode, kbps, depth, cpu / (double)blocks);
    return !writer->failed;
}

static bool run_mode(const char* const bundle, const char* const directory,
                     const Mode* const mode, const Sound* const speech, const char* const trace)
{
    const char* const uri = speech->channels == 2 ? "urn:dredge:stereo" : "urn:dredge:mono";
    Host* const host = host_new(bundle, uri, speech->rate, (HostOptions){.quiet = false});
    if (!host) {
        return false;
    }
    *host_control(host, "freewheel") = 1.0f;
    *host_control(host, "bandwidth") = WIDE_BAND;
    *host_control(host, "playout") = 600.0f; // Longer than the longest burst
    *host_control(host, "loss_model") = mode->loss ? LOSS_TRACE : LOSS_NONE;
    *host_control(host, "a_budget") = SINGLE;
    *host_control(host, "a_redundancy") = mode->redundancy;
    *host_control(host, "a_concealment") = mode->concealment;
    *host_control(host, "a_bitrate") = mode->bitrate;
    *host_control(host, "a_depth") = mode->depth;
    host_activate(host);
    host_set_trace(host, trace);
    static float nothing[2][1];
    float* const pointers[] = {nothing[0], nothing[1]};
    // The worker loads the trace, the plugin takes it, and says so: a run each.
    for (int i = 0; i < 3; ++i) {
        host_run(host, pointers, pointers, 0);
    }

    char path[4096];
    snprintf(path, sizeof(path), "%s/%s.wav", directory, mode->name);
    SoundWriter writer;
    bool good =
        !strcmp(host_trace(host), trace) || complain("%s: the plugin refused it", trace);
    if (good) {
        good = sound_writer_open(&writer, path, speech->rate, speech->channels,
                                 SF_FORMAT_WAV | SF_FORMAT_PCM_16);
        if (good) {
            good = play(host, mode, speech, &writer);
            good = sound_writer_close(&writer, good) && good;
        }
    }
    host_free(host);
    return good;
}

int main(const int argc, char** const argv)
{
    if (argc < 4) {
        fprintf(stderr, "Usage: dredge-demo BUNDLE OUTPUT-DIRECTORY SPEECH.wav...\n");
        return 2;
    }
    Sound speech = {.samples = NULL};
    if (!read_speech(argv + 3, argc - 3, &speech)) {
        sound_free(&speech);
        return 1;
    }
    char trace[4096];
    char* const directory = realpath(argv[2], NULL);
    bool good = directory || complain("%s: %s", argv[2], strerror(errno));
    if (good) {
        snprintf(trace, sizeof(trace), "%s/loss.txt", directory);
        good = write_pattern(trace);
        print_header();
    }
    for (int i = 0; good && i < MODES; ++i) {
        good = run_mode(argv[1], directory, &modes[i], &speech, trace);
    }
    free(directory);
    sound_free(&speech);
    return good ? 0 : 1;
}
