// SPDX-License-Identifier: ISC
// The link as a JACK client, and thus in PipeWire.
#ifndef DREDGE_LIVE_CLIENT_H
#define DREDGE_LIVE_CLIENT_H

#include "session.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct LiveClient LiveClient;

/// What is turned while it plays. All may be written at any time; the next period heeds it.
typedef struct {
    atomic_uint monitor; ///< DredgeMonitor
    atomic_uint loss;    ///< Per mille
    atomic_uint drops;   ///< Count up to lose what is sent for the next 200 ms
} LiveKnobs;

/// How it stands.
typedef struct {
    bool ended;           ///< The server is gone
    unsigned xruns;       ///< Since the start
    uint32_t period;      ///< Samples
    uint32_t first_frame; ///< JACK's time of the first sample that was processed
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

/// The knobs.
LiveKnobs* live_client_knobs(LiveClient* client);

/// How it stands.
LiveState live_client_state(const LiveClient* client);

/// Take the next record, or return false.
bool live_client_read(LiveClient* client, DredgeFrameRecord* record);

#endif
