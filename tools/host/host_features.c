// SPDX-License-Identifier: ISC
#include "host/host_features.h"

#include "host/host_urids.h"

#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/parameters/parameters.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static LV2_URID map_uri(const LV2_URID_Map_Handle handle, const char* const uri)
{
    (void)handle;
    return host_urids_map(uri);
}

static const char* unmap_uri(const LV2_URID_Unmap_Handle handle, const LV2_URID urid)
{
    (void)handle;
    return host_urids_unmap(urid);
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

static void queue_draw(void* const handle)
{
    HostFeatures* const f = handle;
    ++f->draws;
}

void host_features_add(HostFeatures* const f, const char* const uri, void* const data)
{
    if (f->count == HOST_FEATURES) {
        abort();
    }
    f->features[f->count] = (LV2_Feature){uri, data};
    f->list[f->count] = &f->features[f->count];
    ++f->count;
}

void host_features_init(HostFeatures* const f, const bool worker, const bool quiet)
{
    f->quiet = quiet;
    f->map = (LV2_URID_Map){f, map_uri};
    f->unmap = (LV2_URID_Unmap){f, unmap_uri};
    f->log_feature = (LV2_Log_Log){f, log_printf, log_vprintf};
    f->schedule = (LV2_Worker_Schedule){&f->worker, host_worker_schedule};
    f->queue_draw = (InlineDisplayFeature){f, queue_draw};
    host_features_add(f, LV2_URID__map, &f->map);
    host_features_add(f, LV2_URID__unmap, &f->unmap);
    host_features_add(f, LV2_LOG__log, &f->log_feature);
    host_features_add(f, INLINE_DISPLAY_QUEUE_DRAW, &f->queue_draw);
    if (worker) {
        host_features_add(f, LV2_WORKER__schedule, &f->schedule);
    }
}

static LV2_Options_Option option(const char* const key, const char* const type,
                                 const void* const value)
{
    return (LV2_Options_Option){LV2_OPTIONS_INSTANCE, 0,    host_urids_map(key), sizeof(float),
                                host_urids_map(type), value};
}

void host_features_promise(HostFeatures* const f, const HostBlocks* const blocks)
{
    f->blocks = *blocks;
    const LV2_Options_Option options[] = {
        option(LV2_PARAMETERS__sampleRate, LV2_ATOM__Float, &f->blocks.rate),
        option(LV2_BUF_SIZE__minBlockLength, LV2_ATOM__Int, &f->blocks.least),
        option(LV2_BUF_SIZE__maxBlockLength, LV2_ATOM__Int, &f->blocks.most),
        option(LV2_BUF_SIZE__nominalBlockLength, LV2_ATOM__Int, &f->blocks.nominal),
        option(LV2_BUF_SIZE__sequenceSize, LV2_ATOM__Int, &f->blocks.sequence),
        {LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, NULL}};
    memcpy(f->options, options, sizeof(options));
    host_features_add(f, LV2_OPTIONS__options, f->options);
    host_features_add(f, LV2_BUF_SIZE__boundedBlockLength, NULL);
    if (blocks->fixed) {
        host_features_add(f, LV2_BUF_SIZE__fixedBlockLength, NULL);
    }
    if (blocks->power_of_2) {
        host_features_add(f, LV2_BUF_SIZE__powerOf2BlockLength, NULL);
    }
}

void host_features_serve(HostFeatures* const f, const LilvInstance* const instance)
{
    f->worker.plugin = lilv_instance_get_handle(instance);
    f->worker.interface = lilv_instance_get_extension_data(instance, LV2_WORKER__interface);
}
