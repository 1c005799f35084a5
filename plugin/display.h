// SPDX-License-Identifier: ISC
// The meters on the output ports.
#ifndef DREDGE_DISPLAY_H
#define DREDGE_DISPLAY_H

#include "listen/abx.h"
#include "panel.h"
#include "ports.h"
#include "realtime.h"
#include "session.h"
#include "strip_view.h"
#include "view/feed.h"

/// Take the session's news in, and let the strip and the windows have them too. For the audio
/// thread, as all that follows.
void display_read(DredgePanel* panel, DredgeSession* session, StripView* strip,
                  DredgeViewFeed* feed) DREDGE_REALTIME;

/// Write the latency alone: hosts may ask for it before the first block.
void display_write_latency(const DredgeSession* session, const Ports* ports,
                           void* const* port) DREDGE_REALTIME;

/// Write all meters to their ports; `port` is what each is connected to, NULL for not at all.
void display_write(const DredgePanel* panel, const DredgeSession* session, const Ports* ports,
                   void* const* port) DREDGE_REALTIME;

#endif
