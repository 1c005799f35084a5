// SPDX-License-Identifier: ISC
#include "sweep_pool.h"

#include "progress.h"
#include "report.h"
#include "sweep_cell.h"
#include "sweep_group.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH = 8, // Cells to one call of a scorer
};

// A group whose cells several threads play.
typedef struct Open {
    struct Open* next;
    SweepGroup group;
    SweepPlace place; ///< The next one to be played
    bool more;        ///< There is one
    bool ready;       ///< The sound is coded
    unsigned users;
} Open;

typedef struct {
    const SweepPlan* plan;
    const char* out;
    const SweepShare* share;
    pthread_mutex_t lock; ///< For all that follows
    pthread_cond_t changed;
    size_t next_group;
    Open* open;
    size_t done;
    size_t total;
    bool failed;
    Progress progress;
} Pool;

static bool stands(const Pool* const pool, const SweepPlace* const place)
{
    char id[HASH_TEXT];
    sweep_cell_id(pool->plan, place, id);
    return sweep_cell_stands(pool->plan, pool->out, place, id);
}

// Go on to the first place, from this one on, that is still to be played.
static bool skip_standing(const Pool* const pool, SweepPlace* const place)
{
    bool more = true;
    while (more && stands(pool, place)) {
        more = sweep_group_next(pool->plan, place);
    }
    return more;
}

static void count_work(Pool* const pool)
{
    for (size_t g = pool->share->part; g < sweep_group_count(pool->plan);
         g += pool->share->parts) {
        SweepPlace place;
        for (bool more = sweep_group_first(pool->plan, g, &place); more;
             more = sweep_group_next(pool->plan, &place)) {
            pool->total += !stands(pool, &place);
        }
    }
}

// With the lock held, which is not held while the sound is coded.
static Open* begin_group(Pool* const pool)
{
    while (pool->next_group < sweep_group_count(pool->plan)) {
        const size_t index = pool->next_group;
        SweepPlace place;
        pool->next_group += pool->share->parts;
        if (!sweep_group_first(pool->plan, index, &place) || !skip_standing(pool, &place)) {
            continue;
        }
        Open* const open = calloc(1, sizeof(Open));
        if (!open) {
            pool->failed = !complain("not enough memory");
            return NULL;
        }
        *open = (Open){.next = pool->open, .place = place, .more = true};
        pool->open = open;
        pthread_mutex_unlock(&pool->lock);
        const bool good = sweep_group_open(&open->group, pool->plan, pool->out, index);
        pthread_mutex_lock(&pool->lock);
        open->ready = true;
        pool->failed |= !good;
        pthread_cond_broadcast(&pool->changed);
        return open;
    }
    return NULL;
}

// A group of its own, one to help with, or NULL at the end. With the lock held.
static Open* find_work(Pool* const pool)
{
    for (;;) {
        if (pool->failed) {
            return NULL;
        }
        Open* const own = begin_group(pool);
        if (own) {
            return own;
        }
        bool coding = false;
        for (Open* o = pool->open; o; o = o->next) {
            if (o->ready && o->more) {
                return o;
            }
            coding |= !o->ready;
        }
        if (!coding) {
            return NULL;
        }
        pthread_cond_wait(&pool->changed, &pool->lock);
    }
}

static void drop(Pool* const pool, Open* const open)
{
    Open** link = &pool->open;
    while (*link != open) {
        link = &(*link)->next;
    }
    *link = open->next;
    sweep_group_close(&open->group);
    free(open);
}

// Play cells of a group until none is left. With the lock held, except while playing.
static void work_on(Pool* const pool, Open* const open)
{
    const size_t most = pool->plan->scorer.command ? BATCH : 1;
    ++open->users;
    while (open->more && !pool->failed) {
        SweepPlace places[BATCH];
        size_t count = 0;
        while (open->more && count < most) {
            places[count++] = open->place;
            open->more =
                sweep_group_next(pool->plan, &open->place) && skip_standing(pool, &open->place);
        }
        pthread_mutex_unlock(&pool->lock);
        const bool good = sweep_group_play(&open->group, places, count);
        pthread_mutex_lock(&pool->lock);
        pool->failed |= !good;
        pool->done += count;
        progress_count(&pool->progress, pool->done, pool->total, "cells");
    }
    if (!--open->users) {
        drop(pool, open);
    }
}

static void* work(void* const context)
{
    Pool* const pool = context;
    pthread_mutex_lock(&pool->lock);
    for (Open* open = find_work(pool); open; open = find_work(pool)) {
        work_on(pool, open);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

bool sweep_pool_run(const SweepPlan* const plan, const char* const out,
                    const SweepShare* const share)
{
    Pool pool = {.plan = plan, .out = out, .share = share, .next_group = share->part};
    pthread_mutex_init(&pool.lock, NULL);
    pthread_cond_init(&pool.changed, NULL);
    count_work(&pool);
    pool.progress = progress_start(share->quiet);
    progress_count(&pool.progress, 0, pool.total, "cells");
    pthread_t threads[SWEEP_THREADS_MAX];
    unsigned running = 0;
    while (running + 1 < share->threads &&
           !pthread_create(&threads[running], NULL, work, &pool)) {
        ++running;
    }
    work(&pool);
    while (running) {
        pthread_join(threads[--running], NULL);
    }
    while (pool.open) { // After a failure
        drop(&pool, pool.open);
    }
    progress_end(&pool.progress);
    pthread_cond_destroy(&pool.changed);
    pthread_mutex_destroy(&pool.lock);
    return !pool.failed;
}
