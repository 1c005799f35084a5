// SPDX-License-Identifier: ISC
// The link as a JACK client, and thus in PipeWire.
#ifndef DREDGE_LIVE_CLIENT_H
#define DREDGE_LIVE_CLIENT_H

#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct LiveClient LiveClient;

/// What is done once, when it is asked for.
typedef enum {
    LIVE_DROP, ///< Lose what is sent for the next 200 ms
    LIVE_MOMENT_BEFORE,
    LIVE_MOMENT_NEXT,
    LIVE_WATCH_BEGIN, ///< Send messages for a window, see DredgeWatch
    LIVE_WATCH_ON,
    LIVE_WATCH_END,
} LiveDeed;

/// How it stands.
typedef struct {
    bool ended;           ///< The server is gone
    unsigned xruns;       ///< Since the start
    uint32_t period;      ///< Samples
    uint32_t first_frame; ///< JACK's time of the first sample that was processed
    uint32_t latency;     ///< Samples
} LiveState;

/**
   Join the server, without playing yet. Says on stderr what is wrong.

   @param name of the client
   @param channels 1 or 2
   @param rate is set to the server's, Hz
*/
LiveClient* live_client_new(const char* name, unsigned channels, uint32_t* rate);

/// Leave it; NULL is fine.
void live_client_free(LiveClient* client);

/**
   Play. Says on stderr what is wrong.

   @param session at the server's rate; until the client is freed it belongs to the audio thread
   @param settings to begin with
   @param connect whether to connect to the first physical ports
*/
bool live_client_start(LiveClient* client, DredgeSession* session,
                       const DredgeSettings* settings, bool connect);

/// Turn the knobs, or do something; the next period heeds it.
void live_client_set(LiveClient* client, const DredgeSettings* settings);
void live_client_do(LiveClient* client, LiveDeed deed);

/// How it stands. When the latency has changed JACK is told.
LiveState live_client_state(LiveClient* client);

/// Take the next record, or return false.
bool live_client_read(LiveClient* client, DredgeFrameRecord* record);

enum { LIVE_MESSAGE_MOST = 8192 };

/// Take the next message for a window, or return false; `message` has room for
/// LIVE_MESSAGE_MOST bytes.
bool live_client_read_view(LiveClient* client, void* message, size_t* size);

#endif
