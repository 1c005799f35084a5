// SPDX-License-Identifier: ISC
// How many instances one process holds: bench_instances [SECONDS], or how so many fare:
// bench_instances SECONDS CASE BLOCK COUNT THREADS, with CASE from 0 to 2.
//
// Audio threads run them one after the other, at the pace of the sound, as a host does: one, as
// simple hosts have, or one for each processor, as Ardour has. They hold as long as it is done
// before the next block is due. Against that stands the limit that bare libopus sets: what
// coding and decoding the same packets takes on all processors together. Memory and the time to
// make an instance come first.
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
    BLOCK_MAX = 8192,
    THREADS_MAX = 16,
    PACKET = 1500
};

typedef struct {
    const char* title;
    unsigned channels;
    bool two_dred; // Both lanes on DRED, and 30 % lost
} Case;

// What the audio threads do, and one of them.
typedef struct {
    const Case* what;
    uint32_t block;
    unsigned count;   // Instances
    unsigned threads; // Audio threads; thread t has instances t, t + threads, ...
    double seconds;
} Load;

typedef struct {
    const Load* load;
    unsigned number;
    unsigned blocks; // Played
    unsigned late;
    double longest; // Block, as a share of its time
    double mean;
    double time; // Processor time, as a share of one processor
    double all;  // ... of all threads
    DredgeStageCounts counts;
} Audio;

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

