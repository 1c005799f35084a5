// SPDX-License-Identifier: ISC
// Work that a plugin leaves to its host, done well or badly.
#ifndef DREDGE_HOST_WORKER_H
#define DREDGE_HOST_WORKER_H

#include <lv2/worker/worker.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    HOST_WORK_ROOM = 65536, ///< Bytes of messages to the worker, or from it
};

/// Messages with their size in front, one behind the other.
typedef struct {
    uint32_t used;
    uint8_t bytes[HOST_WORK_ROOM];
} HostMessages;

/// How the worker behaves.
typedef enum {
    HOST_WORK_NEXT,     ///< Does what was asked when it is called, in that order
    HOST_WORK_AT_ONCE,  ///< ... while it is asked, as hosts may when they freewheel
    HOST_WORK_BACKWARD, ///< Does the latest request first
    HOST_WORK_REFUSED,  ///< Takes no request
    HOST_WORK_MUTE,     ///< Takes no response
} HostWorkManner;

/// Zero-initialise; `manner` may be changed between runs.
typedef struct {
    HostWorkManner manner;
    unsigned requested; ///< How often work was asked for
    LV2_Handle plugin;
    const LV2_Worker_Interface* interface; ///< NULL: the plugin has none
    atomic_flag busy;                      ///< Requests and responses
    HostMessages requests;
    HostMessages responses;
    HostMessages in_hand; ///< Requests that are being worked on
} HostWorker;

/// What work:schedule calls.
LV2_Worker_Status host_worker_schedule(LV2_Worker_Schedule_Handle worker, uint32_t size,
                                       const void* data);

/// Do the work that the plugin has scheduled; what it schedules meanwhile waits for the next
/// time. One thread at a time, which need not be that of run().
void host_worker_work(HostWorker* worker);

/// Give the plugin the worker's responses; to be called after its run(), in the same thread.
void host_worker_respond(HostWorker* worker);

#endif
