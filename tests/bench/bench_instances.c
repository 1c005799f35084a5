// SPDX-License-Identifier: ISC
// How many instances one process holds: bench_instances [SECONDS].
//
// One audio thread runs them one after the other, at the pace of the sound, as a host does.
// They hold as long as it is done before the next block is due. Against that stands the limit
// that bare libopus sets: what coding and decoding the same packets takes on all processors
// together. Memory and the time to make an instance come first.
#define _GNU_SOURCE // clock_nanosleep(), sched
#include "session.h"
#include "speech.h"

#include <malloc.h>
#include <opus.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    RATE = 48000,
    FRAME = 960,
    MOST = 400,
    LENGTH = 10 * RATE,
    PRIORITY = 70,
    PACKET = 1500
};

typedef struct {
    const char* title;
    unsigned channels;
    bool two_dred; // Both lanes on DRED, and 30 % lost
} Case;

typedef struct {
    const Case* what;
    unsigned count;
    uint32_t block;
    double seconds;
    unsigned late;
    double load; // Of the audio thread, the longest block
} Run;

static float* sound;

static double now(const clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static DredgeSettings settings_of(const Case* const what)
{
    DredgeSettings s = dredge_settings_default();
    if (what->two_dred) {
        s.b_on = true;
        s.network.loss = 0.3;
        s.lane[DREDGE_LANE_A].sender.redundancy = DREDGE_REDUNDANCY_DRED;
        s.lane[DREDGE_LANE_B].sender.redundancy = DREDGE_REDUNDANCY_LBRR_DRED;
    }
    return s;
}

static DredgeSession* open_session(const Case* const what)
{
    DredgeStatus status = DREDGE_OK;
    DredgeSession* const session = dredge_session_new(RATE, what->channels, false, &status);
    if (!session) {
        fprintf(stderr, "can't make a session\n");
        exit(1);
    }
    const DredgeSettings settings = settings_of(what);
    dredge_session_set(session, &settings);
    dredge_session_reset(session);
    return session;
}

static size_t resident(void)
{
    unsigned long size = 0;
    unsigned long pages = 0;
    FILE* const file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%lu %lu", &size, &pages) != 2) {
        pages = 0;
    }
    if (file) {
        fclose(file);
    }
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void measure_memory(const Case* const what)
{
    enum { COUNT = 20 };
    DredgeSession* sessions[COUNT];
    const size_t before = resident();
    const double start = now(CLOCK_MONOTONIC);
    for (int i = 0; i < COUNT; ++i) {
        sessions[i] = open_session(what);
    }
    const double time = now(CLOCK_MONOTONIC) - start;
    const double bytes = (double)(resident() - before);
    for (int i = 0; i < COUNT; ++i) {
        dredge_session_free(sessions[i]);
    }
    malloc_trim(0);
    printf("%s: %.1f MB, made in %.1f ms\n", what->title, bytes / COUNT / 1e6,
           time * 1e3 / COUNT);
}

static void* audio(void* const data)
{
    Run* const run = data;
    static float out[2][8192];
    DredgeSession* sessions[MOST];
    for (unsigned i = 0; i < run->count; ++i) {
        sessions[i] = open_session(run->what);
        dredge_session_start(sessions[i]);
        // Hosts' instances are not in step.
        const float* const in[] = {sound, sound};
        float* const to[] = {out[0], out[1]};
        dredge_session_process(sessions[i], in, to, i * 7919 % FRAME);
    }
    const double period = (double)run->block / RATE;
    const unsigned blocks = (unsigned)(run->seconds / period);
    // The first second fills the playout delay.
    const unsigned begin = (unsigned)(1.0 / period);
    double due = now(CLOCK_MONOTONIC) + 0.1;
    for (unsigned b = 0; b < begin + blocks; ++b) {
        const struct timespec until = {.tv_sec = (time_t)due,
                                       .tv_nsec = (long)((due - (double)(time_t)due) * 1e9)};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
        for (unsigned i = 0; i < run->count; ++i) {
            const size_t at =
                ((size_t)b * run->block + (size_t)i * 31337) % (LENGTH - run->block);
            const float* const in[] = {sound + at, sound + at};
            float* const to[] = {out[0], out[1]};
            dredge_session_process(sessions[i], in, to, run->block);
        }
        const double used = now(CLOCK_MONOTONIC) - due;
        due += period;
        if (b >= begin) {
            run->load = used / period > run->load ? used / period : run->load;
            run->late += used > period;
        }
        if (used > 4.0 * period) { // Hopeless, or another program was in the way
            due = now(CLOCK_MONOTONIC) + period;
        }
    }
    for (unsigned i = 0; i < run->count; ++i) {
        dredge_session_free(sessions[i]);
    }
    return NULL;
}

// A virtual machine is stopped now and then: two of three tries must hold.
static bool holds(const Case* const what, const unsigned count, const uint32_t block,
                  const double seconds)
{
    unsigned good = 0;
    for (int i = 0; i < 3 && good < 2; ++i) {
        Run run = {.what = what, .count = count, .block = block, .seconds = seconds};
        pthread_attr_t attributes;
        const struct sched_param priority = {.sched_priority = PRIORITY};
        pthread_t thread;
        pthread_attr_init(&attributes);
        pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
        pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
        pthread_attr_setschedparam(&attributes, &priority);
        if (pthread_create(&thread, &attributes, audio, &run)) {
            pthread_attr_setschedpolicy(&attributes, SCHED_OTHER);
            pthread_create(&thread, &attributes, audio, &run);
        }
        pthread_join(thread, NULL);
        pthread_attr_destroy(&attributes);
        good += run.late == 0;
        if (i == 1 && !good) {
            break;
        }
    }
    return good >= 2;
}

static unsigned most_instances(const Case* const what, const uint32_t block,
                               const double seconds, const unsigned limit)
{
    unsigned low = 0;
    unsigned high = limit + 1 < MOST ? limit + 1 : MOST;
    while (high - low > 1 + low / 20) {
        const unsigned middle = (low + high) / 2;
        if (holds(what, middle, block, seconds)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

// Processor time that bare libopus takes for a second of a lane, as the plugin's defaults have
// it.
static double bare_libopus(const unsigned channels)
{
    int error = 0;
    float* const pcm = malloc(sizeof(float) * FRAME * channels);
    OpusEncoder* const encoder =
        opus_encoder_create(RATE, (int)channels, OPUS_APPLICATION_VOIP, &error);
    OpusDecoder* const decoder = opus_decoder_create(RATE, (int)channels, &error);
    opus_encoder_ctl(encoder, OPUS_SET_BITRATE(32000));
    opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(9));
    opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(1));
    opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(25));
    opus_decoder_ctl(decoder, OPUS_SET_COMPLEXITY(5));
    unsigned char packet[PACKET];
    uint32_t seed = 1;
    bool bad = false;
    const double start = now(CLOCK_THREAD_CPUTIME_ID);
    for (size_t at = 0; at + FRAME <= LENGTH; at += FRAME) {
        for (size_t i = 0; i < FRAME * (size_t)channels; ++i) {
            pcm[i] = sound[at + i / channels];
        }
        const int size = opus_encode_float(encoder, pcm, FRAME, packet, PACKET);
        seed = seed * 1664525U + 1013904223U;
        bad = bad ? (seed >> 8) / 16777216.0 >= 0.25 : (seed >> 8) / 16777216.0 < 0.0625;
        if (opus_decode_float(decoder, bad ? NULL : packet, bad ? 0 : size, pcm, FRAME, 0) <
            0) {
            exit(1);
        }
    }
    const double time = now(CLOCK_THREAD_CPUTIME_ID) - start;
    opus_encoder_destroy(encoder);
    opus_decoder_destroy(decoder);
    free(pcm);
    return time * RATE / LENGTH;
}

int main(const int argc, char** const argv)
{
    static const Case cases[] = {
        {"mono, defaults", 1, false},
        {"stereo, defaults", 2, false},
        {"mono, both lanes on DRED, 30 % lost", 1, true},
    };
    static const uint32_t blocks[] = {64, 128, 256, 1024, 2048};
    const double seconds = argc > 1 ? atof(argv[1]) : 5.0;
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    sound = speech_fill(LENGTH + 8192);
    if (!sound) {
        return 1;
    }
    for (unsigned i = 0; i < 3; ++i) {
        const Case* const what = &cases[i];
        measure_memory(what);
        const double limit = (double)processors / bare_libopus(what->channels);
        if (!what->two_dred) {
            printf("%s: libopus alone allows %.0f\n", what->title, limit);
        }
        for (unsigned b = 0; b < 5; ++b) {
            const unsigned most = most_instances(what, blocks[b], seconds, (unsigned)limit);
            printf("%s: blocks of %u: %u instances hold", what->title, blocks[b], most);
            printf(what->two_dred ? "\n" : " (%.0f %%)\n", 100.0 * most / limit);
            fflush(stdout);
        }
    }
    free(sound);
    return 0;
}
