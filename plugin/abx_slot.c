// SPDX-License-Identifier: ISC
#include "abx_slot.h"

#include "status.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// What nobody can foresee; the time of day where the system has nothing better.
static uint64_t find_entropy(void)
{
    uint64_t entropy = 0;
    if (getentropy(&entropy, sizeof(entropy))) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        entropy = (uint64_t)now.tv_sec << 30 ^ (uint64_t)now.tv_nsec;
    }
    return entropy;
}

bool abx_slot_init(AbxSlot* const slot, const Uris* const uris, LV2_Log_Logger* const log)
{
    *slot = (AbxSlot){.uris = uris, .log = log};
    dredge_abx_reset(&slot->abx, find_entropy());
    slot->shared = slot->abx;
    return !pthread_mutex_init(&slot->lock, NULL);
}

void abx_slot_clear(AbxSlot* const slot)
{
    pthread_mutex_destroy(&slot->lock);
}

void abx_slot_settle(AbxSlot* const slot, const AbxControls* const now)
{
    slot->before = *now;
}

// Exchange news with the other threads, unless one of them is at it: then next time.
static void exchange(AbxSlot* const slot)
{
    if (pthread_mutex_trylock(&slot->lock)) {
        return;
    }
    if (slot->restored) {
        slot->abx = slot->shared;
        slot->restored = false;
        slot->changed = false;
    } else if (slot->changed) {
        slot->shared = slot->abx;
        slot->changed = false;
        slot->tell = true;
    }
    pthread_mutex_unlock(&slot->lock);
}

void abx_slot_update(AbxSlot* const slot, const AbxControls* const now)
{
    const AbxControls* const before = &slot->before;
    const bool is_a = now->is_a && !before->is_a;
    const bool is_b = now->is_b && !before->is_b;
    if (now->start && !before->start) {
        dredge_abx_start(&slot->abx, now->trials);
        slot->changed = true;
    } else if (is_a != is_b && dredge_abx_answer(&slot->abx, is_b)) {
        slot->changed = true;
    }
    slot->before = *now;
    exchange(slot);
}

LV2_State_Status abx_slot_save(AbxSlot* const slot, const LV2_State_Store_Function store,
                               const LV2_State_Handle handle)
{
    char text[DREDGE_ABX_TEXT_MAX];
    pthread_mutex_lock(&slot->lock);
    const size_t length = dredge_abx_write(&slot->shared, text);
    pthread_mutex_unlock(&slot->lock);
    return length ? store(handle, slot->uris->abx, text, length + 1, slot->uris->atom_String,
                          LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE)
                  : LV2_STATE_SUCCESS;
}

LV2_State_Status abx_slot_restore(AbxSlot* const slot,
                                  const LV2_State_Retrieve_Function retrieve,
                                  const LV2_State_Handle handle)
{
    size_t size = 0;
    uint32_t type = 0;
    uint32_t flags = 0;
    const char* const saved = retrieve(handle, slot->uris->abx, &size, &type, &flags);
    if (!saved) {
        return LV2_STATE_SUCCESS; // A preset, which leaves the tests alone
    }
    // Carla counts a text without its terminator, PipeWire doesn't tell its type.
    if (type && type != slot->uris->atom_String) {
        lv2_log_error(slot->log, "dredge: the blind tests in the state are not a string\n");
        return LV2_STATE_ERR_BAD_TYPE;
    }
    char* const text = strndup(saved, size);
    if (!text) {
        lv2_log_error(slot->log, "dredge: the blind tests in the state: %s\n",
                      dredge_status_text(DREDGE_NO_MEMORY));
        return LV2_STATE_ERR_UNKNOWN;
    }
    pthread_mutex_lock(&slot->lock);
    const unsigned line = dredge_abx_read(&slot->shared, text);
    slot->restored = slot->restored || !line;
    pthread_mutex_unlock(&slot->lock);
    free(text);
    if (line) {
        lv2_log_error(slot->log,
                      "dredge: line %u of the blind tests in the state can't be read; expected "
                      "'done', 'given up' or 'running', the trials, and their letters\n",
                      line);
        return LV2_STATE_ERR_UNKNOWN;
    }
    return LV2_STATE_SUCCESS;
}
