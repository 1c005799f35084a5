// SPDX-License-Identifier: ISC
// The blind test in the plugin: run by the audio thread, saved and restored by others.
#ifndef DREDGE_ABX_SLOT_H
#define DREDGE_ABX_SLOT_H

#include "listen/abx.h"
#include "realtime.h"
#include "uris.h"

#include <lv2/log/logger.h>
#include <lv2/state/state.h>
#include <pthread.h>
#include <stdbool.h>

/// The test's controls, as they are now.
typedef struct {
    bool start;
    bool is_a;
    bool is_b;
    unsigned trials;
} AbxControls;

typedef struct {
    const Uris* uris;
    LV2_Log_Logger* log;

    // Of the audio thread
    DredgeAbx abx;
    AbxControls before; ///< To see what has risen
    bool changed;       ///< `shared` is older than `abx`
    bool tell;          ///< Tell the host that there is something new to save

    // Of whoever holds the lock: run() only if it gets it at once
    pthread_mutex_t lock;
    DredgeAbx shared;
    bool restored; ///< `shared` is newer than `abx`
} AbxSlot;

/// Make a slot without tests; returns false when the system has no mutex left. Not for the
/// audio thread.
bool abx_slot_init(AbxSlot* slot, const Uris* uris, LV2_Log_Logger* log);

/// Free what is in it. Not for the audio thread.
void abx_slot_clear(AbxSlot* slot);

/// Take these controls as the state of rest: only what rises from now on counts. For the audio
/// thread.
void abx_slot_settle(AbxSlot* slot, const AbxControls* now) DREDGE_REALTIME;

/// Do what the controls ask for; take over what was restored, and hand out what is to be saved.
/// Both answers at once are none. For the audio thread.
void abx_slot_update(AbxSlot* slot, const AbxControls* now) DREDGE_REALTIME;

/// The halves of the state extension. Not for the audio thread.
LV2_State_Status abx_slot_save(AbxSlot* slot, LV2_State_Store_Function store,
                               LV2_State_Handle handle);
LV2_State_Status abx_slot_restore(AbxSlot* slot, LV2_State_Retrieve_Function retrieve,
                                  LV2_State_Handle handle);

#endif
