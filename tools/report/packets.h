// SPDX-License-Identifier: ISC
// What was sent and lost, as the plugin's window shows it.
#ifndef DREDGE_REPORT_PACKETS_H
#define DREDGE_REPORT_PACKETS_H

#include <jansson.h>

enum { PACKETS_SECONDS = 4 }; ///< That are drawn

/**
   Read a file of records (records.h), and draw its first seconds.

   @return the picture as a text of SVG, or null where the records are too old to tell what was
           sent; NULL after a message on stderr
*/
json_t* packets_json(const char* path);

/// After the last picture: free the caches of fonts, so that a leak checker has nothing to say.
void packets_end(void);

#endif
