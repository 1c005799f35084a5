// SPDX-License-Identifier: ISC
#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { WIDTH = 40, LINE = 79 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

Progress progress_start(const bool quiet)
{
    return (Progress){
        .shown = !quiet && isatty(STDERR_FILENO), .percent = -1, .start = seconds()};
}

void progress_update(Progress* const p, const double done)
{
    const int percent = (int)(done * 100.0);
    if (p->shown && percent != p->percent) {
        static const char bar[] = "########################################";
        fprintf(stderr, "\r[%-*.*s] %3d %%", WIDTH, percent * WIDTH / 100, bar, percent);
        p->percent = percent;
    }
}

void progress_count(Progress* const p, const size_t done, const size_t total,
                    const char* const things)
{
    static const double interval = 0.2;
    const double now = seconds();
    if (!p->shown || !total || now - p->drawn < interval) {
        return;
    }
    p->drawn = now;
    char line[LINE + 1];
    const int used = snprintf(line, sizeof(line), "%3d %% of %zu %s", (int)(done * 100 / total),
                              total, things);
    if (done) {
        const double left = (now - p->start) * (double)(total - done) / (double)done;
        const long whole = (long)(left + 0.5);
        snprintf(line + used, sizeof(line) - (size_t)used, ", %ld:%02ld:%02ld left",
                 whole / 3600, whole / 60 % 60, whole % 60);
    }
    static const char bar[] = "########################################";
    fprintf(stderr, "\r[%-*.*s] %s ", WIDTH, (int)(done * WIDTH / total), bar, line);
}

void progress_end(Progress* const p)
{
    if (p->shown) {
        fprintf(stderr, "\r%*s\r", LINE, "");
    }
}
