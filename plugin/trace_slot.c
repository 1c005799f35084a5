// SPDX-License-Identifier: ISC
#include "trace_slot.h"

#include "trace/trace_format.h"

#include <lv2/atom/util.h>
#include <lv2/core/lv2_util.h>
#include <stdlib.h>
#include <string.h>

struct TraceFile {
    TraceFile* next; ///< In the list of the retired
    DredgeTrace* trace;
    bool missing; ///< The file can't be used now, but its path is not forgotten
    char path[TRACE_PATH_MAX];
};

typedef enum { WORK_LOAD, WORK_FREE } WorkKind;

// A message to the worker. With WORK_LOAD, `path` is as long as the message.
typedef struct {
    WorkKind kind;
    TraceFile* file;
    char path[TRACE_PATH_MAX];
} Work;

enum { WORK_HEAD = offsetof(Work, path) };

// Free a file and all that are listed behind it.
static void file_free(TraceFile* file)
{
    while (file) {
        TraceFile* const next = file->next;
        dredge_trace_free(file->trace);
        free(file);
        file = next;
    }
}

// Read a file; without one that can be used, log why and return NULL.
static TraceFile* file_read(TraceSlot* const slot, const char* const path)
{
    char error[512];
    if (strlen(path) >= TRACE_PATH_MAX) {
        lv2_log_error(slot->log,
                      "dredge: the path of the trace is too long; expected at most "
                      "%d bytes\n",
                      TRACE_PATH_MAX - 1);
        return NULL;
    }
    TraceFile* const file = calloc(1, sizeof(TraceFile));
    if (!file) {
        lv2_log_error(slot->log, "dredge: %s: %s\n", path,
                      dredge_status_text(DREDGE_NO_MEMORY));
        return NULL;
    }
    strcpy(file->path, path);
    DredgeTraceReport report;
    file->trace = dredge_trace_read(path, &report, error, sizeof(error));
    if (!file->trace) {
        lv2_log_error(slot->log, "dredge: %s\n", error);
        file->missing = true;
    } else if (*report.warning) {
        lv2_log_warning(slot->log, "dredge: %s: %s\n", path, report.warning);
    }
    return file;
}

static void remember_path(TraceSlot* const slot, const char* const path)
{
    pthread_mutex_lock(&slot->lock);
    strcpy(slot->path, path);
    pthread_mutex_unlock(&slot->lock);
}

bool trace_slot_init(TraceSlot* const slot, const Uris* const uris, LV2_Log_Logger* const log,
                     const LV2_Worker_Schedule* const schedule)
{
    *slot = (TraceSlot){.uris = uris, .log = log, .schedule = schedule};
    atomic_init(&slot->pending, NULL);
    return !pthread_mutex_init(&slot->lock, NULL);
}

void trace_slot_clear(TraceSlot* const slot, DredgeSession* const session)
{
    dredge_session_set_trace(session, NULL);
    file_free(atomic_exchange(&slot->pending, NULL));
    file_free(slot->current);
    file_free(slot->retired);
    pthread_mutex_destroy(&slot->lock);
}

// By LV2's rules run() may call the host's schedule_work(), which does not block.
typedef LV2_Worker_Status (*ScheduleWork)(LV2_Worker_Schedule_Handle handle, uint32_t size,
                                          const void* data) DREDGE_REALTIME;

// Let the worker free what is out of use, as far as it has room for messages.
static void send_retired(TraceSlot* const slot)
{
    while (slot->retired && slot->schedule) {
        TraceFile* const file = slot->retired;
        TraceFile* const rest = file->next;
        const Work work = {.kind = WORK_FREE, .file = file};
        file->next = NULL;
        if (((ScheduleWork)slot->schedule->schedule_work)(slot->schedule->handle, WORK_HEAD,
                                                          &work) != LV2_WORKER_SUCCESS) {
            file->next = rest;
            return;
        }
        slot->retired = rest;
    }
}

