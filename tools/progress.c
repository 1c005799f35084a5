// SPDX-License-Identifier: ISC
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

enum { WIDTH = 40 };

Progress progress_start(const bool quiet)
{
    return (Progress){.shown = !quiet && isatty(STDERR_FILENO), .percent = -1};
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

void progress_end(Progress* const p)
{
    if (p->shown) {
        fprintf(stderr, "\r%*s\r", WIDTH + 8, "");
    }
}
