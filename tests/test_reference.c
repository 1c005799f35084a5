// SPDX-License-Identifier: ISC
// `dredge render` against libopus' own opus_demo: the same samples.
//
// With --reference in every case. By default, too, but for what is better on purpose: where
// the first packet after a gap has DRED that falls short, a later one that reaches farther is
// used. The records tell where that happened, and only there may a difference be.
#include "speech.h"

#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LENGTH = 48000 * 5, SKIP = 77, TRACE_PACKETS = LENGTH / 960 + 20 };

static char folder[] = "/tmp/dredge-reference-XXXXXX";
static const char* opus_demo;
static const char* dredge;
static unsigned passed;
static unsigned failed;

typedef struct {
    const char* name;
    const char* demo;
    const char* render;
} Mode;

static const Mode modes[] = {
    {"classic PLC", "-dec_complexity 0", "--redundancy none --concealment classic"},
    {"neural PLC", "-dec_complexity 5", "--redundancy none --concealment neural"},
    {"LACE", "-dec_complexity 6", "--redundancy none --enhance lace"},
    {"LBRR", "-dec_complexity 5 -inbandfec -loss 25", "--redundancy lbrr"},
    {"DRED", "-dec_complexity 5 -dred 100 -loss 25", "--redundancy dred --depth 1000"},
    {"LBRR + DRED", "-dec_complexity 5 -inbandfec -dred 100 -loss 25",
     "--redundancy lbrr+dred --depth 1000"},
    {"LBRR + DRED, NoLACE", "-dec_complexity 7 -inbandfec -dred 100 -loss 25",
     "--redundancy lbrr+dred --depth 1000 --enhance nolace"},
};

static void run(const char* const command)
{
    if (system(command)) {
        fprintf(stderr, "failed: %s\n", command);
        exit(1);
    }
}

static void write_sound(const float* const speech, const int channels)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/in%d.wav", folder, channels);
    SF_INFO info = {
        .samplerate = 48000, .channels = channels, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
    SNDFILE* const wav = sf_open(path, SFM_WRITE, &info);
    snprintf(path, sizeof(path), "%s/in%d.raw", folder, channels);
    FILE* const raw = fopen(path, "wb");
    for (int i = 0; i < LENGTH; ++i) {
        // The second channel is softer and later: a voice off the middle.
        const short frame[2] = {(short)(speech[i] * 32767.0f),
                                (short)(i < 300 ? 0.0f : speech[i - 300] * 16000.0f)};
        sf_writef_short(wav, frame, 1);
        fwrite(frame, sizeof(short), (size_t)channels, raw);
    }
    sf_close(wav);
    fclose(raw);
}

static void write_trace(const char* const name, bool (*const lost)(int packet))
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE* const file = fopen(path, "w");
    for (int i = 0; i < TRACE_PACKETS; ++i) {
        // opus_demo can conceal neither the head nor the tail.
        fprintf(file, "%d\n", i >= 5 && i < LENGTH / 960 - 15 && lost(i));
    }
    fclose(file);
}

static bool isolated(const int packet)
{
    return packet % 7 == 3;
}

static bool bursts(const int packet)
{
    return packet % 45 >= 25;
}

static int real_losses[TRACE_PACKETS];

static bool real(const int packet)
{
    return real_losses[packet];
}

// A piece of a recorded trace, where there is one.
static bool read_real(const char* const data)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/traces/plc2022_2307.txt", data);
    FILE* const file = fopen(path, "r");
    if (!file) {
        printf("%s is absent: no recorded trace is tried\n", path);
        return false;
    }
    int value = 0;
    for (int i = -120; i < TRACE_PACKETS && fscanf(file, "%d", &value) == 1; ++i) {
        if (i >= 0) {
            real_losses[i] = value;
        }
    }
    fclose(file);
    return true;
}

static bool same_samples(const int channels)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/demo.raw", folder);
    FILE* const raw = fopen(path, "rb");
    snprintf(path, sizeof(path), "%s/out.wav", folder);
    SF_INFO info = {.format = 0};
    SNDFILE* const wav = sf_open(path, SFM_READ, &info);
    bool same = raw && wav && info.frames == LENGTH && info.channels == channels;
    for (int i = 0; same && i < LENGTH; ++i) {
        short a[2] = {0, 0};
        short b[2] = {1, 1};
        same = fread(a, sizeof(short), (size_t)channels, raw) == (size_t)channels &&
               sf_readf_short(wav, b, 1) == 1 &&
               !memcmp(a, b, sizeof(short) * (size_t)channels);
    }
    if (raw) {
        fclose(raw);
    }
    sf_close(wav);
    return same;
}

