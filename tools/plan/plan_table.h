// SPDX-License-Identifier: ISC
// The map of one encoder: how far its DRED reaches, by bitrate, expected loss and FEC.
#ifndef DREDGE_PLAN_TABLE_H
#define DREDGE_PLAN_TABLE_H

#include "codec/planner.h"

#include <stdio.h>

enum {
    PLAN_BITRATE_STEP = 200, ///< b/s
    PLAN_BITRATES = 611,     ///< 6 to 128 kb/s
    PLAN_LOSSES = 5,         ///< 5 to 25 % in steps of 5
    PLAN_LOSS_STEP = 5,
};

/// One place on the map; `bitrate` counts from 0, `loss` from 0 for 5 %.
DredgeEncoderSetting plan_table_setting(int bitrate, int loss, bool fec);

/// Write the whole map as CSV.
void plan_table_write(FILE* file, double frame);

#endif
