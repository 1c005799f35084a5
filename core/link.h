// SPDX-License-Identifier: ISC
// One lane: sender, path, playout.
#ifndef DREDGE_LINK_H
#define DREDGE_LINK_H

#include "codec/decoder.h"
#include "codec/sender.h"
#include "network/path.h"
#include "packet.h"
#include "packets.h"
#include "playout/ladder.h"
#include "realtime.h"
#include "status.h"

/// Settings of a lane. They may change with every frame.
typedef struct {
    DredgeSenderSettings sender;
    DredgeConcealment concealment;
    DredgeEnhancement enhancement;
} DredgeLinkSettings;

/// What happened to one frame.
typedef struct {
    uint64_t frame;
    uint64_t fate;         ///< What its packet was for the network, see dredge_fate_draw()
    uint64_t packet;       ///< The packet that it was played from (its own when concealed)
    int64_t arrival;       ///< Of its own packet, samples since the start; -1 when lost
    DredgeAnatomy anatomy; ///< Of its own packet
    DredgeSource source;   ///< What is heard in its place
    unsigned length;       ///< Of the frame, in samples
    uint32_t rewound;      ///< Frames played again, unheard, to mend the decoder's memory
    uint32_t headers;      ///< Bytes of IP, UDP and RTP around it
    float playout;         ///< From its sending to when it is heard, ms
    float gain;            ///< Of the level match, dB
    bool duplicated;       ///< Its own packet came twice
    bool lost;             ///< Its own packet never came
    bool dropped;          ///< ... because the lane's queue was full
} DredgeRecord;

typedef struct DredgeLink DredgeLink;

/**
   Make a lane for 1 or 2 channels at 48 kHz, or return NULL. Not for the audio thread.

   @param reference recover as opus_demo does: no rewind, only the first packet after a gap,
   libopus' traps as they are
*/
DredgeLink* dredge_link_new(unsigned channels, bool reference, DredgeStatus* status);

/// Free a lane; NULL is fine. Not for the audio thread.
void dredge_link_free(DredgeLink* link);

/**
   Start again with frame 0. For the thread that owns the link, as all that follows.

   @param frame samples in a frame: 480, 960, 1920 or 2880
*/
void dredge_link_reset(DredgeLink* link, unsigned frame,
                       DredgeApplication application) DREDGE_REALTIME;

/// Go on with frames of another length, counted from 0 again: the decoder remembers what it
/// played, all else is as after a reset.
void dredge_link_change_frame(DredgeLink* link, unsigned frame) DREDGE_REALTIME;

/// Whether two lanes with these settings send and play the same.
bool dredge_link_settings_equal(const DredgeLinkSettings* a,
                                const DredgeLinkSettings* b) DREDGE_REALTIME;

/**
   Bring a link into the state of another one of the same kind, so that both go on alike.

   Copies what the other remembers: some 100 kB, and all packets of the last seconds.
*/
void dredge_link_copy(DredgeLink* to, const DredgeLink* from) DREDGE_REALTIME;

/// ... only its sending end.
void dredge_link_copy_sender(DredgeLink* to, const DredgeLink* from) DREDGE_REALTIME;

/// Delay of encoder and decoder together, in samples at 48 kHz.
unsigned dredge_link_lookahead(const DredgeLink* link) DREDGE_REALTIME;

/// Switch the rewind off or on (on after dredge_link_new(), unless it is a reference).
void dredge_link_set_rewind(DredgeLink* link, bool rewind);

/**
   Code the next frame and send its packet.

   @param pcm one frame, interleaved
*/
void dredge_link_send(DredgeLink* link, const DredgeLinkSettings* settings, const float* pcm,
                      const DredgeJourney* journey) DREDGE_REALTIME;

/// Send what another link has just sent, instead of coding it again. The sending end stays
/// behind: before it codes a frame itself, dredge_link_copy_sender() must bring it along.
void dredge_link_send_copy(DredgeLink* link, const DredgeLink* from,
                           const DredgeJourney* journey) DREDGE_REALTIME;

/// Send a packet that was coded before, as the next one: `size` bytes, up to
/// DREDGE_PACKET_MAX. The sending end stays behind as above.
void dredge_link_send_packet(DredgeLink* link, const DredgeAnatomy* anatomy,
                             const uint8_t* data, uint32_t size,
                             const DredgeJourney* journey) DREDGE_REALTIME;

/// The sender forgets all that it has coded: with the next frame the link begins anew, and the
/// network is empty.
void dredge_link_begin_anew(DredgeLink* link) DREDGE_REALTIME;

/// What is known of the frame that was sent last: all of its record but how it will be played.
/// At least one was sent.
void dredge_link_sent(const DredgeLink* link, DredgeRecord* record) DREDGE_REALTIME;

/// The bytes of a packet, by its number; none if it is no longer kept.
DredgePacketBytes dredge_link_packet(const DredgeLink* link, uint64_t number) DREDGE_REALTIME;

/// How many frames have been played: the next one's index.
uint64_t dredge_link_heard(const DredgeLink* link) DREDGE_REALTIME;

/// Whether the link began anew with the next frame to be played. It was sent.
bool dredge_link_is_anew(const DredgeLink* link) DREDGE_REALTIME;

/// Leave the next frame unplayed, as if it was silence. It was sent.
void dredge_link_leave(DredgeLink* link, DredgeRecord* record) DREDGE_REALTIME;

/// The decoder forgets all that it has played.
void dredge_link_play_anew(DredgeLink* link) DREDGE_REALTIME;

/// What came of the packets sent last.
const DredgeLadder* dredge_link_ladder(const DredgeLink* link) DREDGE_REALTIME;

/// Whether the next frame opens a hole that nothing that has come by `now` can fill.
bool dredge_link_should_wait(const DredgeLink* link, int64_t now) DREDGE_REALTIME;

/// Fill a frame's time by concealment without playing the next frame, which can then be played
/// as if no time had passed.
void dredge_link_wait(DredgeLink* link, const DredgeLinkSettings* settings,
                      float* pcm) DREDGE_REALTIME;

/**
   Play the next frame with what has come by `now`.

   @param now in samples since the start
   @param pcm room for one frame, interleaved
   @param record what happened
*/
void dredge_link_play(DredgeLink* link, const DredgeLinkSettings* settings, int64_t now,
                      float* pcm, DredgeRecord* record) DREDGE_REALTIME;

#endif
