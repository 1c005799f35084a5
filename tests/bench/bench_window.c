// SPDX-License-Identifier: ISC
// What the window costs: bench_window BUNDLE.
//
// The plugin plays speech in blocks of 64, and its window draws 25 pictures for each second of
// sound, of the usual size and twice as dense. CPU time of this process' window, in per cent of
// a core in real time, and as a share of that of the whole audio work beside it; what the
// display server does is not ours.
#define _GNU_SOURCE // clock_nanosleep()
#include "host/host_ui.h"
#include "speech.h"
#include "xvfb.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RATE = 48000, SECONDS = 10, BLOCK = 64 };

static double now(const clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void measure(const char* const bundle, const float scale, float* const sound)
{
    static float output[BLOCK];
    Host* const host = host_new(bundle, "urn:dredge:mono", RATE, (HostOptions){.quiet = true});
    if (!host) {
        exit(1);
    }
    *host_control(host, "b_on") = 1.0f;
    host_activate(host);
    HostUi* const ui =
        host_ui_new(host, bundle, "urn:dredge:mono", (HostUiOptions){.scale = scale});
    if (!ui) {
        puts(host_log(host));
        exit(1);
    }
    double drawing = 0.0;
    const double start = now(CLOCK_PROCESS_CPUTIME_ID);
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (int block = 0; block < SECONDS * RATE / BLOCK; ++block) {
        float* const in[] = {sound + block * BLOCK};
        float* const out[] = {output};
        host_run(host, in, out, BLOCK);
        if (block % (RATE / 25 / BLOCK) == 0) {
            const double before = now(CLOCK_THREAD_CPUTIME_ID);
            host_ui_idle(ui);
            drawing += now(CLOCK_THREAD_CPUTIME_ID) - before;
            // At the pace of the sound: windows go by the clock
            next.tv_nsec += 40000000;
            next.tv_sec += next.tv_nsec / 1000000000;
            next.tv_nsec %= 1000000000;
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
        }
    }
    const double audio = now(CLOCK_PROCESS_CPUTIME_ID) - start - drawing;
    printf("scale %.1f: %u pictures, window %.2f %% of a core, audio %.2f %%, ratio %.2f\n",
           (double)scale, host_ui_views(ui), 100.0 * drawing / SECONDS, 100.0 * audio / SECONDS,
           drawing / audio);
    host_ui_free(ui);
    host_free(host);
}

int main(const int argc, char** const argv)
{
    Xvfb display;
    if (argc != 2 || !xvfb_start(&display)) {
        puts("skipped: there is no Xvfb, or no bundle");
        return 77;
    }
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    float* const sound = speech_fill(SECONDS * RATE);
    measure(argv[1], 1.0f, sound);
    measure(argv[1], 2.0f, sound);
    free(sound);
    xvfb_stop(&display);
    return 0;
}
