// SPDX-License-Identifier: ISC
// What the layers of a packet cost in recorded speech, against what is reckoned.
#ifndef DREDGE_PLAN_COST_H
#define DREDGE_PLAN_COST_H

#include <stdbool.h>

/// How many times the estimate, on average and from voice to voice.
typedef struct {
    double mean;
    double least;
    double most;
} PlanCost;

/// Of the primary, of `kbps` that are asked of it. `frame` in ms, here and below.
PlanCost plan_cost_primary(double kbps, double frame, bool lbrr);

/// Of LBRR, by its share in the encoder's bitrate.
PlanCost plan_cost_lbrr(void);

/// Of DRED that reaches back `reach` ms, by libopus' estimate.
PlanCost plan_cost_dred(int reach, double frame);

#endif