// Whether a frame was brought back by another packet than the first one after the gap.
static bool used_later_packet(void)
{
    char path[256];
    char line[512];
    snprintf(path, sizeof(path), "%s/out.csv", folder);
    FILE* const file = fopen(path, "r");
    static bool lost[1 << 16];
    static int from[1 << 16];
    int frames = 0;
    while (file && fgets(line, sizeof(line), file)) {
        int frame = 0;
        int is_lost = 0;
        const char* const dred = strstr(line, ",dred,");
        if (sscanf(line, "%d,%d,", &frame, &is_lost) == 2 && frame < (1 << 16)) {
            lost[frame] = is_lost;
            from[frame] = dred ? atoi(dred + strlen(",dred,")) : -1;
            frames = frame + 1;
        }
    }
    if (file) {
        fclose(file);
    }
    for (int f = 0; f < frames; ++f) {
        int first = f + 1;
        while (first < frames && lost[first]) {
            ++first;
        }
        if (from[f] > first) {
            return true;
        }
    }
    return false;
}

static void compare(const Mode* const mode, const int channels, const int bitrate,
                    const char* const trace)
{
    char command[2048];
    snprintf(command, sizeof(command),
             "%s voip 48000 %d %d -bandwidth WB -complexity 9 -lossfile %s/%s %s %s/in%d.raw "
             "%s/demo.raw 2>/dev/null",
             opus_demo, channels, bitrate * 1000, folder, trace, mode->demo, folder, channels,
             folder);
    run(command);
    for (int reference = 1; reference >= 0; --reference) {
        snprintf(
            command, sizeof(command),
            "%s render -q --align --bandwidth wb --complexity 9 --playout 1500 --bitrate %d "
            "--budget single --trace %s/%s %s %s --records %s/out.csv %s/in%d.wav %s/out.wav",
            dredge, bitrate, folder, trace, mode->render, reference ? "--reference" : "",
            folder, folder, channels, folder);
        run(command);
        const bool same = same_samples(channels);
        const bool may_differ = !reference && used_later_packet();
        passed += same || may_differ;
        failed += !same && !may_differ;
        if (!same) {
            printf("%s: %s, %d channels, %d kb/s, %s%s\n", may_differ ? "differs" : "FAILED",
                   mode->name, channels, bitrate, trace, reference ? ", --reference" : "");
        }
    }
}

int main(const int argc, char** const argv)
{
    if (argc != 4) {
        fprintf(stderr, "Usage: %s OPUS_DEMO DREDGE DATA-DIRECTORY\n", argv[0]);
        return 2;
    }
    opus_demo = argv[1];
    dredge = argv[2];
    uint32_t length = 0;
    float* const speech = speech_read(&length);
    if (!speech || length < LENGTH || !mkdtemp(folder)) {
        printf("the prompts of alsa-utils are not installed\n");
        return SKIP;
    }
    write_trace("isolated", isolated);
    write_trace("bursts", bursts);
    const bool has_real = read_real(argv[3]);
    write_trace("real", real);
    static const char* const traces[] = {"isolated", "bursts", "real"};
    static const int bitrates[] = {24, 40, 64};
    for (int channels = 1; channels <= 2; ++channels) {
        write_sound(speech, channels);
        for (int t = 0; t < (has_real ? 3 : 2); ++t) {
            for (int b = 0; b < 3; ++b) {
                for (size_t m = 0; m < sizeof(modes) / sizeof(modes[0]); ++m) {
                    compare(&modes[m], channels, bitrates[b], traces[t]);
                }
            }
        }
    }
    free(speech);
    char command[64];
    snprintf(command, sizeof(command), "rm -r %s", folder);
    run(command);
    printf("%u passed, %u failed\n", passed, failed);
    const char* const other = getenv("OTHER_LIBOPUS");
    if (failed && other) {
        printf("with libopus %s this equality, found with 1.6.1, does not hold\n", other);
        return SKIP;
    }
    return failed ? 1 : 0;
}
