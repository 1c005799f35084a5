// SPDX-License-Identifier: ISC
// How much the plugin costs: bench BUNDLE.
//
// 1. CPU time of the whole run() against the bare libopus calls for the same packets.
// 2. The same with lane B and the level match, as ratios to one lane.
// 3. The longest and the 99.9th percentile run() at small blocks as a share of the period, at
//    real-time pace, with and without the helper thread.
#define _GNU_SOURCE // clock_nanosleep()
#include "host/host.h"
#include "speech.h"

#include <opus.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    RATE = 48000,
    FRAME = 960,
    PLAYOUT = 400,
    AHEAD = (PLAYOUT - 10) / 20, // Packets after a frame's own that come in time for it
    BITRATE = 44000,
    SECONDS = 10,
    LENGTH = RATE * SECONDS,
    FRAMES = LENGTH / FRAME,
    PACKET_MAX = 1500,
};

static float* sound;
static float output[LENGTH];
static bool lost[FRAMES];
static double longest_run;

static double now(const clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// 20 % of packets lost in bursts of 4 on average, as a trace for the plugin and for us.
static void make_loss(const char* const path)
{
    FILE* const file = fopen(path, "w");
    uint32_t seed = 20;
    bool bad = false;
    for (int i = 0; i < FRAMES; ++i) {
        seed = seed * 1664525U + 1013904223U;
        const double draw = (seed >> 8) / 16777216.0;
        bad = bad ? draw >= 0.25 : draw < 0.0625;
        lost[i] = bad && i > 5;
        fprintf(file, "%d\n", lost[i]);
    }
    fclose(file);
}

static void check(const int decoded)
{
    if (decoded != FRAME) {
        fprintf(stderr, "libopus: %s\n", opus_strerror(decoded));
        exit(1);
    }
}

static double bare_libopus(void)
{
    static unsigned char packets[FRAMES][PACKET_MAX];
    static int sizes[FRAMES];
    int error = 0;
    OpusEncoder* const encoder = opus_encoder_create(RATE, 1, OPUS_APPLICATION_VOIP, &error);
    OpusDecoder* const decoder = opus_decoder_create(RATE, 1, &error);
    OpusDREDDecoder* const dred_decoder = opus_dred_decoder_create(&error);
    OpusDRED* const dred = opus_dred_alloc(&error);
    opus_encoder_ctl(encoder, OPUS_SET_BITRATE(BITRATE));
    opus_encoder_ctl(encoder, OPUS_SET_BANDWIDTH(OPUS_BANDWIDTH_WIDEBAND));
    opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(9));
    opus_encoder_ctl(encoder, OPUS_SET_LSB_DEPTH(16));
    opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(25));
    opus_encoder_ctl(encoder, OPUS_SET_DRED_DURATION(100));
    opus_decoder_ctl(decoder, OPUS_SET_COMPLEXITY(5));
    const double start = now(CLOCK_PROCESS_CPUTIME_ID);
    int unpacked = -1;
    int reach = 0;
    for (int f = 0; f < FRAMES; ++f) {
        sizes[f] = opus_encode_float(encoder, sound + (size_t)f * FRAME, FRAME, packets[f],
                                     PACKET_MAX);
        const int due = f - AHEAD;
        if (due < 0) {
            continue;
        }
        int from = due;
        while (from <= f && lost[from]) {
            ++from;
        }
        float* const pcm = output + (size_t)due * FRAME;
        if (from == due) {
            check(opus_decode_float(decoder, packets[due], sizes[due], pcm, FRAME, 0));
            continue;
        }
        if (from <= f && from != unpacked) {
            int end = 0;
            reach = opus_dred_parse(dred_decoder, dred, packets[from], sizes[from],
                                    (from - due) * FRAME, RATE, &end, 0);
            unpacked = from;
        }
        if (from <= f && reach > 0) {
            check(opus_decoder_dred_decode_float(decoder, dred, (from - due) * FRAME, pcm,
                                                 FRAME));
        } else {
            check(opus_decode_float(decoder, NULL, 0, pcm, FRAME, 0));
        }
    }
    const double time = now(CLOCK_PROCESS_CPUTIME_ID) - start;
    opus_dred_free(dred);
    opus_dred_decoder_destroy(dred_decoder);
    opus_decoder_destroy(decoder);
    opus_encoder_destroy(encoder);
    return time;
}

static Host* open_plugin(const char* const bundle, const char* const trace, const bool threads)
{
    Host* const host = host_new(bundle, "urn:dredge:mono", RATE, (HostOptions){.quiet = false});
    if (!host) {
        exit(1);
    }
    *host_control(host, "bandwidth") = 3.0f;
    *host_control(host, "a_budget") = 1.0f;
    *host_control(host, "a_redundancy") = 3.0f;
    *host_control(host, "a_bitrate") = BITRATE / 1000.0f;
    *host_control(host, "a_depth") = 1000.0f;
    *host_control(host, "playout") = PLAYOUT;
    *host_control(host, "loss_model") = 5.0f;
    *host_control(host, "threads") = (float)threads;
    host_activate(host);
    host_set_trace(host, trace);
    float* const io[] = {output};
    for (int i = 0; i < 3; ++i) {
        host_run(host, io, io, 0);
    }
    return host;
}

