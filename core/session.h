// SPDX-License-Identifier: ISC
// The whole thing: sound of any rate in, over the link, and back out, aligned.
#ifndef DREDGE_SESSION_H
#define DREDGE_SESSION_H

#include "lanes.h"
#include "listen/loop.h"
#include "listen/outline.h"
#include "realtime.h"
#include "settings.h"
#include "stages.h"
#include "status.h"
#include "trace/trace.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    DREDGE_RATE_MIN = 8000, ///< Host sample rates, Hz
    DREDGE_RATE_MAX = 192000,
};

typedef struct DredgeSession DredgeSession;

/**
   Make a session, or return NULL. Not for the audio thread.

   @param rate host sample rate in Hz, 8000..192000
   @param channels 1 or 2
   @param reference recover as opus_demo does, see dredge_link_new()
*/
DredgeSession* dredge_session_new(uint32_t rate, unsigned channels, bool reference,
                                  DredgeStatus* status);

/// Free a session, with its helper but without its trace; NULL is fine. Not for the audio
/// thread.
void dredge_session_free(DredgeSession* session);

/// Start again from silence; the sound that is on its way is lost. Not while another thread
/// processes.
void dredge_session_reset(DredgeSession* session);

/// Start the helper thread; until dredge_session_stop(). Not for the audio thread.
DredgeStatus dredge_session_start(DredgeSession* session);

/// Stop the helper thread; fine without one. Not for the audio thread.
void dredge_session_stop(DredgeSession* session);

/// Switch the rewind off or on; on in a new session that is no reference. Before processing.
void dredge_session_set_rewind(DredgeSession* session, bool rewind);

/// Turn the knobs: they hold from the frame now being captured. For the audio thread, as all
/// that follows.
void dredge_session_set(DredgeSession* session, const DredgeSettings* settings) DREDGE_REALTIME;

/// Use another trace, or none (NULL). Returns the one in use until now, for the caller to free.
DredgeTrace* dredge_session_set_trace(DredgeSession* session,
                                      DredgeTrace* trace) DREDGE_REALTIME;

/**
   Tell where the host's song stands at the next sample to be processed. Until told otherwise it
   goes on from there at `speed`, times the pace of the sound; before the first time, and after
   dredge_session_reset(), it is stopped.

   With the lock on, a song that starts or jumps, or goes on in a host that begins to freewheel,
   makes the link begin anew, with frames that begin where the song's frames begin, counted from
   its start. The frame being captured is sent whole, of which its captured part is played; so
   everything stays aligned, and what was sent before is heard to its end. No two such
   beginnings are closer than two frames, or 20 ms: of jumps that are, the last one counts.

   @param position in samples at the host's rate; negative before the start
   @param speed 1 forward, -1 backward, 0 stopped; nonsense means stopped
*/
void dredge_session_locate(DredgeSession* session, double position,
                           double speed) DREDGE_REALTIME;

/// Lose all packets that are sent, in both lanes, within `ms` from the next sample to be
/// processed. A packet is sent at the end of its frame.
void dredge_session_drop(DredgeSession* session, unsigned ms) DREDGE_REALTIME;

/**
   Delay from input to output in samples at the host's rate: frame + (longest) playout delay +
   look-ahead of the codec + both resamplers, rounded to the nearest sample.
*/
uint32_t dredge_session_latency(const DredgeSession* session) DREDGE_REALTIME;

/// The longest latency that any settings can give at this rate, in samples.
uint32_t dredge_session_latency_max(uint32_t rate);

/**
   Process sound: any number of samples, in place or not.

   What comes out does not depend on how the stream is cut into calls, nor on who worked.
   Samples that are no numbers are taken as silence.

   @param in one pointer for each channel; all are read before any output of the same 5 ms
   @param out one pointer for each channel
*/
void dredge_session_process(DredgeSession* session, const float* const* in, float* const* out,
                            uint32_t count) DREDGE_REALTIME;

/// Take the next record of a frame, or return false. Records that nobody takes are dropped.
bool dredge_session_read(DredgeSession* session, DredgeFrameRecord* record) DREDGE_REALTIME;

/// ... and the record of the next frame that was sent, as far as it is known then, see
/// dredge_link_sent().
bool dredge_session_read_sent(DredgeSession* session,
                              DredgeFrameRecord* record) DREDGE_REALTIME;

/// The bytes of the packet that lane A sent for a frame; none if they are no longer kept. For
/// sessions without a helper, between two calls of dredge_session_process().
DredgePacketBytes dredge_session_packet(const DredgeSession* session, uint64_t frame);

/// ... and the outline of the next 20 ms that were heard, or would be if it were not frozen.
bool dredge_session_read_peaks(DredgeSession* session, DredgePeaks* peaks) DREDGE_REALTIME;

/// Go to the next lost moment while it is frozen, or to the one before; see dredge_loop_move().
void dredge_session_move_loop(DredgeSession* session, bool forward) DREDGE_REALTIME;

/// Where in the stream it stands. Places are samples at 48 kHz since the link began; frame n
/// begins at n times `frame`, where it is captured and where it is heard. So they leap over
/// what frames lack that were cut short, see dredge_session_locate().
typedef struct {
    uint32_t starts; ///< How often the link was reset, for another frame duration or delay
    uint32_t frame;
    uint32_t playout;  ///< The playout delay, or the longest one
    int64_t captured;  ///< Place of the next sample to come in
    int64_t heard;     ///< Place of the next sample to be heard; negative before the first
    int64_t frozen_at; ///< ... when it was frozen: the end of what the loop has
    DredgeLoopState loop;
} DredgeClock;

/// The clock.
DredgeClock dredge_session_clock(const DredgeSession* session) DREDGE_REALTIME;

/// Delay of encoder and decoder together, in samples at 48 kHz.
unsigned dredge_session_lookahead(const DredgeSession* session);

/// How the work was shared so far: two stages send a frame, two play it. Any thread.
DredgeStageCounts dredge_session_counts(const DredgeSession* session) DREDGE_REALTIME;

#endif
