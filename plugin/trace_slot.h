// SPDX-License-Identifier: ISC
// The trace file as a property: loaded by the worker, saved with the state, used by run().
//
// The audio thread and the others share one pointer, swapped atomically. A file that can't be
// used changes nothing but a message in the log.
#ifndef DREDGE_TRACE_SLOT_H
#define DREDGE_TRACE_SLOT_H

#include "realtime.h"
#include "session.h"
#include "uris.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/log/logger.h>
#include <lv2/state/state.h>
#include <lv2/worker/worker.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

enum {
    MESSAGE_ROOM = 256,    ///< Bytes of a message at the most, besides a path
    TRACE_PATH_MAX = 2048, ///< Bytes of a path at the most, with its end
};

/// A trace with the path that it came from.
typedef struct TraceFile TraceFile;

typedef struct {
    const Uris* uris;
    LV2_Log_Logger* log;
    const LV2_Worker_Schedule* schedule; ///< NULL: the host has no worker

    _Atomic(TraceFile*) pending; ///< From restore(), for run()

    // Of the audio thread
    TraceFile* current;
    TraceFile* retired; ///< List of what the worker is to free, once it has room for messages
    bool tell;          ///< Tell the host which file is in use

    // Of all others
    pthread_mutex_t lock; ///< Never taken in run()
    char path[TRACE_PATH_MAX];
} TraceSlot;

/// Make an empty slot; returns false when the system has no mutex left. Not for the audio
/// thread.
bool trace_slot_init(TraceSlot* slot, const Uris* uris, LV2_Log_Logger* log,
                     const LV2_Worker_Schedule* schedule);

/// Free all that is in it. Not for the audio thread.
void trace_slot_clear(TraceSlot* slot, DredgeSession* session);

/// Use what restore() has left; send off what is to be freed. For the audio thread.
void trace_slot_update(TraceSlot* slot, DredgeSession* session) DREDGE_REALTIME;

/// Handle a message from the control port: patch:Set and patch:Get. For the audio thread.
void trace_slot_message(TraceSlot* slot, const LV2_Atom_Object* message) DREDGE_REALTIME;

/// Write which file is in use to the notify port, if there is news. For the audio thread.
void trace_slot_tell(TraceSlot* slot, LV2_Atom_Forge* forge) DREDGE_REALTIME;

/// The halves of the worker and state extensions.
LV2_Worker_Status trace_slot_work(TraceSlot* slot, LV2_Worker_Respond_Function respond,
                                  LV2_Worker_Respond_Handle handle, uint32_t size,
                                  const void* data);
LV2_Worker_Status trace_slot_work_response(TraceSlot* slot, DredgeSession* session,
                                           uint32_t size, const void* data) DREDGE_REALTIME;
LV2_State_Status trace_slot_save(TraceSlot* slot, LV2_State_Store_Function store,
                                 LV2_State_Handle handle, const LV2_Feature* const* features);
LV2_State_Status trace_slot_restore(TraceSlot* slot, LV2_State_Retrieve_Function retrieve,
                                    LV2_State_Handle handle,
                                    const LV2_Feature* const* features);

#endif
