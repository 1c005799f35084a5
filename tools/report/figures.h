// SPDX-License-Identifier: ISC
// The figures of a report, as JSON for its page.
#ifndef DREDGE_FIGURES_H
#define DREDGE_FIGURES_H

#include "report/groups.h"

/**
   Scores of all configurations over all cells, by range of loss, and as gap to the reference.

   An estimate is a list of value, low and high end of the interval, and number of clips; null
   where there is none. The lists `scores` hold by metric and configuration: `mean`, `gap` (how
   much worse than the reference on the same losses), `share` (of the baseline's gap), and
   `bins`, means by range of loss, and how many `cells` there are and are `missing` a
   value. The lists `costs` hold by configuration means
   of `kbps`, `playout`, `recovered`, `concealed`.
*/
json_t* figures_json(const SweepFolder* folder, const Groups* groups);

#endif
