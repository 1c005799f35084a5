// SPDX-License-Identifier: ISC
// dredge live: the link between a microphone and a loudspeaker, without a host.
#include "command.h"
#include "live/client.h"
#include "live/terminal.h"
#include "options/arguments.h"
#include "options/link_arguments.h"
#include "options/network_arguments.h"
#include "options/verbose.h"
#include "report.h"
#include "summary.h"

#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { KEY_CONNECT = 0x100, KEY_NAME, KEY_SECONDS, KEY_TUI };
enum { PICTURE_MS = 40, LOSS_STEP = 10, LOSS_MOST = 1000, SECONDS_MOST = 1000000 };

typedef struct {
    LinkArguments link;
    NetworkArguments network;
    const char* name;
    double seconds; ///< 0: until stopped
    bool connect;
    bool tui;
    bool quiet;
} Job;

static const struct argp_option options[] = {
    {0, 0, 0, 0, "JACK:", 3},
    {"connect", KEY_CONNECT, 0, 0, "Connect to the first physical capture and playback ports",
     0},
    {"name", KEY_NAME, "NAME", 0, "Of the client (default dredge)", 0},
    {"seconds", KEY_SECONDS, "S", 0, "Stop after so long (default: when told to)", 0},
    {0, 0, 0, 0, "Output:", 4},
    {"tui", KEY_TUI, 0, 0, "Show the timeline even where standard output is no terminal", 0},
    {"quiet", 'q', 0, 0, "No timeline, no summary", 0},
    {0},
};

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    Job* const job = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &job->link;
        state->child_inputs[1] = &job->network;
        return 0;
    case KEY_CONNECT:
        job->connect = true;
        return 0;
    case KEY_NAME:
        job->name = arg;
        return 0;
    case KEY_SECONDS:
        job->seconds = argument_number(state, "seconds", arg, 0.0, SECONDS_MOST);
        return 0;
    case KEY_TUI:
        job->tui = true;
        return 0;
    case 'q':
        job->quiet = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static volatile sig_atomic_t stopped;

static void stop(const int signal_number)
{
    stopped = signal_number;
}

static void heed(const TerminalKey key, LiveKnobs* const knobs)
{
    const unsigned loss = atomic_load(&knobs->loss);
    switch (key) {
    case TERMINAL_QUIT:
        stopped = 1;
        break;
    case TERMINAL_MONITOR_A:
        atomic_store(&knobs->monitor, DREDGE_MONITOR_A);
        break;
    case TERMINAL_MONITOR_DRY:
        atomic_store(&knobs->monitor, DREDGE_MONITOR_DRY);
        break;
    case TERMINAL_MONITOR_DIFFERENCE:
        atomic_store(&knobs->monitor, DREDGE_MONITOR_A_MINUS_DRY);
        break;
    case TERMINAL_DROP:
        atomic_fetch_add(&knobs->drops, 1);
        break;
    case TERMINAL_MORE_LOSS:
        atomic_store(&knobs->loss, loss + LOSS_STEP < LOSS_MOST ? loss + LOSS_STEP : LOSS_MOST);
        break;
    case TERMINAL_LESS_LOSS:
        atomic_store(&knobs->loss, loss > LOSS_STEP ? loss - LOSS_STEP : 0);
        break;
    case TERMINAL_NOTHING:
        break;
    }
}

// Until the server ends (false), or somebody says so.
static bool play(const Job* const job, LiveClient* const client, Summary* const summary,
                 const double latency_ms)
{
    static Terminal terminal;
    const bool shown = !job->quiet && (job->tui || isatty(STDOUT_FILENO));
    LiveState state = live_client_state(client);
    if (shown) {
        terminal_open();
    }
    for (double left = job->seconds * 1000.0; !stopped && !state.ended;) {
        heed(terminal_wait(PICTURE_MS), live_client_knobs(client));
        DredgeFrameRecord record;
        while (live_client_read(client, &record)) {
            summary_add(summary, &record.lane[DREDGE_LANE_A]);
            terminal_add(&terminal, &record.lane[DREDGE_LANE_A]);
        }
        state = live_client_state(client);
        if (shown) {
            terminal_draw(&terminal, live_client_knobs(client), &state, latency_ms);
        }
        left -= PICTURE_MS;
        if (job->seconds > 0.0 && left <= 0.0) {
            break;
        }
    }
    terminal_close();
    return !state.ended || complain("the JACK server has ended");
}

static bool live(Job* const job, LiveClient* const client, DredgeSession* const session,
                 const uint32_t rate)
{
    static Summary summary;
    const double latency = dredge_session_latency(session);
    signal(SIGINT, stop);
    signal(SIGTERM, stop);
    signal(SIGHUP, stop);
    if (dredge_session_start(session) != DREDGE_OK) {
        tell_more("no helper thread: the audio thread does all the work");
    }
    if (!live_client_start(client, session, &job->link.settings, job->connect)) {
        return false;
    }
    const bool good = play(job, client, &summary, 1000.0 * latency / rate);
    const LiveState state = live_client_state(client);
    tell_more("first block at JACK's frame %u", state.first_frame);
    if (!job->quiet) {
        const double played = (double)summary.tally.samples / DREDGE_RATE;
        const double busy = (double)dredge_session_counts(session).busy_ns * 1e-9;
        printf("latency     %.0f samples at %u Hz\nxruns       %u\n", latency, rate,
               state.xruns);
        summary_print(&summary, played > 0.0 ? busy / played : 0.0);
    }
    return good;
}

const struct argp* command_live_argp(void)
{
    static struct argp_child children[4];
    children[0].argp = link_argp();
    children[1].argp = network_argp();
    children[2].argp = &verbose_argp;
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .children = children,
        .doc =
            "Put the link between a microphone and a loudspeaker, as a client of JACK.\v"
            "Under PipeWire: pw-jack dredge live. In a terminal it shows what is lost and what "
            "is played instead; keys: a the link, d dry, x their difference, space loses what "
            "is "
            "sent for 200 ms, + and - turn the loss, q quits. Wear headphones.",
    };
    return &argp;
}

int command_live(const int argc, char** const argv)
{
    Job job = {.link = link_arguments_default(), .name = "dredge"};
    DredgeSettings* const settings = &job.link.settings;
    job.network.network = settings->network;
    arguments_parse(command_live_argp(), argc, argv, &job);
    DredgeTrace* trace = NULL;
    if (!network_arguments_load(&job.network, settings->frame, &trace)) {
        return EXIT_FAILED;
    }
    settings->network = job.network.network;
    const unsigned channels = job.link.channels ? job.link.channels : 1;
    uint32_t rate = 0;
    LiveClient* const client = live_client_new(job.name, channels, &rate);
    DredgeSession* session = NULL;
    bool good = client;
    if (good) {
        DredgeStatus status = DREDGE_OK;
        session = dredge_session_new(rate, channels, job.link.reference, &status);
        good = session || complain("%u Hz: %s", rate, dredge_status_text(status));
    }
    if (good) {
        dredge_session_set_rewind(session, !job.link.no_rewind && !job.link.reference);
        dredge_session_set(session, settings);
        dredge_session_set_trace(session, trace);
        good = live(&job, client, session, rate);
    }
    live_client_free(client);
    dredge_session_free(session);
    dredge_trace_free(trace);
    return good ? EXIT_GOOD : EXIT_FAILED;
}
