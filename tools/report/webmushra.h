// SPDX-License-Identifier: ISC
// A listening test for webMUSHRA (github.com/audiolabs/webMUSHRA).
#ifndef DREDGE_WEBMUSHRA_H
#define DREDGE_WEBMUSHRA_H

#include "report/groups.h"

/**
   Write a configuration and its sounds, to be copied into webMUSHRA's own folder.

   DIR/configs/dredge.yaml has a page for each group that is marked as heard, in random order;
   DIR/configs/resources/dredge/ holds the sounds.
*/
bool webmushra_write(const SweepFolder* folder, const Groups* groups, const char* directory);

#endif
