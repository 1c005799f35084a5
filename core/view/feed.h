// SPDX-License-Identifier: ISC
// The sending end of a view: keeps the last seconds, and writes messages while somebody
// watches.
#ifndef DREDGE_VIEW_FEED_H
#define DREDGE_VIEW_FEED_H

#include "realtime.h"
#include "view/message.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    DREDGE_FEED_KEPT = 4096,  ///< Entries: 27 s of frames of 20 ms
    DREDGE_FEED_RATE = 25,    ///< Messages in a second, at the most
    DREDGE_FEED_PATIENCE = 3, ///< Seconds without a word after which nobody watches any more
};

/// What a watcher says.
typedef enum {
    DREDGE_WATCH_END,
    DREDGE_WATCH_ON,    ///< I am still here
    DREDGE_WATCH_BEGIN, ///< Tell me all that is kept, and then what is new
} DredgeWatch;

/// All of it is the audio thread's. Zero-initialise.
typedef struct {
    uint32_t starts; ///< See DredgeClock
    uint64_t written;
    uint64_t told;
    uint64_t missed;
    bool resting;            ///< What is kept is what is frozen
    double patience;         ///< Seconds left
    double waited;           ///< Seconds since the last message
    DredgeViewEntry unheard; ///< What comes while it rests
    DredgeViewEntry entries[DREDGE_FEED_KEPT];
} DredgeViewFeed;

/// Forget all that is kept; who watches goes on watching. For the thread that owns the feed, as
/// all that follows.
void dredge_view_feed_reset(DredgeViewFeed* feed) DREDGE_REALTIME;

/// Take in all that is new in a session, but for the records of frames that were played, which
/// others want as well. While it is frozen what was heard until then is kept, and no more.
void dredge_view_feed_read(DredgeViewFeed* feed, DredgeSession* session) DREDGE_REALTIME;

/// ... those.
void dredge_view_feed_add(DredgeViewFeed* feed,
                          const DredgeFrameRecord* played) DREDGE_REALTIME;

/// Heed a watcher. What is no DredgeWatch is nothing.
void dredge_view_feed_watch(DredgeViewFeed* feed, int watch) DREDGE_REALTIME;

/// Whether a message is due, after `seconds` of sound.
bool dredge_view_feed_is_due(DredgeViewFeed* feed, double seconds) DREDGE_REALTIME;

/**
   Write a message: as many entries as there are and there is room for.

   @param to room for `room` bytes, aligned to 8
   @return its size, 0 if there is no room for any
*/
size_t dredge_view_feed_write(DredgeViewFeed* feed, const DredgeSession* session, void* to,
                              size_t room) DREDGE_REALTIME;

#endif
