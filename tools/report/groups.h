// SPDX-License-Identifier: ISC
// Cells that met the same losses: one input over one network with one seed.
#ifndef DREDGE_GROUPS_H
#define DREDGE_GROUPS_H

#include "report/sweep_folder.h"

typedef struct {
    int input, network;
    long long seed;
    const SweepCell** cells; ///< By configuration; NULL: none, or it failed
    double lost;             ///< %, mean without the reference; NAN: none
    bool heard;              ///< Chosen for the listening part
} Group;

typedef struct {
    Group* groups;
    int count;
    int reference; ///< Configuration; -1: none is marked
    int baseline;  ///< ... of neural concealment alone; -1: none
} Groups;

/// Sort the cells of a folder, in its order.
Groups groups_new(const SweepFolder* folder);
void groups_free(Groups* groups);

/// What a configuration's score is compared with: the reference on the same losses, else any
/// of the same input. NULL if there is none.
const SweepCell* groups_reference(const Groups* groups, const Group* group);

/**
   Mark groups for listening, from different inputs and networks as far as that goes.

   @param wanted how many
   @param has_sound whether a group can be heard
   @return how many were found
*/
int groups_choose(Groups* groups, const SweepFolder* folder, int wanted,
                  bool (*has_sound)(const SweepFolder* folder, const Group* group));

#endif
