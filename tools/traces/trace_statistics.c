// SPDX-License-Identifier: ISC
#include "traces/trace_statistics.h"

#include "network/burst.h"
#include "report.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BAR = 24 }; // Characters

static int compare(const void* const a, const void* const b)
{
    const float x = *(const float*)a;
    const float y = *(const float*)b;
    return (x > y) - (x < y);
}

// Packets that come after one that was sent later (RFC 4737).
static size_t count_late(const DredgeTrace* const trace)
{
    const double interval = (double)dredge_trace_interval(trace);
    double earliest = INFINITY; // Arrival of those sent later
    size_t late = 0;
    for (size_t i = dredge_trace_packets(trace); i-- > 0;) {
        if (!dredge_trace_lost(trace, i)) {
            const double arrival = (double)i * interval + (double)dredge_trace_delay(trace, i);
            late += arrival > earliest;
            earliest = fmin(earliest, arrival);
        }
    }
    return late;
}

static bool print_delays(const DredgeTrace* const trace, const size_t received)
{
    static const double shares[] = {0.05, 0.5, 0.95, 0.99};
    float* const delays = malloc(received * sizeof(float));
    if (!delays) {
        return complain("not enough memory");
    }
    size_t count = 0;
    for (size_t i = 0; i < dredge_trace_packets(trace); ++i) {
        if (!dredge_trace_lost(trace, i)) {
            delays[count++] = dredge_trace_delay(trace, i);
        }
    }
    qsort(delays, received, sizeof(float), compare);
    printf("delay       ");
    for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); ++i) {
        // The smallest delay that at least this share does not exceed
        const size_t rank = (size_t)ceil(shares[i] * (double)received);
        printf("%g %%: %.1f, ", shares[i] * 100.0, (double)delays[rank ? rank - 1 : 0]);
    }
    printf("max: %.1f ms after the fastest\n", (double)delays[received - 1]);
    const size_t late = count_late(trace);
    printf("reordered   %zu (%.1f %%)\n", late, 100.0 * (double)late / (double)received);
    free(delays);
    return true;
}

// Runs from `first` to `last` packets long.
static uint64_t count_runs(const DredgeRuns* const runs, const int first, const int last)
{
    uint64_t sum = 0;
    for (int i = first; i <= last; ++i) {
        sum += runs->histogram[i - 1];
    }
    return sum;
}

static void print_bar(const uint64_t count, const uint64_t most, const int width)
{
    char bar[BAR + 1];
    const int length = most ? (int)ceil((double)count * BAR / (double)most) : 0;
    for (int i = 0; i < length; ++i) {
        bar[i] = '#';
    }
    bar[length] = '\0';
    printf("%8" PRIu64 "%s%-*s", count, length || width ? " " : "", width, bar);
}

// Lengths are drawn together by powers of 2: 1, 2, 3-4, 5-8, ...
static void print_chart(const DredgeBurst* const burst)
{
    enum { ROWS = 9 };
    static const int last[ROWS + 1] = {1, 2, 4, 8, 16, 32, 64, 128, 255, DREDGE_BURST_BINS};
    const DredgeRuns* const kinds[] = {&burst->bursts, &burst->gaps};
    uint64_t counts[ROWS + 1][2];
    uint64_t most[2] = {0};
    int rows = 0;
    for (int row = 0; row <= ROWS; ++row) {
        for (int kind = 0; kind < 2; ++kind) {
            const int first = row ? last[row - 1] + 1 : 1;
            counts[row][kind] = count_runs(kinds[kind], first, last[row]);
            most[kind] = counts[row][kind] > most[kind] ? counts[row][kind] : most[kind];
            rows = counts[row][kind] ? row + 1 : rows;
        }
    }
    printf("%-8s %8s %-*s %8s\n", "in a row", "lost", BAR, "", "received");
    for (int row = 0; row < rows; ++row) {
        char label[24];
        const int first = row ? last[row - 1] + 1 : 1;
        if (row == ROWS) {
            snprintf(label, sizeof(label), "%d-", first);
        } else if (first == last[row]) {
            snprintf(label, sizeof(label), "%d", first);
        } else {
            snprintf(label, sizeof(label), "%d-%d", first, last[row]);
        }
        printf("%8s ", label);
        print_bar(counts[row][0], most[0], BAR);
        putchar(' ');
        print_bar(counts[row][1], most[1], 0);
        putchar('\n');
    }
}

bool trace_statistics_print(const DredgeTrace* const trace)
{
    const DredgeBurst burst = dredge_burst_of_trace(trace);
    printf("packets     %zu, lost %" PRIu64 " (%.2f %%)\n", dredge_trace_packets(trace),
           burst.bursts.packets, 100.0 * dredge_burst_loss(&burst));
    printf("bursts      %" PRIu64 ", mean %.2f packets, longest %" PRIu64 "\n",
           burst.bursts.runs, dredge_burst_mean(&burst), burst.bursts.longest);
    printf("BurstR      %.2f (1: random, more: in bursts)\n", dredge_burst_ratio(&burst));
    if (dredge_trace_interval(trace) > 0.0f) {
        printf("interval    %g ms\n", (double)dredge_trace_interval(trace));
    }
    if (dredge_trace_has_delay(trace) && burst.gaps.packets &&
        !print_delays(trace, (size_t)burst.gaps.packets)) {
        return false;
    }
    print_chart(&burst);
    return true;
}
