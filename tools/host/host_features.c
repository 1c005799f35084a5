// SPDX-License-Identifier: ISC
#include "host/host_features.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

LV2_URID host_features_map(HostFeatures* const f, const char* const uri)
{
    for (uint32_t i = 0; i < f->urid_count; ++i) {
        if (!strcmp(f->urids[i], uri)) {
            return i + 1;
        }
    }
    if (f->urid_count == HOST_URIDS) {
        return 0;
    }
    f->urids[f->urid_count] = strdup(uri);
    return ++f->urid_count;
}

static LV2_URID map_uri(const LV2_URID_Map_Handle handle, const char* const uri)
{
    return host_features_map(handle, uri);
}

static const char* unmap_uri(const LV2_URID_Unmap_Handle handle, const LV2_URID urid)
{
    const HostFeatures* const f = handle;
    return urid && urid <= f->urid_count ? f->urids[urid - 1] : NULL;
}

static int log_vprintf(const LV2_Log_Handle handle, const LV2_URID type,
                       const char* const format, va_list args)
{
    (void)type;
    HostFeatures* const f = handle;
    const int length = vsnprintf(f->log, sizeof(f->log), format, args);
    if (!f->quiet) {
        fputs(f->log, stderr);
    }
    return length;
}

static int log_printf(const LV2_Log_Handle handle, const LV2_URID type,
                      const char* const format, ...)
{
    va_list args;
    va_start(args, format);
    const int length = log_vprintf(handle, type, format, args);
    va_end(args);
    return length;
}

static bool put_message(HostMessages* const m, const uint32_t size, const void* const data)
{
    if (size > HOST_WORK_ROOM - sizeof(size) - m->used) {
        return false;
    }
    memcpy(m->bytes + m->used, &size, sizeof(size));
    memcpy(m->bytes + m->used + sizeof(size), data, size);
    m->used += (uint32_t)sizeof(size) + size;
    return true;
}

static LV2_Worker_Status schedule_work(const LV2_Worker_Schedule_Handle handle,
                                       const uint32_t size, const void* const data)
{
    HostFeatures* const f = handle;
    return put_message(&f->requests, size, data) ? LV2_WORKER_SUCCESS : LV2_WORKER_ERR_NO_SPACE;
}

static LV2_Worker_Status respond(const LV2_Worker_Respond_Handle handle, const uint32_t size,
                                 const void* const data)
{
    HostFeatures* const f = handle;
    return put_message(&f->responses, size, data) ? LV2_WORKER_SUCCESS
                                                  : LV2_WORKER_ERR_NO_SPACE;
}

void host_features_work(HostFeatures* const f)
{
    static HostMessages requests; // The plugin may ask for more meanwhile
    requests = f->requests;
    f->requests.used = 0;
    for (uint32_t at = 0; f->worker && at < requests.used;) {
        uint32_t size = 0;
        memcpy(&size, requests.bytes + at, sizeof(size));
        at += (uint32_t)sizeof(size);
        f->worker->work(f->plugin, respond, f, size, requests.bytes + at);
        at += size;
    }
}

void host_features_respond(HostFeatures* const f)
{
    for (uint32_t at = 0; at < f->responses.used;) {
        uint32_t size = 0;
        memcpy(&size, f->responses.bytes + at, sizeof(size));
        at += (uint32_t)sizeof(size);
        f->worker->work_response(f->plugin, size, f->responses.bytes + at);
        at += size;
    }
    f->responses.used = 0;
}

static void queue_draw(void* const handle)
{
    HostFeatures* const f = handle;
    ++f->draws;
}

void host_features_init(HostFeatures* const f, const bool worker, const bool quiet)
{
    f->quiet = quiet;
    f->map = (LV2_URID_Map){f, map_uri};
    f->unmap = (LV2_URID_Unmap){f, unmap_uri};
    f->log_feature = (LV2_Log_Log){f, log_printf, log_vprintf};
    f->schedule = (LV2_Worker_Schedule){f, schedule_work};
    f->features[0] = (LV2_Feature){LV2_URID__map, &f->map};
    f->features[1] = (LV2_Feature){LV2_URID__unmap, &f->unmap};
    f->features[2] = (LV2_Feature){LV2_LOG__log, &f->log_feature};
    f->queue_draw = (InlineDisplayFeature){f, queue_draw};
    f->features[3] = (LV2_Feature){INLINE_DISPLAY_QUEUE_DRAW, &f->queue_draw};
    f->features[4] = (LV2_Feature){LV2_WORKER__schedule, &f->schedule};
    const int count = worker ? 5 : 4;
    for (int i = 0; i < count; ++i) {
        f->list[i] = &f->features[i];
    }
}

void host_features_serve(HostFeatures* const f, const LilvInstance* const instance)
{
    f->plugin = lilv_instance_get_handle(instance);
    f->worker = lilv_instance_get_extension_data(instance, LV2_WORKER__interface);
}

void host_features_clear(HostFeatures* const f)
{
    for (uint32_t i = 0; i < f->urid_count; ++i) {
        free(f->urids[i]);
    }
}
