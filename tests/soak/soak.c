// SPDX-License-Identifier: ISC
// The plugin for hours, offline: soak BUNDLE URI HOURS [SEED], in simulated hours;
// bundles with presets may follow.
//
// Each minute has two parts. In the first, all controls are turned at random, blocks have any
// size, the song jumps, presets load and the state is saved and restored. In the second, they
// are back at their defaults and nothing is lost: then dry sound must come out exactly one
// latency late, coded sound as well as in the first minute, and meters must count each packet.
// Memory must stay what it was.
#include "host/host.h"
#include "host/host_fonts.h"
#include "ports.h"
#include "speech.h"

#include <dirent.h>
#include <malloc.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = true }; // They keep what was freed
#else
enum { SANITIZED = false };
#endif

enum {
    RATE = 48000,
    FRAME = 960,
    FIRE = 40 * RATE, // Samples of the first part
    SETTLE = 5 * RATE,
    HEAR = 5 * RATE,
    CALM = 2 * (SETTLE + HEAR),
    PACKETS = HEAR / FRAME,
    BLOCK_MOST = 8192,
    EARLY = 10,    // Minutes after which memory may grow no more
    LEAP = 8,      // Samples that SILK's filters come early
    LAG = 4,       // Packets that the helper is behind
    CONTROLS = 12, // Controls turned at once, at the most
};

// What the decoder gives, with 12 dB of level match, less the dry sound.
static const float LOUDEST = 20.0f;
// What the memory of a process may grow by in all: the packets of two lanes touch theirs, twice
// 4 MB, as far as they need it. And what is allocated, for glyphs of the strip above all.
static const double MEMORY_MOST = 16e6;
static const double ALLOCATED_MOST = 2e6;
// What the codec's noise may differ by from that of the first minute, dB.
static const double NOISE_MOST = 0.5;

typedef struct {
    Host* host;
    float* sound;
    float heard[2][CALM + BLOCK_MOST];
    char folder[32];
    uint32_t seed;
    unsigned minute;
    double noise; // Of the codec in the first minute, dB below the sound
    double memory;
    size_t allocated;
    unsigned files;
    unsigned turns;
    unsigned restored;
    const HostPreset* presets;
    unsigned preset_count;
} Soak;

// With all controls and meters that are not at rest.
static void fail(const Soak* const s, const char* const what, const double value)
{
    const Ports* const ports = ports_get();
    fprintf(stderr, "soak: minute %u: %s: %g\n", s->minute, what, value);
    for (unsigned i = PORT_FIRST; i < ports->count; ++i) {
        const float now = *host_port(s->host, i);
        if (now != ports->port[i].standard) {
            fprintf(stderr, " %s=%g", ports->port[i].symbol, (double)now);
        }
    }
    fprintf(stderr, "\n");
    exit(1);
}

static uint32_t draw(Soak* const s, const uint32_t count)
{
    s->seed = s->seed * 1664525U + 1013904223U;
    return (uint32_t)(((uint64_t)(s->seed >> 4) * count) >> 28);
}

static float* control(const Soak* const s, const char* const symbol)
{
    return host_control(s->host, symbol);
}

// A drop by hand goes on when the controls are back: all of them are short.
static bool is_turned(const Port* const port)
{
    return port->kind == PORT_KIND_IN && strcmp(port->symbol, "drop_ms") != 0;
}

// Anywhere in its range, and often at one of its ends.
static void turn(Soak* const s)
{
    const Ports* const ports = ports_get();
    const unsigned index = PORT_FIRST + draw(s, ports->count - PORT_FIRST);
    const Port* const port = &ports->port[index];
    if (is_turned(port)) {
        const uint32_t where = draw(s, 1000);
        const float share = where < 100 ? 0.0f : where >= 900 ? 1.0f : (float)where / 999.0f;
        *host_port(s->host, index) = port->minimum + share * (port->maximum - port->minimum);
        ++s->turns;
    }
}

static void turn_back(const Soak* const s)
{
    const Ports* const ports = ports_get();
    for (unsigned i = PORT_FIRST; i < ports->count; ++i) {
        if (is_turned(&ports->port[i])) {
            *host_port(s->host, i) = ports->port[i].standard;
        }
    }
}