// Beyond lane A.
typedef struct {
    const char* name;
    float b_on;
    float b_redundancy;
    float b_concealment;
    float level_match;
} Extra;

static const Extra extras[] = {
    {"lane A alone", 0, 3, 2, 0},
    {"B set like A", 1, 3, 2, 0},
    {"B with other concealment", 1, 3, 1, 0},
    {"B with other redundancy", 1, 2, 2, 0},
    {"lane A alone, level match", 0, 3, 2, 1},
    {"B with other redundancy, level match", 1, 2, 2, 1},
};
enum { EXTRAS = sizeof(extras) / sizeof(extras[0]) };

static double whole_plugin(const char* const bundle, const char* const trace,
                           const Extra* const extra)
{
    Host* const host = open_plugin(bundle, trace, false);
    *host_control(host, "b_on") = extra->b_on;
    *host_control(host, "b_redundancy") = extra->b_redundancy;
    *host_control(host, "b_concealment") = extra->b_concealment;
    *host_control(host, "b_budget") = 1.0f;
    *host_control(host, "b_bitrate") = BITRATE / 1000.0f;
    *host_control(host, "level_match") = extra->level_match;
    const double start = now(CLOCK_PROCESS_CPUTIME_ID);
    for (uint32_t at = 0; at + 256 <= LENGTH; at += 256) {
        float* const in[] = {sound + at};
        float* const out[] = {output + at};
        host_run(host, in, out, 256);
    }
    const double time = now(CLOCK_PROCESS_CPUTIME_ID) - start;
    host_free(host);
    return time;
}

static double run_started;

static void before(void)
{
    run_started = now(CLOCK_MONOTONIC);
}

static void after(void)
{
    longest_run = now(CLOCK_MONOTONIC) - run_started;
}

static int compare(const void* const a, const void* const b)
{
    const double x = *(const double*)a;
    const double y = *(const double*)b;
    return (x > y) - (x < y);
}

static void measure_blocks(const char* const bundle, const char* const trace,
                           const uint32_t block, const bool threads)
{
    const uint32_t runs = LENGTH / block;
    double* const times = calloc(runs, sizeof(double));
    Host* const host = open_plugin(bundle, trace, threads);
    host_set_hooks(host, before, after);
    const double period = (double)block / RATE;
    const double start = now(CLOCK_MONOTONIC);
    for (uint32_t i = 0; i < runs; ++i) {
        const double due = start + (i + 1) * period;
        const struct timespec until = {.tv_sec = (time_t)due,
                                       .tv_nsec = (long)((due - (double)(time_t)due) * 1e9)};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
        float* const in[] = {sound + i * block};
        float* const out[] = {output + i * block};
        host_run(host, in, out, block);
        times[i] = longest_run / period;
    }
    const double waits = (double)*host_control(host, "waits");
    host_free(host);
    qsort(times, runs, sizeof(double), compare);
    printf("%6u  %-7s  median %5.1f %%  99.9th percentile %6.1f %%  longest %6.1f %%  waits "
           "%.0f\n",
           block, threads ? "helper" : "alone", 100.0 * times[runs / 2],
           100.0 * times[runs - 1 - runs / 1000], 100.0 * times[runs - 1], waits);
    free(times);
}

int main(const int argc, char** const argv)
{
    if (argc != 2) {
        fprintf(stderr, "Usage: %s BUNDLE\n", argv[0]);
        return 2;
    }
    uint32_t length = 0;
    sound = realloc(speech_read(&length), (LENGTH + FRAME) * sizeof(float));
    if (!length) {
        noise_fill(sound, LENGTH, 0.1f, 1);
    }
    for (uint32_t i = length; length && i < LENGTH + FRAME; ++i) {
        sound[i] = sound[i - length];
    }
    char trace[] = "/tmp/dredge-bench-XXXXXX";
    if (mkstemp(trace) < 0) {
        return 1;
    }
    make_loss(trace);

    double bare = 1e9;
    double whole[EXTRAS];
    for (int i = 0; i < 5; ++i) { // The best of five: other programs only add
        const double b = bare_libopus();
        bare = b < bare ? b : bare;
        for (int k = 0; k < EXTRAS; ++k) {
            const double w = whole_plugin(argv[1], trace, &extras[k]);
            whole[k] = i && whole[k] < w ? whole[k] : w;
        }
    }
    printf("CPU per frame: libopus alone %.0f us, the plugin's run() %.0f us, ratio %.3f\n",
           1e6 * bare / FRAMES, 1e6 * whole[0] / FRAMES, whole[0] / bare);
    for (int k = 0; k < EXTRAS; ++k) {
        printf("%-37s %4.0f us, %.3f of one lane\n", extras[k].name, 1e6 * whole[k] / FRAMES,
               whole[k] / whole[0]);
    }
    printf("run() as a share of the period, 20 %% bursty loss, 1 s of DRED:\n");
    static const uint32_t blocks[] = {64, 128, 256};
    for (int b = 0; b < 3; ++b) {
        for (int threads = 1; threads >= 0; --threads) {
            measure_blocks(argv[1], trace, blocks[b], threads);
        }
    }
    remove(trace);
    free(sound);
    return 0;
}
