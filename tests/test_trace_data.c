// SPDX-License-Identifier: ISC
// Recorded traces have the figures that their README tells: test_trace_data FOLDER
#include "network/burst.h"
#include "trace/trace_format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct {
    const char* file;
    size_t packets;
    double loss;      // %, one decimal
    unsigned bursts;  // 0: not told
    double mean;      // 0: not told
    double precision; // ... of the mean
    unsigned longest; // 0: not told
} Figures;

static const Figures table[] = {
    {"plc2022_54.txt", 484, 77.9, 108, 3.49, 0.01, 7},
    {"plc2022_1214.txt", 468, 25.0, 89, 1.31, 0.01, 5},
    {"plc2022_2307.txt", 468, 6.6, 10, 3.10, 0.01, 9},
    {"plc2022_4607.txt", 468, 29.3, 58, 2.36, 0.01, 25},
    {"plc2024_s1.txt", 750, 24.8, 122, 1.5, 0.1, 6},
    {"plc2024_s2.txt", 750, 35.1, 169, 1.6, 0.1, 6},
    {"plc2024_s3.txt", 500, 33.6, 103, 1.6, 0.1, 6},
    {"plc2024_s4.txt", 750, 54.5, 300, 1.4, 0.1, 5},
    {"plc_high_xiph.txt", 5523, 69.6, 1021, 3.76, 0.01, 41},
    {"lossgen_5.txt", 3000, 6.5, 0, 0.0, 0.0, 0},
    {"lossgen_10.txt", 3000, 10.0, 0, 0.0, 0.0, 0},
    {"lossgen_20.txt", 3000, 21.2, 0, 0.0, 0.0, 0},
    {"lossgen_30.txt", 3000, 29.7, 0, 0.0, 0.0, 0},
    {"lossgen_40.txt", 3000, 40.9, 0, 0.0, 0.0, 0},
};

static unsigned read_count;
static unsigned failed;

static bool statistics(const char* const folder, const char* const file,
                       DredgeBurst* const burst)
{
    char path[4096];
    char error[512];
    snprintf(path, sizeof(path), "%s/%s", folder, file);
    if (access(path, R_OK) != 0) {
        return false;
    }
    DredgeTrace* const trace = dredge_trace_read(path, NULL, error, sizeof(error));
    if (!trace) {
        printf("FAILED: %s\n", error);
        ++failed;
        return false;
    }
    *burst = dredge_burst_of_trace(trace);
    ++read_count;
    dredge_trace_free(trace);
    return true;
}

static void check(const char* const file, const bool good, const char* const what)
{
    if (!good) {
        printf("FAILED: %s: %s\n", file, what);
        ++failed;
    }
}

static bool rounds_to(const double value, const double told, const double precision)
{
    return fabs(value - told) <= precision * 0.5001;
}

static void check_figures(const char* const folder, const Figures* const told)
{
    DredgeBurst b;
    if (!statistics(folder, told->file, &b)) {
        return;
    }
    printf("%s: loss %.2f %%, %u bursts, mean %.3f, longest %u, BurstR %.2f\n", told->file,
           100.0 * dredge_burst_loss(&b), (unsigned)b.bursts.runs, dredge_burst_mean(&b),
           (unsigned)b.bursts.longest, dredge_burst_ratio(&b));
    check(told->file, b.bursts.packets + b.gaps.packets == told->packets, "packets");
    check(told->file, rounds_to(100.0 * dredge_burst_loss(&b), told->loss, 0.1), "loss");
    check(told->file, !told->bursts || b.bursts.runs == told->bursts, "bursts");
    check(told->file,
          told->mean <= 0.0 || rounds_to(dredge_burst_mean(&b), told->mean, told->precision),
          "mean burst");
    check(told->file, !told->longest || b.bursts.longest == told->longest, "longest");
}

// Built by longest burst: up to 6, 7 to 16, 17 to 50 packets.
static void check_strata(const char* const folder)
{
    static const unsigned least[] = {1, 7, 17};
    static const unsigned most[] = {6, 16, 50};
    for (unsigned stratum = 0; stratum < 3; ++stratum) {
        for (unsigned quantile = 0; quantile < 14; ++quantile) {
            char file[64];
            DredgeBurst b;
            snprintf(file, sizeof(file), "plc22like/b%u_q%02u.txt", stratum, quantile);
            if (statistics(folder, file, &b)) {
                check(file, b.bursts.packets + b.gaps.packets == 500, "packets");
                check(file,
                      b.bursts.longest >= least[stratum] && b.bursts.longest <= most[stratum],
                      "longest");
            }
        }
    }
}

int main(const int argc, char** const argv)
{
    if (argc != 2) {
        fprintf(stderr, "Usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); ++i) {
        check_figures(argv[1], &table[i]);
    }
    check_strata(argv[1]);
    printf("%u traces read, %u figures off\n", read_count, failed);
    if (!read_count && !failed) {
        printf("there are no recorded traces at %s\n", argv[1]);
        return 77;
    }
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
