// SPDX-License-Identifier: ISC
// The listeners that PLCMOS v2 puts itself into the place of.
#ifndef DREDGE_RATERS_H
#define DREDGE_RATERS_H

enum { RATERS = 15, RATER_SIZE = 64 };

/// Draw all listeners. PLCMOS asks its network once for each of these normally distributed
/// vectors and takes the mean; they are those that numpy draws after `random.seed(23)`.
void raters_draw(float raters[RATERS][RATER_SIZE]);

#endif
