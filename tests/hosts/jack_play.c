// SPDX-License-Identifier: ISC
// jack_play [-i IN -o OUT -O PORT... [-I PORT]... [-b FRAMES] [-F]]
//
// Waits for the JACK server in JACK_DEFAULT_SERVER and for the ports; plays the sound file IN
// to the ports -I (its channels in this order) and records the ports -O in the same cycles to
// OUT. What it records is one period late, for it is on both ends. -b makes the period that
// long in the middle of the file; -F lets the server run as fast as it can.
//
// Prints "rolling" when it starts, and at the end JACK's frame at its start, period, samples,
// xruns, the largest latency noted at the ports, non-finite samples and JACK's load in per
// cent. With -b before all this "changed=SAMPLE": the first one of the new period.
#include "wav.h"

#include <jack/jack.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PORTS_MAX = 8, WAIT_SECONDS = 10, TICK_US = 20000 };

typedef struct {
    const char* peer; ///< The host's port
    jack_port_t* port;
    bool plays;  ///< To the peer; else it records
    int channel; ///< In its file
} Port;

typedef struct {
    jack_client_t* client;
    Port ports[PORTS_MAX];
    int count;
    Wav sound;
    Wav record;
    atomic_bool rolling;
    atomic_long position;
    atomic_int xruns;
    atomic_uint started;        ///< JACK's frame of the first sample
    jack_nframes_t next_period; ///< 0: the same to the end
    atomic_long changed;        ///< Sample
    bool freewheels;
} Player;

