// SPDX-License-Identifier: ISC
// jack_play [-i IN -o OUT] [-I PORT]... [-O PORT]...
//
// Waits for the JACK server in JACK_DEFAULT_SERVER and for the ports; plays the sound file IN
// to the ports -I (its channels in this order) and records the ports -O in the same cycles to
// OUT. What it records is one period late, for it is on both ends.
//
// Prints "rolling" when it starts, and at the end period, samples, xruns, the largest latency
// noted at the ports, non-finite samples and JACK's load in per cent.
#include "wav.h"

#include <jack/jack.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PORTS_MAX = 8, WAIT_SECONDS = 10, STALL_SECONDS = 10, TICK_US = 20000 };

typedef struct {
    const char* names[PORTS_MAX];
    jack_port_t* ports[PORTS_MAX];
    int count;
} Ports;

typedef struct {
    jack_client_t* client;
    Ports out;
    Ports in;
    Wav sound;
    Wav record;
    atomic_bool rolling;
    atomic_bool shut;
    atomic_long position;
    atomic_int xruns;
} Player;

static int process(const jack_nframes_t count, void* const data)
{
    Player* const p = data;
    const bool rolling = atomic_load(&p->rolling);
    const long start = atomic_load(&p->position);
    for (int c = 0; c < p->out.count; ++c) {
        float* const port = jack_port_get_buffer(p->out.ports[c], count);
        for (long i = 0; i < (long)count; ++i) {
            const bool sounds = rolling && start + i < p->sound.length && c < p->sound.channels;
            port[i] = sounds ? p->sound.samples[(start + i) * p->sound.channels + c] : 0.0f;
        }
    }
    const long left = p->record.length - start;
    const long length = !rolling ? 0 : left < (long)count ? left : (long)count;
    for (int c = 0; c < p->in.count; ++c) {
        const float* const port = jack_port_get_buffer(p->in.ports[c], count);
        for (long i = 0; i < length; ++i) {
            p->record.samples[(start + i) * p->in.count + c] = port[i];
        }
    }
    atomic_store(&p->position, start + length);
    return 0;
}

static int count_xrun(void* const data)
{
    Player* const p = data;
    if (atomic_load(&p->rolling)) {
        atomic_fetch_add(&p->xruns, 1);
    }
    return 0;
}

static void note_shutdown(void* const data)
{
    Player* const p = data;
    atomic_store(&p->shut, true);
}

static void be_quiet(const char* const message)
{
    (void)message;
}

static bool add_ports(jack_client_t* const client, Ports* const ports, const bool play)
{
    bool good = true;
    for (int c = 0; c < ports->count; ++c) {
        char name[16];
        snprintf(name, sizeof(name), "%s_%d", play ? "out" : "in", c + 1);
        ports->ports[c] = jack_port_register(
            client, name, JACK_DEFAULT_AUDIO_TYPE,
            JackPortIsTerminal | (unsigned long)(play ? JackPortIsOutput : JackPortIsInput), 0);
        good = good && ports->ports[c];
    }
    return good;
}

static bool connect(jack_client_t* const client, const Ports* const ports, const bool play)
{
    double wait = WAIT_SECONDS;
    for (int c = 0; c < ports->count; ++c) {
        const char* const mine = jack_port_name(ports->ports[c]);
        const char* const theirs = ports->names[c];
        while (jack_connect(client, play ? mine : theirs, play ? theirs : mine)) {
            if ((wait -= TICK_US * 1e-6) < 0.0) {
                fprintf(stderr, "jack_play: can't connect to %s\n", theirs);
                return false;
            }
            usleep(TICK_US);
        }
    }
    return true;
}

static bool open_client(Player* const p)
{
    jack_status_t status = 0;
    double wait = WAIT_SECONDS;
    while (!(p->client = jack_client_open("jack_play", JackNoStartServer, &status))) {
        if ((wait -= TICK_US * 1e-6) < 0.0) {
            fprintf(stderr, "jack_play: no JACK server (status 0x%x)\n", (unsigned)status);
            return false;
        }
        usleep(TICK_US);
    }
    jack_set_process_callback(p->client, process, p);
    jack_set_xrun_callback(p->client, count_xrun, p);
    jack_on_shutdown(p->client, note_shutdown, p);
    return true;
}

