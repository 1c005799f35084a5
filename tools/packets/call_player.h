// SPDX-License-Identifier: ISC
// A call from its file to a receiver.
#ifndef DREDGE_CALL_PLAYER_H
#define DREDGE_CALL_PLAYER_H

#include "packets/call.h"
#include "testbed/reception.h"

#include <stdbool.h>

/**
   Read a file once more and play one of its streams.

   @param follow go on with the stream that follows it, see call_next()
   @return false, after a complaint: it can't be read again, or there is no memory
*/
bool call_play(const char* path, const Call* call, const CallStream* stream, bool follow,
               DredgeReception* reception);

#endif