static int process(const jack_nframes_t count, void* const data)
{
    Player* const p = data;
    const bool rolling = atomic_load(&p->rolling);
    const long start = atomic_load(&p->position);
    if (rolling && !start) {
        atomic_store(&p->started, jack_last_frame_time(p->client));
    }
    const long left = rolling ? p->record.length - start : 0;
    const long length = left < (long)count ? left : (long)count;
    for (int k = 0; k < p->count; ++k) {
        const Port* const port = &p->ports[k];
        const Wav* const wav = port->plays ? &p->sound : &p->record;
        float* const buffer = jack_port_get_buffer(port->port, count);
        float* const samples = wav->samples + start * wav->channels + port->channel;
        for (long i = 0; i < (long)count; ++i) {
            if (port->plays) {
                buffer[i] = i < length ? samples[i * wav->channels] : 0.0f;
            } else if (i < length) {
                samples[i * wav->channels] = buffer[i];
            }
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

static int note_period(const jack_nframes_t period, void* const data)
{
    Player* const p = data;
    if (atomic_load(&p->rolling) && period == p->next_period) {
        atomic_store(&p->changed, atomic_load(&p->position));
    }
    return 0;
}

static void be_quiet(const char* const message)
{
    (void)message;
}

static bool complain(const char* const what, const char* const which)
{
    fprintf(stderr, "jack_play: %s%s\n", what, which);
    return false;
}

static bool open_client(Player* const p)
{
    double wait = WAIT_SECONDS;
    while (!(p->client = jack_client_open("jack_play", JackNoStartServer, NULL))) {
        if ((wait -= TICK_US * 1e-6) < 0.0) {
            return complain("there is no JACK server", "");
        }
        usleep(TICK_US);
    }
    jack_set_process_callback(p->client, process, p);
    jack_set_xrun_callback(p->client, count_xrun, p);
    jack_set_buffer_size_callback(p->client, note_period, p);
    return true;
}

static bool add_ports(Player* const p)
{
    bool good = true;
    for (int k = 0; k < p->count; ++k) {
        Port* const port = &p->ports[k];
        char name[16];
        snprintf(name, sizeof(name), "port_%d", k + 1);
        const enum JackPortFlags flow = port->plays ? JackPortIsOutput : JackPortIsInput;
        port->port = jack_port_register(p->client, name, JACK_DEFAULT_AUDIO_TYPE,
                                        JackPortIsTerminal | (unsigned long)flow, 0);
        good = good && port->port;
    }
    return (good && !jack_activate(p->client)) || complain("the server refuses us", "");
}

static bool connect_ports(const Player* const p)
{
    double wait = WAIT_SECONDS;
    for (int k = 0; k < p->count; ++k) {
        const Port* const port = &p->ports[k];
        const char* const mine = jack_port_name(port->port);
        while (jack_connect(p->client, port->plays ? mine : port->peer,
                            port->plays ? port->peer : mine)) {
            if ((wait -= TICK_US * 1e-6) < 0.0) {
                return complain("can't connect to ", port->peer);
            }
            usleep(TICK_US);
        }
    }
    return true;
}

// Until the recording is full, or the server is gone or stands still.
static bool roll(Player* const p)
{
    usleep(200000); // For the graph's new order to be in force
    puts("rolling");
    fflush(stdout);
    if (p->freewheels) {
        if (jack_set_freewheel(p->client, 1)) {
            return complain("the server does not freewheel", "");
        }
        usleep(200000); // As above
    }
    atomic_store(&p->rolling, true);
    bool asked = !p->next_period;
    double wait = WAIT_SECONDS;
    for (long last = 0; last < p->record.length; wait -= TICK_US * 1e-6) {
        if (wait < 0.0) {
            return complain("the server stands still", "");
        }
        usleep(TICK_US);
        const long now = atomic_load(&p->position);
        wait = now == last ? wait : WAIT_SECONDS;
        last = now;
        if (!asked && now > p->record.length / 2) {
            asked = true;
            if (jack_set_buffer_size(p->client, p->next_period)) {
                return complain("the server keeps its period", "");
            }
        }
    }
    if (p->freewheels) {
        jack_set_freewheel(p->client, 0);
    }
    return true;
}

static void report(const Player* const p)
{
    // Hosts differ in the port and the direction that they note a plugin's latency at.
    jack_nframes_t latency = 0;
    for (int k = 0; k < 2 * p->count; ++k) {
        jack_port_t* const peer = jack_port_by_name(p->client, p->ports[k / 2].peer);
        jack_latency_range_t range = {0};
        jack_port_get_latency_range(peer, k % 2 ? JackCaptureLatency : JackPlaybackLatency,
                                    &range);
        latency = range.max > latency ? range.max : latency;
    }
    long bad = 0;
    for (long i = 0; i < p->record.length * p->record.channels; ++i) {
        bad += !isfinite(p->record.samples[i]);
    }
    if (p->next_period) {
        printf("changed=%ld\n", atomic_load(&p->changed));
    }
    printf("start=%u period=%u samples=%ld xruns=%d latency=%u non_finite=%ld load=%.0f\n",
           atomic_load(&p->started), jack_get_buffer_size(p->client), (long)p->record.length,
           atomic_load(&p->xruns), latency, bad, (double)jack_cpu_load(p->client));
}

static bool play(Player* const p, const char* const path)
{
    p->record.length = p->sound.length;
    p->record.rate = (int)jack_get_sample_rate(p->client);
    const sf_count_t size = p->record.length * p->record.channels;
    p->record.samples = malloc((size_t)size * sizeof(float) + 1);
    if (!p->record.samples) {
        return complain("not enough memory", "");
    }
    // The memory has to be there before the audio thread comes to it, and what that leaves out
    // has to be found.
    for (sf_count_t i = 0; i < size; ++i) {
        p->record.samples[i] = NAN;
    }
    if (p->sound.rate != p->record.rate) {
        return complain("the server has another rate than the file", "");
    }
    if (!add_ports(p) || !connect_ports(p) || !roll(p)) {
        return false;
    }
    report(p);
    return wav_write(path, &p->record);
}

int main(const int argc, char** const argv)
{
    static Player player;
    const char* in = NULL;
    const char* out = NULL;
    int played = 0;
    bool good = true;
    for (int key; (key = getopt(argc, argv, "i:o:I:O:b:F")) != -1;) {
        if (key == 'i') {
            in = optarg;
        } else if (key == 'o') {
            out = optarg;
        } else if (key == 'b') {
            player.next_period = (jack_nframes_t)strtoul(optarg, NULL, 10);
        } else if (key == 'F') {
            player.freewheels = true;
        } else if (key != '?' && player.count < PORTS_MAX) {
            const bool plays = key == 'I';
            const int channel = plays ? played++ : player.record.channels++;
            player.ports[player.count++] = (Port){optarg, NULL, plays, channel};
        } else {
            good = false;
        }
    }
    if (!good || !in != !out || !in != !player.record.channels) {
        fprintf(stderr,
                "Usage: jack_play [-i IN -o OUT -O PORT... [-I PORT]... [-b FRAMES] [-F]]\n");
        return 2;
    }
    jack_set_error_function(be_quiet);
    jack_set_info_function(be_quiet);
    good = !in || wav_read(in, &player.sound);
    if (good && played > player.sound.channels) {
        good = complain("more ports than channels in ", in);
    }
    good = good && open_client(&player) && (!in || play(&player, out));
    if (player.client) {
        jack_client_close(player.client);
    }
    free(player.sound.samples);
    free(player.record.samples);
    return good ? 0 : 1;
}
