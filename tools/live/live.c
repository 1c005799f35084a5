// SPDX-License-Identifier: ISC
// dredge live: the link between a microphone and a loudspeaker, without a host.
#define _GNU_SOURCE // strsep()
#include "command.h"
#include "live/client.h"
#include "live/desk.h"
#include "live/live_window.h"
#include "live/terminal.h"
#include "options/arguments.h"
#include "options/session_arguments.h"
#include "options/verbose.h"
#include "report.h"
#include "summary.h"

#include <argp.h>
#include <math.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KEY_CONNECT = 0x100, KEY_NAME, KEY_SECONDS, KEY_TUI, KEY_B };
enum { PICTURE_MS = 33, SECONDS_MOST = 1000000 };

static const double LOSS_STEP = 0.01;

typedef struct {
    SessionArguments session;
    const char* b; ///< How lane B differs, or NULL
    const char* name;
    double seconds; ///< 0: until stopped
    bool connect;
    bool tui;
    bool quiet;
} Job;

static const struct argp_option options[] = {
    {0, 0, 0, 0, "Comparison:", 3},
    {"b", KEY_B, "KEY=VALUE,...", 0,
     "A second lane over the same losses: like the first, but for these options", 0},
    {0, 0, 0, 0, "JACK:", 4},
    {"connect", KEY_CONNECT, 0, 0, "Connect to the first physical capture and playback ports",
     0},
    {"name", KEY_NAME, "NAME", 0, "Of the client (default dredge)", 0},
    {"seconds", KEY_SECONDS, "S", 0, "Stop after so long (default: when told to)", 0},
    {0, 0, 0, 0, "Output:", 5},
    {"tui", KEY_TUI, 0, 0,
     "Show the timeline in the terminal, even where there is a display, or where standard "
     "output "
     "is none",
     0},
    {"quiet", 'q', 0, 0, "No window, no timeline, no summary", 0},
    {0},
};

static bool is_of_lane(const Option* const option)
{
    const size_t lane = offsetof(LinkArguments, settings.lane[DREDGE_LANE_A]);
    return option->field >= lane && option->field < lane + sizeof(DredgeLinkSettings);
}

// Lane B: as lane A, but for what `text` says. What makes no sense ends the program.
static void set_lane_b(const struct argp_state* const state, LinkArguments* const link,
                       const char* const text)
{
    LinkArguments b = *link;
    Problem problem;
    char* const copy = strdup(text);
    char* rest = copy;
    if (!copy) {
        argp_failure(state, EXIT_FAILED, 0, "not enough memory");
    }
    for (char* key = NULL; (key = strsep(&rest, ",")) != NULL;) {
        char* const value = strchr(key, '=');
        if (!value) {
            argp_error(state, "--b: expected KEY=VALUE, found '%s'", key);
            continue;
        }
        *value = '\0';
        const Option* option = option_find(codec_options(), key);
        option = option ? option : option_find(receiver_options(), key);
        if (!option || !is_of_lane(option)) {
            argp_error(
                state,
                "--b: expected an option of codec, redundancy or concealment that each lane "
                "has for itself, found '%s'",
                key);
        } else if (!option_set(option, &b, value + 1, &problem)) {
            argp_error(state, "--b: %s: %s", key, problem.text);
        }
    }
    free(copy);
    const char* const name = link_arguments_check(&b, &problem);
    if (name) {
        argp_error(state, "--b: %s: %s", name, problem.text);
    }
    link->settings.lane[DREDGE_LANE_B] = b.settings.lane[DREDGE_LANE_A];
    link->settings.b_on = true;
}

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    Job* const job = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        session_arguments_hand_on(state, &job->session);
        return 0;
    case KEY_B:
        job->b = arg;
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
    case ARGP_KEY_SUCCESS:
        if (job->b) {
            set_lane_b(state, &job->session.link, job->b);
        }
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

static void heed(const TerminalKey key, const bool has_b, LiveDesk* const desk)
{
    DredgeSettings* const s = &desk->settings;
    switch (key) {
    case TERMINAL_QUIT:
        stopped = 1;
        return;
    case TERMINAL_DROP:
        live_client_do(desk->client, LIVE_DROP);
        return;
    case TERMINAL_NOTHING:
        return;
    case TERMINAL_MONITOR_A:
        s->monitor = DREDGE_MONITOR_A;
        break;
    case TERMINAL_MONITOR_B:
        s->monitor = has_b ? DREDGE_MONITOR_B : s->monitor;
        break;
    case TERMINAL_MONITOR_DRY:
        s->monitor = DREDGE_MONITOR_DRY;
        break;
    case TERMINAL_MONITOR_DIFFERENCE:
        s->monitor = s->monitor == DREDGE_MONITOR_B ? DREDGE_MONITOR_B_MINUS_DRY
                                                    : DREDGE_MONITOR_A_MINUS_DRY;
        break;
    case TERMINAL_MORE_LOSS:
        s->network.loss = fmin(s->network.loss + LOSS_STEP, 1.0);
        break;
    case TERMINAL_LESS_LOSS:
        s->network.loss = fmax(s->network.loss - LOSS_STEP, 0.0);
        break;
    }
    live_desk_send(desk);
}