static void check_meters(const Soak* const s)
{
    const Ports* const ports = ports_get();
    for (unsigned i = PORT_FIRST; i < ports->count; ++i) {
        const Port* const port = &ports->port[i];
        const float value = *host_port(s->host, i);
        if (port->kind == PORT_KIND_OUT &&
            !(value >= port->minimum && value <= port->maximum)) {
            fail(s, port->symbol, value);
        }
    }
}

// Play from a place of the sound; what comes out goes to `to`.
static void run(Soak* const s, const uint32_t at, const uint32_t to, const uint32_t count)
{
    float* const in[] = {s->sound + at, s->sound + at};
    float* const out[] = {s->heard[0] + to, s->heard[1] + to};
    host_run(s->host, in, out, count);
    for (uint32_t i = 0; i < count; ++i) {
        if (!(fabsf(out[0][i]) < LOUDEST)) { // Nor NaN
            fail(s, "output", out[0][i]);
        }
    }
    check_meters(s);
}

static void send_anything(Soak* const s, const uint32_t count)
{
    // Places where 32 bits end, among others
    static const int64_t places[] = {0, INT32_MAX, UINT32_MAX, -RATE, (int64_t)1 << 40};
    const uint32_t at = draw(s, count);
    switch (draw(s, 40)) {
    case 0:
        host_send_position(s->host, places[draw(s, 5)] + (int64_t)draw(s, RATE),
                           (float)draw(s, 2), at);
        break;
    case 1:
        host_send_note(s->host, at);
        break;
    case 2:
        host_set_trace(s->host, draw(s, 2) ? SEEDS "/made.csv" : SEEDS "/damaged.rtp");
        break;
    case 3:
        host_render(s->host, 100 + draw(s, 300), 64);
        break;
    default:
        break;
    }
}

static void keep_state(Soak* const s)
{
    if (!host_save(s->host, s->folder) || !host_restore(s->host, s->folder)) {
        fail(s, "state", 0.0);
    }
    ++s->restored;
}

static void put_under_fire(Soak* const s)
{
    static const uint32_t sizes[] = {0, 1, 16, 63, 64, 65, 128, 256, 441, 1023, 2048, 8192};
    for (uint32_t done = 0, count = 0; done < FIRE; done += count) {
        count = draw(s, 3) ? sizes[draw(s, 12)] : draw(s, BLOCK_MOST);
        if (!draw(s, 8)) {
            for (uint32_t i = draw(s, CONTROLS); i; --i) {
                turn(s);
            }
        }
        send_anything(s, count + 1);
        run(s, draw(s, FIRE - BLOCK_MOST), 0, count);
        if (!draw(s, 2000)) {
            keep_state(s);
        }
        if (s->preset_count && !draw(s, 2000) &&
            !host_load_preset(s->host, s->presets[draw(s, s->preset_count)].uri)) {
            fail(s, "preset", 0.0);
        }
    }
}

// Noise of what is heard against the sound one latency before, in dB below it, at the lag that
// gives the least.
static double noise(const Soak* const s, const uint32_t from, const uint32_t latency,
                    int* const best)
{
    double least = INFINITY;
    double power = 0.0;
    for (int lag = -40; lag <= 40; ++lag) {
        double sum = 0.0;
        power = 0.0;
        for (uint32_t i = from; i < from + HEAR; ++i) {
            const double x = s->sound[i - latency + lag];
            const double d = s->heard[0][i] - x;
            sum += d * d;
            power += x * x;
        }
        if (sum < least) {
            least = sum;
            *best = lag;
        }
    }
    return 10.0 * log10(power / least);
}

static void play_calm(Soak* const s, const uint32_t from, const uint32_t to)
{
    for (uint32_t at = from, count = 0; at < to; at += count) {
        count = 1 + draw(s, 2000);
        count = to - at < count ? to - at : count;
        run(s, at, at, count);
    }
}