static void use(TraceSlot* const slot, DredgeSession* const session, TraceFile* const file)
{
    TraceFile* const old = slot->current;
    if (file->missing && old) {
        file->trace = old->trace; // The old pattern goes on
        old->trace = NULL;
    }
    dredge_session_set_trace(session, file->trace);
    slot->current = file;
    slot->tell = true;
    if (old) {
        old->next = slot->retired;
        slot->retired = old;
    }
}

void trace_slot_update(TraceSlot* const slot, DredgeSession* const session)
{
    if (atomic_load_explicit(&slot->pending, memory_order_relaxed)) {
        TraceFile* const file = atomic_exchange(&slot->pending, NULL);
        if (file) {
            use(slot, session, file);
        }
    }
    send_retired(slot);
}

void trace_slot_message(TraceSlot* const slot, const LV2_Atom_Object* const message)
{
    const Uris* const uris = slot->uris;
    const LV2_Atom_URID* property = NULL;
    const LV2_Atom* value = NULL;
    lv2_atom_object_get(message, uris->patch_property, &property, uris->patch_value, &value, 0);
    const bool is_trace = uris_is(uris, property, uris->trace);
    if (message->body.otype == uris->patch_Get) {
        slot->tell = slot->tell || !property || is_trace;
        return;
    }
    if (message->body.otype != uris->patch_Set || !is_trace) {
        return;
    }
    slot->tell = true;
    // Worth loading only if it is a path with an end.
    if (slot->schedule && value && value->type == uris->atom_Path && value->size > 1 &&
        value->size <= TRACE_PATH_MAX &&
        !((const char*)LV2_ATOM_BODY_CONST(value))[value->size - 1]) {
        Work work = {.kind = WORK_LOAD};
        memcpy(work.path, LV2_ATOM_BODY_CONST(value), value->size);
        ((ScheduleWork)slot->schedule->schedule_work)(slot->schedule->handle,
                                                      WORK_HEAD + value->size, &work);
        slot->tell = false; // When it is loaded
    }
}

void trace_slot_tell(TraceSlot* const slot, LV2_Atom_Forge* const forge)
{
    const char* const path = slot->current ? slot->current->path : "";
    // A message that is cut off in the middle would be none.
    if (!slot->tell || forge->size - forge->offset < MESSAGE_ROOM + strlen(path)) {
        return;
    }
    slot->tell = false;
    LV2_Atom_Forge_Frame frame;
    lv2_atom_forge_frame_time(forge, 0);
    lv2_atom_forge_object(forge, &frame, 0, slot->uris->patch_Set);
    lv2_atom_forge_key(forge, slot->uris->patch_property);
    lv2_atom_forge_urid(forge, slot->uris->trace);
    lv2_atom_forge_key(forge, slot->uris->patch_value);
    lv2_atom_forge_path(forge, path, (uint32_t)strlen(path));
    lv2_atom_forge_pop(forge, &frame);
}

LV2_Worker_Status trace_slot_work(TraceSlot* const slot,
                                  const LV2_Worker_Respond_Function respond,
                                  const LV2_Worker_Respond_Handle handle, const uint32_t size,
                                  const void* const data)
{
    Work work;
    if (size < WORK_HEAD || size > sizeof(work)) {
        return LV2_WORKER_ERR_UNKNOWN;
    }
    memcpy(&work, data, size);
    if (work.kind == WORK_FREE) {
        file_free(work.file);
        return LV2_WORKER_SUCCESS;
    }
    TraceFile* file = file_read(slot, work.path);
    if (file && file->missing) {
        file_free(file);
        file = NULL;
    }
    if (file) {
        remember_path(slot, file->path);
    }
    // Also without a file: then the host is told that the old one is still in use.
    if (respond(handle, sizeof(file), &file) != LV2_WORKER_SUCCESS) {
        file_free(file);
        return LV2_WORKER_ERR_NO_SPACE;
    }
    return LV2_WORKER_SUCCESS;
}

