// SPDX-License-Identifier: ISC
#include "live/terminal.h"

#include "picture/palette.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { LABEL = 9, LEAST_WIDTH = 40, USUAL_WIDTH = 80 };

static struct termios before;
static bool taken;

void terminal_open(void)
{
    struct termios raw;
    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before)) {
        return;
    }
    raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    taken = !tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    fputs("\033[?25l", stdout); // No cursor
}

void terminal_close(void)
{
    if (taken) {
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
        fputs("\033[?25h", stdout);
        fflush(stdout);
        taken = false;
    }
}

TerminalKey terminal_wait(const int ms)
{
    static const struct {
        char letter;
        TerminalKey key;
    } keys[] = {{'q', TERMINAL_QUIT},        {'a', TERMINAL_MONITOR_A},
                {'d', TERMINAL_MONITOR_DRY}, {'x', TERMINAL_MONITOR_DIFFERENCE},
                {' ', TERMINAL_DROP},        {'+', TERMINAL_MORE_LOSS},
                {'=', TERMINAL_MORE_LOSS},   {'-', TERMINAL_LESS_LOSS}};
    struct pollfd input = {.fd = taken ? STDIN_FILENO : -1, .events = POLLIN};
    char letter = 0;
    if (poll(&input, 1, ms) <= 0 || read(STDIN_FILENO, &letter, 1) != 1) {
        return TERMINAL_NOTHING;
    }
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); ++i) {
        if (letter == keys[i].letter) {
            return keys[i].key;
        }
    }
    return TERMINAL_NOTHING;
}

static const DredgeRecord* record_at(const Terminal* const t, const uint64_t index)
{
    return &t->records[index % TERMINAL_FRAMES];
}

void terminal_add(Terminal* const t, const DredgeRecord* const record)
{
    if (t->count >= TERMINAL_MEAN) {
        dredge_tally_remove(&t->tally, record_at(t, t->count - TERMINAL_MEAN));
    }
    t->records[t->count++ % TERMINAL_FRAMES] = *record;
    dredge_tally_add(&t->tally, record);
}

static void ink(const char* const what, const DredgeColour colour)
{
    const uint32_t rgb = dredge_palette_rgb(colour);
    printf("\033[%s;2;%u;%u;%um", what, rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
}

static void draw_network(const Terminal* const t, const uint64_t from)
{
    printf("%-*s", LABEL, "Network");
    for (uint64_t i = from; i < t->count; ++i) {
        const DredgeRecord* const r = record_at(t, i);
        const bool late = !r->lost && r->source != DREDGE_SOURCE_RECEIVED;
        fputs(r->dropped ? "▾" : r->lost ? "×" : late ? "›" : "·", stdout);
    }
    fputs("\033[K\n", stdout);
}

// Half a cell for what came, a whole one for what had to be recovered.
static void draw_lane(const Terminal* const t, const uint64_t from)
{
    printf("%-*s", LABEL, "Played");
    DredgeColour last = DREDGE_COLOURS;
    for (uint64_t i = from; i < t->count; ++i) {
        const DredgeSource source = record_at(t, i)->source;
        if (dredge_palette_source(source) != last) {
            last = dredge_palette_source(source);
            ink("38", last);
        }
        fputs(source == DREDGE_SOURCE_RECEIVED ? "▄" : "█", stdout);
    }
    fputs("\033[0m\033[K\n", stdout);
}

static void draw_legend(void)
{
    static const char* const words[] = {"received", "RED",     "LBRR",   "DRED",
                                        "neural",   "classic", "silence"};
    printf("%-*s", LABEL, "");
    for (int i = 0; i <= DREDGE_SOURCE_SILENCE; ++i) {
        ink("38", dredge_palette_source((DredgeSource)i));
        printf("█\033[0m %s  ", words[i]);
    }
    fputs("× lost  ▾ dropped  › late\033[K\n", stdout);
}

static unsigned width_of_terminal(void)
{
    struct winsize size;
    const bool known = !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col;
    const unsigned width = known ? size.ws_col : USUAL_WIDTH;
    return width < LEAST_WIDTH               ? LEAST_WIDTH
           : width > TERMINAL_FRAMES + LABEL ? TERMINAL_FRAMES + LABEL
                                             : width;
}

static const char* heard(const unsigned monitor)
{
    return monitor == DREDGE_MONITOR_A     ? "the link"
           : monitor == DREDGE_MONITOR_DRY ? "dry sound"
                                           : "what the link does (A − Dry)";
}

void terminal_draw(Terminal* const t, const LiveKnobs* const knobs,
                   const LiveState* const state, const double latency_ms)
{
    const unsigned cells = width_of_terminal() - LABEL;
    const uint64_t from = t->count > cells ? t->count - cells : 0;
    const DredgeTally* const y = &t->tally;
    const double percent = y->frames ? 100.0 / (double)y->frames : 0.0;
    if (t->drawn) {
        fputs("\033[6A", stdout);
    }
    t->drawn = true;
    draw_network(t, from);
    draw_lane(t, from);
    draw_legend();
    printf("%-*sloss %.1f %% set, %.0f %% met; %.0f %% recovered, %.0f %% concealed\033[K\n",
           LABEL, "", atomic_load(&knobs->loss) / 10.0, percent * (double)y->lost,
           percent * (double)dredge_tally_recovered(y),
           percent * (double)dredge_tally_concealed(y));
    printf("%-*s%.1f kb/s; latency %.1f ms; period %u; %u xruns; heard: %s\033[K\n", LABEL, "",
           dredge_tally_kbps(y, dredge_tally_bytes(y)), latency_ms, state->period, state->xruns,
           heard(atomic_load(&knobs->monitor)));
    printf("%-*sa link  d dry  x difference  space drops  + − loss  q quits\033[K\n", LABEL,
           "");
    fflush(stdout);
}