// Until the recording is full, or the server is gone or stands still.
static bool roll(Player* const p)
{
    usleep(200000); // For the graph's new order to be in force
    puts("rolling");
    fflush(stdout);
    atomic_store(&p->rolling, true);
    long last = 0;
    for (double still = 0.0; last < p->record.length; still += TICK_US * 1e-6) {
        usleep(TICK_US);
        const long now = atomic_load(&p->position);
        still = now == last ? still : 0.0;
        last = now;
        if (atomic_load(&p->shut) || still > STALL_SECONDS) {
            fprintf(stderr, "jack_play: the server stopped after %ld samples\n", now);
            return false;
        }
    }
    return true;
}

// Hosts differ in the port and the direction that they note a plugin's latency at.
static jack_nframes_t latency_at(jack_client_t* const client, const Ports* const ports)
{
    jack_nframes_t latency = 0;
    for (int c = 0; c < ports->count; ++c) {
        jack_port_t* const port = jack_port_by_name(client, ports->names[c]);
        const jack_latency_callback_mode_t modes[] = {JackCaptureLatency, JackPlaybackLatency};
        for (int i = 0; port && i < 2; ++i) {
            jack_latency_range_t range = {0};
            jack_port_get_latency_range(port, modes[i], &range);
            latency = range.max > latency ? range.max : latency;
        }
    }
    return latency;
}

static void report(const Player* const p)
{
    const jack_nframes_t in = latency_at(p->client, &p->out);
    const jack_nframes_t out = latency_at(p->client, &p->in);
    long bad = 0;
    for (long i = 0; i < p->record.length * p->in.count; ++i) {
        bad += !isfinite(p->record.samples[i]);
    }
    printf("period=%u samples=%ld xruns=%d latency=%u non_finite=%ld load=%.0f\n",
           jack_get_buffer_size(p->client), (long)p->record.length, atomic_load(&p->xruns),
           in > out ? in : out, bad, (double)jack_cpu_load(p->client));
}

static bool play(Player* const p, const char* const path)
{
    const int rate = (int)jack_get_sample_rate(p->client);
    if (p->sound.rate != rate) {
        fprintf(stderr, "jack_play: the file has %d Hz, the server %d\n", p->sound.rate, rate);
        return false;
    }
    p->record = (Wav){.length = p->sound.length, .channels = p->in.count, .rate = rate};
    const size_t size = (size_t)(p->record.length * p->record.channels) * sizeof(float);
    p->record.samples = malloc(size + 1);
    if (!p->record.samples) {
        fprintf(stderr, "jack_play: not enough memory\n");
        return false;
    }
    memset(p->record.samples, 0, size); // Touch it here, not in the audio thread
    if (!add_ports(p->client, &p->out, true) || !add_ports(p->client, &p->in, false) ||
        jack_activate(p->client)) {
        fprintf(stderr, "jack_play: the server refuses us\n");
        return false;
    }
    if (!connect(p->client, &p->out, true) || !connect(p->client, &p->in, false) || !roll(p)) {
        return false;
    }
    report(p);
    return wav_write(path, &p->record);
}

int main(const int argc, char** const argv)
{
    static Player player;
    const char* sound = NULL;
    const char* record = NULL;
    bool good = true;
    for (int key; (key = getopt(argc, argv, "i:o:I:O:")) != -1;) {
        Ports* const ports = key == 'I' ? &player.out : &player.in;
        if (key == 'i') {
            sound = optarg;
        } else if (key == 'o') {
            record = optarg;
        } else if (key != '?' && ports->count < PORTS_MAX) {
            ports->names[ports->count++] = optarg;
        } else {
            good = false;
        }
    }
    if (!good || !sound != !record || !sound != !player.in.count) {
        fprintf(stderr, "Usage: jack_play [-i IN -o OUT] [-I PORT]... [-O PORT]...\n");
        return 2;
    }
    jack_set_error_function(be_quiet);
    jack_set_info_function(be_quiet);
    good = (!sound || wav_read(sound, &player.sound)) && open_client(&player) &&
           (!sound || play(&player, record));
    if (player.client) {
        jack_client_close(player.client);
    }
    free(player.sound.samples);
    free(player.record.samples);
    return good ? 0 : 1;
}
