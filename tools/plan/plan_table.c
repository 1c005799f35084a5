// SPDX-License-Identifier: ISC
#include "plan/plan_table.h"

#include "codec/sender.h"

enum { DURATION_MAX = 104 };

DredgeEncoderSetting plan_table_setting(const int bitrate, const int loss, const bool fec)
{
    return (DredgeEncoderSetting){
        .bitrate = DREDGE_BITRATE_MIN * 1000 + bitrate * PLAN_BITRATE_STEP,
        .loss = (loss + 1) * PLAN_LOSS_STEP,
        .fec = fec,
        .duration = DURATION_MAX,
    };
}

static void write_row(FILE* const file, const DredgeEncoderSetting* const s, const double frame)
{
    const int chunks = dredge_planner_chunks(s, frame);
    fprintf(file, "%.1f,%d,%d,%d,%d,%.2f\n", s->bitrate / 1000.0, s->loss, s->fec, chunks,
            dredge_planner_reach(chunks), dredge_planner_cost(s, frame, chunks));
}

void plan_table_write(FILE* const file, const double frame)
{
    fputs("bitrate_kbps,expected_loss,fec,chunks,reach_ms,dred_kbps\n", file);
    for (int bitrate = 0; bitrate < PLAN_BITRATES; ++bitrate) {
        for (int loss = 0; loss < PLAN_LOSSES; ++loss) {
            for (int fec = 0; fec <= 1; ++fec) {
                const DredgeEncoderSetting s = plan_table_setting(bitrate, loss, fec);
                write_row(file, &s, frame);
            }
        }
    }
}
