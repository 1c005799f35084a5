// SPDX-License-Identifier: ISC
#include "summary.h"

#include "records.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

void summary_add(Summary* const s, const DredgeRecord* const record)
{
    dredge_tally_add(&s->tally, record);
    const double depth = dredge_record_depth(record) * DREDGE_RATE / 1000.0;
    if (depth > 0.0) {
        ++s->depths[lrint(fmin(depth, SUMMARY_DEPTH_MAX))];
        ++s->depth_count;
    }
}

static double median_depth(const Summary* const s)
{
    unsigned samples = 0;
    for (uint64_t below = s->depths[0]; below <= s->depth_count / 2;) {
        below += s->depths[++samples];
    }
    return samples * 1000.0 / DREDGE_RATE;
}

static double percent(const uint64_t part, const uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

void summary_print(const Summary* const s, const double busy)
{
    const DredgeTally* const t = &s->tally;
    printf("packets     %" PRIu64 ", lost %" PRIu64 " (%.1f %%)\n", t->frames, t->lost,
           percent(t->lost, t->frames));
    if (t->dropped || t->late || t->delay) {
        printf("network     %" PRIu64 " dropped by the queue (%.1f %%), %" PRIu64
               " late (%.1f %%), %.1f ms on the way\n",
               t->dropped, percent(t->dropped, t->frames), t->late, percent(t->late, t->frames),
               dredge_tally_delay(t));
    }
    const uint64_t recovered = dredge_tally_recovered(t);
    const uint64_t missing = recovered + dredge_tally_concealed(t);
    printf("recovered   %" PRIu64 " (%.1f %% of %" PRIu64 ")", recovered,
           percent(recovered, missing), missing);
    for (DredgeSource i = DREDGE_SOURCE_RED; i <= DREDGE_SOURCE_SILENCE; ++i) {
        if (t->by_source[i]) {
            printf(", %s %" PRIu64, source_name(i), t->by_source[i]);
        }
    }
    printf("\nkb/s        %.1f in all: primary %.1f",
           dredge_tally_kbps(t, dredge_tally_bytes(t)), dredge_tally_kbps(t, t->primary));
    const struct {
        const char* name;
        uint64_t bytes;
    } layers[] = {{"LBRR (estimate)", t->lbrr},
                  {"DRED", t->dred},
                  {"RED", t->red},
                  {"padding", t->padding},
                  {"headers", t->headers}};
    for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); ++i) {
        if (layers[i].bytes) {
            printf(", %s %.1f", layers[i].name, dredge_tally_kbps(t, layers[i].bytes));
        }
    }
    if (s->depth_count) {
        printf("\ndepth       %.0f ms (median of the %" PRIu64
               " packets that carry redundancy)",
               median_depth(s), s->depth_count);
    }
    printf("\nCPU         %.1f %% of real time\n", 100.0 * busy);
}
