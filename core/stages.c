// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // SCHED_RESET_ON_FORK
#include "stages.h"

#include "memory.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <time.h>

enum {
    STACK = 2 << 20,   // libopus needs 70 KiB, ThreadSanitizer most of a MiB
    PRIORITY_NONE = 0, // Not real-time
};

struct DredgeStages {
    DredgeStageFunction function;
    void* context;

    /// Held while a stage is in work. Inherits priority: a helper of normal priority that is in
    /// the audio thread's way runs at the audio thread's.
    pthread_mutex_t token;
    sem_t wake;
    pthread_t helper;
    bool has_helper;
    atomic_bool quit;
    atomic_int priority; ///< Of the audio thread; SCHED_FIFO's scale

    atomic_uint_fast64_t posted;
    atomic_uint_fast64_t done; ///< Written with the token held

    atomic_uint_fast64_t total;
    atomic_uint_fast64_t claimed;
    atomic_uint_fast64_t waits;
    atomic_uint_fast64_t busy_ns;
};

static bool make_token(pthread_mutex_t* const token)
{
    pthread_mutexattr_t attributes;
    if (pthread_mutexattr_init(&attributes)) {
        return false;
    }
    pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
    const bool made =
        !pthread_mutex_init(token, &attributes) || !pthread_mutex_init(token, NULL);
    pthread_mutexattr_destroy(&attributes);
    return made;
}

DredgeStages* dredge_stages_new(const DredgeStageFunction function, void* const context)
{
    DredgeStages* const s = dredge_memory_new(sizeof(DredgeStages));
    if (!s) {
        return NULL;
    }
    if (!make_token(&s->token)) {
        dredge_memory_free(s);
        return NULL;
    }
    if (sem_init(&s->wake, 0, 0)) {
        pthread_mutex_destroy(&s->token);
        dredge_memory_free(s);
        return NULL;
    }
    s->function = function;
    s->context = context;
    return s;
}

void dredge_stages_free(DredgeStages* const s)
{
    if (s) {
        dredge_stages_stop(s);
        sem_destroy(&s->wake);
        pthread_mutex_destroy(&s->token);
        dredge_memory_free(s);
    }
}

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t); // No system call on Linux: answered in the vDSO
    return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

// Do the next stage. For whoever holds the token.
static void do_next(DredgeStages* const s)
{
    const uint64_t stage = atomic_load_explicit(&s->done, memory_order_relaxed);
    const uint64_t start = now_ns();
    s->function(s->context, stage);
    atomic_fetch_add_explicit(&s->busy_ns, now_ns() - start, memory_order_relaxed);
    atomic_fetch_add_explicit(&s->total, 1, memory_order_relaxed);
    atomic_store_explicit(&s->done, stage + 1, memory_order_release);
}

static bool has_work(DredgeStages* const s)
{
    return atomic_load_explicit(&s->done, memory_order_acquire) <
           atomic_load_explicit(&s->posted, memory_order_acquire);
}

static void take_priority(const int priority)
{
    const struct sched_param param = {.sched_priority = priority > 1 ? priority - 1 : priority};
    // Where the system refuses, the helper stays at normal priority.
    (void)pthread_setschedparam(pthread_self(), priority > 0 ? SCHED_FIFO : SCHED_OTHER,
                                &param);
}

static void* help(void* const stages)
{
    DredgeStages* const s = stages;
    int priority = PRIORITY_NONE;
    dredge_memory_touch_stack();
    for (;;) {
        while (sem_wait(&s->wake) && errno == EINTR) {
        }
        if (atomic_load(&s->quit)) {
            return NULL;
        }
        const int wanted = atomic_load_explicit(&s->priority, memory_order_relaxed);
        if (wanted != priority) {
            take_priority(wanted);
            priority = wanted;
        }
        while (has_work(s)) {
            pthread_mutex_lock(&s->token);
            if (has_work(s)) {
                do_next(s);
            }
            pthread_mutex_unlock(&s->token);
        }
    }
}

DredgeStatus dredge_stages_start(DredgeStages* const s)
{
    assert(!s->has_helper);
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes)) {
        return DREDGE_NO_THREAD;
    }
    pthread_attr_setstacksize(&attributes, STACK);
    atomic_store(&s->quit, false);
    atomic_store(&s->priority, PRIORITY_NONE);
    while (!sem_trywait(&s->wake)) {
    }
    s->has_helper = !pthread_create(&s->helper, &attributes, help, s);
    pthread_attr_destroy(&attributes);
    return s->has_helper ? DREDGE_OK : DREDGE_NO_THREAD;
}

void dredge_stages_stop(DredgeStages* const s)
{
    if (s->has_helper) {
        atomic_store(&s->quit, true);
        sem_post(&s->wake);
        pthread_join(s->helper, NULL);
        s->has_helper = false;
    }
}

void dredge_stages_follow_priority(DredgeStages* const s)
{
    // The plain system calls: pthread_getschedparam() takes a lock.
    struct sched_param param = {.sched_priority = PRIORITY_NONE};
    const int policy = sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
    const bool realtime = policy == SCHED_FIFO || policy == SCHED_RR;
    if (!realtime || sched_getparam(0, &param)) {
        param.sched_priority = PRIORITY_NONE;
    }
    atomic_store_explicit(&s->priority, param.sched_priority, memory_order_relaxed);
}

void dredge_stages_post(DredgeStages* const s, const uint64_t count, const bool wake)
{
    atomic_store_explicit(&s->posted, count, memory_order_release);
    if (wake && s->has_helper) {
        sem_post(&s->wake);
    }
}

// Take the token for the audio thread.
DREDGE_REALTIME static void hold(DredgeStages* const s)
{
    if (pthread_mutex_trylock(&s->token)) {
        atomic_fetch_add_explicit(&s->waits, 1, memory_order_relaxed);
        DREDGE_WAITS(pthread_mutex_lock(&s->token))
    }
}

void dredge_stages_finish(DredgeStages* const s, const uint64_t count)
{
    assert(count <= atomic_load(&s->posted));
    while (atomic_load_explicit(&s->done, memory_order_acquire) < count) {
        hold(s);
        if (atomic_load_explicit(&s->done, memory_order_relaxed) < count) {
            do_next(s);
            atomic_fetch_add_explicit(&s->claimed, 1, memory_order_relaxed);
        }
        pthread_mutex_unlock(&s->token);
    }
}

void dredge_stages_reset(DredgeStages* const s,
                         void (*const reset)(void* context) DREDGE_REALTIME)
{
    hold(s);
    atomic_store_explicit(&s->posted, 0, memory_order_relaxed);
    atomic_store_explicit(&s->done, 0, memory_order_release);
    reset(s->context);
    pthread_mutex_unlock(&s->token);
}

DredgeStageCounts dredge_stages_counts(const DredgeStages* const s)
{
    return (DredgeStageCounts){
        .done = atomic_load_explicit(&s->total, memory_order_relaxed),
        .claimed = atomic_load_explicit(&s->claimed, memory_order_relaxed),
        .waits = atomic_load_explicit(&s->waits, memory_order_relaxed),
        .busy_ns = atomic_load_explicit(&s->busy_ns, memory_order_relaxed),
    };
}