// Each loses other packets: what is lost in all at once costs in all at once.
static DredgeSession* open_session(const Case* const what, const unsigned seed)
{
    DredgeStatus status = DREDGE_OK;
    DredgeSession* const session = dredge_session_new(RATE, what->channels, false, &status);
    if (!session) {
        fprintf(stderr, "can't make a session\n");
        exit(1);
    }
    DredgeSettings settings = settings_of(what);
    settings.network.seed = seed;
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
        sessions[i] = open_session(what, (unsigned)i);
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

static void* run_audio(void* const data)
{
    Audio* const a = data;
    const Load* const load = a->load;
    float out[2][BLOCK_MAX];
    float* const to[] = {out[0], out[1]};
    DredgeSession* sessions[MOST];
    for (unsigned i = a->number; i < load->count; i += load->threads) {
        sessions[i] = open_session(load->what, i);
        dredge_session_start(sessions[i]);
        // Hosts' instances are not in step.
        const float* const in[] = {sound, sound};
        dredge_session_process(sessions[i], in, to, i * 7919 % FRAME);
    }
    const double period = (double)load->block / RATE;
    a->blocks = (unsigned)(load->seconds / period);
    // The first second fills the playout delay.
    const unsigned begin = (unsigned)(1.0 / period);
    double due = now(CLOCK_MONOTONIC) + 0.1;
    double started[3] = {0.0};
    for (unsigned b = 0; b < begin + a->blocks; ++b) {
        if (b == begin) {
            started[0] = now(CLOCK_MONOTONIC);
            started[1] = now(CLOCK_THREAD_CPUTIME_ID);
            started[2] = now(CLOCK_PROCESS_CPUTIME_ID);
        }
        const struct timespec until = {.tv_sec = (time_t)due,
                                       .tv_nsec = (long)((due - (double)(time_t)due) * 1e9)};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
        for (unsigned i = a->number; i < load->count; i += load->threads) {
            const size_t at =
                ((size_t)b * load->block + (size_t)i * 31337) % (LENGTH - load->block);
            const float* const in[] = {sound + at, sound + at};
            dredge_session_process(sessions[i], in, to, load->block);
        }
        const double used = now(CLOCK_MONOTONIC) - due;
        due += period;
        if (b >= begin) {
            a->longest = used / period > a->longest ? used / period : a->longest;
            a->late += used > period;
            a->mean += used / period / a->blocks;
        }
        if (used > 4.0 * period) { // Hopeless, or another program was in the way
            due = now(CLOCK_MONOTONIC) + period;
        }
    }
    const double length = now(CLOCK_MONOTONIC) - started[0];
    a->time = (now(CLOCK_THREAD_CPUTIME_ID) - started[1]) / length;
    a->all = (now(CLOCK_PROCESS_CPUTIME_ID) - started[2]) / length;
    for (unsigned i = a->number; i < load->count; i += load->threads) {
        const DredgeStageCounts counts = dredge_session_counts(sessions[i]);
        a->counts.done += counts.done;
        a->counts.claimed += counts.claimed;
        a->counts.waits += counts.waits;
        a->counts.busy_ns += counts.busy_ns;
        dredge_session_free(sessions[i]);
    }
    return NULL;
}

static pthread_t start(Audio* const audio)
{
    pthread_attr_t attributes;
    const struct sched_param priority = {.sched_priority = PRIORITY};
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
    pthread_attr_setschedparam(&attributes, &priority);
    if (pthread_create(&thread, &attributes, run_audio, audio)) {
        pthread_attr_setschedpolicy(&attributes, SCHED_OTHER);
        if (pthread_create(&thread, &attributes, run_audio, audio)) {
            exit(1);
        }
    }
    pthread_attr_destroy(&attributes);
    return thread;
}

static void play(const Load* const load, Audio audio[THREADS_MAX])
{
    pthread_t threads[THREADS_MAX];
    for (unsigned t = 0; t < load->threads; ++t) {
        audio[t] = (Audio){.load = load, .number = t};
        threads[t] = start(&audio[t]);
    }
    for (unsigned t = 0; t < load->threads; ++t) {
        pthread_join(threads[t], NULL);
    }
}

// A virtual machine is stopped now and then, whatever runs in it: one block of a hundred may be
// late, in one of two tries.
static bool holds(const Load* const load)
{
    Audio audio[THREADS_MAX] = {{.blocks = 0}};
    for (int i = 0; i < 2; ++i) {
        bool good = true;
        play(load, audio);
        for (unsigned t = 0; t < load->threads; ++t) {
            good = good && audio[t].late <= audio[t].blocks / 100;
        }
        if (good) {
            return true;
        }
    }
    return false;
}

static void show(const Audio* const a)
{
    const double done = (double)a->counts.done;
    printf("%u of %u blocks late; a block takes %.0f %% of its time, %.0f %% at most\n",
           a->late, a->blocks, 100.0 * a->mean, 100.0 * a->longest);
    printf("processors: this audio thread %.2f, all %.2f\n", a->time, a->all);
    printf("stages: %.0f, of %.0f us on average; %.0f %% done by the audio thread, and %.1f %% "
           "waited for\n",
           done, (double)a->counts.busy_ns / done * 1e-3,
           100.0 * (double)a->counts.claimed / done, 100.0 * (double)a->counts.waits / done);
}

static unsigned most_instances(Load load, const unsigned limit)
{
    unsigned low = 0;
    unsigned high = limit + 1 < MOST ? limit + 1 : MOST;
    while (high - low > 1 + low / 20) {
        load.count = (low + high) / 2;
        if (holds(&load)) {
            low = load.count;
        } else {
            high = load.count;
        }
    }
    return low;
}

// Processor time that bare libopus takes for a second of a lane, as the plugin's defaults have
// it.
static double try_libopus(const unsigned channels)
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

// The least of some tries.
static double bare_libopus(const unsigned channels)
{
    double least = try_libopus(channels);
    for (int i = 0; i < 7; ++i) {
        const double time = try_libopus(channels);
        least = time < least ? time : least;
    }
    return least;
}

static void measure(const Case* const what, const double seconds, const unsigned processors)
{
    static const uint32_t blocks[] = {64, 128, 256, 1024, 2048};
    const double limit = processors / bare_libopus(what->channels);
    measure_memory(what);
    if (!what->two_dred) {
        printf("%s: libopus alone allows %.0f\n", what->title, limit);
    }
    for (unsigned threads = 1; threads <= processors; threads += processors - 1) {
        for (unsigned b = 0; b < sizeof(blocks) / sizeof(*blocks); ++b) {
            const Load load = {
                .what = what, .block = blocks[b], .threads = threads, .seconds = seconds};
            printf("%s: %u audio threads, blocks of %u: %u instances hold\n", what->title,
                   threads, blocks[b], most_instances(load, (unsigned)limit));
            fflush(stdout);
        }
        if (processors < 2) {
            break;
        }
    }
}

int main(const int argc, char** const argv)
{
    static const Case cases[] = {
        {"mono, defaults", 1, false},
        {"stereo, defaults", 2, false},
        {"mono, both lanes on DRED, 30 % lost", 1, true},
    };
    const double seconds = argc > 1 ? atof(argv[1]) : 5.0;
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    const unsigned most = processors < THREADS_MAX ? (unsigned)processors : THREADS_MAX;
    sound = speech_fill(LENGTH + BLOCK_MAX);
    if (!sound) {
        return 1;
    }
    if (argc == 6) {
        Audio audio[THREADS_MAX];
        const Load load = {.what = &cases[atoi(argv[2]) % 3],
                           .block = (uint32_t)atoi(argv[3]) % (BLOCK_MAX + 1),
                           .count = (unsigned)atoi(argv[4]) % MOST,
                           .threads = (unsigned)atoi(argv[5]) % (THREADS_MAX + 1),
                           .seconds = seconds};
        play(&load, audio);
        for (unsigned t = 0; t < load.threads; ++t) {
            show(&audio[t]);
        }
    } else {
        for (unsigned i = 0; i < 3; ++i) {
            measure(&cases[i], seconds, most);
        }
    }
    free(sound);
    return 0;
}
