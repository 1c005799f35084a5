// SPDX-License-Identifier: ISC
#include "live/terminal.h"

#include "parameters/parameters.h"
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
    } keys[] = {{'q', TERMINAL_QUIT},
                {'a', TERMINAL_MONITOR_A},
                {'b', TERMINAL_MONITOR_B},
                {'d', TERMINAL_MONITOR_DRY},
                {'x', TERMINAL_MONITOR_DIFFERENCE},
                {' ', TERMINAL_DROP},
                {'+', TERMINAL_MORE_LOSS},
                {'=', TERMINAL_MORE_LOSS},
                {'-', TERMINAL_LESS_LOSS}};
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

static const DredgeFrameRecord* record_at(const Terminal* const t, const uint64_t index)
{
    return &t->records[index % TERMINAL_FRAMES];
}

void terminal_add(Terminal* const t, const DredgeFrameRecord* const record)
{
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        if (t->count >= TERMINAL_MEAN) {
            dredge_tally_remove(&t->tally[i], &record_at(t, t->count - TERMINAL_MEAN)->lane[i]);
        }
        dredge_tally_add(&t->tally[i], &record->lane[i]);
    }
    t->records[t->count++ % TERMINAL_FRAMES] = *record;
}

static void ink(const char* const what, const DredgeColour colour)
{
    const uint32_t rgb = dredge_palette_rgb(colour);
    printf("\033[%s;2;%u;%u;%um", what, rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
}

// What the network did is the same for both lanes.
static void draw_network(const Terminal* const t, const uint64_t from)
{
    printf("%-*s", LABEL, "Network");
    for (uint64_t i = from; i < t->count; ++i) {
        const DredgeRecord* const r = &record_at(t, i)->lane[DREDGE_LANE_A];
        fputs(r->lost && !r->dropped ? "×" : "·", stdout);
    }
    fputs("\033[K\n", stdout);
}

// Half a cell for what came, a whole one for what had to be recovered.
static void draw_lane(const Terminal* const t, const unsigned lane, const bool heard,
                      const uint64_t from)
{
    if (heard) {
        ink("38", DREDGE_COLOUR_ACCENT);
    }
    printf("Lane %c %s\033[0m ", 'A' + (int)lane, heard ? "◂" : " ");
    for (uint64_t i = from; i < t->count; ++i) {
        const DredgeRecord* const r = &record_at(t, i)->lane[lane];
        const bool late = dredge_record_is_late(r);
        ink("38", dredge_palette_source(r->source));
        if (r->dropped || late) {
            ink("48", dredge_palette_source(r->source));
            ink("38", DREDGE_COLOUR_GROUND);
            printf("%s\033[49m", r->dropped ? "▾" : "›");
        } else {
            fputs(r->source == DREDGE_SOURCE_RECEIVED ? "▄" : "█", stdout);
        }
    }
    fputs("\033[0m\033[K\n", stdout);
}

static void draw_figures(const Terminal* const t, const unsigned lane)
{
    const DredgeTally* const y = &t->tally[lane];
    const double percent = y->frames ? 100.0 / (double)y->frames : 0.0;
    printf(
        "%-*s%c: %.1f kb/s; %.0f %% lost or late, %.0f %% recovered, %.0f %% concealed\033[K\n",
        LABEL, "", 'A' + (int)lane, dredge_tally_kbps(y, dredge_tally_bytes(y)),
        percent * (double)(y->lost + y->late), percent * (double)dredge_tally_recovered(y),
        percent * (double)dredge_tally_concealed(y));
}

static void draw_legend(void)
{
    printf("%-*s", LABEL, "");
    for (int i = 0; i <= DREDGE_SOURCE_SILENCE; ++i) {
        ink("38", dredge_palette_source((DredgeSource)i));
        printf("█\033[0m %s ", dredge_meters[DREDGE_METER_SOURCE].choices[i].label);
    }
    fputs("\033[K\n", stdout);
    printf("%-*s× lost  ▾ dropped by the queue  › late\033[K\n", LABEL, "");
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

void terminal_draw(Terminal* const t, const DredgeSettings* const settings,
                   const LiveState* const state, const double latency_ms)
{
    const unsigned cells = width_of_terminal() - LABEL;
    const uint64_t from = t->count > cells ? t->count - cells : 0;
    const unsigned monitor = (unsigned)settings->monitor;
    fputs("\033[?7l", stdout); // A line that wraps would put the next picture elsewhere
    if (t->drawn) {
        printf("\033[%uA", 5 + 2 * t->lanes);
    }
    t->drawn = true;
    draw_network(t, from);
    for (unsigned i = 0; i < t->lanes; ++i) {
        draw_lane(t, i, (int)i == dredge_monitor_lane((DredgeMonitor)monitor), from);
    }
    draw_legend();
    for (unsigned i = 0; i < t->lanes; ++i) {
        draw_figures(t, i);
    }
    printf("%-*sloss %.1f %%; latency %.1f ms; period %u; %u xruns; heard: %s\033[K\n", LABEL,
           "", 100.0 * settings->network.loss, latency_ms, state->period, state->xruns,
           dredge_parameter_find("monitor")->choices[monitor].label);
    printf("%-*s%sd dry  x its difference  space drops  + − loss  q quits\033[K\n", LABEL, "",
           t->lanes > 1 ? "a b lanes  " : "a link  ");
    fputs("\033[?7h", stdout);
    fflush(stdout);
}
