// SPDX-License-Identifier: ISC
// What the page loads on demand: timelines and sound of a group.
#ifndef DREDGE_CLIPS_H
#define DREDGE_CLIPS_H

#include "report/groups.h"

/// Path of a cell's sound, or of the original if `cell` is NULL; to be freed.
char* clips_sound_path(const SweepFolder* folder, const Group* group, const SweepCell* cell);

/// Whether all cells of a group left their sound.
bool clips_has_sound(const SweepFolder* folder, const Group* group);

/// Whether a cell of a group left records.
bool clips_has_records(const SweepFolder* folder, const Group* group);

/**
   Write a script that hands a group over: dredgeGroup(number, {rows, packets, sounds,
   original}).

   The first three are lists by configuration of what timeline_json(), packets_json() and
   sound_json() give, null where there is none.
*/
bool clips_write(const SweepFolder* folder, const Group* group, int number, const char* path);

#endif
