// SPDX-License-Identifier: ISC
// Records of frames as a line of letters.
#ifndef DREDGE_REPORT_TIMELINE_H
#define DREDGE_REPORT_TIMELINE_H

#include <jansson.h>

/**
   Read a file of records (records.h).

   @return {frame: ms, sources: a letter for each frame (r received, R RED, l LBRR, d DRED,
           n neural, c classic, s silence), lost: 0 or 1 for each}; NULL after a message on
           stderr
*/
json_t* timeline_json(const char* path);

#endif