// A window where there is a display, else a terminal where there is one.
typedef struct {
    bool terminal;
    LiveWindow* window;
} Stage;

static Stage open_stage(const Job* const job, LiveDesk* const desk)
{
    const char* const display = getenv("DISPLAY");
    char problem[200] = "";
    Stage stage = {.terminal = false};
    if (job->quiet) {
        return stage;
    }
    if (!job->tui && display && display[0]) {
        stage.window = live_window_open(desk, problem, sizeof(problem));
        if (!stage.window) {
            tell_more("%s", problem);
        }
    }
    stage.terminal = !stage.window && (job->tui || isatty(STDOUT_FILENO));
    if (stage.terminal) {
        terminal_open();
    }
    return stage;
}

static double now_in_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// Until the server ends (false), or somebody says so.
static bool play(const Job* const job, LiveDesk* const desk, Summary* const summaries,
                 const uint32_t rate)
{
    static Terminal terminal;
    const unsigned lanes = job->b ? 2 : 1;
    terminal.lanes = lanes;
    const Stage stage = open_stage(job, desk);
    LiveState state = live_client_state(desk->client);
    const double began = now_in_seconds();
    double before = began;
    while (!stopped && !state.ended) {
        if (stage.window) {
            if (!live_window_wait(stage.window, PICTURE_MS)) {
                stopped = 1; // A signal may have come meanwhile
            }
        } else {
            heed(terminal_wait(PICTURE_MS), job->b, desk);
        }
        DredgeFrameRecord record;
        while (live_client_read(desk->client, &record)) {
            for (unsigned i = 0; i < lanes; ++i) {
                summary_add(&summaries[i], &record.lane[i]);
            }
            dredge_panel_add(&desk->panel, &record);
            terminal_add(&terminal, &record);
        }
        const double now = now_in_seconds();
        live_desk_update(desk, now - before);
        before = now;
        state = live_client_state(desk->client);
        if (stage.terminal) {
            terminal_draw(&terminal, &desk->settings, &state, 1000.0 * state.latency / rate);
        }
        if (job->seconds > 0.0 && now - began >= job->seconds) {
            break;
        }
    }
    live_window_close(stage.window);
    terminal_close();
    return !state.ended || complain("the JACK server has ended");
}

static bool live(Job* const job, LiveClient* const client, DredgeSession* const session,
                 const uint32_t rate)
{
    static Summary summaries[DREDGE_LANES];
    const double latency = dredge_session_latency(session);
    signal(SIGINT, stop);
    signal(SIGTERM, stop);
    signal(SIGHUP, stop);
    if (dredge_session_start(session) != DREDGE_OK) {
        tell_more("no helper thread: the audio thread does all the work");
    }
    if (!live_client_start(client, session, &job->session.link.settings, job->connect)) {
        return false;
    }
    static LiveDesk desk;
    live_desk_begin(&desk, client, session, &job->session.link.settings,
                    job->session.network.by_time);
    const bool good = play(job, &desk, summaries, rate);
    const LiveState state = live_client_state(client);
    tell_more("first block at JACK's frame %u", state.first_frame);
    if (!job->quiet) {
        const double played = (double)summaries[0].tally.samples / DREDGE_RATE;
        const double busy = (double)dredge_session_counts(session).busy_ns * 1e-9;
        printf("latency     %.0f samples at %u Hz\nxruns       %u\n", latency, rate,
               state.xruns);
        for (unsigned i = 0; i < (job->b ? 2U : 1U); ++i) {
            if (job->b) {
                printf("\nlane %c\n", 'A' + (int)i);
            }
            summary_print(&summaries[i], played > 0.0 ? busy / played : 0.0);
        }
    }
    return good;
}

const struct argp* command_live_argp(void)
{
    static struct argp argp = {
        .options = options,
        .parser = parse,
        .doc = "Put the link between a microphone and a loudspeaker, as a client of JACK.\v"
               "Under PipeWire: pw-jack dredge live. Where there is a display it opens the "
               "same window "
               "as the plugin. In a terminal it shows what is lost and what is played instead; "
               "keys: a and b the lanes, d dry, x what the lane does to it, "
               "space loses what is sent for 200 ms, + and - turn the loss, q quits. Wear "
               "headphones.",
    };
    argp.children = session_argp_children();
    return &argp;
}

int command_live(const int argc, char** const argv)
{
    Job job = {.session = session_arguments_default(), .name = "dredge"};
    const LinkArguments* const link = &job.session.link;
    arguments_parse(command_live_argp(), argc, argv, &job);
    DredgeTrace* trace = NULL;
    if (!session_arguments_load(&job.session, &trace)) {
        return EXIT_FAILED;
    }
    const unsigned channels = link->channels ? link->channels : 1;
    uint32_t rate = 0;
    LiveClient* const client = live_client_new(job.name, channels, &rate);
    DredgeSession* const session =
        client
            ? session_arguments_open(&job.session, "the JACK server", rate, channels, job.quiet)
            : NULL;
    if (session) {
        dredge_session_set_trace(session, trace);
    }
    const bool good = session && live(&job, client, session, rate);
    live_client_free(client);
    dredge_session_free(session);
    dredge_trace_free(trace);
    return good ? EXIT_GOOD : EXIT_FAILED;
}
