// SPDX-License-Identifier: ISC
#include "host/host_worker.h"

#include <string.h>

static void take(HostWorker* const w)
{
    while (atomic_flag_test_and_set_explicit(&w->busy, memory_order_acquire)) {
    }
}

static void give(HostWorker* const w)
{
    atomic_flag_clear_explicit(&w->busy, memory_order_release);
}

static bool put(HostWorker* const w, HostMessages* const m, const uint32_t size,
                const void* const data)
{
    take(w);
    const bool fits =
        size <= HOST_WORK_ROOM && m->used + sizeof(size) <= HOST_WORK_ROOM - (size_t)size;
    if (fits) {
        memcpy(m->bytes + m->used, &size, sizeof(size));
        if (size) {
            memcpy(m->bytes + m->used + sizeof(size), data, size);
        }
        m->used += (uint32_t)sizeof(size) + size;
    }
    give(w);
    return fits;
}

static LV2_Worker_Status respond(const LV2_Worker_Respond_Handle handle, const uint32_t size,
                                 const void* const data)
{
    HostWorker* const w = handle;
    return w->manner != HOST_WORK_MUTE && put(w, &w->responses, size, data)
               ? LV2_WORKER_SUCCESS
               : LV2_WORKER_ERR_NO_SPACE;
}

LV2_Worker_Status host_worker_schedule(const LV2_Worker_Schedule_Handle handle,
                                       const uint32_t size, const void* const data)
{
    HostWorker* const w = handle;
    ++w->requested;
    if (w->manner == HOST_WORK_REFUSED) {
        return LV2_WORKER_ERR_NO_SPACE;
    }
    if (w->manner == HOST_WORK_AT_ONCE && w->interface) {
        return w->interface->work(w->plugin, respond, w, size, data);
    }
    return put(w, &w->requests, size, data) ? LV2_WORKER_SUCCESS : LV2_WORKER_ERR_NO_SPACE;
}

// The message at a place, and the place behind it.
static const uint8_t* message_at(const HostMessages* const m, uint32_t* const at,
                                 uint32_t* const size)
{
    memcpy(size, m->bytes + *at, sizeof(*size));
    const uint8_t* const data = m->bytes + *at + sizeof(*size);
    *at += (uint32_t)sizeof(*size) + *size;
    return data;
}

static unsigned count(const HostMessages* const m)
{
    unsigned messages = 0;
    uint32_t size = 0;
    for (uint32_t at = 0; at < m->used; ++messages) {
        message_at(m, &at, &size);
    }
    return messages;
}

static void work_on(HostWorker* const w, const unsigned place)
{
    uint32_t at = 0;
    uint32_t size = 0;
    const uint8_t* data = message_at(&w->in_hand, &at, &size);
    for (unsigned i = 0; i < place; ++i) {
        data = message_at(&w->in_hand, &at, &size);
    }
    w->interface->work(w->plugin, respond, w, size, data);
}

void host_worker_work(HostWorker* const w)
{
    take(w);
    w->in_hand.used = w->requests.used;
    memcpy(w->in_hand.bytes, w->requests.bytes, w->requests.used);
    w->requests.used = 0;
    give(w);
    const unsigned messages = w->interface ? count(&w->in_hand) : 0;
    for (unsigned i = 0; i < messages; ++i) {
        work_on(w, w->manner == HOST_WORK_BACKWARD ? messages - 1 - i : i);
    }
}

void host_worker_respond(HostWorker* const w)
{
    uint8_t message[HOST_WORK_ROOM];
    while (w->interface) {
        uint32_t at = 0;
        uint32_t size = 0;
        take(w);
        const bool more = w->responses.used;
        if (more) {
            const uint8_t* const data = message_at(&w->responses, &at, &size);
            memcpy(message, data, size);
            w->responses.used -= at;
            memmove(w->responses.bytes, w->responses.bytes + at, w->responses.used);
        }
        give(w);
        if (!more) {
            break;
        }
        if (w->interface->work_response) {
            w->interface->work_response(w->plugin, size, message);
        }
    }
    if (w->interface && w->interface->end_run) {
        w->interface->end_run(w->plugin);
    }
}