static void check_calm(Soak* const s)
{
    turn_back(s);
    *control(s, "loss") = 0.0f;
    *control(s, "a_bitrate") = 64.0f;
    *control(s, "monitor") = 0.0f;
    // The frames don't follow the song: it stands.
    host_send_position(s->host, 0, 0.0f, 0);
    play_calm(s, 0, SETTLE);
    const uint32_t latency = (uint32_t)*control(s, "latency");
    const double packets = *control(s, "packets");
    const double lost = *control(s, "packets_lost");
    play_calm(s, SETTLE, SETTLE + HEAR);
    if (*control(s, "packets_lost") != lost || *control(s, "loss_now") != 0.0f) {
        fail(s, "packets lost", *control(s, "packets_lost") - lost);
    }
    if (fabs(*control(s, "packets") - packets - PACKETS) > LAG) {
        fail(s, "packets counted", *control(s, "packets") - packets);
    }
    for (uint32_t i = SETTLE; i < SETTLE + HEAR; ++i) {
        if (s->heard[0][i] != s->sound[i - latency]) {
            fail(s, "dry sound differs at sample", i);
        }
    }
    *control(s, "monitor") = 1.0f;
    play_calm(s, SETTLE + HEAR, CALM);
    int lag = 0;
    const double now = noise(s, CALM - HEAR, latency, &lag);
    if (abs(lag) > LEAP) {
        fail(s, "coded sound is late by samples", -lag);
    }
    if (!s->minute) {
        s->noise = now;
    }
    if (!(fabs(now - s->noise) < NOISE_MOST)) {
        fail(s, "noise in dB differs from the first minute's", now - s->noise);
    }
}

static unsigned open_files(void)
{
    unsigned count = 0;
    DIR* const directory = opendir("/proc/self/fd");
    while (directory && readdir(directory)) {
        ++count;
    }
    if (directory) {
        closedir(directory);
    }
    return count;
}

static void check_memory(Soak* const s)
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
    const double memory = (double)pages * (double)sysconf(_SC_PAGESIZE);
    const struct mallinfo2 heap = mallinfo2();
    const size_t allocated = heap.uordblks + heap.hblkhd;
    const unsigned files = open_files();
    if (s->minute <= EARLY) {
        s->memory = memory;
        s->allocated = allocated;
        s->files = files;
    }
    if (!SANITIZED && memory > s->memory + MEMORY_MOST) {
        fail(s, "memory grew by bytes", memory - s->memory);
    }
    if ((double)allocated > (double)s->allocated + ALLOCATED_MOST) {
        fail(s, "allocated memory grew by bytes", (double)allocated - (double)s->allocated);
    }
    if (files != s->files) {
        fail(s, "open files", files);
    }
    if (s->minute % 60 == 59) {
        printf(
            "%4u h: %.1f MB, %zu bytes allocated, noise %.2f dB below, %u turns of controls, "
            "%u states\n",
            (s->minute + 1) / 60, memory / 1e6, allocated, s->noise, s->turns, s->restored);
        fflush(stdout);
    }
}

int main(const int argc, char** const argv)
{
    static Soak s = {.folder = "/tmp/dredge-soak-XXXXXX"};
    if (argc < 4) {
        fprintf(stderr, "Usage: %s BUNDLE URI HOURS [SEED [BUNDLE-WITH-PRESETS...]]\n",
                argv[0]);
        return 2;
    }
    s.seed = argc > 4 ? (uint32_t)strtoul(argv[4], NULL, 10) : 1;
    s.host = host_new(argv[1], argv[2], RATE, (HostOptions){.quiet = true});
    s.sound = speech_fill(FIRE + BLOCK_MOST);
    if (!s.host || !s.sound || !mkdtemp(s.folder)) {
        return 1;
    }
    for (int i = 5; i < argc; ++i) {
        host_add_bundle(s.host, argv[i]);
    }
    s.preset_count = host_presets(s.host, &s.presets);
    const unsigned minutes = (unsigned)(strtod(argv[3], NULL) * 60.0 + 0.5);
    for (unsigned i = 0; i < s.preset_count; ++i) { // lilv keeps what it has read
        host_load_preset(s.host, s.presets[i].uri);
    }
    host_activate(s.host);
    for (; s.minute < minutes; ++s.minute) {
        put_under_fire(&s);
        check_calm(&s);
        check_memory(&s);
    }
    printf("%u minutes: %u turns of controls, %u states restored, nothing found\n", minutes,
           s.turns, s.restored);
    host_free(s.host);
    free(s.sound);
    char command[64];
    snprintf(command, sizeof(command), "rm -rf %s", s.folder);
    return system(command);
}