LV2_Worker_Status trace_slot_work_response(TraceSlot* const slot, DredgeSession* const session,
                                           const uint32_t size, const void* const data)
{
    TraceFile* file = NULL;
    if (size != sizeof(file)) {
        return LV2_WORKER_ERR_UNKNOWN;
    }
    memcpy(&file, data, sizeof(file));
    if (!file) {
        slot->tell = true;
        return LV2_WORKER_SUCCESS;
    }
    use(slot, session, file);
    return LV2_WORKER_SUCCESS;
}

// How the host wants paths to be saved.
typedef struct {
    LV2_State_Map_Path* map;
    LV2_State_Free_Path* free;
} Paths;

static Paths find_paths(const LV2_Feature* const* const features)
{
    Paths paths = {.map = NULL};
    lv2_features_query(features, LV2_STATE__mapPath, &paths.map, false, LV2_STATE__freePath,
                       &paths.free, false, NULL);
    return paths;
}

static void free_path(const Paths* const paths, char* const path)
{
    if (paths->free && path) {
        paths->free->free_path(paths->free->handle, path);
    } else {
        free(path);
    }
}

LV2_State_Status trace_slot_save(TraceSlot* const slot, const LV2_State_Store_Function store,
                                 const LV2_State_Handle handle,
                                 const LV2_Feature* const* const features)
{
    const Paths paths = find_paths(features);
    char path[TRACE_PATH_MAX];
    pthread_mutex_lock(&slot->lock);
    strcpy(path, slot->path);
    pthread_mutex_unlock(&slot->lock);
    if (!*path) {
        return LV2_STATE_SUCCESS; // An empty path breaks hosts
    }
    char* const abstract = paths.map ? paths.map->abstract_path(paths.map->handle, path) : NULL;
    const char* const saved = abstract ? abstract : path;
    const LV2_State_Status status =
        store(handle, slot->uris->trace, saved, strlen(saved) + 1, slot->uris->atom_Path,
              LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
    free_path(&paths, abstract);
    return status;
}

LV2_State_Status trace_slot_restore(TraceSlot* const slot,
                                    const LV2_State_Retrieve_Function retrieve,
                                    const LV2_State_Handle handle,
                                    const LV2_Feature* const* const features)
{
    const Paths paths = find_paths(features);
    size_t size = 0;
    uint32_t type = 0;
    uint32_t flags = 0;
    const char* const saved = retrieve(handle, slot->uris->trace, &size, &type, &flags);
    if (!saved) {
        return LV2_STATE_SUCCESS;
    }
    // Carla counts a text without its terminator, PipeWire doesn't tell its type.
    if ((type && type != slot->uris->atom_Path) || !size || !saved[0]) {
        lv2_log_error(slot->log, "dredge: the trace in the state is not a path\n");
        return LV2_STATE_ERR_BAD_TYPE;
    }
    char* const relative = strndup(saved, size);
    if (!relative) {
        lv2_log_error(slot->log, "dredge: the trace in the state: %s\n",
                      dredge_status_text(DREDGE_NO_MEMORY));
        return LV2_STATE_ERR_UNKNOWN;
    }
    char* const absolute =
        paths.map ? paths.map->absolute_path(paths.map->handle, relative) : NULL;
    // Hosts keep links, and not for ever: Carla's are gone with its next save.
    const char* const path = absolute ? absolute : relative;
    char* const real = realpath(path, NULL);
    TraceFile* const file = file_read(slot, real ? real : path);
    free(real);
    free(relative);
    free_path(&paths, absolute);
    if (!file) {
        return LV2_STATE_ERR_UNKNOWN;
    }
    remember_path(slot, file->path);
    // Read here and now: at session load some hosts offer no worker. run() takes it over.
    file_free(atomic_exchange(&slot->pending, file));
    return LV2_STATE_SUCCESS;
}
